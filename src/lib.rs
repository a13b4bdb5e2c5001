#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
// The core names nothing from std; linking it gives the cdylib a panic handler and an allocator.
#[cfg(not(target_os = "none"))]
extern crate std;

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

#[cfg(feature = "wasm")]
mod wasm;
