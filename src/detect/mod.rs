//! What a 402 is, for a wallet, an extension or a person at a shell.

mod credential_type;
mod decode;
mod paste;
mod protocol;
mod sanitize;

pub use credential_type::{Advice, CredentialType, Observation, credential_type};
pub use decode::{Decoded, decode};
pub use paste::header_value;
pub use protocol::{Answer, Detection, L402, X402, detect};
pub use sanitize::{sanitize, sanitize_value};
