//! The `header` parameter: the field that carries the credential (mpp-specs #357).

use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::fmt;

/// A header field other than `Authorization` that may carry a credential. The only one allowed is
/// `Payment-Authorization`, for resources that use `Authorization` themselves: a server that could name any
/// field could name `Cookie`. Its letter case is kept as received, because the id binds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialHeader(String);

impl CredentialHeader {
    /// `Payment-Authorization`.
    pub fn payment_authorization() -> Self {
        Self("Payment-Authorization".into())
    }

    /// The name of the field as it is bound and written. Field names are case-insensitive.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes a name that has been checked.
    pub(super) fn of_checked(name: &str) -> Self {
        Self(name.into())
    }

    /// Reads a `header` parameter. `Authorization` is the default and reads as `None`.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] for any other name.
    ///
    /// ```
    /// use mpp_wasm::scheme::CredentialHeader;
    /// assert_eq!(CredentialHeader::parse("authorization")?, None);
    /// assert_eq!(CredentialHeader::parse("Payment-Authorization")?, Some(CredentialHeader::payment_authorization()));
    /// assert!(CredentialHeader::parse("Cookie").is_err());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn parse(name: &str) -> Result<Option<Self>> {
        if name.eq_ignore_ascii_case("Authorization") {
            Ok(None)
        } else if name.eq_ignore_ascii_case("Payment-Authorization") {
            Ok(Some(Self(name.into())))
        } else {
            Err(Error::new(Code::InvalidArgument, "header may only be Payment-Authorization"))
        }
    }
}

impl fmt::Display for CredentialHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for CredentialHeader {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
