//! What a 402 response asks for, described for a wallet, an extension or a person at a shell.

// | folder | |
// | --- | --- |
// | `pasted` | texts as people paste them, and the response they show |
// | `protocols` | the terms of MPP, x402 and L402 |
// | `offers` | terms as a person or an agent sees them: judged, in words, in order |
// | `tokens` | units, networks and Lightning invoices |
//
// Each folder uses only its own files, those below it in this table, and `names`.

mod credential_type;
mod decode;
mod detection;
mod names;
mod offers;
mod pasted;
mod protocols;
mod tokens;

pub use crate::scheme::sanitize::{sanitize, sanitize_value};
pub use credential_type::{Advice, CredentialType, Observation, credential_type};
pub use decode::{Decoded, decode};
pub use detection::{Detection, Response, detect};
pub use offers::{
    Comparable, Context, Deposit, Limit, MAX_DESCRIPTION_BYTES, MAX_LIMIT_DECIMALS, Offer, Protocol, Warning,
    WarningCode, cheapest_first,
};
pub use pasted::{MAX_FIELDS, MAX_MARK_NAME, MAX_TEXT_BYTES, Mark, MarkKind, Message, header_value};
pub use protocols::{L402, MAX_ACCEPTS, MAX_BODY_BYTES, X402, X402Part};
