//! The properties that must hold for any input: one function per kind of untrusted input.
//!
//! The fuzz targets call these with input from the fuzzer, tests/api/seeds.rs with the files below seeds/, and
//! tests/api/properties.rs with random text.

mod encoded;
mod headers;
mod json;
mod logged;
mod paid;
mod shown;

pub use encoded::{digest, opaque_and_request};
pub use headers::{accept_payment, authorization, payment_receipt, www_authenticate};
pub use json::{json, written};
pub use logged::redact;
pub use paid::{processor, register, request};
pub use shown::{decode, detect};

use mpp_wasm::error::{Code, Error, Fault};

/// A property. It panics if it does not hold.
pub type Property = fn(&[u8]);

/// Every target, by the name of its seed folder.
pub const ALL: [(&str, Property); 13] = [
    ("www_authenticate", www_authenticate),
    ("authorization", authorization),
    ("payment_receipt", payment_receipt),
    ("accept_payment", accept_payment),
    ("json", json),
    ("digest", digest),
    ("opaque_and_request", opaque_and_request),
    ("decode", decode),
    ("detect", detect),
    ("redact", redact),
    ("request", request),
    ("processor", processor),
    ("register", register),
];

/// No peer can make an error look like the caller's fault or put its own text into it.
fn blames_the_peer(error: &Error, code: Code) {
    assert_eq!((error.code(), error.fault()), (code, Fault::Peer), "{error}");
    assert!(error.message().len() < 120);
}
