//! The decision: may this request pass, and what has to happen first?
//!
//! ```text
//! decide(request, now) -> Pass                           no price here
//!                       | Admit                          an access pass
//!                       | Answer                         402 with challenges, or why not
//!                       | Claim(attempt)                 a verified credential: claim, settle, deliver
//! attempt.start(now)   -> Swap | Call | Deliver, until Answer | Done | Resend
//! ```
//!
//! Sans I/O: it never fetches, reads a clock or draws randomness. Whoever runs it performs the steps it names
//! and reports back; [`Attempt`] is the whole protocol of a paid request.

mod admission;
mod answer;
mod attempt;
mod claim;
mod config;
mod cors;
mod decide;
mod delivery;
mod errors;
mod event;
mod kept;
mod method;
mod page;
mod parts;
mod pass;
mod path;
mod price;
mod proxy;
mod record;
mod resource;
mod route;
mod site;

pub use crate::rail::Capture;
pub use answer::Answer;
pub use attempt::{Attempt, Delivery, Step};
pub use config::{Config, DEFAULT_TTL_MS, FREE, MAX_TTL_MS, RouteConfig};
pub use cors::{ANY_ORIGIN, Cors, Fields};
pub use decide::Decision;
pub use delivery::Worth;
pub use kept::{DEFAULT_REPLAY_BYTES, Kept, MAX_REPLAY_BYTES};
pub use page::wants_page;
pub use parts::Parts;
pub use pass::{MAX_PASS_TTL_MS, without_pass};
pub use price::UNCLEAR;
pub use proxy::{private_cache_control, without_payment};
pub use record::{DELIVERY_LEASE_MS, KEEP_MS, RETRY_MS, SETTLEMENT_LEASE_MS};
pub use site::Paywall;
