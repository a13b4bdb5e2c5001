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

use super::errors::{IN_PROGRESS, KEY_IN_PROGRESS, KEY_REUSED, STORE};
use super::swap::end;
use super::{Attempt, Goal, KEEP_MS, Record, State, Step};
use crate::encoding::base64url;
use crate::encoding::json::{Doc, ObjectWriter};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::token::trim;
use crate::paywall::method;
use crate::scheme::Expires;
use alloc::string::String;
use sha2::{Digest as _, Sha256};

const MAX_BYTES: usize = 255;
/// No record has this text, so a swap that expects it only reads.
const NOTHING: &str = "?";

/// The key of a request, scoped to its realm and resource.
#[derive(Debug)]
pub(in crate::paywall) struct IdempotencyKey {
    digest: String,
}

/// The holder of a key: what the key's register says.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    text: String,
    challenge: String,
    pub(super) expires: Timestamp,
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

impl Attempt {
    /// Binds the key to this credential, if its register holds `expected` (`None`: nothing).
    pub(super) fn take_key(&mut self, expected: Option<String>, now: Timestamp) -> Step {
        let Some(key) = &self.order.key else { return self.claim(now) };
        let expires = self.order.credential.expires().map_or(now, Expires::at);
        let mut json = ObjectWriter::new();
        json.number("v", 1).text("challenge", &self.challenge_id()).number("expires", expires.as_millis());
        let (id, next) = (["key:", &key.digest].concat(), json.finish());
        self.progress.goal = Goal::Key(expected.clone());
        Step::Swap { id, expected, next, keep_until: self.keep_until(now) }
    }

    /// Handles `found`, what the key's register held.
    pub(super) fn key_swapped(
        &mut self,
        expected: Option<String>,
        found: Option<&str>,
        now: Timestamp,
    ) -> Step {
        if found == expected.as_deref() {
            return self.claim(now);
        }
        let Some(text) = found else { return end(&STORE, Some(5)) };
        match Holder::parse(text) {
            Some(holder) if holder.challenge == self.challenge_id() => self.claim(now),
            Some(holder) if expected.is_none() => self.find_holder(holder, now),
            // Another request has just taken it over.
            Some(_) => end(&IN_PROGRESS, Some(1)),
            None => end(&KEY_REUSED, None),
        }
    }

    /// Reads the record of the credential that holds the key. If its challenge has expired and was never claimed, closes
    /// it: the holder may still be about to claim it, and the key is free only once it no longer can.
    fn find_holder(&mut self, holder: Holder, now: Timestamp) -> Step {
        let id = holder.challenge.clone();
        let keep_until = holder.expires.saturating_add_millis(KEEP_MS);
        if holder.expires > now {
            self.progress.goal = Goal::Holder(holder);
            return Step::Swap { id, expected: Some(NOTHING.into()), next: NOTHING.into(), keep_until };
        }
        let closed = Record { state: State::Released, since: now, ..self.progress.entry.clone() };
        self.progress.goal = Goal::Close(holder);
        Step::Swap { id, expected: None, next: closed.to_text(), keep_until }
    }

    /// Handles `found`, the record of the credential that holds the key.
    pub(super) fn holder_found(&mut self, holder: Holder, found: Option<&str>, now: Timestamp) -> Step {
        match found.map(Record::parse) {
            Some(Some(record)) if record.state == State::Released => self.take_key(Some(holder.text), now),
            None => end(&KEY_IN_PROGRESS, Some(1)),
            Some(_) => end(&KEY_REUSED, None),
        }
    }

    /// Handles `found`, what the record of the expired holder held. If it was empty, the challenge is closed now.
    pub(super) fn holder_closed(&mut self, holder: Holder, found: Option<&str>, now: Timestamp) -> Step {
        match found {
            None => self.take_key(Some(holder.text), now),
            // If the store was asked twice, this may be the released record that the first request wrote.
            Some(_) => self.holder_found(holder, found, now),
        }
    }
}

impl Holder {
    fn parse(text: &str) -> Option<Self> {
        let doc = Doc::read(text.into()).ok()?;
        let json = doc.root();
        (json.integer("v")? == 1).then_some(())?;
        Some(Self {
            challenge: json.text("challenge")?.into(),
            expires: Timestamp::from_millis(json.integer("expires")?)?,
            text: doc.into_text(),
        })
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
    fn what_is_no_key_is_refused() {
        let long = "a".repeat(MAX_BYTES + 1);
        for field in ["", "\"\"", "\"", "a b", "a, b", "\"a\", \"b\"", "\"a\\\"b\"", "é", "\"a", "a\"", &long]
        {
            assert_eq!(read("POST", field).unwrap_err().code(), Code::InvalidIdempotencyKey, "{field}");
        }
    }

    #[test]
    fn a_key_is_of_one_resource_in_one_realm() {
        let of = |at| IdempotencyKey::read("POST", "a", at).unwrap().unwrap().digest;
        assert_ne!(of(("realm", "one")), of(("realm", "two")));
        assert_ne!(of(("one", "resource")), of(("two", "resource")));
    }
}
