//! Which credential a page or an endpoint calls for, by the wallet's own table:
//!
//! | seen | credential |
//! | --- | --- |
//! | 402 with a `stripe` challenge | `shared_payment_token` |
//! | 402 without one, or with one that cannot be read | `unsupported` |
//! | a checkout's agent-steering block, with a token field and a merchant account | `link_pay_token` |
//! | a card form or Stripe Elements | `card` |
//! | nothing | `unknown` |
//!
//! The first matching row wins: an endpoint that answers 402 has said how it wants to be paid.

use crate::error::{Error, Result, named};
use core::{fmt, str::FromStr};

/// What was seen. End the literal with `..Observation::default()`: a later version may have more fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// The response's status was 402.
    pub payment_required: bool,
    /// One of its Payment challenges has `method="stripe"` and can be read, and no wallet would pick a different one.
    pub stripe_challenge: bool,
    /// The checkout has a block for agents, with `input[name="link_pay_token"]` and `data-stripe-merchant-account`.
    pub agent_steering: bool,
    /// A form with card fields.
    pub card_form: bool,
    /// Stripe Elements iframes.
    pub stripe_elements: bool,
}

/// The kind of credential to get from the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialType {
    /// A virtual card for the form.
    Card,
    /// A shared payment token for `mpp pay`.
    SharedPaymentToken,
    /// A Link Pay Token for the checkout's own field.
    LinkPayToken,
    /// Payment is required in a way the wallet has no credential for.
    Unsupported,
    /// Nothing that requires payment was seen.
    Unknown,
}

/// A credential type, why, and what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// The credential.
    pub credential: CredentialType,
    /// Why this credential.
    pub reason: &'static str,
    /// What to do next.
    pub next: &'static str,
}

impl CredentialType {
    /// The wallet's name for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::SharedPaymentToken => "shared_payment_token",
            Self::LinkPayToken => "link_pay_token",
            Self::Unsupported => "unsupported",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for CredentialType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The credential type with this name.
impl FromStr for CredentialType {
    type Err = Error;

    /// # Errors
    /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) for any other text.
    fn from_str(name: &str) -> Result<Self> {
        const ALL: [CredentialType; 5] = [
            CredentialType::Card,
            CredentialType::SharedPaymentToken,
            CredentialType::LinkPayToken,
            CredentialType::Unsupported,
            CredentialType::Unknown,
        ];
        named(&ALL, Self::as_str, name, "no credential type has this name")
    }
}

/// Looks up the credential in the table.
///
/// ```
/// use mpp_wasm::detect::{Observation, credential_type};
/// let advice = credential_type(&Observation { card_form: true, ..Default::default() });
/// assert_eq!(advice.credential.as_str(), "card");
/// ```
pub const fn credential_type(seen: &Observation) -> Advice {
    let (credential, reason, next) = if seen.payment_required && seen.stripe_challenge {
        (
            CredentialType::SharedPaymentToken,
            "The endpoint answered 402, and one of its challenges takes payment through Stripe.",
            "Decode that challenge, ask the wallet for a shared payment token for its network_id and its exact amount and \
             currency, have it approved, and send the request again with the token. A token works once.",
        )
    } else if seen.payment_required {
        (
            CredentialType::Unsupported,
            "The endpoint answered 402 without a readable challenge that takes payment through Stripe.",
            "Do not create a card or a token: neither can pay it. Use a wallet that supports what it takes, or stop.",
        )
    } else if seen.agent_steering {
        (
            CredentialType::LinkPayToken,
            "The checkout has a block for agents, with a field for a Link Pay Token and the merchant's account.",
            "Read the merchant's account from the block, request a Link Pay Token bound to it, and set the field link_pay_token \
             as soon as it is approved.",
        )
    } else if seen.card_form || seen.stripe_elements {
        (
            CredentialType::Card,
            "The page takes a card. It did not answer 402 and has no block for agents.",
            "Find the final total, including shipping and tax, request a one-time card for it, and fill in the form.",
        )
    } else {
        (
            CredentialType::Unknown,
            "Nothing asked for payment: no 402, no card form, no block for agents.",
            "Go to the checkout, or call the endpoint that has a price, and look again. Do not create a credential yet.",
        )
    };
    Advice { credential, reason, next }
}
