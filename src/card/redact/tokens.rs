//! Secrets that tell themselves, whatever stands around them: tokens with a known prefix or shape, and
//! private keys.

mod access;
pub(super) mod payment;
pub(super) mod pem;
pub(super) mod prefixes;
pub(super) mod secrets;
pub(super) mod vendor;
