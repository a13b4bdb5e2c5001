//! What a person or an agent should know before an offer is paid. A closed list, one sentence each.

use alloc::borrow::Cow;

/// A warning: a stable code, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// For programs.
    pub code: WarningCode,
    /// For people. Made of this crate's words only, never of the seller's.
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

            /// The code as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// Its sentence.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence),+ }
            }
        }
    };
}

warnings! {
    PlainHttp = "plain-http", "The address is plain http: anyone between can change the price or the payee.";
    LookalikeHost = "lookalike-host", "The address or the realm is written so that it can pass for another: letters beyond ASCII, punycode, or a name before an @.";
    RealmMismatch = "realm-mismatch", "The realm the seller states is not the host that was asked.";
    Expired = "expired", "The challenge has expired: ask for a new one.";
    ExpiresSoon = "expires-soon", "The challenge ends within a minute.";
    NoExpiry = "no-expiry", "The challenge does not say when it ends.";
    AmountOverLimit = "amount-over-limit", "The amount, or the deposit of a session, is above your limit.";
    LimitUnchecked = "limit-unchecked", "Your limit was not checked: the amount is in another currency, is not the total, or cannot be read.";
    AmountNotStated = "amount-not-stated", "The seller does not state an amount.";
    OpenEnded = "open-ended", "The price is for a unit or a period: the total depends on use.";
    TermsUnreadable = "terms-unreadable", "The terms cannot be read.";
    UnknownToken = "unknown-token", "The token is not one that is known here, so its worth is not known, whatever name it goes by.";
    DecimalsMismatch = "decimals-mismatch", "The seller states other decimals than the token has, which moves the point of the price.";
    InvoiceMismatch = "invoice-mismatch", "The invoice asks for another amount than the challenge says.";
    DescriptionPriceMismatch = "description-price-mismatch", "The description names a price that is not the amount asked for.";
    ControlCharacters = "control-characters", "The seller's text held characters that hide, overwrite or turn round what is shown; they were removed.";
    ConflictingTerms = "conflicting-terms", "The answer holds other terms elsewhere, some that cannot be read here, or more than are shown: a wallet may pay those.";
    PaidToOthers = "paid-to-others", "Part of the amount is paid to others than the recipient that is named.";
    MalformedSibling = "malformed-sibling", "Another challenge of the same answer cannot be read.";
}
