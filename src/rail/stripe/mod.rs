//! `stripe/charge` by shared payment token (draft-stripe-charge-00).

mod answer;
mod call;
mod form;
mod intent;
mod limits;
mod metadata;
mod methods;
mod outcome;
mod payload;
mod refusal;
mod said;
mod seller;

pub(super) use answer::read as read_answer;
pub use call::API_VERSION;
pub(super) use metadata::check as check_metadata;
pub(super) use payload::Payload;
pub use payload::SharedPaymentToken;
pub use seller::{API_BASE, Stripe, StripeConfig};

/// The payment method.
pub const METHOD: &str = "stripe";
/// The payment intent.
pub const INTENT: &str = "charge";
