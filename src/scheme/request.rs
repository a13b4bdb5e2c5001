//! The `request` parameter: base64url(JCS(JSON object)), specific to the method.

use crate::encoding::{
    base64url, jcs,
    json::{self, Doc, Node},
};
use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::{fmt, str::FromStr};

/// The maximum length of an encoded request in bytes, the same as in other implementations.
pub const MAX_REQUEST_BYTES: usize = 16 * 1024;

/// A payment request: its contents, and the text it was received or is sent as. A challenge id binds the
/// text, canonical or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    text: String,
    json: Doc,
}

impl Request {
    /// Reads the encoded text.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::InvalidEncoding`], [`Code::InvalidJson`], or [`Code::InvalidRequest`] when
    /// the JSON is not an object.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(Self { json: open(text)?, text: text.into() })
    }

    /// Takes what [`open`] has read from `text`.
    pub(super) fn of_open(text: &str, json: &Doc) -> Self {
        Self { text: text.into(), json: json.clone() }
    }

    /// Encodes a request canonically.
    ///
    /// # Errors
    /// [`Code::InvalidRequest`] when it is not an object or nests deeper than [`json::MAX_DEPTH`],
    /// [`Code::TooLarge`] when the text would be longer than [`MAX_REQUEST_BYTES`].
    ///
    /// ```
    /// use mpp_wasm::encoding::json::{Doc, ObjectWriter};
    /// use mpp_wasm::scheme::Request;
    /// let mut json = ObjectWriter::new();
    /// json.text("currency", "usd").text("amount", "500");
    /// let request = Request::encode(Doc::read(json.finish())?)?;
    /// assert_eq!(request.json().raw(), r#"{"amount":"500","currency":"usd"}"#);
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn encode(json: Doc) -> Result<Self> {
        Self::encode_as(json, |json| jcs::canonical(json.root()))
    }

    /// Like [`Request::encode`], for an object whose numbers are in ECMAScript form: see [`jcs::sorted`].
    ///
    /// # Errors
    /// As for [`Request::encode`].
    pub fn encode_sorted(json: Doc) -> Result<Self> {
        Self::encode_as(json, jcs::sort)
    }

    fn encode_as(json: Doc, canonical: fn(Doc) -> Doc) -> Result<Self> {
        if json.root().depth() > json::MAX_DEPTH {
            return Err(TOO_DEEP);
        }
        check(json.root())?;
        let json = canonical(json);
        let text = base64url::encode(json.as_str());
        check_size(&text)?;
        Ok(Self { text, json })
    }

    /// The encoded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The decoded request: an object.
    pub fn json(&self) -> Node<'_> {
        self.json.root()
    }

    pub(super) const fn doc(&self) -> &Doc {
        &self.json
    }

    /// The text of a field, if it is a string.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.json().text(name)
    }
}

impl FromStr for Request {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for Request {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

const TOO_DEEP: Error = Error::new(Code::InvalidRequest, "the request nests over 32 levels deep");

/// Reads base64url(JSON object) within the size limit.
pub(super) fn open(text: &str) -> Result<Doc> {
    check_size(text)?;
    let doc = Doc::read(base64url::decode_text(text)?)?;
    check(doc.root())?;
    Ok(doc)
}

/// Refuses an encoded text over [`MAX_REQUEST_BYTES`].
pub(super) fn check_size(text: &str) -> Result<()> {
    if text.len() <= MAX_REQUEST_BYTES {
        Ok(())
    } else {
        Err(Error::new(Code::TooLarge, "the encoded request or opaque is over 16 KiB"))
    }
}

fn check(json: Node<'_>) -> Result<()> {
    if json.is_object() {
        Ok(())
    } else {
        Err(Error::new(Code::InvalidRequest, "the encoded text is not a JSON object"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn keeps_the_text_it_came_as() {
        let padded = "eyJhbW91bnQiOiIxIn0=";
        let request: Request = padded.parse().unwrap();
        assert_eq!((request.to_string().as_str(), request.as_ref()), (padded, padded));
        assert_eq!((request.as_str(), request.field("amount")), (padded, Some("1")));
        let encoded = Request::encode(request.json().to_doc()).unwrap();
        assert_eq!(encoded.as_str(), "eyJhbW91bnQiOiIxIn0");
    }

    #[test]
    fn members_are_sorted_and_numbers_written_as_doubles_or_kept() {
        let json = || Doc::read(r#"{ "b": 1.50, "a": [1E3] }"#.into()).unwrap();
        assert_eq!(Request::encode(json()).unwrap().json().raw(), r#"{"a":[1000],"b":1.5}"#);
        assert_eq!(Request::encode_sorted(json()).unwrap().json().raw(), r#"{"a":[1E3],"b":1.50}"#);
    }

    #[test]
    fn duplicate_keys_are_refused() {
        let text = base64url::encode(r#"{"amount":"1","amount":"100"}"#);
        assert_eq!(Request::parse(&text).unwrap_err().code(), Code::InvalidJson);
    }

    #[test]
    fn only_objects_within_the_limit() {
        assert_eq!(Request::parse("W10").unwrap_err().code(), Code::InvalidRequest);
        assert_eq!(Request::parse(&"A".repeat(MAX_REQUEST_BYTES + 1)).unwrap_err().code(), Code::TooLarge);
        let json = ["{\"a\":\"", &"a".repeat(MAX_REQUEST_BYTES / 4 * 3 - 8), "\"}"].concat();
        let largest = Request::encode_sorted(Doc::read(json).unwrap()).unwrap();
        assert_eq!(largest.as_str().len(), MAX_REQUEST_BYTES);
        assert_eq!(Request::parse(largest.as_str()), Ok(largest));
    }

    #[test]
    fn only_objects_within_the_depth_are_encoded() {
        let nested = |depth: usize| ["{\"a\":", &"[".repeat(depth - 1), &"]".repeat(depth - 1), "}"].concat();
        for encode in [Request::encode, Request::encode_sorted] {
            let encode = |json: String| encode(Doc::read_within(json, 100).unwrap()).map(drop);
            assert_eq!(encode(nested(json::MAX_DEPTH)), Ok(()));
            assert_eq!(encode(nested(json::MAX_DEPTH + 1)).unwrap_err(), TOO_DEEP);
            assert_eq!(encode("[]".into()).unwrap_err().code(), Code::InvalidRequest);
        }
    }
}
