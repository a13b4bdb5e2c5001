//! Payment intent identifiers (draft section "Intent Identifiers").

use super::method::MAX_IDENTIFIER_BYTES;
use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// A payment intent such as `charge` or `session`: `1*( ALPHA / DIGIT / "-" )`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Intent(String);

impl Intent {
    /// Checks an identifier.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it is not one, or is over 64 bytes.
    ///
    /// ```
    /// use mpp_wasm::scheme::Intent;
    /// assert_eq!(Intent::new("charge").unwrap().as_str(), "charge");
    /// assert!(Intent::new("charge/now").is_err());
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
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if !text.is_empty() && text.len() <= MAX_IDENTIFIER_BYTES && text.bytes().all(allowed) {
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
        for good in ["charge-V2", &"a".repeat(64)] {
            assert!(Intent::new(good).is_ok(), "{good}");
        }
        for bad in ["", "charge_v2", "a|b", "a/b", &"a".repeat(65)] {
            assert!(Intent::new(bad).is_err(), "{bad}");
        }
        let charge: Intent = "charge".parse().unwrap();
        assert_eq!((charge.to_string().as_str(), charge.as_ref()), ("charge", "charge"));
    }
}
