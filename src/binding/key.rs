//! Issuing challenges and verifying credentials under a key that can rotate.

use super::{Expect, Secret, Verified, mac};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::scheme::money::is_amount;
use crate::scheme::{
    BodyDigest, Challenge, Credential, CredentialHeader, Expires, Intent, Method, Opaque, Request,
};
use alloc::{string::String, vec::Vec};

/// A signing key: the secret new challenges are issued under, and former ones that credentials may still come
/// back under until their challenges have expired.
#[derive(Debug)]
pub struct ChallengeKey {
    current: Secret,
    previous: Vec<Secret>,
}

/// What a challenge is to say. The key adds the id.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The protection space, usually the host.
    pub realm: String,
    /// The payment method.
    pub method: Method,
    /// The payment intent.
    pub intent: Intent,
    /// What is asked for.
    pub request: Request,
    /// When the challenge ends.
    pub expires: Expires,
    /// The body of the request this challenge is for.
    pub digest: Option<BodyDigest>,
    /// For people only.
    pub description: Option<String>,
    /// Correlation data.
    pub opaque: Option<Opaque>,
    /// The field that carries the credential, where it is not `Authorization`.
    pub header: Option<CredentialHeader>,
}

impl ChallengeKey {
    /// A key that issues under `current` and verifies under it and every one of `previous`.
    pub const fn new(current: Secret, previous: Vec<Secret>) -> Self {
        Self { current, previous }
    }

    /// Issues a challenge.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when the terms cannot be bound or written, or have already expired at `now`.
    ///
    /// ```
    /// use mpp_wasm::{binding::*, encoding::{json, timestamp::Timestamp}, scheme::*};
    /// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
    /// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
    /// let request = json::parse(r#"{"amount":"100","currency":"usd"}"#)?;
    /// let challenge = key.issue(Terms {
    ///     realm: "api.example.com".into(),
    ///     method: Method::new("stripe")?,
    ///     intent: Intent::new("charge")?,
    ///     request: Request::encode(request.as_object().unwrap().clone())?,
    ///     expires: now.plus_millis(300_000).into(),
    ///     digest: None, description: None, opaque: None, header: None,
    /// }, now)?;
    /// let credential = Credential { challenge, payload: Default::default(), source: None };
    /// assert!(key.verify(credential.clone(), &Expect::default(), now).is_ok());
    /// assert!(key.verify(credential, &Expect::default(), now.plus_millis(300_000)).is_err());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn issue(&self, terms: Terms, now: Timestamp) -> Result<Challenge> {
        if terms.expires.is_past(now) {
            return Err(Error::new(Code::InvalidArgument, "expires is not in the future"));
        }
        let amount = terms.request.json().get("amount");
        if terms.intent.as_str() == "charge"
            && amount.is_some_and(|amount| !amount.as_str().is_some_and(is_amount))
        {
            return Err(Error::new(
                Code::InvalidArgument,
                "amount is a string of ASCII digits: base units, without sign, point or leading zeros",
            ));
        }
        if terms.realm.is_empty() {
            return Err(Error::new(Code::InvalidArgument, "a challenge needs a realm"));
        }
        let mut challenge = Challenge {
            id: String::new(),
            realm: terms.realm,
            method: terms.method,
            intent: terms.intent,
            request: terms.request,
            expires: Some(terms.expires),
            digest: terms.digest.as_ref().map(BodyDigest::to_text),
            description: terms.description,
            opaque: terms.opaque,
            header: terms.header,
        };
        challenge.id = mac::challenge_id(&self.current, &challenge)?;
        // What cannot be written is refused now, not when the answer goes out.
        challenge.to_header()?;
        Ok(challenge)
    }

    /// Verifies a credential: bound under one of our secrets, not over, and for what is expected. In this
    /// order, so that nothing is said about a challenge that is not ours.
    ///
    /// # Errors
    /// [`Code::InvalidChallenge`], [`Code::PaymentExpired`], [`Code::VerificationFailed`]; what
    /// [`Expect`] leaves out, [`Code::InvalidArgument`].
    pub fn verify(
        &self,
        credential: Credential,
        expect: &Expect<'_>,
        now: Timestamp,
    ) -> Result<Verified<Credential>> {
        self.verify_with_grace(credential, expect, now, 0)
    }

    /// The same, but a challenge passes for `grace_ms` after its end. Not to charge for: to find out what
    /// became of a payment that was made in time.
    ///
    /// # Errors
    /// As for [`ChallengeKey::verify`].
    pub fn verify_with_grace(
        &self,
        credential: Credential,
        expect: &Expect<'_>,
        now: Timestamp,
        grace_ms: i64,
    ) -> Result<Verified<Credential>> {
        let challenge = &credential.challenge;
        if !self.is_bound(challenge) {
            return Err(Error::new(
                Code::InvalidChallenge,
                "the challenge is not one of this server, or was changed; pay a new one",
            ));
        }
        match &challenge.expires {
            None => {
                return Err(Error::new(Code::InvalidChallenge, "the challenge has no expiry; pay a new one"));
            }
            Some(expires) if expires.is_past(now.plus_millis(-grace_ms)) => {
                return Err(Error::new(Code::PaymentExpired, "the challenge has expired; pay a new one"));
            }
            Some(_) => {}
        }
        expect.check(challenge)?;
        Ok(Verified::new(credential))
    }

    fn is_bound(&self, challenge: &Challenge) -> bool {
        // A field with "|" in it was never issued by us.
        let under = |secret: &Secret| mac::is_bound(secret, challenge).unwrap_or(false);
        under(&self.current) || self.previous.iter().any(under)
    }
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
