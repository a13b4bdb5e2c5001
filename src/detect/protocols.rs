//! The protocols: what each of them asks for in a header or a body, as offers.

mod alike;
mod bill;
pub(super) mod body;
pub(super) mod hidden;
mod l402;
pub(super) mod mpp;
mod x402;

pub use body::MAX_BODY_BYTES;
pub use l402::L402;
pub use x402::{MAX_ACCEPTS, X402, X402Part};
