//! Credentials.

use super::error::JsResult;
use crate::error::{Code, Error};
use crate::scheme::{CredentialRef, CredentialText};

/// Decodes an `Authorization` value that must hold a credential.
pub(super) fn from_header(header: &str) -> JsResult<CredentialText> {
    const NONE: Error = Error::new(Code::MalformedCredential, "the header holds no Payment credential");
    Ok(CredentialRef::open(header)?.ok_or(NONE)?)
}
