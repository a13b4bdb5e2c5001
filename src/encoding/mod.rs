//! Text encodings the scheme is built on: base64url, bounded JSON, JCS and RFC 3339. Knows nothing about HTTP.

pub mod base64url;
pub(crate) mod digest;
pub mod jcs;
pub mod json;
pub mod timestamp;
