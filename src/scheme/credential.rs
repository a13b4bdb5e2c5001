//! The `Payment` credential of an `Authorization` header (draft section "Credentials").
//!
//! ```abnf
//! credentials     = "Payment" 1*SP base64url-nopad
//! base64url-nopad = 1*( ALPHA / DIGIT / "-" / "_" )
//! ```

use super::{Challenge, CredentialRef, Payload, SCHEME};
use crate::encoding::{base64url, json::ObjectWriter};
use crate::error::{Code, Error, Result};
use crate::secret::SecretText;
use alloc::string::String;
use core::fmt;

/// The maximum length of a credential's base64url text in bytes.
pub const MAX_CREDENTIAL_BYTES: usize = 60 * 1024;

/// A payer's answer to a challenge: the challenge as received, and the proof of payment. It cannot be copied
/// or compared, and its `Debug` output shows no payload, because anyone who reads the payload can spend it.
#[non_exhaustive]
pub struct Credential {
    /// The echoed challenge. Trust nothing in it before its id has been verified.
    pub challenge: Challenge,
    /// The method's proof of payment, such as `{"spt":"spt_…"}`.
    pub payload: Payload,
    /// Who pays, according to the payer (a DID).
    pub source: Option<String>,
}

impl Credential {
    /// An answer to a challenge, which does not say who pays. Set the source if it should.
    pub const fn new(challenge: Challenge, payload: Payload) -> Self {
        Self { challenge, payload, source: None }
    }

    /// Reads the Payment credential of an `Authorization` value; `None` if it has none.
    ///
    /// # Errors
    /// [`Code::MultipleCredentials`] if there is more than one, [`Code::MalformedCredential`] for everything
    /// else that cannot be read.
    pub fn parse(header: &str) -> Result<Option<Self>> {
        let Some(doc) = CredentialRef::open(header)? else { return Ok(None) };
        CredentialRef::read(&doc).map(|credential| Some(credential.to_credential()))
    }

    /// Writes the value of the field that the challenge names ([`Challenge::credential_field`]). Follow no redirect with it:
    /// to another host, clients leave out `Authorization` but not `Payment-Authorization`, and whoever gets it can pay
    /// with it. Mark the field as sensitive where the HTTP library can: then its own logs do not show it either.
    ///
    /// # Errors
    /// [`Code::TooLarge`] when it would exceed [`MAX_CREDENTIAL_BYTES`], [`Code::InvalidArgument`] when its
    /// challenge has no id. Readers refuse both.
    pub fn to_header(&self) -> Result<SecretText> {
        self.challenge.check_id()?;
        let mut echo = ObjectWriter::new();
        for (name, value) in self.challenge.params() {
            echo.maybe(name, value);
        }
        let (echo, payload) = (echo.finish(), self.payload.expose().raw());
        let source = self.source.as_ref().map_or(0, String::len);
        let mut json = ObjectWriter::with_capacity(64 + echo.len() + payload.len() + 6 * source);
        json.json("challenge", &echo).json("payload", payload);
        json.maybe("source", self.source.as_deref());
        let text = SecretText::from(json.finish());
        let encoded = SecretText::from(base64url::encode(text.expose()));
        if encoded.expose().len() <= MAX_CREDENTIAL_BYTES {
            Ok([SCHEME, " ", encoded.expose()].concat().into())
        } else {
            Err(Error::new(Code::TooLarge, "the credential would be over 60 KiB"))
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("challenge", &self.challenge.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::MAX_PAYLOAD_DEPTH;
    use super::*;

    const CHALLENGE: &str = r#"Payment id="x", realm="a", method="stripe", intent="charge", request="e30""#;

    #[test]
    fn a_challenge_without_an_id_is_not_paid() {
        let mut challenge = Challenge::parse(CHALLENGE).unwrap();
        challenge.id.clear();
        let error = Credential::new(challenge, Payload::default()).to_header().unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument);
    }

    #[test]
    fn the_deepest_credential_reads_back() {
        let nested = |depth: usize| ["{\"a\":", &"[".repeat(depth - 1), &"]".repeat(depth - 1), "}"].concat();
        let deepest = nested(MAX_PAYLOAD_DEPTH);
        let payload = Payload::read(deepest.as_str().into()).unwrap();
        let challenge = Challenge::parse(CHALLENGE).unwrap();
        let header = Credential::new(challenge, payload).to_header().unwrap();
        let read = Credential::parse(header.expose()).unwrap().unwrap();
        assert_eq!(read.payload.expose().raw(), deepest);
        let deeper = nested(MAX_PAYLOAD_DEPTH + 1);
        assert_eq!(Payload::read(deeper.as_str().into()).unwrap_err().code(), Code::InvalidJson);
    }

    #[test]
    fn the_largest_credential_reads_back() {
        let with = |filler: usize| {
            let payload = ["{\"a\":\"", &"a".repeat(filler), "\"}"].concat();
            let payload = Payload::read(payload.into()).unwrap();
            Credential::new(Challenge::parse(CHALLENGE).unwrap(), payload).to_header()
        };
        let least = with(0).unwrap();
        let least = base64url::decode(&least.expose()["Payment ".len()..]).unwrap().len();
        let most = MAX_CREDENTIAL_BYTES / 4 * 3 - least;
        let largest = with(most).unwrap();
        assert_eq!(largest.expose().len(), "Payment ".len() + MAX_CREDENTIAL_BYTES);
        assert!(Credential::parse(largest.expose()).unwrap().is_some());
        assert_eq!(with(most + 1).unwrap_err().code(), Code::TooLarge);
    }
}
