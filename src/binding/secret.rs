//! Signing secrets.

use crate::error::{Code, Error, Result};
use core::fmt;
use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use zeroize::ZeroizeOnDrop;

/// The minimum length of a secret in bytes: the size of the MAC. Servers made with `mppx` and `mpp` require it too.
pub const MIN_SECRET_BYTES: usize = 32;

/// A secret for binding challenges. It keeps the keyed hash state, not the text. It cannot be printed,
/// serialized, compared or cloned, and it is wiped when dropped.
pub struct Secret(Hmac<Sha256>);

impl Secret {
    /// Makes a secret from its bytes.
    ///
    /// # Errors
    /// [`Code::BadSecret`] for fewer than [`MIN_SECRET_BYTES`].
    pub fn new(bytes: &[u8]) -> Result<Self> {
        if bytes.len() < MIN_SECRET_BYTES {
            return Err(Error::new(
                Code::BadSecret,
                "a signing secret needs at least 32 bytes; make one with: openssl rand -base64 32",
            ));
        }
        match Hmac::new_from_slice(bytes) {
            Ok(state) => Ok(Self(state)),
            Err(_) => Err(Error::new(Code::BadSecret, "the signing secret cannot be used")),
        }
    }

    /// A keyed hash, ready for a message.
    pub(super) fn start(&self) -> Hmac<Sha256> {
        self.0.clone()
    }
}

impl ZeroizeOnDrop for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
