//! Binds a challenge id to its challenge with HMAC-SHA256 (draft section "Challenge Binding").
//!
//! [`ChallengeKey::issue`] computes the id; [`ChallengeKey::verify`] recomputes it and compares in constant
//! time. A credential that passes becomes [`Verified`], a type that no other code can construct.

mod bound;
mod check;
mod expect;
mod issued;
mod key;
mod mac;
mod offer;
mod prepared;
mod secret;
mod tag;
mod verified;
mod verifier;

pub use expect::{Body, Carrier, Expect};
pub use issued::{IssueOptions, Issued};
pub use key::ChallengeKey;
pub use mac::challenge_id;
pub use offer::Offer;
pub use prepared::Prepared;
pub use secret::{MIN_SECRET_BYTES, Secret};
pub use tag::TagKey;
pub use verified::{ChallengeId, Verified};
pub use verifier::Verifier;
