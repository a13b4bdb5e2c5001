//! The JavaScript binding. It translates and makes no decisions.
//!
//! Hot calls pass one text in and get integers back: JavaScript encodes the text into a [`wire::Wire`], a call reads it
//! there and leaves spans, and JavaScript slices the text it already has. Nothing is copied without need, and no
//! objects are built from this side. Rare calls pass JSON: they take the text of `JSON.stringify` and return text for
//! `JSON.parse`, so JavaScript gets ordinary objects, and nothing is asked field by field. An error is passed as
//! `{ code, message, problem? }`, which the package converts to an `MppError`.
//!
//! The package has several wasm files, each built from a cut of this module. A Cargo feature decides what each exports.

// The cuts share more than each of them uses.
#![cfg_attr(not(feature = "wasm"), allow(dead_code))]

#[cfg(feature = "full")]
mod accept_payment;
#[cfg(feature = "full")]
mod authorization;
#[cfg(feature = "full")]
mod challenge;
#[cfg(feature = "slim")]
mod credential;
#[cfg(feature = "slim")]
mod decode;
#[cfg(feature = "full")]
mod detect;
#[cfg(feature = "full")]
mod digest;
mod error;
mod input;
#[cfg(feature = "full")]
mod issue;
mod json;
#[cfg(feature = "slim")]
mod key;
#[cfg(feature = "slim")]
mod mask;
#[cfg(feature = "full")]
mod message;
mod out;
#[cfg(feature = "edge")]
mod paywall;
#[cfg(feature = "full")]
mod receipt;
#[cfg(feature = "slim")]
mod record;
#[cfg(feature = "full")]
mod redact;
#[cfg(feature = "full")]
mod tree;
mod wire;
#[cfg(feature = "full")]
mod words;
#[cfg(feature = "slim")]
mod www_authenticate;
