//! What a 402 response asks for, described for a wallet, an extension or a person at a shell.

mod bolt11;
mod cheapest;
mod claim;
mod credential_type;
mod decode;
mod hidden;
mod host;
mod judge;
mod l402;
mod limit;
mod marks;
mod message;
mod mpp;
mod names;
mod offer;
mod paste;
mod protocol;
mod stated;
mod token;
mod warning;
mod words;
mod x402;

pub use crate::scheme::sanitize::{sanitize, sanitize_value};
pub use cheapest::cheapest_first;
pub use credential_type::{Advice, CredentialType, Observation, credential_type};
pub use decode::{Decoded, decode};
pub use judge::{Context, MAX_DESCRIPTION_BYTES};
pub use l402::L402;
pub use limit::{Limit, MAX_LIMIT_DECIMALS};
pub use marks::{Mark, MarkKind};
pub use message::{MAX_FIELDS, MAX_TEXT_BYTES, Message, header_value};
pub use offer::{Comparable, Deposit, Offer, Protocol};
pub use protocol::{Answer, Detection, detect};
pub use warning::{Warning, WarningCode};
pub use x402::{MAX_ACCEPTS, MAX_BODY_BYTES, X402, X402Part};
