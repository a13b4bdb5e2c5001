#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
// The core uses nothing from std. Linking it gives a cdylib a panic handler and an allocator when it has none
// of its own.
#[cfg(not(any(target_os = "none", feature = "standalone")))]
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

#[cfg(feature = "standalone")]
mod standalone;
#[cfg(any(feature = "slim", feature = "edge"))]
mod wasm;
