//! Redacts texts and values. The package's `redact.js` walks values and asks here about each text.

use super::wire::Wire;
use crate::card::{
    HIDDEN_TEXT, NEIGHBOURS, RedactStream, pass_key_name, redact, redact_field, secret_key_name,
};
use crate::secret::{SecretText, wipe_bytes};
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

/// Redacts the text on the wire, under its key if it has one. Returns whether anything was hidden; the redacted text is
/// then on the wire.
#[wasm_bindgen(js_name = redactText)]
pub fn redact_text(wire: &mut Wire, length: usize, key: Option<String>) -> bool {
    let Ok((text, out)) = wire.open(length) else {
        // Text that cannot be read is hidden.
        wire.out.texts([HIDDEN_TEXT]);
        return true;
    };
    let safe = match key {
        Some(key) => redact_field(SecretText::from(key).expose(), text),
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
pub fn is_secret_key(key: String) -> bool {
    secret_key_name(SecretText::from(key).expose())
}

/// Whether the value under this key may be a password or a test result.
#[wasm_bindgen(js_name = isPassKey)]
pub fn is_pass_key(key: String) -> bool {
    pass_key_name(SecretText::from(key).expose())
}

/// The words that decide what a member means to the one beside it: a list a line, its words separated by spaces.
#[wasm_bindgen(js_name = neighbourWords)]
pub fn neighbour_words() -> String {
    let lines = NEIGHBOURS.map(|list| list.join(&b' '));
    String::from_utf8(lines.join(&b'\n')).unwrap_or_default()
}

/// Redacts text in chunks. The package's `redact-stream.js` encodes the chunks that are text.
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

    /// Takes a chunk. Returns the text that is safe to show by now, in UTF-8.
    pub fn push(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        let safe = self.0.push_bytes(&bytes);
        wipe_bytes(bytes);
        safe.into_bytes()
    }

    /// Returns the rest.
    pub fn finish(&mut self) -> Vec<u8> {
        self.0.finish().into_bytes()
    }
}
