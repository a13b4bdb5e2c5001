//! The header fields that detection reads.

pub(super) const CHALLENGE: &str = "www-authenticate";
pub(super) const CREDENTIALS: [&str; 2] = ["authorization", "payment-authorization"];
pub(super) const RECEIPT: &str = "payment-receipt";
pub(super) const X402: &str = "payment-required";
