//! One binary for the tests of the public Rust API.
mod card;
mod decode;
mod detect;
mod mistakes;
mod names;
mod properties;
mod rooms;
mod secrets;
mod seeds;
mod terms;
mod threads;
mod vectors;
