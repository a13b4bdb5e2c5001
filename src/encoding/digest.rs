//! The digest of a secret, by which it is known again and not read.

use core::hint::black_box;
use sha2::{Digest as _, Sha256};

/// The SHA-256 digest of a secret.
pub(crate) fn of_secret(secret: &str) -> [u8; 32] {
    let digest = hash(secret.as_bytes());
    // Hashing leaves the text's last block on the stack, which hashing something else there overwrites.
    black_box(hash(black_box(&[0; 63])));
    digest
}

#[inline(never)]
fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
