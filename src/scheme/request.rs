//! The `request` parameter: base64url(JCS(JSON object)), method-specific.

use crate::encoding::{
    base64url, jcs,
    json::{self, Doc, Object},
};
use crate::error::{Code, Error, Result};
use alloc::string::String;

/// The most bytes of an encoded request, as the peers have it.
pub const MAX_REQUEST_BYTES: usize = 16 * 1024;

/// A payment request: what it says, and the text it came or goes as. The text is what a challenge id binds,
/// canonical or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    text: String,
    json: Object,
}

impl Request {
    /// Reads the encoded text.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::InvalidEncoding`], [`Code::InvalidJson`], or [`Code::InvalidRequest`] when
    /// the JSON is not an object.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(Self { json: parse_object(text)?, text: text.into() })
    }

    /// What [`open`] has read of `text`.
    pub(super) fn of_open(text: &str, json: &Doc) -> Self {
        Self { text: text.into(), json: json.root().to_object().unwrap_or_default() }
    }

    /// Encodes a request canonically.
    ///
    /// # Errors
    /// [`Code::TooLarge`] when the text would be longer than [`MAX_REQUEST_BYTES`], [`Code::InvalidRequest`] when it
    /// nests deeper than [`json::MAX_DEPTH`].
    pub fn encode(json: Object) -> Result<Self> {
        Self::from_canonical(jcs::object_to_string(&json), json)
    }

    /// The same for an object whose numbers are in ECMAScript form: see [`jcs::sort_object_to_string`].
    ///
    /// # Errors
    /// As for [`Request::encode`].
    pub fn encode_sorted(json: Object) -> Result<Self> {
        Self::from_canonical(jcs::sort_object_to_string(&json), json)
    }

    fn from_canonical(canonical: String, json: Object) -> Result<Self> {
        if json.depth() > json::MAX_DEPTH {
            return Err(Error::new(Code::InvalidRequest, "the request nests deeper than its readers read"));
        }
        let text = base64url::encode(canonical);
        match text.len() <= MAX_REQUEST_BYTES {
            true => Ok(Self { text, json }),
            false => Err(TOO_LARGE),
        }
    }

    /// The encoded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The fields.
    pub const fn json(&self) -> &Object {
        &self.json
    }

    /// A field that is a string.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.json.get(name)?.as_str()
    }
}

const TOO_LARGE: Error = Error::new(Code::TooLarge, "the encoded request or opaque is over 16 KiB");

/// Reads base64url(JSON object) within the size limit.
pub(super) fn parse_object(text: &str) -> Result<Object> {
    Ok(open(text)?.root().to_object().unwrap_or_default())
}

/// The same, left as text.
pub(super) fn open(text: &str) -> Result<Doc> {
    if text.len() > MAX_REQUEST_BYTES {
        return Err(TOO_LARGE);
    }
    let doc = Doc::read(base64url::decode_text(text)?)?;
    match doc.root().is_object() {
        true => Ok(doc),
        false => Err(Error::new(Code::InvalidRequest, "the encoded text does not hold a JSON object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text_it_came_as() {
        let padded = "eyJhbW91bnQiOiIxIn0=";
        let request = Request::parse(padded).unwrap();
        assert_eq!((request.as_str(), request.field("amount")), (padded, Some("1")));
        assert_eq!(Request::encode(request.json().clone()).unwrap().as_str(), "eyJhbW91bnQiOiIxIn0");
    }

    #[test]
    fn bug_17_duplicate_keys_are_refused() {
        let text = base64url::encode(r#"{"amount":"1","amount":"100"}"#);
        assert_eq!(Request::parse(&text).unwrap_err().code(), Code::InvalidJson);
    }

    #[test]
    fn only_objects_within_the_limit() {
        assert_eq!(Request::parse("W10").unwrap_err().code(), Code::InvalidRequest);
        assert_eq!(Request::parse(&"A".repeat(MAX_REQUEST_BYTES + 1)).unwrap_err().code(), Code::TooLarge);
    }
}
