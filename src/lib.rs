#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod ascii;
pub mod binding;
pub mod card;
pub mod detect;
pub mod encoding;
pub mod error;
pub mod http;
pub mod paywall;
pub mod problem;
pub mod rail;
pub mod scheme;
pub mod secret;

#[cfg(all(feature = "standalone", target_arch = "wasm32"))]
mod standalone;
#[cfg(any(feature = "slim", feature = "edge"))]
mod wasm;
