//! The type that marks a passed check.

use crate::encoding::timestamp::Timestamp;
use crate::scheme::{Credential, CredentialRef};
use alloc::string::String;
use core::fmt;
use core::ops::Deref;

/// A credential whose challenge was issued under this server's key, for exactly what was expected, and had
/// not expired. Only the `verify` methods of this module make one, and settlement takes nothing else.
///
/// Within this crate, the paywall also accepts a challenge that has expired, to find out what became of a payment
/// that was made in time. It claims no such challenge.
#[derive(Debug)]
#[must_use]
pub struct Verified<T> {
    inner: T,
    expires: Timestamp,
}

/// The id of a challenge that really was issued under this server's key, so it is safe to claim and to derive
/// keys from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChallengeId(String);

impl<T> Verified<T> {
    pub(super) const fn new(inner: T, expires: Timestamp) -> Self {
        Self { inner, expires }
    }

    /// When its challenge expires. A challenge without an expiry is never verified.
    pub const fn expires(&self) -> Timestamp {
        self.expires
    }

    /// Returns the value without the proof of its check. Settlement no longer takes it, only another `verify`
    /// can prove it again, and the compiler cannot tell it from a value that was never checked.
    pub fn into_inner(self) -> T {
        self.inner
    }
}

impl Verified<Credential> {
    /// The id to claim before any money moves.
    pub fn challenge_id(&self) -> ChallengeId {
        ChallengeId(self.inner.challenge.id.clone())
    }
}

impl Verified<CredentialRef<'_>> {
    /// The id to claim before any money moves.
    pub fn challenge_id(&self) -> ChallengeId {
        ChallengeId(self.inner.challenge.id().into())
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl ChallengeId {
    /// The id as text: 43 characters of base64url.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for ChallengeId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
