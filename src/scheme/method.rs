//! Payment method and intent identifiers (draft sections "Method Identifier Format", "Intent Identifiers").

use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// A payment method such as `stripe` or `tempo`. The draft allows lowercase letters only. Like other
/// implementations, this crate also reads and writes digits, `:`, `_` and `-` after the first letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Method(String);

/// A payment intent such as `charge` or `session`: `1*( ALPHA / DIGIT / "-" )`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Intent(String);

const MAX_BYTES: usize = 64;

impl Method {
    /// Checks an identifier.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it is not one, or is over 64 bytes.
    pub fn new(text: &str) -> Result<Self> {
        Self::check(text).map(|()| Self(text.into()))
    }

    /// Takes a text that has been checked.
    pub(super) fn of_checked(text: &str) -> Self {
        Self(text.into())
    }

    /// Checks that a text is an identifier.
    pub(super) fn check(text: &str) -> Result<()> {
        let allowed = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b':' | b'_' | b'-')
        };
        if text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.len() <= MAX_BYTES
            && text.bytes().all(allowed)
        {
            Ok(())
        } else {
            Err(Error::new(Code::InvalidArgument, "method must be a lower-case identifier like \"stripe\""))
        }
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Intent {
    /// Checks an identifier.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it is not one, or is over 64 bytes.
    pub fn new(text: &str) -> Result<Self> {
        Self::check(text).map(|()| Self(text.into()))
    }

    /// Takes a text that has been checked.
    pub(super) fn of_checked(text: &str) -> Self {
        Self(text.into())
    }

    /// Checks that a text is an identifier.
    pub(super) fn check(text: &str) -> Result<()> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if !text.is_empty() && text.len() <= MAX_BYTES && text.bytes().all(allowed) {
            Ok(())
        } else {
            Err(Error::new(
                Code::InvalidArgument,
                "intent must be letters, digits and hyphens, like \"charge\"",
            ))
        }
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Method {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::new(text)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for Method {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl FromStr for Intent {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::new(text)
    }
}

impl fmt::Display for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for Intent {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn identifiers() {
        for good in ["stripe", "tempo", "evm", "x402", "a:b_c-d", &"a".repeat(64)] {
            assert!(Method::new(good).is_ok(), "{good}");
        }
        for bad in ["", "Stripe", "1a", "a|b", "a b", "é", "-a", &"a".repeat(65)] {
            assert!(Method::new(bad).is_err(), "{bad}");
        }
        assert!(Intent::new("charge-V2").is_ok() && Intent::new(&"a".repeat(64)).is_ok());
        assert_eq!("tempo".parse::<Method>().unwrap().to_string(), "tempo");
        assert_eq!("charge".parse::<Intent>().unwrap().as_ref(), "charge");
        for bad in ["", "charge_v2", "a|b", "a/b", &"a".repeat(65)] {
            assert!(Intent::new(bad).is_err(), "{bad}");
        }
    }
}
