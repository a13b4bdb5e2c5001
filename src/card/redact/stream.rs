//! Makes text that arrives in pieces safe to log, line by line.

use super::forms::payment;
use super::names::above;
use super::redact_from;
use super::scan;
use super::tokens::pem;
use super::utf8::Utf8;
use crate::card::mask::HIDDEN_TEXT;
use crate::secret::SecretText;
use alloc::string::String;
use core::fmt;
use core::mem;

/// The most bytes of a line that are held back until it ends. A longer line is hidden as a whole.
pub const MAX_LINE: usize = 1 << 20;

/// [`super::redact`] for text that arrives in pieces, cut anywhere, or for bytes, cut within a character too.
///
/// The concatenated output equals what `redact` returns for the whole text, with one exception: a line of more than
/// [`MAX_LINE`] bytes becomes four bullets. A line is returned as soon as it ends. A private key is returned as its
/// label and four bullets, and the text after it as soon as the key ends. At most one line is held at a time, with the last
/// 512 bytes before it, which may name what is in it.
///
/// ```
/// use mpp_wasm::card::RedactStream;
/// let mut stream = RedactStream::new();
/// assert_eq!(stream.push("card 4242 4242 "), "");
/// assert_eq!(stream.push("4242 4242\nnext"), "card •••• •••• •••• 4242\n");
/// assert_eq!(stream.finish(), "next");
/// ```
#[derive(Default)]
pub struct RedactStream {
    held: SecretText,
    /// How much of it is shown already: the end of the lines before, for it may name what follows.
    shown: usize,
    state: State,
    utf8: Utf8,
}

#[derive(Default)]
enum State {
    /// In a line; `held` ends with its start.
    #[default]
    Line,
    /// In a line that is too long.
    Long(LastLabel),
    /// After the label of a private key. `hidden` tells whether the bullets have been returned.
    Key { hidden: bool },
}

impl RedactStream {
    /// A stream at the start of a text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece; returns the text that is now safe to show.
    #[must_use]
    pub fn push(&mut self, text: &str) -> String {
        self.push_bytes(text.as_bytes())
    }

    /// The same for bytes. Whatever is not UTF-8 becomes U+FFFD.
    #[must_use]
    pub fn push_bytes(&mut self, bytes: &[u8]) -> String {
        let mut utf8 = mem::take(&mut self.utf8);
        let out = self.take(utf8.read(bytes, &mut SecretText::default()));
        self.utf8 = utf8;
        out
    }

    fn take(&mut self, text: &str) -> String {
        let mut out = String::new();
        if matches!(self.state, State::Line)
            && self.held.expose().len() - self.shown + text.len() <= MAX_LINE
            && !text.contains('\n')
        {
            self.held.push_str(text);
            return out;
        }
        let mut joined = mem::take(&mut self.held);
        let text = if joined.expose().is_empty() {
            text
        } else {
            joined.push_str(text);
            joined.expose()
        };
        let mut at = mem::take(&mut self.shown);
        // Where the text starts that may name what follows: not before a private key or a line that is too long.
        let mut begin = 0;
        // The end of the line at `at`, searched for once per line.
        let mut line_end = 0;
        let mut line = payment::Line::default();
        while at < text.len() {
            if line_end <= at {
                line_end = text[at..].find('\n').map_or(text.len(), |length| at + length + 1);
                line = payment::Line::default();
            }
            let complete = text[..line_end].ends_with('\n');
            match &mut self.state {
                State::Line if line_end - usize::from(complete) - at > MAX_LINE => {
                    out.push_str(HIDDEN_TEXT);
                    self.state = State::Long(LastLabel::default());
                }
                State::Line if !complete => break,
                State::Line => {
                    let from = begin.max(above::start(text, at));
                    let (clean, label) = scan(&text[from..line_end], at - from, &mut line);
                    out.push_str(&clean);
                    if let Some(end) = label {
                        self.state = State::Key { hidden: false };
                        at = from + end;
                    } else {
                        at = line_end;
                    }
                }
                State::Long(label) => {
                    label.read(&text.as_bytes()[at..line_end]);
                    at = line_end;
                    if complete {
                        out.push('\n');
                        self.state = if label.begins { State::Key { hidden: true } } else { State::Line };
                        begin = at;
                    }
                }
                State::Key { hidden } => {
                    let body = pem::body(&text.as_bytes()[at..], pem::Known { is_key: *hidden, ends: false });
                    if body.is_key && !*hidden {
                        out.push_str(HIDDEN_TEXT);
                        *hidden = true;
                    }
                    if *hidden {
                        at += body.to;
                    }
                    if !body.ended {
                        // The key may end here, within a word.
                        at -= usize::from(*hidden && body.to > 0 && pem::is_base64(text.as_bytes()[at - 1]));
                        break;
                    }
                    self.state = State::Line;
                    begin = at;
                }
            }
        }
        let from = if matches!(self.state, State::Line) { begin.max(above::start(text, at)) } else { at };
        self.shown = at - from;
        self.held.push_str(&text[from..]);
        out
    }

    /// Returns the rest. The stream can then be reused for another text.
    #[must_use]
    pub fn finish(&mut self) -> String {
        let mut out = self.take(self.utf8.finish());
        let Self { held, shown, state, .. } = mem::take(self);
        let mut rest = held.expose();
        if let State::Key { hidden } = state {
            let body = pem::body(rest.as_bytes(), pem::Known { is_key: hidden, ends: true });
            if body.is_key && !hidden {
                out.push_str(HIDDEN_TEXT);
            }
            if body.is_key {
                rest = &rest[body.to..];
            }
        }
        out.push_str(&redact_from(rest, shown));
        out
    }
}

impl fmt::Debug for RedactStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedactStream(..)")
    }
}

/// Whether the last label in a line begins a block. It may be a key that continues on the next line.
#[derive(Default)]
struct LastLabel {
    begins: bool,
    /// The end of what was read so far, too short for a whole label.
    tail: [u8; LABEL.len() - 1],
}

const LABEL: &[u8] = b"-----BEGIN";

impl LastLabel {
    fn read(&mut self, bytes: &[u8]) {
        let mut seam = [0; 2 * (LABEL.len() - 1)];
        let (before, after) = seam.split_at_mut(self.tail.len());
        before.copy_from_slice(&self.tail);
        let head = &bytes[..bytes.len().min(after.len())];
        after[..head.len()].copy_from_slice(head);
        // Not the room behind the text: an end that is cut off would look whole there.
        for text in [&seam[..self.tail.len() + head.len()], bytes] {
            for word in text.windows(LABEL.len()) {
                if word == LABEL {
                    self.begins = true;
                } else if word.starts_with(b"-----END") {
                    self.begins = false;
                }
            }
        }
        let end = if bytes.len() < self.tail.len() {
            &seam[bytes.len()..][..self.tail.len()]
        } else {
            &bytes[bytes.len() - self.tail.len()..]
        };
        self.tail.copy_from_slice(end);
    }
}
