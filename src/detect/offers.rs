//! Offers: terms as a person or an agent sees them, judged, in words and in order.

mod cheapest;
mod claim;
pub(super) mod host;
pub(super) mod judge;
mod limit;
mod offer;
pub(super) mod stated;
mod warning;
pub(super) mod words;

pub use cheapest::cheapest_first;
pub use judge::{Context, MAX_DESCRIPTION_BYTES};
pub use limit::{Limit, MAX_LIMIT_DECIMALS};
pub use offer::{Comparable, Deposit, Offer, Protocol};
pub use warning::{Warning, WarningCode};
