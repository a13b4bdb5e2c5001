//! Credentials.

use super::error::JsResult;
use crate::encoding::json::Doc;
use crate::error::{Code, Error};
use crate::scheme::CredentialRef;

/// Decodes an `Authorization` value that must hold a credential.
pub(super) fn from_header(header: &str) -> JsResult<Doc> {
    const NONE: Error = Error::new(Code::MalformedCredential, "the header holds no Payment credential");
    Ok(CredentialRef::open(header)?.ok_or(NONE)?)
}
