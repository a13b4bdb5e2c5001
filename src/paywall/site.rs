//! What is for sale here: the configuration as its owner writes it, its checks, and the paywall it becomes.

mod check;
pub(super) mod config;
mod cors;
mod event;
pub(super) mod pass;
mod paywall;
mod prepare;

pub use config::{Config, DEFAULT_TTL_MS, FREE, MAX_TTL_MS, RouteConfig};
pub use cors::{ANY_ORIGIN, Caching, Cors};
pub use event::RouteTerms;
pub use pass::{MAX_PASS_TTL_MS, without_pass};
pub(super) use paywall::{Offer, OfferIndex, Route};
pub use paywall::{Paywall, RouteId};
