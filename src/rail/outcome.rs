//! What a processor is asked, and what its answer means for the payment.

use super::Capture;
use crate::error::Error;
use crate::scheme::Receipt;
use alloc::string::String;

/// What a processor is asked. Each may be asked again as often as needed: a payment has an idempotency key made of the
/// challenge id alone (while the processor remembers it: [`crate::paywall::RETRY_MS`]); a capture or cancellation acts
/// on one payment and cannot happen twice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ask {
    /// Charge the payer, or hold the money.
    Pay(Capture),
    /// Look a payment up: by its reference, or by the challenge it was for if `None`.
    LookUp(Option<String>),
    /// Capture a held payment, by its reference.
    Capture(String),
    /// Cancel a payment that is held or waits for the payer, by its reference.
    Cancel(String),
}

/// The outcome of a payment. Treat one that is not listed as [`Outcome::Unknown`].
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub enum Outcome {
    /// The money moved.
    Settled(Receipt),
    /// The money is held under this reference, for us to capture or to cancel.
    Held(String),
    /// The money did not move, and will not move for this challenge: the payer needs a new one.
    Refused(Error),
    /// The payment waits for something that the payer cannot be asked for here, and its money may move once they do it
    /// elsewhere. Cancel it first, and only then refuse it.
    ActionRequired {
        /// The processor's reference of the payment.
        reference: String,
        /// What to tell the payer once it is canceled.
        error: Error,
    },
    /// The answer is inconclusive, and asking the same again would tell no more: use [`Ask::LookUp`].
    LookUp(Option<String>),
    /// The money may have moved, or the payment could not be tried. Keep the claim: the same credential, tried again
    /// under the same idempotency key, finds out. Never a reason to ask for money again.
    Unknown {
        /// What to tell the payer.
        error: Error,
        /// How long to wait before trying again, in seconds.
        retry_after: u32,
    },
}

/// Whether a text may be a processor's reference of a payment. References become parts of URLs.
pub(crate) fn is_reference(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
