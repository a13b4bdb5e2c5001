//! Text and values without secrets. The package's `redact.js` walks values and asks here about each text.

use super::wire::Wire;
use crate::card::{RedactStream, redact, redact_field, secret_key_name};
use alloc::string::String;
use wasm_bindgen::prelude::*;

const HIDDEN: &str = "••••";

/// Redacts the text on the wire, under a key where it has one. Whether anything had to be hidden; the text without it
/// is on the wire then.
#[wasm_bindgen(js_name = redactText)]
pub fn redact_text(wire: &mut Wire, length: usize, key: Option<String>) -> bool {
    let Ok((text, out)) = wire.open(length) else {
        // What cannot be read is not shown.
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

/// Whether what stands under a key is hidden whatever it is.
#[wasm_bindgen(js_name = isSecretKey)]
pub fn is_secret_key(key: &str) -> bool {
    secret_key_name(key)
}

/// Text in pieces. The package's `redact-stream.js` decodes and encodes around it.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Redactor(RedactStream);

#[wasm_bindgen]
impl Redactor {
    /// A redactor that has seen nothing.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is safe to show by now.
    pub fn push(&mut self, text: &str) -> String {
        self.0.push(text)
    }

    /// The rest.
    pub fn finish(&mut self) -> String {
        self.0.finish()
    }
}
