//! The JavaScript binding. It translates and decides nothing.
//!
//! Values cross as plain objects through serde-wasm-bindgen; payment requests and payloads cross as JSON text,
//! which `JSON.parse` and `JSON.stringify` turn into the very objects JavaScript would have made itself. An
//! error crosses as `{ code, message, problem? }`; the package's `api.js` makes it an `MppError`.

mod card;
mod challenge;
mod credential;
mod detect;
mod error;
mod json;
mod key;
mod paywall;
mod receipt;
