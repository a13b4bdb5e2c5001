//! The JavaScript binding. It translates and decides nothing.
//!
//! Hot calls pass a text in once and get integers back: JavaScript encodes the text into a [`wire::Wire`], a call reads
//! it there and leaves spans, and JavaScript slices what it holds already. Nothing is copied that is not needed, and no
//! object is built from this side. Rare calls pass JSON: the text `JSON.stringify` wrote in, and out the text
//! `JSON.parse` reads, so that JavaScript gets the very objects it would have made itself and nothing is asked field by
//! field. An error crosses as `{ code, message, problem? }`; the package makes it an `MppError`.
//!
//! The package has several files, each made of a cut of this room: a feature decides what it exports.

// What the cuts share is more than each of them uses.
#![cfg_attr(not(feature = "wasm"), allow(dead_code))]

#[cfg(feature = "full")]
mod challenge;
#[cfg(feature = "slim")]
mod credential;
#[cfg(feature = "slim")]
mod decode;
#[cfg(feature = "full")]
mod detect;
mod error;
#[cfg(feature = "full")]
mod format;
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
#[cfg(feature = "slim")]
mod read;
#[cfg(feature = "full")]
mod redact;
mod wire;
