//! RFC 9110 grammar: tokens, quoted strings, weights, lists of authentication challenges. Knows nothing about payments.

pub mod auth;
pub mod quality;
pub mod quoted;
pub mod target;
pub mod token;
