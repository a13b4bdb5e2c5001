//! Issuing challenges and verifying credentials under a key that can rotate.

use super::bound::Bound;
use super::{Expect, Offer, Prepared, Secret, Verified, mac, offer};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::scheme::{
    BodyDigest, Challenge, Credential, CredentialHeader, CredentialRef, Expires, Intent, Method, Opaque,
    Request,
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

    pub(super) fn secrets(&self) -> (&Secret, &[Secret]) {
        (&self.current, &self.previous)
    }

    /// Issues a challenge.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when the terms cannot be bound or written, or have already expired at `now`.
    ///
    /// ```
    /// use mpp_wasm::binding::{ChallengeKey, Expect, Secret, Terms};
    /// use mpp_wasm::encoding::{json, timestamp::Timestamp};
    /// use mpp_wasm::scheme::{Credential, Intent, Method, Request};
    /// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
    /// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
    /// let request = json::parse(r#"{"amount":"100","currency":"usd"}"#)?;
    /// let challenge = key.issue(Terms {
    ///     realm: "api.example.com".into(),
    ///     method: Method::new("stripe")?,
    ///     intent: Intent::new("charge")?,
    ///     request: Request::encode(request.as_object().unwrap())?,
    ///     expires: now.plus_millis(300_000).into(),
    ///     digest: None, description: None, opaque: None, header: None,
    /// }, now)?;
    /// let credential = Credential { challenge, payload: Default::default(), source: None };
    /// let verified = key.verify(credential, &Expect::default(), now)?;
    /// let again = Credential::parse(verified.to_header()?.expose())?.unwrap();
    /// assert!(key.verify(again, &Expect::default(), now.plus_millis(300_000)).is_err());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn issue(&self, terms: Terms, now: Timestamp) -> Result<Challenge> {
        let Terms { realm, method, intent, request, expires, digest, description, opaque, header } = terms;
        let mut challenge = Offer { realm, method, intent, request, description, header }.checked()?;
        offer::check_end(&expires, now)?;
        challenge.expires = Some(expires.in_capitals());
        challenge.digest = digest.as_ref().map(BodyDigest::to_text);
        challenge.opaque = opaque;
        // What cannot be written is refused now, not when an answer goes out.
        challenge.check_writable()?;
        challenge.id = mac::challenge_id(&self.current, &challenge)?;
        Ok(challenge)
    }

    /// Makes an offer ready, so that a challenge for it costs one short hash.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it cannot be bound or written.
    pub fn prepare(&self, offer: Offer) -> Result<Prepared> {
        Prepared::new(&self.current, offer)
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

    /// The same, but a challenge passes for `grace_ms` after its end, milliseconds, none if less than 0. Not to charge
    /// for: to find out what became of a payment that was made in time.
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
        self.check(&Bound::from(&credential.challenge), expect, now, grace_ms)?;
        Ok(Verified::new(credential))
    }

    /// The same for a credential that is still in its text.
    ///
    /// # Errors
    /// As for [`ChallengeKey::verify`].
    pub fn verify_ref<'a>(
        &self,
        credential: CredentialRef<'a>,
        expect: &Expect<'_>,
        now: Timestamp,
    ) -> Result<Verified<CredentialRef<'a>>> {
        self.check(&Bound::from(&credential.challenge), expect, now, 0)?;
        Ok(Verified::new(credential))
    }

    fn check(&self, challenge: &Bound<'_>, expect: &Expect<'_>, now: Timestamp, grace_ms: i64) -> Result<()> {
        if !self.is_bound(challenge) {
            return Err(Error::new(
                Code::InvalidChallenge,
                "the challenge is not one of this server, or was changed; pay a new one",
            ));
        }
        match challenge.expires {
            None => {
                return Err(Error::new(Code::InvalidChallenge, "the challenge has no expiry; pay a new one"));
            }
            Some((_, at)) if at <= now.plus_millis(grace_ms.max(0).saturating_neg()) => {
                return Err(Error::new(Code::PaymentExpired, "the challenge has expired; pay a new one"));
            }
            Some(_) => {}
        }
        expect.check(challenge)
    }

    fn is_bound(&self, challenge: &Bound<'_>) -> bool {
        // A field with "|" in it was never issued by us.
        let Ok(message) = mac::message(challenge) else { return false };
        let under = |secret: &Secret| mac::is_bound(secret, challenge.id, &message);
        under(&self.current) || self.previous.iter().any(under)
    }
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
