//! Names of values, and what they say about them: which name stands before a separator, what kind of value it
//! announces, and whether a text under it only takes the place of a secret. L402's proofs are here because a
//! preimage follows the `:` after its macaroon as a value follows its name.

pub(super) mod above;
pub(super) mod kind;
pub(super) mod l402;
pub(super) mod login;
mod members;
pub(super) mod name;
pub(super) mod pair;
pub(super) mod telling;
