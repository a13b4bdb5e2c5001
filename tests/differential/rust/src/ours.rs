//! This crate's values in the common form. See normal.mjs.

use mpp_wasm::encoding::{
    jcs,
    json::{Doc, Node},
};
use mpp_wasm::scheme::{Challenge, Credential, Receipt};
use serde_json::{Map, Value};

pub fn challenge(challenge: &Challenge) -> Value {
    let mut out = Map::new();
    for (name, value) in challenge.params() {
        if let Some(value) = value {
            out.insert(name.into(), value.into());
        }
    }
    out.insert("terms".into(), object(challenge.request.json()));
    out.into()
}

pub fn credential(credential: &Credential) -> Value {
    let mut out = Map::new();
    out.insert("challenge".into(), challenge(&credential.challenge));
    out.insert("payload".into(), object(credential.payload.expose()));
    if let Some(source) = &credential.source {
        out.insert("source".into(), source.as_str().into());
    }
    out.into()
}

pub fn receipt(receipt: &Receipt) -> Value {
    object(Doc::read(receipt.to_json()).expect("our own JSON").root())
}

/// Canonical JSON as text, so that numbers outside the range of doubles are compared too.
fn object(object: Node<'_>) -> Value {
    jcs::canonical(object).into_text().into()
}
