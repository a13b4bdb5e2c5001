//! What is paid: units of currencies and tokens, the networks they move on, and Lightning invoices.

pub(super) mod bolt11;
pub(super) mod network;
pub(super) mod token;
