//! Where hot calls meet JavaScript: text in once, integers out.

use super::error::error_json;
use super::json::list;
use crate::error::{Code, Error, Result};
#[cfg(feature = "full")]
use crate::scheme::Challenge;
#[cfg(feature = "slim")]
use crate::scheme::{ChallengeRef, CredentialRef};
use alloc::{string::String, vec, vec::Vec};
use wasm_bindgen::prelude::*;
use zeroize::Zeroize;

/// A place in the memory of the wasm that lives as long as the file is loaded. JavaScript writes a text into it, a
/// call reads the text there and leaves spans: pairs of offsets, into that text where it says the thing itself, beyond
/// its end where something had to be made of it, decoded or unescaped. `wire.js` is the other side.
#[derive(Debug, Default)]
#[wasm_bindgen]
pub struct Wire {
    text: Vec<u8>,
    /// How much of it has been written to.
    used: usize,
    pub(super) out: Out,
    failed: Option<Error>,
    malformed: Vec<Error>,
}

/// What a call leaves.
///
/// The first four integers are where the made text is, how long it is, and two of the call: how many challenges were good
/// and bad, or the status of an answer. Spans follow.
#[derive(Debug, Default)]
pub(super) struct Out {
    /// Where the text is that spans may point into, and its length.
    source: (usize, usize),
    /// The offset of what was made.
    base: usize,
    made: Vec<u8>,
    spans: Vec<u32>,
}

/// The span of what is not there.
const NONE: u32 = u32::MAX;
const HEAD: usize = 4;
/// A challenge: its ten parameters and its decoded request.
const RECORD: usize = 22;
/// The most challenges of a header, so that the spans never move.
const RECORDS: usize = 64;

#[wasm_bindgen]
impl Wire {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        let mut wire = Self::default();
        wire.out.spans.reserve_exact(HEAD + RECORDS * RECORD);
        wire
    }

    /// Makes room for a text; where it goes.
    pub fn room(&mut self, bytes: usize) -> usize {
        // A credential may have crossed here.
        self.text.zeroize();
        self.text = vec![0; bytes];
        self.used = 0;
        self.text.as_ptr() as usize
    }

    /// Where the spans are.
    pub fn spans(&self) -> usize {
        self.out.spans.as_ptr() as usize
    }

    /// Why the last call failed: the JSON of an error.
    pub fn failure(&mut self) -> String {
        self.failed.take().as_ref().map(error_json).unwrap_or_default()
    }

    /// Why the bad ones of the last header are bad: a JSON array.
    pub fn malformed(&self) -> String {
        list(self.malformed.iter().map(error_json))
    }
}

impl Wire {
    /// The text JavaScript wrote, and where to leave what is made of it.
    pub(super) fn open(&mut self, length: usize) -> Result<(&str, &mut Out)> {
        self.wipe_beyond(length);
        Ok((text_of(&self.text, length)?, &mut self.out))
    }

    /// Reads every Payment challenge of a header: a record each.
    #[cfg(feature = "slim")]
    pub(super) fn read_challenges(&mut self, length: usize) -> Result<()> {
        self.wipe_beyond(length);
        let Self { text, out, malformed, .. } = self;
        malformed.clear();
        let text = text_of(text, length)?;
        out.begin(text, text.len());
        for challenge in ChallengeRef::read_all(text)? {
            match challenge {
                Ok(challenge) => out.challenge(&challenge),
                Err(error) => malformed.push(error),
            }
        }
        out.end(out.records(), malformed.len());
        Ok(())
    }

    /// Wipes what a longer text has left behind this many bytes.
    fn wipe_beyond(&mut self, length: usize) {
        if let Some(rest) = self.text.get_mut(length..self.used) {
            rest.fill(0);
        }
        self.used = length;
    }

    /// The same where the text held a secret, and nothing that the call has left points into it.
    #[cfg(feature = "slim")]
    pub(super) fn done_with_secret(&mut self, result: Result<()>) -> bool {
        self.wipe();
        self.done(result)
    }

    /// Wipes the text.
    pub(super) fn wipe(&mut self) {
        self.wipe_beyond(0);
    }

    /// What a call gives, where it went well.
    pub(super) fn got<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }

    /// Whether a call went well; what went wrong is kept for [`Wire::failure`].
    pub(super) fn done(&mut self, result: Result<()>) -> bool {
        self.failed = result.err();
        self.failed.is_none()
    }
}

fn text_of(bytes: &[u8], length: usize) -> Result<&str> {
    let text = bytes.get(..length).and_then(|bytes| core::str::from_utf8(bytes).ok());
    text.ok_or(Error::new(Code::Internal, "the text was not handed over"))
}

impl Out {
    /// Spans will point into `source`; what is made lies beyond `base`.
    pub(super) fn begin(&mut self, source: &str, base: usize) {
        self.source = (source.as_ptr() as usize, source.len());
        self.base = base;
        // Where JavaScript did not come to lift and wipe it. It could still read this, so that no compiler leaves it out.
        self.made.fill(0);
        self.made.clear();
        self.spans.clear();
        self.spans.extend([0; HEAD]);
    }

    /// The same, all of `text` counting as made.
    fn begin_made(&mut self, text: &str) {
        self.begin(text, 0);
        // What it grew out of would stay behind: nothing that is made of a text is longer.
        self.made.reserve(2 * text.len());
        self.made.extend_from_slice(text.as_bytes());
    }

    /// Says what has been left, with two integers that mean what the call says they mean.
    pub(super) fn end(&mut self, first: usize, second: usize) {
        let head = [self.made.as_ptr() as usize, self.made.len(), first, second];
        for (place, value) in self.spans.iter_mut().zip(head) {
            *place = value as u32;
        }
    }

    fn records(&self) -> usize {
        self.spans.len().saturating_sub(HEAD) / RECORD
    }

    pub(super) fn span(&mut self, text: &str) {
        let (source, length) = self.source;
        let inside = (text.as_ptr() as usize).wrapping_sub(source);
        let start = if inside < length {
            inside
        } else {
            self.made.extend_from_slice(text.as_bytes());
            self.base + self.made.len() - text.len()
        };
        self.spans.extend([start as u32, (start + text.len()) as u32]);
    }

    fn maybe(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.span(text),
            None => self.spans.extend([NONE; 2]),
        }
    }

    #[cfg(feature = "slim")]
    fn challenge(&mut self, challenge: &ChallengeRef<'_>) {
        self.record(challenge.params(), challenge.request().as_str());
    }

    fn record(&mut self, params: [(&'static str, Option<&str>); 10], request: &str) {
        for (_, text) in params {
            self.maybe(text);
        }
        self.span(request);
    }

    /// A challenge of our own.
    #[cfg(feature = "full")]
    pub(super) fn issued(&mut self, challenge: &Challenge) {
        self.begin("", 0);
        self.record(challenge.params(), challenge.request.json().raw());
        self.end(0, 0);
    }

    /// Texts of our own.
    pub(super) fn texts<const N: usize>(&mut self, texts: [&str; N]) {
        self.begin("", 0);
        texts.into_iter().for_each(|text| self.span(text));
        self.end(0, 0);
    }

    /// An answer: the names of its fields, a line each, then their values, its body, its code and the challenge it is about.
    #[cfg(feature = "edge")]
    pub(super) fn answer(&mut self, answer: &crate::paywall::Answer) {
        self.begin("", 0);
        let (mut names, mut separator) = (String::with_capacity(128), "");
        for (name, _) in &answer.headers {
            names.extend([separator, name]);
            separator = "\n";
        }
        self.span(&names);
        answer.headers.iter().for_each(|(_, value)| self.span(value));
        self.span(&answer.body);
        self.span(answer.code.as_str());
        self.maybe(answer.challenge_id.as_deref());
        self.end(answer.status.into(), 0);
    }

    /// No answer.
    #[cfg(feature = "edge")]
    pub(super) fn nothing(&mut self) {
        self.begin("", 0);
        self.end(0, 0);
    }

    /// A credential: its challenge, payload and source; or its payload alone.
    #[cfg(feature = "slim")]
    pub(super) fn credential(&mut self, credential: &CredentialRef<'_>, text: &str, full: bool) {
        if full {
            self.begin_made(text);
            self.challenge(&credential.challenge);
            self.span(credential.payload.raw());
            self.maybe(credential.source);
        } else {
            self.begin("", 0);
            self.span(credential.payload.raw());
        }
        self.end(0, 0);
    }
}
