//! The payload of a `stripe/charge` credential.

use crate::encoding::json::Value;
use crate::error::{Code, Error, Result};
use crate::scheme::Credential;

/// A shared payment token and the payer's own reference. Borrowed for as long as a call is built; never printed.
pub struct Payload<'a> {
    /// `spt_…`
    pub(super) token: &'a str,
    /// Echoed in the receipt.
    pub(super) external_id: Option<&'a str>,
}

/// Stripe's ids are under 255 characters, and so is a reference worth echoing.
const MAX_BYTES: usize = 255;

impl<'a> Payload<'a> {
    /// Reads the payload.
    ///
    /// # Errors
    /// [`Code::MalformedCredential`] when there is no token of the form `spt_…`.
    pub fn read(credential: &'a Credential) -> Result<Self> {
        let text = |name: &str| credential.payload.get(name).and_then(Value::as_str);
        let well_formed = |token: &&str| {
            token.len() <= MAX_BYTES
                && token.strip_prefix("spt_").is_some_and(|id| !id.is_empty() && id.bytes().all(is_id_byte))
        };
        Ok(Self {
            token: text("spt").filter(well_formed).ok_or(Error::new(
                Code::MalformedCredential,
                "the payload holds no shared payment token (spt_…)",
            ))?,
            external_id: text("externalId").filter(|id| !id.is_empty() && id.len() <= MAX_BYTES),
        })
    }
}

const fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

impl core::fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Payload(..)")
    }
}
