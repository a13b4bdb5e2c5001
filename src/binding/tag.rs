//! Tags: MACs over data other than challenges, under a key of their own.
//!
//! The key is derived from each secret with a label, so a tag is never a challenge id and an id is never a
//! tag. The length of every field is hashed before the field, so no two lists of fields yield the same message.

use super::{ChallengeKey, Secret};
use crate::encoding::base64url;
use crate::error::Result;
use alloc::{string::String, vec::Vec};
use core::fmt;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A key for tags: the current and previous secrets of a [`ChallengeKey`], derived under a label.
pub struct TagKey {
    current: Secret,
    previous: Vec<Secret>,
}

impl TagKey {
    /// Derives the key for one purpose.
    ///
    /// # Errors
    /// None in practice: a derived secret has the size of the MAC, which is long enough.
    ///
    /// ```
    /// use mpp_wasm::binding::{ChallengeKey, Secret, TagKey};
    /// let key = TagKey::derive(&ChallengeKey::new(Secret::new(&[7; 32])?, vec![]), b"example")?;
    /// let tag = key.tag(&[b"a", b"bc"]);
    /// assert!(key.verify(&[b"a", b"bc"], &tag) && !key.verify(&[b"ab", b"c"], &tag));
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn derive(key: &ChallengeKey, label: &[u8]) -> Result<Self> {
        let derive = |secret: &Secret| {
            let mut mac = secret.start();
            // No challenge begins with it. Without it, a label could be one, and the key an id that everyone sees.
            mac.update(b"\0");
            mac.update(label);
            Secret::new(&mac.finalize().into_bytes())
        };
        let (current, previous) = key.secrets();
        Ok(Self { current: derive(current)?, previous: previous.iter().map(derive).collect::<Result<_>>()? })
    }

    /// The tag of a list of fields, in base64url.
    pub fn tag(&self, fields: &[&[u8]]) -> String {
        base64url::encode(mac(&self.current, fields).finalize().into_bytes())
    }

    /// Whether text is the tag of a list of fields, under the current secret or a previous one. Compares in
    /// constant time.
    #[must_use]
    pub fn verify(&self, fields: &[&[u8]], text: &str) -> bool {
        let Some(bytes) = base64url::decode_array::<32>(text) else { return false };
        let under = |secret: &Secret| mac(secret, fields).verify_slice(&bytes).is_ok();
        under(&self.current) || self.previous.iter().any(under)
    }
}

fn mac(secret: &Secret, fields: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = secret.start();
    for field in fields {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field);
    }
    mac
}

impl fmt::Debug for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TagKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn secret(byte: u8) -> Secret {
        Secret::new(&[byte; 32]).unwrap()
    }

    fn key(current: u8, previous: &[u8], label: &[u8]) -> TagKey {
        let previous = previous.iter().map(|byte| secret(*byte)).collect();
        TagKey::derive(&ChallengeKey::new(secret(current), previous), label).unwrap()
    }

    #[test]
    fn a_tag_is_for_its_fields_its_label_and_its_key() {
        let tag = key(1, &[], b"pass").tag(&[b"a", b"b"]);
        assert!(key(1, &[], b"pass").verify(&[b"a", b"b"], &tag));
        for other in
            [vec![&b"a"[..]], vec![b"a", b"b", b""], vec![b"ab", b""], vec![b"", b"ab"], vec![b"b", b"a"]]
        {
            assert!(!key(1, &[], b"pass").verify(&other, &tag), "{other:?}");
        }
        assert!(!key(1, &[], b"other").verify(&[b"a", b"b"], &tag));
        assert!(!key(2, &[], b"pass").verify(&[b"a", b"b"], &tag));
        for text in ["", "x", &tag[1..], &tag[..40], &[&tag, "A"].concat()] {
            assert!(!key(1, &[], b"pass").verify(&[b"a", b"b"], text), "{text}");
        }
    }

    /// The id of a challenge is the MAC of a text that everyone can put together.
    #[test]
    fn no_label_makes_the_key_of_an_id() {
        let challenge = b"api.example.com|stripe|charge|e30|2030-01-01T00:00:00Z||";
        let mut id = secret(1).start();
        id.update(challenge);
        let forged = mac(&Secret::new(&id.finalize().into_bytes()).unwrap(), &[b"a"]);
        let forged = base64url::encode(forged.finalize().into_bytes());
        assert!(!key(1, &[], challenge).verify(&[b"a"], &forged));
    }

    #[test]
    fn a_former_key_still_checks_and_no_longer_tags() {
        let old = key(1, &[], b"pass").tag(&[b"a"]);
        let rotated = key(2, &[3, 1], b"pass");
        assert!(rotated.verify(&[b"a"], &old));
        assert_ne!(rotated.tag(&[b"a"]), old);
        assert!(!key(2, &[3], b"pass").verify(&[b"a"], &old));
    }
}
