//! The fields a challenge id is bound to.

use crate::ascii;
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::scheme::{Challenge, ChallengeRef, CredentialHeader, Opaque};

/// An id and the texts it binds, from a challenge in any form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound<'a> {
    pub(super) id: &'a str,
    pub(super) realm: &'a str,
    pub(super) method: &'a str,
    pub(super) intent: &'a str,
    pub(super) request: &'a str,
    pub(super) expires: Option<(&'a str, Timestamp)>,
    pub(super) digest: Option<&'a str>,
    pub(super) header: Option<&'a str>,
    pub(super) opaque: &'a str,
}

impl Bound<'_> {
    /// Whether two challenges have the same terms: everything that all challenges of an offer share.
    pub(super) fn is_of(&self, offer: &Self) -> bool {
        let names = |bound: &Self| (bound.realm, bound.method, bound.intent, bound.header);
        ascii::same(self.request, offer.request) && names(self) == names(offer)
    }

    /// Returns when the challenge expires. Refuses one that expired `grace_ms` milliseconds ago or earlier, or
    /// never expires.
    ///
    /// # Errors
    /// [`Code::PaymentExpired`], [`Code::InvalidChallenge`].
    pub(super) fn check_expiry(&self, now: Timestamp, grace_ms: i64) -> Result<Timestamp> {
        match self.expires {
            None => Err(Error::new(Code::InvalidChallenge, "the challenge has no expiry; pay a new one")),
            Some((_, at)) if at <= now.saturating_add_millis(grace_ms.max(0).saturating_neg()) => {
                Err(Error::new(Code::PaymentExpired, "the challenge has expired; pay a new one"))
            }
            Some((_, at)) => Ok(at),
        }
    }
}

impl<'a> From<&'a Challenge> for Bound<'a> {
    fn from(challenge: &'a Challenge) -> Self {
        Self {
            id: &challenge.id,
            realm: &challenge.realm,
            method: challenge.method.as_str(),
            intent: challenge.intent.as_str(),
            request: challenge.request.as_str(),
            expires: challenge.expires.as_ref().map(|expires| (expires.as_str(), expires.at())),
            digest: present(challenge.digest.as_deref()),
            header: challenge.header.as_ref().map(CredentialHeader::as_str),
            opaque: challenge.opaque.as_ref().map_or("", Opaque::as_str),
        }
    }
}

impl<'a> From<&'a ChallengeRef<'_>> for Bound<'a> {
    fn from(challenge: &'a ChallengeRef<'_>) -> Self {
        Self {
            id: challenge.id(),
            realm: challenge.realm(),
            method: challenge.method(),
            intent: challenge.intent(),
            request: challenge.request_text(),
            expires: challenge.expires().map(|at| (challenge.expires_text(), at)),
            digest: present(challenge.digest()),
            header: challenge.header(),
            opaque: challenge.opaque(),
        }
    }
}

/// An empty digest is bound the same way as no digest.
fn present(digest: Option<&str>) -> Option<&str> {
    digest.filter(|text| !text.is_empty())
}
