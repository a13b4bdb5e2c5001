//! The `opaque` parameter: the server's own correlation data, returned byte for byte.

use super::request::{check_size, open};
use crate::encoding::{
    base64url, jcs,
    json::{Doc, Node, ObjectWriter},
};
use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// base64url(JCS(object of strings)), kept as text so that it is returned unchanged.
///
/// ```
/// use mpp_wasm::encoding::json::Doc;
/// use mpp_wasm::scheme::Opaque;
/// let opaque = Opaque::encode(Doc::read(r#"{"order":"1"}"#.into())?.root())?;
/// assert_eq!(opaque.as_str(), "eyJvcmRlciI6IjEifQ");
/// assert_eq!(opaque.decode()?.root().text("order"), Some("1"));
/// assert!(Opaque::parse("not base64").is_err());
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque(String);

impl Opaque {
    /// Keeps a text that was received. Its contents are the server's business: a client does not look inside.
    ///
    /// # Errors
    /// [`Code::InvalidEncoding`] when a character cannot occur in base64 text, [`Code::TooLarge`] over
    /// [`MAX_REQUEST_BYTES`](super::MAX_REQUEST_BYTES).
    pub fn parse(text: &str) -> Result<Self> {
        Self::check(text).map(|()| Self(text.into()))
    }

    /// Takes a text that has been checked.
    pub(super) fn of_checked(text: &str) -> Self {
        Self(text.into())
    }

    /// Checks that a text could be one.
    pub(super) fn check(text: &str) -> Result<()> {
        if base64url::is_base64_text(text) {
            check_size(text)
        } else {
            Err(Error::new(Code::InvalidEncoding, "opaque is not base64url text"))
        }
    }

    /// Encodes a map of strings.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it is not an object or a value is not a string, [`Code::TooLarge`] when the
    /// text would exceed [`MAX_REQUEST_BYTES`](super::MAX_REQUEST_BYTES).
    pub fn encode(map: Node<'_>) -> Result<Self> {
        if !map.is_object() || map.members().any(|(_, value)| value.as_text().is_none()) {
            return Err(NOT_FLAT);
        }
        let text = base64url::encode(jcs::sorted(map).as_str());
        check_size(&text)?;
        Ok(Self(text))
    }

    /// Encodes texts whose names are already in the order of RFC 8785 section 3.2.3.
    pub(crate) fn of_sorted<const N: usize>(members: [(&str, &str); N]) -> Self {
        debug_assert!(members.is_sorted(), "names must be plain ASCII and sorted");
        let mut map = ObjectWriter::with_capacity(256);
        for (name, text) in members {
            map.text(name, text);
        }
        Self(base64url::encode(map.finish()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The map inside, for the server that wrote it.
    ///
    /// # Errors
    /// [`Code::InvalidEncoding`], [`Code::InvalidJson`], or [`Code::InvalidRequest`] when it is not an object.
    pub fn decode(&self) -> Result<Doc> {
        open(&self.0)
    }
}

impl FromStr for Opaque {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl fmt::Display for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for Opaque {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

const NOT_FLAT: Error = Error::new(Code::InvalidArgument, "opaque must be a flat object of strings");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_is_too_large_is_not_encoded() {
        let of = |size: usize| {
            let json = ["{\"a\":\"", &"a".repeat(size), "\"}"].concat();
            Opaque::encode(Doc::read(json).unwrap().root())
        };
        let most = super::super::MAX_REQUEST_BYTES / 4 * 3 - 8;
        assert_eq!(of(most).unwrap().as_str().len(), super::super::MAX_REQUEST_BYTES);
        assert_eq!(of(most + 1).unwrap_err().code(), Code::TooLarge);
    }

    #[test]
    fn only_a_flat_object_of_texts_is_encoded() {
        let encode = |json: &str| Opaque::encode(Doc::read(json.into()).unwrap().root());
        assert_eq!(encode(r#"{"b":"","a":"1"}"#).unwrap().decode().unwrap().as_str(), r#"{"a":"1","b":""}"#);
        for json in ["[]", "\"a\"", "null", r#"{"a":1}"#, r#"{"a":"1","b":{"c":"2"}}"#] {
            assert_eq!(encode(json).unwrap_err(), NOT_FLAT, "{json}");
        }
    }
}
