//! The results of hot calls: spans, and the generated text that some of them point into.

#[cfg(feature = "slim")]
use crate::encoding::json::Node;
#[cfg(feature = "edge")]
use crate::paywall::Answer;
#[cfg(feature = "full")]
use crate::scheme::Challenge;
use crate::scheme::MAX_CHALLENGES;
#[cfg(feature = "slim")]
use crate::scheme::{ChallengeRef, CredentialRef};
#[cfg(feature = "edge")]
use alloc::string::String;
use alloc::vec::Vec;

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
    made: Vec<u8>,
    spans: Vec<u32>,
    /// How many more integers of trees have room.
    room: usize,
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

    /// The same, with all of `text` as generated text.
    fn begin_made(&mut self, text: &str) {
        self.begin(text, 0);
        // Growing later would leave an unwiped copy behind. Nothing made from a text is longer than the text.
        self.made.reserve(2 * text.len());
        self.made.extend_from_slice(text.as_bytes());
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

    fn maybe(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.span(text),
            None => self.spans.extend([NONE; 2]),
        }
    }

    #[cfg(feature = "slim")]
    pub(super) fn challenge(&mut self, challenge: &ChallengeRef<'_>) {
        let request = challenge.request();
        self.params(challenge.params());
        // The text may have white space around the value.
        let at = self.made.len() + request.root().place().start;
        self.span(request.as_str());
        self.tree(request.root(), at);
    }

    fn params(&mut self, params: [(&'static str, Option<&str>); 10]) {
        for (_, text) in params {
            self.maybe(text);
        }
    }

    /// Leaves the tree of a JSON value. `at`: where the value stands in the generated text.
    #[cfg(feature = "full")]
    fn tree(&mut self, value: Node<'_>, at: usize) {
        super::tree::write(&mut self.spans, &mut self.room, value, at);
    }

    /// The slim file always lets JavaScript scan, which takes fewer bytes.
    #[cfg(all(feature = "slim", not(feature = "full")))]
    fn tree(&mut self, _: Node<'_>, _: usize) {
        self.spans.push(0);
    }

    /// Leaves a challenge that was issued here, of which JavaScript usually has the request.
    #[cfg(feature = "full")]
    pub(super) fn issued(&mut self, challenge: &Challenge) {
        self.begin("", 0);
        self.params(challenge.params());
        self.span(challenge.request.json().raw());
        self.spans.push(0);
        self.end(0, 0);
    }

    /// Leaves generated texts.
    pub(super) fn texts<const N: usize>(&mut self, texts: [&str; N]) {
        self.begin("", 0);
        texts.into_iter().for_each(|text| self.span(text));
        self.end(0, 0);
    }

    /// Leaves an answer: the names of its fields, one per line, then their values, its body, its code and its challenge
    /// id.
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

    /// Leaves no answer.
    #[cfg(feature = "edge")]
    pub(super) fn nothing(&mut self) {
        self.begin("", 0);
        self.end(0, 0);
    }

    /// Leaves a credential: its challenge, payload and source, or only its payload if not `full`. `known`: the number of its
    /// terms among those that the key remembers, which is left increased by one.
    #[cfg(feature = "slim")]
    pub(super) fn credential(
        &mut self,
        credential: &CredentialRef<'_>,
        text: &str,
        full: bool,
        known: Option<usize>,
    ) {
        let payload = credential.payload;
        if full {
            self.begin_made(text);
            self.challenge(&credential.challenge);
            self.span(payload.raw());
            self.tree(payload, payload.place().start);
            self.maybe(credential.source);
        } else {
            self.begin("", 0);
            self.span(payload.raw());
            self.tree(payload, 0);
        }
        self.end(known.map_or(0, |number| number + 1), 0);
    }
}
