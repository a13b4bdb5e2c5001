//! Who pays: a digest of the payload tells a credential from another one for the same challenge.

use crate::encoding::{base64url, jcs, json::SecretDoc};
use crate::scheme::Payload;
use alloc::string::String;
use core::hint::black_box;
use sha2::{Digest as _, Sha256};

/// The digest of what a payload says, however it is written.
pub(super) fn payer_of(payload: &Payload) -> String {
    let text = SecretDoc::from(jcs::sorted(payload.expose()));
    let digest = hash(text.as_str().as_bytes());
    // Hashing leaves the text's last block on the stack, which hashing something else there overwrites.
    black_box(hash(black_box(&[0; 63])));
    base64url::encode(digest)
}

#[inline(never)]
fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
