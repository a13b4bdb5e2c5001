//! What hot calls leave for JavaScript: spans, and the text they point into where something had to be made.

#[cfg(feature = "edge")]
use crate::paywall::Answer;
#[cfg(feature = "full")]
use crate::scheme::Challenge;
#[cfg(feature = "slim")]
use crate::scheme::{ChallengeRef, CredentialRef};
#[cfg(feature = "edge")]
use alloc::string::String;
use alloc::vec::Vec;

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

impl Out {
    pub(super) fn new() -> Self {
        Self { spans: Vec::with_capacity(HEAD + RECORDS * RECORD), ..Self::default() }
    }

    /// Where the spans are.
    pub(super) fn place(&self) -> usize {
        self.spans.as_ptr() as usize
    }

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

    #[cfg(feature = "slim")]
    pub(super) fn records(&self) -> usize {
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
    pub(super) fn challenge(&mut self, challenge: &ChallengeRef<'_>) {
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
    pub(super) fn answer(&mut self, answer: &Answer) {
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
