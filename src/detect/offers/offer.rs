//! An offer: one way to pay that a response names, as shown to a person or an agent.

use super::warning::{Warning, WarningCode};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Error, Result, named};
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::{fmt, str::FromStr};

/// The protocol that an offer is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// The Machine Payments Protocol.
    Mpp,
    /// x402.
    X402,
    /// L402, formerly LSAT.
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

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The protocol with this name.
impl FromStr for Protocol {
    type Err = Error;

    /// # Errors
    /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) for any other text.
    fn from_str(name: &str) -> Result<Self> {
        named(
            &[Self::Mpp, Self::X402, Self::L402],
            Self::as_str,
            name,
            "no protocol known here has this name",
        )
    }
}

/// One way to pay. Every text is sanitized: use it for display, do not send it back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Offer {
    /// The protocol it is written in.
    pub protocol: Protocol,
    /// MPP's method, x402's scheme if that is a single word, or `lightning`.
    pub method: String,
    /// MPP's intent.
    pub intent: Option<String>,
    /// The name the seller gives itself: MPP's realm.
    pub realm: Option<String>,
    /// The amount in base units, if it is stated and readable.
    pub amount: Option<String>,
    /// The currency, asset or unit, as the protocol names it.
    pub currency: Option<String>,
    /// The price in words: `5.00 USD`, `0.01 USDC on Base`.
    pub display: String,
    /// What a session asks the payer to set aside before using anything. It leaves the wallet first.
    pub deposit: Option<Deposit>,
    /// Who is paid: an address, or the seller's profile on Stripe's network. Absent for
    /// Lightning, where the invoice decides.
    pub recipient: Option<String>,
    /// The chain: its CAIP-2 id if known, otherwise the protocol's name for it.
    pub network: Option<String>,
    /// The total to compare with other offers. Absent if there is no total in a national currency.
    pub comparable: Option<Comparable>,
    /// When the offer expires, in RFC 3339.
    pub expires: Option<String>,
    /// The same moment, parsed.
    pub expires_at: Option<Timestamp>,
    /// What the payment is for, according to the seller.
    pub description: Option<String>,
    /// What to know before paying.
    pub warnings: Vec<Warning>,
}

/// What a session asks the payer to set aside (draft-tempo-session-00, "Request Schema": `suggestedDeposit`). Unused
/// money comes back. A wallet may set aside less, except on Lightning, where the invoice is for exactly this amount.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deposit {
    /// Base units, if readable.
    pub amount: Option<String>,
    /// The same in words: `10.00 pathUSD on Tempo`.
    pub display: String,
}

/// A total that can be compared with others in the same national currency. The price is in that
/// currency, or in a stablecoin pegged to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparable {
    /// ISO 4217, lower case.
    pub currency: String,
    /// Base units.
    pub amount: String,
    /// How many of the digits come after the decimal point.
    pub digits: u8,
}

impl Offer {
    /// Adds a warning unless it is already there.
    // Called from many places. Inlining it would add a tenth to this module's size.
    #[inline(never)]
    pub(in crate::detect) fn warn(&mut self, code: WarningCode) {
        if self.warnings.iter().all(|known| known.code != code) {
            self.warnings.push(code.into());
        }
    }

    /// Adds a warning with a more specific sentence than the usual one.
    pub(in crate::detect) fn warn_because(&mut self, code: WarningCode, message: String) {
        self.warnings.retain(|known| known.code != code);
        self.warnings.push(Warning { code, message: Cow::Owned(message) });
    }
}
