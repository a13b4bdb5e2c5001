//! Credentials in header lines, wherever the lines were copied to: `Authorization: Bearer …`,
//! `Payment-Signature: …`, and `Bearer …` or `Payment …` on its own.

pub(super) mod authorization;
mod credentials;
mod header;
pub(super) mod paid;
pub(super) mod set_cookie;
