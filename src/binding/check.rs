//! The order in which a challenge is checked: the same for keys, verifiers and prepared offers.

use super::Expect;
use super::bound::Bound;
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};

/// Where a challenge comes from, according to its MAC and its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is not bound under any of the secrets.
    Unknown,
    /// This server issued it, but not for the offer that is to verify it.
    OtherOffer,
    /// This server issued it.
    Own,
}

/// Checks a challenge and returns when it expires. Its origin comes first, so that nothing is said about a
/// challenge that this server did not issue, not even that it has expired.
///
/// # Errors
/// [`Code::InvalidChallenge`], [`Code::PaymentExpired`], and as for [`Expect::compare`].
pub(super) fn check(
    challenge: &Bound<'_>,
    origin: Origin,
    expect: &Expect<'_>,
    now: Timestamp,
    grace_ms: i64,
) -> Result<Timestamp> {
    if origin == Origin::Unknown {
        return Err(NOT_ISSUED);
    }
    let expires = challenge.check_expiry(now, grace_ms)?;
    if origin == Origin::OtherOffer {
        return Err(OTHER_TERMS);
    }
    expect.compare(challenge)?;
    Ok(expires)
}

const NOT_ISSUED: Error = Error::new(
    Code::InvalidChallenge,
    "the challenge was not issued by this server, or was changed; pay a new one",
);

pub(super) const OTHER_TERMS: Error = Error::new(
    Code::InvalidChallenge,
    "the challenge was issued for something else; pay this resource's challenge",
);
