//! Which credential a page or an endpoint calls for: the wallet's table.
//!
//! | seen | credential |
//! | --- | --- |
//! | 402 with a `stripe` challenge | `shared_payment_token` |
//! | 402 without one, or with one that cannot be read | `unsupported` |
//! | the agent-steering block of a checkout, with token field and merchant account | `link_pay_token` |
//! | a card form or Stripe Elements | `card` |
//! | nothing | `unknown` |
//!
//! The first row that applies counts: an endpoint that answers 402 has said how it wants to be paid.

/// What was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// The answer's status was 402.
    pub payment_required: bool,
    /// One of its Payment challenges has `method="stripe"`; it can be read, and no wallet would take another.
    pub stripe_challenge: bool,
    /// A checkout's block for agents, with `input[name="link_pay_token"]` and `data-stripe-merchant-account`.
    pub agent_steering: bool,
    /// A form with card fields.
    pub card_form: bool,
    /// Frames of Stripe Elements.
    pub stripe_elements: bool,
}

/// A wallet's credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialType {
    /// A virtual card for the form.
    Card,
    /// A shared payment token for `mpp pay`.
    SharedPaymentToken,
    /// A Link Pay Token for the checkout's own field.
    LinkPayToken,
    /// It asks for payment in a way the wallet has no credential for.
    Unsupported,
    /// Nothing that asks for payment was seen.
    Unknown,
}

/// A credential type, why, and what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The credential.
    pub credential: CredentialType,
    /// Why.
    pub reason: &'static str,
    /// What to do next.
    pub next: &'static str,
}

impl CredentialType {
    /// The wallet's word for it.
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

/// Reads the table.
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
            "The endpoint answered 402, and a challenge that takes payment through Stripe is not there or cannot be read.",
            "Do not create a card or a token for it: neither can pay it. Use a wallet for what it does take, or stop.",
        )
    } else if seen.agent_steering {
        (
            CredentialType::LinkPayToken,
            "The checkout has a block for agents, with a field for a Link Pay Token and the merchant's account.",
            "Read the merchant's account from the block, request a Link Pay Token bound to it, and set the field link_pay_token \
             right after it was approved.",
        )
    } else if seen.card_form || seen.stripe_elements {
        (
            CredentialType::Card,
            "The page takes a card, and neither answered 402 nor has a block for agents.",
            "Find out the final total, shipping and tax included, request a one-time card for it, and fill in the form.",
        )
    } else {
        (
            CredentialType::Unknown,
            "Nothing that asks for payment was seen: no 402, no card form, no block for agents.",
            "Go on to the checkout, or call the endpoint that has a price, and look again. Create no credential before.",
        )
    };
    Advice { credential, reason, next }
}
