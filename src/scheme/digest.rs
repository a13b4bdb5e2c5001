//! The `digest` parameter: the SHA-256 of the request body (RFC 9530), which binds a payment to the body that
//! was priced.

use crate::ascii;
use crate::encoding::base64url;
use crate::error::{Code, Error, Result};
use crate::http::token::trim;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;
use sha2::{Digest as _, Sha256};

/// The SHA-256 digest of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BodyDigest([u8; 32]);

impl BodyDigest {
    /// The digest of the bytes that were actually sent.
    ///
    /// ```
    /// use mpp_wasm::scheme::BodyDigest;
    /// let digest = BodyDigest::of(br#"{"hello": "world"}"#);
    /// assert_eq!(digest.to_text(), "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
    /// ```
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// Reads the RFC 9530 form `sha-256=:…:`, alone or next to other algorithms, and the bare form
    /// `sha-256=…` that other implementations write. If there are several `sha-256` members, the last one
    /// counts (RFC 8941 section 4.2.2).
    ///
    /// # Errors
    /// [`Code::InvalidHeader`] when there is no readable SHA-256 digest.
    ///
    /// ```
    /// use mpp_wasm::scheme::BodyDigest;
    /// let digest = BodyDigest::parse("sha-512=:AA==:, sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
    /// assert_eq!(digest, Ok(BodyDigest::of(br#"{"hello": "world"}"#)));
    /// assert!(BodyDigest::parse("md5=:AA==:").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        let values = ascii::split(text, b',').filter_map(|member| trim(member).strip_prefix("sha-256="));
        values
            .last()
            .map(|value| value.strip_prefix(':').and_then(|inner| inner.strip_suffix(':')).unwrap_or(value))
            .and_then(base64url::decode_array)
            .map(Self)
            .ok_or(Error::new(Code::InvalidHeader, "the digest has no sha-256 value"))
    }

    /// Writes the RFC 9530 form.
    pub fn to_text(&self) -> String {
        ["sha-256=:", &base64url::encode_standard(self.0), ":"].concat()
    }
}

impl FromStr for BodyDigest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// The RFC 9530 form.
impl fmt::Display for BodyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn both_forms_are_one_digest() {
        let digest = BodyDigest::of(b"{\"hello\": \"world\"}");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for text in [
            "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
            "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
            "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE",
            "sha-512=:AAAA:, sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
        ] {
            assert_eq!(text.parse(), Ok(digest), "{text}");
        }
        for text in [
            "",
            "sha-256=",
            "sha-256=::",
            "sha-256=:AAAA:",
            "sha-512=:AAAA:",
            "md5=x",
            "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
        ] {
            assert!(BodyDigest::parse(text).is_err(), "{text}");
        }
    }
}
