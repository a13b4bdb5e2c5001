//! Credentials.

use crate::error::{Code, Error, Result};
use crate::scheme::{CredentialRef, CredentialText};

/// Decodes an `Authorization` value that must hold a credential.
pub(super) fn from_header(header: &str) -> Result<CredentialText> {
    const NONE: Error = Error::new(Code::MalformedCredential, "the header holds no Payment credential");
    CredentialRef::open(header)?.ok_or(NONE)
}
