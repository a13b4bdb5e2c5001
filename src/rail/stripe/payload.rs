//! The payload of a `stripe/charge` credential.

use crate::encoding::json::ObjectWriter;
use crate::error::{Code, Error, Result};
use crate::scheme::{self, Credential};

/// A shared payment token and the payer's own reference. Borrowed only while a call is built, and never printed.
pub(in crate::rail) struct Payload<'a> {
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
/// assert!(SharedPaymentToken::new("pm_1").is_err() && SharedPaymentToken::new("spt_a b").is_err());
/// ```
pub struct SharedPaymentToken<'a>(&'a str);

impl<'a> SharedPaymentToken<'a> {
    /// Takes a token of the form `spt_…`.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] for any other text, which it never repeats.
    pub fn new(text: &'a str) -> Result<Self> {
        const WRONG: Error = Error::new(Code::InvalidArgument, "this is not a shared payment token (spt_…)");
        Self::read(text).ok_or(WRONG)
    }

    fn read(text: &'a str) -> Option<Self> {
        let id = text.strip_prefix("spt_")?;
        let well_formed = text.len() <= MAX_BYTES && !id.is_empty() && id.bytes().all(is_id_byte);
        well_formed.then_some(Self(text))
    }

    /// The payload of a credential, for a client that pays with this token. `external_id` is the seller's reference; if a
    /// challenge's request has one, the server wants it back.
    ///
    /// # Errors
    /// [`Code::InvalidJson`]; none in practice.
    ///
    /// ```
    /// use mpp_wasm::rail::stripe::SharedPaymentToken;
    /// use mpp_wasm::scheme::{Challenge, Credential};
    /// let challenge = Challenge::parse(
    ///     r#"Payment id="x", realm="a", method="stripe", intent="charge", request="eyJleHRlcm5hbElkIjoib3JkZXJfMSJ9""#,
    /// )?;
    /// let token = SharedPaymentToken::new("spt_1N4Zv32eZvKY").unwrap();
    /// let payload = token.to_payload(challenge.request.field("externalId"))?;
    /// assert_eq!(payload.expose().raw(), r#"{"spt":"spt_1N4Zv32eZvKY","externalId":"order_1"}"#);
    /// let authorization = Credential::new(challenge, payload).to_header()?;
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn to_payload(&self, external_id: Option<&str>) -> Result<scheme::Payload> {
        // Room for all of it, whatever is escaped: growing would leave a copy of the token behind.
        let room = 64 + self.0.len() + 6 * external_id.map_or(0, str::len);
        let mut json = ObjectWriter::with_capacity(room);
        json.text("spt", self.0).maybe("externalId", external_id);
        scheme::Payload::read(json.finish().into())
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
    /// [`Code::InvalidPayload`] if there is no token of the form `spt_…`.
    pub(in crate::rail) fn read(credential: &'a Credential) -> Result<Self> {
        let text = |name: &str| credential.payload.expose().text(name);
        Ok(Self {
            token: text("spt").and_then(SharedPaymentToken::read).ok_or(Error::new(
                Code::InvalidPayload,
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
