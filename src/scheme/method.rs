//! Payment method identifiers (draft section "Method Identifier Format").

use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// A payment method such as `stripe` or `tempo`. The draft allows lowercase letters only. Like other
/// implementations, this crate also reads and writes digits, `:`, `_` and `-` after the first letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Method(String);

/// The maximum length of an identifier in bytes, of a method or an intent.
pub(super) const MAX_IDENTIFIER_BYTES: usize = 64;

impl Method {
    /// Checks an identifier.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it is not one, or is over 64 bytes.
    ///
    /// ```
    /// use mpp_wasm::scheme::Method;
    /// assert_eq!(Method::new("stripe").unwrap().as_str(), "stripe");
    /// assert!(Method::new("Stripe").is_err());
    /// ```
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
            && text.len() <= MAX_IDENTIFIER_BYTES
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
        assert_eq!("tempo".parse::<Method>().unwrap().to_string(), "tempo");
    }
}
