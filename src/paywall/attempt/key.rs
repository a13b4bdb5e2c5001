//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): one payment per key.
//!
//! ```abnf
//! Idempotency-Key = sf-string / 1*255( visible ASCII but "," and DQUOTE )
//! ```
//!
//! A payer who lost an answer and starts over without a credential would pay twice for one operation. So a key, for one
//! resource in one realm, belongs to the first credential sent with it. The key has a register of its own that says so.
//! Another credential is refused without a challenge, unless the first one's attempt is known to have cost nothing.
//! Under the key, the same credential gets the same answer again, from its own record.

use crate::encoding::base64url;
use crate::error::{Code, Error, Result};
use crate::http::token::trim;
use crate::paywall::method;
use alloc::string::String;
use sha2::{Digest as _, Sha256};

const MAX_BYTES: usize = 255;

/// The key of a request, scoped to its realm and resource.
#[derive(Debug)]
pub(in crate::paywall) struct IdempotencyKey {
    digest: String,
}

impl IdempotencyKey {
    /// Reads the field if the method may have side effects; `None` for a safe method, which needs no key.
    ///
    /// # Errors
    /// [`Code::InvalidIdempotencyKey`].
    pub(in crate::paywall) fn read(
        method: &str,
        field: &str,
        (realm, resource): (&str, &str),
    ) -> Result<Option<Self>> {
        if !method::has_side_effects(method) {
            return Ok(None);
        }
        let text = trim(field);
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let key = quoted.unwrap_or(text);
        let allowed = |byte: u8| match quoted {
            Some(_) => (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\',
            None => byte.is_ascii_graphic() && byte != b'"' && byte != b',',
        };
        if key.is_empty() || key.len() > MAX_BYTES || !key.bytes().all(allowed) {
            return Err(Error::new(
                Code::InvalidIdempotencyKey,
                "an Idempotency-Key is one quoted string of at most 255 printable ASCII characters, best a UUID",
            ));
        }
        // A realm contains no bar and a resource is a digest, so the hashed text is unambiguous.
        let digest = Sha256::digest([realm, "|", resource, " ", key].concat().as_bytes());
        Ok(Some(Self { digest: base64url::encode(digest) }))
    }

    /// The key's name in records and registers; the key itself is not stored.
    pub(super) fn digest(&self) -> &str {
        &self.digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(method: &str, field: &str) -> Result<Option<IdempotencyKey>> {
        IdempotencyKey::read(method, field, ("realm", "resource"))
    }

    #[test]
    fn a_key_is_read_with_quotes_and_without() {
        let digest = |field: &str| read("POST", field).unwrap().unwrap().digest;
        let uuid = "8e03978e-40d5-43e8-bc93-6894a57f9324";
        assert_eq!(digest(uuid), digest(&["\"", uuid, "\" "].concat()));
        assert_ne!(digest("a"), digest("b"));
        assert_eq!(digest("\"a b\""), digest(" \"a b\""));
        assert!(read("POST", &"a".repeat(MAX_BYTES)).is_ok());
        for method in ["PUT", "PATCH", "patch", "DELETE", "MOVE"] {
            assert!(read(method, "a").unwrap().is_some());
        }
    }

    #[test]
    fn a_safe_method_needs_no_key() {
        for method in ["GET", "HEAD", "OPTIONS"] {
            assert!(read(method, "a").unwrap().is_none());
            assert!(read(method, "").unwrap().is_none());
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let long = "a".repeat(MAX_BYTES + 1);
        for field in [
            "",
            "\"\"",
            "\"",
            "a b",
            "a, b",
            "a,b",
            "\"a\tb\"",
            "\"\u{fc}\"",
            "\"a\", \"b\"",
            "\"a\\\"b\"",
            "\"a\\\\b\"",
            "é",
            "\"a",
            "a\"",
            &long,
        ] {
            assert_eq!(read("POST", field).unwrap_err().code(), Code::InvalidIdempotencyKey, "{field}");
        }
    }

    #[test]
    fn the_digest_depends_on_the_realm_and_the_resource() {
        let of = |at| IdempotencyKey::read("POST", "a", at).unwrap().unwrap().digest;
        assert_ne!(of(("realm", "one")), of(("realm", "two")));
        assert_ne!(of(("one", "resource")), of(("two", "resource")));
    }
}
