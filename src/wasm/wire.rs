//! The interface of hot calls: one text in, integers out.

use super::error::error_json;
#[cfg(feature = "slim")]
use super::json::list;
use super::out::Out;
use crate::error::{Code, Error, Result};
#[cfg(feature = "slim")]
use crate::scheme::ChallengeRef;
use alloc::{string::String, vec, vec::Vec};
use wasm_bindgen::prelude::*;
use zeroize::Zeroize;

/// A place in the wasm memory that lives as long as the file is loaded. JavaScript writes a text into it; a call reads
/// the text there and leaves spans, which are pairs of offsets. A span points into that text if the value stands there
/// as it is. It points beyond the end of the text if the value had to be decoded or unescaped. `wire.js` is the other
/// side.
#[derive(Debug, Default)]
#[wasm_bindgen]
pub struct Wire {
    text: Vec<u8>,
    /// How many bytes of it have been written.
    used: usize,
    pub(super) out: Out,
    failed: Option<Error>,
    #[cfg(feature = "slim")]
    malformed: Vec<Error>,
}

/// Bytes per block of a stretch: to decode a stretch takes as long as a kilobyte, however short it is.
#[cfg(feature = "full")]
const BLOCK: usize = 256;
/// The most blocks of a stretch. Engines give longer strings a place of their own, which takes as long as decoding.
#[cfg(feature = "full")]
const BLOCKS: usize = 128;

#[wasm_bindgen]
impl Wire {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self { out: Out::new(), ..Self::default() }
    }

    /// Makes room for a text. Returns its address.
    pub fn room(&mut self, bytes: usize) -> usize {
        // It may have held a credential.
        self.text.zeroize();
        self.text = vec![0; bytes];
        self.used = 0;
        self.text.as_ptr() as usize
    }

    /// The address of the spans.
    pub fn spans(&self) -> usize {
        self.out.place()
    }

    /// How many integers the spans have room for.
    pub fn capacity(&self) -> usize {
        self.out.capacity()
    }

    /// Where the stretch of generated text ends that begins at a place: it is all ASCII, or has something else in each
    /// of its blocks. JavaScript decodes ASCII up to ten times as fast, if there is nothing else in it.
    #[cfg(feature = "full")]
    pub fn stretch(&self, from: usize) -> usize {
        let mut blocks = self.out.made[from..].chunks(BLOCK);
        let is_ascii = blocks.next().is_none_or(<[u8]>::is_ascii);
        let more = blocks.take(BLOCKS - 1).take_while(|block| block.is_ascii() == is_ascii).count();
        self.out.made.len().min(from + (1 + more) * BLOCK)
    }

    /// Why the last call failed, as the JSON of an error.
    pub fn failure(&mut self) -> String {
        self.failed.take().as_ref().map(error_json).unwrap_or_default()
    }

    /// The errors of the malformed challenges in the last header, as a JSON array.
    #[cfg(feature = "slim")]
    pub fn malformed(&self) -> String {
        list(self.malformed.iter().map(error_json))
    }
}

impl Wire {
    /// The text JavaScript wrote, and where to leave the result.
    pub(super) fn open(&mut self, length: usize) -> Result<(&str, &mut Out)> {
        self.wipe_beyond(length);
        Ok((text_of(&self.text, length)?, &mut self.out))
    }

    /// Reads every Payment challenge of a header, and leaves one record for each.
    #[cfg(feature = "slim")]
    pub(super) fn read_challenges(&mut self, length: usize) -> Result<()> {
        self.wipe_beyond(length);
        let Self { text, out, malformed, .. } = self;
        malformed.clear();
        let text = text_of(text, length)?;
        out.begin(text, text.len());
        let mut good = 0;
        for challenge in ChallengeRef::read_all(text)? {
            match challenge {
                Ok(challenge) => {
                    out.challenge(&challenge);
                    good += 1;
                }
                Err(error) => malformed.push(error),
            }
        }
        out.end(good, malformed.len());
        Ok(())
    }

    /// Wipes what an earlier, longer text has left beyond `length` bytes.
    fn wipe_beyond(&mut self, length: usize) {
        if let Some(rest) = self.text.get_mut(length..self.used) {
            rest.fill(0);
        }
        self.used = length;
    }

    /// Like [`Wire::done`], for a text with a secret in it. No span of the result may point into the text, which is
    /// wiped.
    #[cfg(feature = "slim")]
    pub(super) fn done_with_secret(&mut self, result: Result<()>) -> bool {
        self.wipe();
        self.done(result)
    }

    /// Wipes the text.
    pub(super) fn wipe(&mut self) {
        self.wipe_beyond(0);
    }

    /// The value of a call that succeeded. An error is kept for [`Wire::failure`].
    pub(super) fn got<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }

    /// Whether a call succeeded. An error is kept for [`Wire::failure`].
    pub(super) fn done(&mut self, result: Result<()>) -> bool {
        self.failed = result.err();
        self.failed.is_none()
    }
}

fn text_of(bytes: &[u8], length: usize) -> Result<&str> {
    let text = bytes.get(..length).and_then(|bytes| core::str::from_utf8(bytes).ok());
    text.ok_or(Error::new(Code::Internal, "the text was not passed correctly"))
}
