//! The JavaScript binding. It translates and decides nothing.
//!
//! Nouns of the scheme cross as text, once in each direction: header values as they are, objects as the JSON
//! that `JSON.stringify` wrote and `JSON.parse` will read, so that JavaScript gets the very objects it would
//! have made itself and nothing is asked field by field. Rare answers are built through serde-wasm-bindgen. An
//! error crosses as `{ code, message, problem? }`; the package's `api.js` makes it an `MppError`.

mod card;
mod challenge;
mod credential;
mod detect;
mod error;
mod input;
mod json;
mod key;
mod message;
mod paywall;
mod receipt;
