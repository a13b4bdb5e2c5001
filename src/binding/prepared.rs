//! Prepared offers: what a server asks for repeatedly, hashed and written in advance except for the parts
//! that differ.

use super::bound::Bound;
use super::check::{Origin, check};
use super::{ChallengeKey, Expect, IssueOptions, Issued, Offer, Verified, mac, offer};
use crate::encoding::timestamp::Timestamp;
use crate::error::Result;
use crate::scheme::{BodyDigest, Challenge, Credential, CredentialRef, HeaderTemplate, Opaque};
use alloc::vec::Vec;
use core::fmt;
use hmac::Hmac;
use sha2::Sha256;

/// An offer that is ready to issue challenges and to verify credentials for them, made by
/// [`ChallengeKey::prepare`](super::ChallengeKey::prepare). It keeps the keyed hash state, so it cannot be
/// cloned or compared, its `Debug` output leaves that state out, and it is wiped when dropped.
#[must_use]
pub struct Prepared {
    /// Keyed, with everything before `expires` already hashed.
    current: Hmac<Sha256>,
    /// The same under each previous secret.
    previous: Vec<Hmac<Sha256>>,
    /// For challenges of other offers.
    key: ChallengeKey,
    /// What all challenges share. The fields that differ are empty.
    common: Challenge,
    pub(super) template: HeaderTemplate,
}

impl Prepared {
    pub(super) fn new(key: ChallengeKey, offer: Offer) -> Result<Self> {
        let common = offer.checked()?;
        let bound = Bound::from(&common);
        let (current, previous) = key.secrets();
        let current = mac::head(current, &bound)?;
        // Growing later would leave an unwiped copy behind.
        let mut former = Vec::with_capacity(previous.len());
        for secret in previous {
            former.push(mac::head(secret, &bound)?);
        }
        // Anything that cannot be written is refused now, not when the response is sent.
        let template = HeaderTemplate::new(&common)?;
        Ok(Self { current, previous: former, key, common, template })
    }

    /// Issues a challenge.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) when it would already have expired at `now`.
    ///
    /// ```
    /// use mpp_wasm::binding::{ChallengeKey, IssueOptions, Offer, Secret};
    /// use mpp_wasm::encoding::timestamp::Timestamp;
    /// use mpp_wasm::scheme::{Challenge, Request};
    /// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
    /// let request = Request::parse("eyJhbW91bnQiOiIxMDAifQ")?;
    /// let offer = key.prepare(Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, request))?;
    /// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
    /// let options = IssueOptions::until(now.saturating_add_millis(300_000));
    /// let issued = offer.issue(options, now)?;
    /// assert_eq!(Challenge::parse(&issued.to_header())?, issued.to_challenge());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn issue(&self, options: IssueOptions, now: Timestamp) -> Result<Issued<'_>> {
        let IssueOptions { expires, digest, opaque } = options;
        offer::check_end(&expires, now)?;
        let expires = expires.in_capitals();
        let digest = digest.as_ref().map(BodyDigest::to_text);
        let bound = Bound {
            expires: Some((expires.as_str(), expires.at())),
            digest: digest.as_deref(),
            opaque: opaque.as_ref().map_or("", Opaque::as_str),
            ..Bound::from(&self.common)
        };
        let id = mac::id(mac::complete(self.current.clone(), &bound)?);
        Ok(Issued { offer: self, id, expires, digest, opaque })
    }

    /// Verifies a credential for this offer. Its challenge must be bound under one of the key's secrets, not have
    /// expired, have the offer's realm, method, intent, request and header field, and match `expect`, which needs
    /// to name only what differs between the offer's challenges: the body, and the correlation data. The checks
    /// run in this order, as those of [`ChallengeKey::verify`](super::ChallengeKey::verify) do.
    ///
    /// # Errors
    /// As for [`ChallengeKey::verify`](super::ChallengeKey::verify).
    ///
    /// ```
    /// use mpp_wasm::binding::{ChallengeKey, Expect, IssueOptions, Offer, Secret};
    /// use mpp_wasm::encoding::timestamp::Timestamp;
    /// use mpp_wasm::scheme::{Credential, Request};
    /// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
    /// let offer = |request: &str| {
    ///     key.prepare(Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, Request::parse(request)?))
    /// };
    /// let (offer, cheaper) = (offer("eyJhbW91bnQiOiIxMDAifQ")?, offer("eyJhbW91bnQiOiIxIn0")?);
    /// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
    /// let options = IssueOptions::until(now.saturating_add_millis(300_000));
    /// let challenge = cheaper.issue(options, now)?.to_challenge();
    /// let pay = || Credential::new(challenge.clone(), Default::default());
    /// assert!(cheaper.verify(pay(), &Expect::issued_here(), now).is_ok());
    /// assert!(offer.verify(pay(), &Expect::issued_here(), now).is_err(), "it was issued for the other price");
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn verify(
        &self,
        credential: Credential,
        expect: &Expect<'_>,
        now: Timestamp,
    ) -> Result<Verified<Credential>> {
        self.verify_with_grace(credential, expect, now, 0)
    }

    /// Like [`Prepared::verify`], but also accepts a challenge for `grace_ms` milliseconds after it expires; a
    /// negative value counts as 0. It is for finding out what became of a payment that was made in time: charge
    /// nothing before a look at [`Verified::expires`].
    ///
    /// # Errors
    /// As for [`ChallengeKey::verify`](super::ChallengeKey::verify).
    pub(crate) fn verify_with_grace(
        &self,
        credential: Credential,
        expect: &Expect<'_>,
        now: Timestamp,
        grace_ms: i64,
    ) -> Result<Verified<Credential>> {
        let expires = self.check(&Bound::from(&credential.challenge), expect, now, grace_ms)?;
        Ok(Verified::new(credential, expires))
    }

    /// Like [`Prepared::verify`], for a credential that still borrows from its text.
    ///
    /// # Errors
    /// As for [`ChallengeKey::verify`](super::ChallengeKey::verify).
    pub fn verify_ref<'a>(
        &self,
        credential: CredentialRef<'a>,
        expect: &Expect<'_>,
        now: Timestamp,
    ) -> Result<Verified<CredentialRef<'a>>> {
        let expires = self.check(&Bound::from(&credential.challenge), expect, now, 0)?;
        Ok(Verified::new(credential, expires))
    }

    fn check(
        &self,
        challenge: &Bound<'_>,
        expect: &Expect<'_>,
        now: Timestamp,
        grace_ms: i64,
    ) -> Result<Timestamp> {
        check(challenge, self.origin(challenge), expect, now, grace_ms)
    }

    fn origin(&self, challenge: &Bound<'_>) -> Origin {
        if !challenge.is_of(&Bound::from(&self.common)) {
            return match self.key.origin(challenge) {
                Origin::Unknown => Origin::Unknown,
                Origin::Own | Origin::OtherOffer => Origin::OtherOffer,
            };
        }
        let under = |head: &Hmac<Sha256>| {
            mac::complete(head.clone(), challenge).is_ok_and(|mac| mac::is_id(mac, challenge.id))
        };
        if under(&self.current) || self.previous.iter().any(under) { Origin::Own } else { Origin::Unknown }
    }

    /// The length of what the header values of all its challenges share, in bytes.
    pub(crate) const fn shared_bytes(&self) -> usize {
        self.template.len()
    }

    /// What all challenges of the offer share. Its id, expiry, digest and correlation data are empty.
    pub const fn common(&self) -> &Challenge {
        &self.common
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("common", &self.common).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "prepared_tests.rs"]
mod tests;
