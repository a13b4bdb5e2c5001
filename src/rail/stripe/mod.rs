//! `stripe/charge` by shared payment token (draft-stripe-charge-00).

mod answer;
mod call;
mod form;
mod limits;
mod payload;
mod seller;

pub use answer::read as read_answer;
pub use call::API_VERSION;
pub use payload::{Payload, SharedPaymentToken};
pub(super) use seller::takes;
pub use seller::{API_BASE, Stripe, StripeConfig};

/// The payment method.
pub const METHOD: &str = "stripe";
/// The payment intent.
pub const INTENT: &str = "charge";
