//! The payload of a `stripe/charge` credential.

use crate::error::{Code, Error, Result};
use crate::scheme::Credential;

/// A shared payment token and the payer's own reference. Borrowed only while a call is built, and never printed.
pub struct Payload<'a> {
    pub(super) token: SharedPaymentToken<'a>,
    /// Echoed in the receipt.
    pub(super) external_id: Option<&'a str>,
}

/// A shared payment token, `spt_…`. Anyone who has it can take money. It is borrowed from the credential, which is
/// wiped, and cannot be printed, copied or compared.
///
/// ```
/// use mpp_wasm::rail::stripe::SharedPaymentToken;
/// let token = SharedPaymentToken::new("spt_1N4Zv32eZvKY").unwrap();
/// assert_eq!(format!("{token:?}"), "SharedPaymentToken(..)");
/// assert!(SharedPaymentToken::new("pm_1").is_none() && SharedPaymentToken::new("spt_a b").is_none());
/// ```
pub struct SharedPaymentToken<'a>(&'a str);

impl<'a> SharedPaymentToken<'a> {
    /// A token of the form `spt_…`; `None` for any other text.
    pub fn new(text: &'a str) -> Option<Self> {
        let id = text.strip_prefix("spt_")?;
        let well_formed = text.len() <= MAX_BYTES && !id.is_empty() && id.bytes().all(is_id_byte);
        well_formed.then_some(Self(text))
    }

    /// The token, to be sent to Stripe.
    pub(super) const fn expose(&self) -> &'a str {
        self.0
    }
}

/// Stripe's ids have at most 255 characters, and so has a reference that is echoed.
const MAX_BYTES: usize = 255;

impl<'a> Payload<'a> {
    /// Reads the payload.
    ///
    /// # Errors
    /// [`Code::MalformedCredential`] if there is no token of the form `spt_…`.
    pub fn read(credential: &'a Credential) -> Result<Self> {
        let text = |name: &str| credential.payload.expose().text(name);
        Ok(Self {
            token: text("spt").and_then(SharedPaymentToken::new).ok_or(Error::new(
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

impl core::fmt::Debug for SharedPaymentToken<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SharedPaymentToken(..)")
    }
}
