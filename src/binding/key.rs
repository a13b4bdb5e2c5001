//! Issues challenges and verifies credentials under a key that can be rotated.

use super::bound::Bound;
use super::check::{Origin, check};
use super::{Expect, IssueOptions, Offer, Prepared, Secret, Verified, mac, offer};
use crate::encoding::timestamp::Timestamp;
use crate::error::Result;
use crate::scheme::{BodyDigest, Challenge, Credential, CredentialRef};
use alloc::vec::Vec;
// Small processors have no atomic counters: a key stays in one thread there.
#[cfg(not(target_has_atomic = "ptr"))]
use alloc::rc::Rc as Arc;
#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;

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

impl ChallengeKey {
    /// A key that issues under `current`, and verifies under `current` and each of `previous`.
    pub fn new(current: Secret, previous: Vec<Secret>) -> Self {
        Self { secrets: Arc::new(Secrets { current, previous }) }
    }

    pub(super) fn secrets(&self) -> (&Secret, &[Secret]) {
        (&self.secrets.current, &self.secrets.previous)
    }

    /// Issues a challenge for an offer that is not [prepared](ChallengeKey::prepare).
    ///
    /// # Errors
    /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) when the offer lacks a realm or the amount of a
    /// charge, or the challenge cannot be bound or written, or would already have expired at `now`.
    ///
    /// ```
    /// use mpp_wasm::binding::{ChallengeKey, Expect, IssueOptions, Offer, Secret};
    /// use mpp_wasm::encoding::timestamp::Timestamp;
    /// use mpp_wasm::scheme::{Credential, terms::Stripe};
    /// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
    /// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
    /// let request = Stripe::request(&"1.00 USD".parse()?, "profile_1", &["card"], None)?;
    /// let offer = Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, request);
    /// let options = IssueOptions::until(now.saturating_add_millis(300_000));
    /// let challenge = key.issue(offer.clone(), options, now)?;
    /// let credential = Credential::new(challenge, Default::default());
    /// let verified = key.verify(credential, &Expect::of(&offer), now)?;
    /// let again = Credential::parse(verified.to_header()?.expose())?.unwrap();
    /// assert!(key.verify(again, &Expect::of(&offer), now.saturating_add_millis(300_000)).is_err());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn issue(&self, offer: Offer, options: IssueOptions, now: Timestamp) -> Result<Challenge> {
        let IssueOptions { expires, digest, opaque } = options;
        let mut challenge = offer.checked()?;
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
