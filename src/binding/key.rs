//! Issues challenges and verifies credentials under a key that can be rotated.

use super::bound::Bound;
use super::check::{Origin, check};
use super::{Expect, Offer, Prepared, Secret, Verified, mac, offer};
use crate::encoding::timestamp::Timestamp;
use crate::error::Result;
use crate::scheme::{
    BodyDigest, Challenge, Credential, CredentialHeader, CredentialRef, Expires, Intent, Method, Opaque,
    Request,
};
use alloc::{string::String, sync::Arc, vec::Vec};

/// A signing key: the secret that new challenges are issued under, and former ones. Keep a former secret
/// until the challenges issued under it have expired.
#[derive(Debug)]
pub struct ChallengeKey {
    /// Shared with the offers it has prepared, because secrets are not copied.
    secrets: Arc<Secrets>,
}

#[derive(Debug)]
struct Secrets {
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
    /// The payment request.
    pub request: Request,
    /// When the challenge expires.
    pub expires: Expires,
    /// The digest of the request body this challenge is for.
    pub digest: Option<BodyDigest>,
    /// A description, for people only.
    pub description: Option<String>,
    /// The server's correlation data.
    pub opaque: Option<Opaque>,
    /// The header field that carries the credential, if it is not `Authorization`.
    pub header: Option<CredentialHeader>,
}

impl ChallengeKey {
    /// A key that issues under `current`, and verifies under `current` and each of `previous`.
    pub fn new(current: Secret, previous: Vec<Secret>) -> Self {
        Self { secrets: Arc::new(Secrets { current, previous }) }
    }

    pub(super) fn secrets(&self) -> (&Secret, &[Secret]) {
        (&self.secrets.current, &self.secrets.previous)
    }

    /// Issues a challenge.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) when the terms lack a realm or the amount of a
    /// charge, cannot be bound or written, or have already expired at `now`.
    ///
    /// ```
    /// use mpp_wasm::binding::{ChallengeKey, Expect, Secret, Terms};
    /// use mpp_wasm::encoding::{json, timestamp::Timestamp};
    /// use mpp_wasm::scheme::{Credential, Intent, Method, Request};
    /// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
    /// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
    /// let request = json::parse(r#"{"amount":"100","currency":"usd"}"#)?;
    /// let request = Request::encode(request.as_object().unwrap())?;
    /// let challenge = key.issue(Terms {
    ///     realm: "api.example.com".into(),
    ///     method: Method::new("stripe")?,
    ///     intent: Intent::new("charge")?,
    ///     request: request.clone(),
    ///     expires: now.saturating_add_millis(300_000).into(),
    ///     digest: None, description: None, opaque: None, header: None,
    /// }, now)?;
    /// let credential = Credential { challenge, payload: Default::default(), source: None };
    /// // For this price, and not for some other challenge of this key.
    /// let expect = Expect { request: Some(request.as_str()), ..Expect::issued_here() };
    /// let verified = key.verify(credential, &expect, now)?;
    /// let again = Credential::parse(verified.to_header()?.expose())?.unwrap();
    /// assert!(key.verify(again, &expect, now.saturating_add_millis(300_000)).is_err());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn issue(&self, terms: Terms, now: Timestamp) -> Result<Challenge> {
        let Terms { realm, method, intent, request, expires, digest, description, opaque, header } = terms;
        let mut challenge = Offer { realm, method, intent, request, description, header }.checked()?;
        offer::check_end(&expires, now)?;
        challenge.expires = Some(expires.in_capitals());
        challenge.digest = digest.as_ref().map(BodyDigest::to_text);
        challenge.opaque = opaque;
        // Anything that cannot be written is refused now, not when the response is sent.
        challenge.check_writable()?;
        challenge.id = mac::challenge_id(&self.secrets.current, &challenge)?;
        Ok(challenge)
    }

    /// Prepares an offer, so that issuing and verifying each of its challenges costs one short hash.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) when it lacks a realm or the amount of a
    /// charge, or cannot be bound or written.
    pub fn prepare(&self, offer: Offer) -> Result<Prepared> {
        Prepared::new(Self { secrets: Arc::clone(&self.secrets) }, offer)
    }

    /// Verifies a credential. Its challenge must be bound under one of this key's secrets, must not have
    /// expired, and must match `expect`. The checks run in this order, so that nothing is said about a
    /// challenge that this key did not issue.
    ///
    /// # Errors
    /// [`Code::InvalidChallenge`], [`Code::PaymentExpired`] or [`Code::VerificationFailed`].
    /// [`Code::InvalidArgument`] when the challenge is bound to a body that `expect` leaves
    /// [unseen](super::Body::Unseen).
    ///
    /// [`Code::InvalidChallenge`]: crate::error::Code::InvalidChallenge
    /// [`Code::PaymentExpired`]: crate::error::Code::PaymentExpired
    /// [`Code::VerificationFailed`]: crate::error::Code::VerificationFailed
    /// [`Code::InvalidArgument`]: crate::error::Code::InvalidArgument
    pub fn verify(
        &self,
        credential: Credential,
        expect: &Expect<'_>,
        now: Timestamp,
    ) -> Result<Verified<Credential>> {
        let expires = self.check(&Bound::from(&credential.challenge), expect, now)?;
        Ok(Verified::new(credential, expires))
    }

    /// Like [`ChallengeKey::verify`], for a credential that still borrows from its text.
    ///
    /// # Errors
    /// As for [`ChallengeKey::verify`].
    pub fn verify_ref<'a>(
        &self,
        credential: CredentialRef<'a>,
        expect: &Expect<'_>,
        now: Timestamp,
    ) -> Result<Verified<CredentialRef<'a>>> {
        let expires = self.check(&Bound::from(&credential.challenge), expect, now)?;
        Ok(Verified::new(credential, expires))
    }

    fn check(&self, challenge: &Bound<'_>, expect: &Expect<'_>, now: Timestamp) -> Result<Timestamp> {
        check(challenge, self.origin(challenge), expect, now, 0)
    }

    pub(super) fn origin(&self, challenge: &Bound<'_>) -> Origin {
        // This key never issues a field that contains "|".
        let under =
            |secret: &Secret| mac::of(secret, challenge).is_ok_and(|mac| mac::is_id(mac, challenge.id));
        let (current, previous) = self.secrets();
        if under(current) || previous.iter().any(under) { Origin::Own } else { Origin::Unknown }
    }
}

#[cfg(test)]
#[path = "key_tests.rs"]
pub(super) mod tests;
