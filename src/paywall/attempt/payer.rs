//! Who pays: a digest of the payload tells a credential from another one for the same challenge.

use crate::encoding::{base64url, digest, jcs, json::SecretDoc};
use crate::scheme::Payload;
use alloc::string::String;

/// The digest of what a payload says, however it is written.
pub(super) fn payer_of(payload: &Payload) -> String {
    let text = SecretDoc::from(jcs::sorted(payload.expose()));
    base64url::encode(digest::of_secret(text.as_str()))
}
