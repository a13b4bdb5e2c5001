//! RFC 9110 grammar: tokens, quoted strings, lists of authentication challenges. Knows no payments.

pub mod auth;
pub mod quoted;
pub mod target;
pub mod token;
