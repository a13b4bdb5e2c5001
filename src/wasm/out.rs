//! The results of hot calls: spans, and the generated text that some of them point into.

#[cfg(feature = "edge")]
use crate::paywall::Answer;
use crate::scheme::MAX_CHALLENGES;
use alloc::vec::Vec;
#[cfg(feature = "edge")]
use alloc::{borrow::Cow, string::String};

/// The result of a call.
///
/// The first four integers are the address and the length of the generated text, and two numbers of the call: how many
/// challenges were good and how many malformed, the status of an answer, or which terms were known. The spans follow.
#[derive(Debug, Default)]
pub(super) struct Out {
    /// Address and length of the text that spans may point into.
    source: (usize, usize),
    /// The offset at which generated text begins.
    base: usize,
    pub(super) made: Vec<u8>,
    pub(super) spans: Vec<u32>,
    /// How many more integers of trees have room.
    pub(super) room: usize,
}

/// The span of an absent value.
const NONE: u32 = u32::MAX;
const HEAD: usize = 4;
/// Integers per challenge, for its ten parameters, its decoded request, and the length of the request's tree.
const RECORD: usize = 23;
/// Room for trees, in integers: the requests of a dozen challenges.
const TREES: usize = 768;
/// The most integers of a result. With room for all of them, the spans never move.
const CAPACITY: usize = HEAD + MAX_CHALLENGES * RECORD + TREES;

impl Out {
    pub(super) fn new() -> Self {
        Self { spans: Vec::with_capacity(CAPACITY), ..Self::default() }
    }

    /// The address of the spans.
    pub(super) fn place(&self) -> usize {
        self.spans.as_ptr() as usize
    }

    /// How many integers the spans have room for. It never changes.
    pub(super) fn capacity(&self) -> usize {
        self.spans.capacity()
    }

    /// Begins a result whose spans point into `source`. Offsets from `base` on are generated text.
    pub(super) fn begin(&mut self, source: &str, base: usize) {
        self.source = (source.as_ptr() as usize, source.len());
        self.base = base;
        // In case JavaScript did not get to wipe it. JavaScript could still read this memory, so the compiler cannot
        // optimize the write away.
        self.made.fill(0);
        self.made.clear();
        self.spans.clear();
        self.spans.extend([0; HEAD]);
        self.room = TREES;
    }

    /// Ends a result, with two numbers whose meaning depends on the call.
    pub(super) fn end(&mut self, first: usize, second: usize) {
        debug_assert_eq!(
            self.spans.capacity(),
            CAPACITY,
            "the spans moved, and JavaScript reads freed memory"
        );
        let head = [self.made.as_ptr() as usize, self.made.len(), first, second];
        for (place, value) in self.spans.iter_mut().zip(head) {
            *place = value as u32;
        }
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

    pub(super) fn maybe(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.span(text),
            None => self.none(),
        }
    }

    /// Leaves the span of an absent value.
    pub(super) fn none(&mut self) {
        self.spans.extend([NONE; 2]);
    }

    /// Leaves generated texts.
    pub(super) fn texts<const N: usize>(&mut self, texts: [&str; N]) {
        self.begin("", 0);
        texts.into_iter().for_each(|text| self.span(text));
        self.end(0, 0);
    }

    /// Leaves an answer: its fields, one per line, each with its value if that is a constant; then the other values, its
    /// body, its code and its challenge id.
    #[cfg(feature = "edge")]
    pub(super) fn answer(&mut self, answer: &Answer) {
        self.begin("", 0);
        let (mut fields, mut separator) = (String::with_capacity(256), "");
        for (name, value) in &answer.headers {
            fields.extend([separator, name]);
            if let Cow::Borrowed(value) = value {
                fields.extend([":", value]);
            }
            separator = "\n";
        }
        self.span(&fields);
        let values = answer.headers.iter().map(|(_, value)| value);
        values.filter(|value| matches!(value, Cow::Owned(_))).for_each(|value| self.span(value));
        self.span(&answer.body);
        self.span(answer.code.as_str());
        self.maybe(answer.challenge_id.as_deref());
        self.end(answer.status.into(), 0);
    }

    /// Leaves no answer.
    #[cfg(feature = "edge")]
    pub(super) fn nothing(&mut self) {
        self.begin("", 0);
        self.end(0, 0);
    }
}
