//! The type that marks a passed check.

use crate::scheme::{Credential, Expires};
use alloc::string::String;
use core::fmt;
use core::ops::Deref;

/// A credential whose challenge was issued under this server's key, for exactly what was expected, and had
/// not expired (beyond the grace, if one was given). Only the `verify` methods of
/// [`ChallengeKey`](super::ChallengeKey) make one, and settlement takes nothing else.
#[derive(Debug)]
#[must_use]
pub struct Verified<T>(T);

/// The id of a challenge that really was issued under this server's key, so it is safe to claim and to derive
/// keys from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChallengeId(String);

impl<T> Verified<T> {
    pub(super) const fn new(inner: T) -> Self {
        Self(inner)
    }

    /// Returns the value without the proof of its check. Settlement no longer takes it, only another `verify`
    /// can prove it again, and the compiler cannot tell it from a value that was never checked.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl Verified<Credential> {
    /// The id to claim before any money moves.
    pub fn challenge_id(&self) -> ChallengeId {
        ChallengeId(self.0.challenge.id.clone())
    }

    /// When its challenge expires.
    pub fn expires(&self) -> Option<&Expires> {
        self.0.challenge.expires.as_ref()
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
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
