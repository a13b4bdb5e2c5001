//! An offer: one way to pay that an answer names, as a person or an agent is shown it.

use super::warning::{Warning, WarningCode};
use crate::encoding::timestamp::Timestamp;
use alloc::{borrow::Cow, string::String, vec::Vec};

/// Whose words an offer comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// The Machine Payments Protocol.
    Mpp,
    /// x402.
    X402,
    /// L402, once LSAT.
    L402,
}

impl Protocol {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mpp => "mpp",
            Self::X402 => "x402",
            Self::L402 => "l402",
        }
    }
}

/// One way to pay. Every text is sanitised: it is for showing, not for sending back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whose words it comes in.
    pub protocol: Protocol,
    /// MPP's method, x402's scheme where it is a word, or `lightning`.
    pub method: String,
    /// MPP's intent.
    pub intent: Option<String>,
    /// Who asks, by their own word: MPP's realm.
    pub realm: Option<String>,
    /// Base units, where an amount is stated and can be read.
    pub amount: Option<String>,
    /// The currency, asset or unit as the protocol names it.
    pub currency: Option<String>,
    /// The price in words: `5.00 USD`, `0.01 USDC on Base`.
    pub display: String,
    /// What a session asks to set aside before anything is used: it leaves the wallet first.
    pub deposit: Option<Deposit>,
    /// Who is paid: an address, or the seller's profile on Stripe's network. Of Lightning the invoice decides.
    pub recipient: Option<String>,
    /// The chain: its CAIP-2 id where it is known, else the protocol's word for it.
    pub network: Option<String>,
    /// What it counts as beside other offers; absent where it has no total in a national currency.
    pub worth: Option<Worth>,
    /// RFC 3339.
    pub expires: Option<String>,
    /// The moment that stands for.
    pub expires_at: Option<Timestamp>,
    /// What for, by the seller's word.
    pub description: Option<String>,
    /// What to know before paying.
    pub warnings: Vec<Warning>,
}

/// What a session asks to set aside (draft-tempo-session-00, "Request Schema": `suggestedDeposit`). What is not used comes
/// back; a wallet may set aside less, but for Lightning, whose invoice is for this amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Base units, where they can be read.
    pub amount: Option<String>,
    /// The same in words: `10.00 pathUSD on Tempo`.
    pub display: String,
}

/// A total that can be compared with others in the same national currency: a price in it, or in a stablecoin
/// that stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// ISO 4217, lower case.
    pub currency: String,
    /// Base units.
    pub amount: String,
    /// How many of their digits stand after the point.
    pub digits: u8,
}

impl Offer {
    /// Adds a warning, once.
    // Called from many places; inlined it is a tenth of the room's size.
    #[inline(never)]
    pub(super) fn warn(&mut self, code: WarningCode) {
        if self.warnings.iter().all(|known| known.code != code) {
            self.warnings.push(code.into());
        }
    }

    /// Adds one with a sentence that says more than the common one.
    pub(super) fn warn_because(&mut self, code: WarningCode, message: String) {
        self.warnings.retain(|known| known.code != code);
        self.warnings.push(Warning { code, message: Cow::Owned(message) });
    }
}
