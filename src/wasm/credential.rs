//! Credentials.

use crate::error::{Code, Error, Result};
use crate::scheme::{CredentialRef, CredentialText};

/// Decodes an `Authorization` value that must have a credential.
pub(super) fn from_header(header: &str) -> Result<CredentialText> {
    const NONE: Error = Error::new(Code::MalformedCredential, "the header has no Payment credential");
    CredentialRef::open(header)?.ok_or(NONE)
}
