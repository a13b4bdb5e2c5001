//! `stripe/charge` by shared payment token (draft-stripe-charge-00).

mod answer;
mod call;
mod form;
mod limits;
mod payload;

pub use answer::read as read_answer;
pub use call::{API_BASE, API_VERSION, Stripe, StripeConfig};
pub use payload::Payload;

/// The payment method.
pub const METHOD: &str = "stripe";
/// The payment intent.
pub const INTENT: &str = "charge";
