//! When a challenge expires: the text that is bound, and the moment it stands for.

use crate::encoding::timestamp::Timestamp;
use crate::error::{Error, Result};
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// An `expires` parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expires {
    text: String,
    at: Timestamp,
}

impl Expires {
    /// Reads an RFC 3339 timestamp and keeps its text, which is what the challenge id binds.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidTimestamp`].
    ///
    /// ```
    /// use mpp_wasm::scheme::Expires;
    /// let expires = Expires::parse("2026-01-15T13:00:00+01:00")?;
    /// assert_eq!((expires.as_str(), expires.at()), ("2026-01-15T13:00:00+01:00", "2026-01-15T12:00:00Z".parse()?));
    /// assert!(expires.is_past("2026-01-15T12:00:00Z".parse()?), "valid until then, not including it");
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        Ok(Self { at: Timestamp::parse(text)?, text: text.into() })
    }

    /// Takes a text and the moment that was read from it.
    pub(super) fn of_read(text: &str, at: Timestamp) -> Self {
        Self { text: text.into(), at }
    }

    /// The same with `T` and `Z` in uppercase: RFC 3339 lets a reader refuse lowercase ones, and some do.
    pub(crate) fn in_capitals(mut self) -> Self {
        self.text.make_ascii_uppercase();
        self
    }

    /// The text as issued.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The moment.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Whether it has expired at `now`. A challenge is valid until that moment, not including it.
    pub fn is_past(&self, now: Timestamp) -> bool {
        self.at <= now
    }
}

impl From<Timestamp> for Expires {
    fn from(at: Timestamp) -> Self {
        Self { text: at.to_text(), at }
    }
}

impl FromStr for Expires {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// The text as issued.
impl fmt::Display for Expires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for Expires {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
