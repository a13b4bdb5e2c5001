//! Redacts texts and values. The package's `redact.js` walks values and asks here about each text.

use super::wire::Wire;
use crate::card::{RedactStream, pass_key_name, redact, redact_field, secret_key_name};
use alloc::string::String;
use wasm_bindgen::prelude::*;

const HIDDEN: &str = "••••";

/// Redacts the text on the wire, under its key if it has one. Returns whether anything was hidden; the redacted text is
/// then on the wire.
#[wasm_bindgen(js_name = redactText)]
pub fn redact_text(wire: &mut Wire, length: usize, key: Option<String>) -> bool {
    let Ok((text, out)) = wire.open(length) else {
        // Text that cannot be read is hidden.
        wire.out.texts([HIDDEN]);
        return true;
    };
    let safe = match key {
        Some(key) => redact_field(&key, text),
        None => redact(text),
    };
    let hidden = *safe != *text;
    if hidden {
        out.texts([&safe]);
    }
    wire.wipe();
    hidden
}

/// Whether every value under this key is hidden.
#[wasm_bindgen(js_name = isSecretKey)]
pub fn is_secret_key(key: &str) -> bool {
    secret_key_name(key)
}

/// Whether the value under this key may be a password or a test result.
#[wasm_bindgen(js_name = isPassKey)]
pub fn is_pass_key(key: &str) -> bool {
    pass_key_name(key)
}

/// Redacts text in chunks. The package's `redact-stream.js` decodes and encodes around it.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Redactor(RedactStream);

#[wasm_bindgen]
impl Redactor {
    /// Creates a redactor.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a chunk. Returns the text that is safe to show by now.
    pub fn push(&mut self, text: &str) -> String {
        self.0.push(text)
    }

    /// Returns the rest.
    pub fn finish(&mut self) -> String {
        self.0.finish()
    }
}
