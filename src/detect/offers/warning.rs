//! What a person or an agent should know before paying an offer: a closed list, one sentence each.

use crate::error::{Error, Result, named};
use alloc::borrow::Cow;
use core::{fmt, str::FromStr};

/// A warning: a stable code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// For programs.
    pub code: WarningCode,
    /// For people. Only this crate's words, never the seller's.
    pub message: Cow<'static, str>,
}

impl From<WarningCode> for Warning {
    fn from(code: WarningCode) -> Self {
        Self { code, message: Cow::Borrowed(code.sentence()) }
    }
}

macro_rules! warnings {
    ($($name:ident = $text:literal, $sentence:literal;)+) => {
        /// The closed list of warnings. Names never change; new ones may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum WarningCode { $(#[doc = $sentence] $name,)+ }

        impl WarningCode {
            /// Every code, for tables and tests.
            pub const ALL: &'static [WarningCode] = &[$(WarningCode::$name),+];

            /// The code's text form.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The default sentence for this code.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence),+ }
            }
        }

        impl fmt::Display for WarningCode {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        /// The code with this text, as [`WarningCode::as_str`] writes it.
        impl FromStr for WarningCode {
            type Err = Error;

            /// # Errors
            /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) for a text that is no warning of this
            /// version.
            fn from_str(text: &str) -> Result<Self> {
                named(Self::ALL, Self::as_str, text, "this is not a warning of this version")
            }
        }
    };
}

warnings! {
    PlainHttp = "plain-http", "Plain http: anyone on the network path can change the price or the payee.";
    LookalikeHost = "lookalike-host", "The address or the realm can pass for another: it has non-ASCII letters, punycode, or a name before an @.";
    RealmMismatch = "realm-mismatch", "The realm the seller states is not the requested host.";
    ResourceMismatch = "resource-mismatch", "The resource the seller states is not on the requested host.";
    Expired = "expired", "The challenge has expired; request a new one.";
    ExpiresSoon = "expires-soon", "The challenge expires within a minute.";
    NoExpiry = "no-expiry", "The challenge does not say when it expires.";
    AmountOverLimit = "amount-over-limit", "The amount, or the session's deposit, is above your limit.";
    LimitUnchecked = "limit-unchecked", "Your limit was not checked: the amount is in another currency, is not the total, or cannot be read.";
    AmountNotStated = "amount-not-stated", "The seller does not state an amount.";
    OpenEnded = "open-ended", "The amount may not be the total: it is a price per unit or per period, or a kind of price that is not known here.";
    TermsUnreadable = "terms-unreadable", "The terms cannot be read.";
    UnknownToken = "unknown-token", "The token is not recognized, so its worth is unknown, whatever it is called.";
    DecimalsMismatch = "decimals-mismatch", "The seller's decimals differ from the token's, which shifts the price's decimal point.";
    InvoiceMismatch = "invoice-mismatch", "The invoice is for a different amount than the challenge.";
    DescriptionPriceMismatch = "description-price-mismatch", "The description names a price that is not the amount asked for.";
    ControlCharacters = "control-characters", "The seller's text had characters that hide, overwrite or reorder what is shown; they were removed.";
    ConflictingTerms = "conflicting-terms", "The response also holds other terms, unreadable ones, or more than are shown, and a wallet may pay those.";
    PaidToOthers = "paid-to-others", "Part of the amount is paid to others than the named recipient.";
    MalformedSibling = "malformed-sibling", "Another challenge in the same response cannot be read.";
}
