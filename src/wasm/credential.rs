//! Credentials.

use crate::error::{Code, Error, Result};
use crate::scheme::{CredentialRef, CredentialText};

/// Decodes an `Authorization` value that must have a credential. `none`: the code of the error if it has none.
pub(super) fn from_header(header: &str, none: Code) -> Result<CredentialText> {
    CredentialRef::open(header)?.ok_or(Error::new(none, "the header has no Payment credential"))
}
