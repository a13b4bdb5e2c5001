//! HTTP messages as people paste them: the output of `curl -i` or `curl -v`, header lines, a single value or a body.
//!
//! ```text
//! HTTP/2 402                      a start line; of several responses the first 402 counts, otherwise the last
//! www-authenticate: Payment …,    fields; continuation lines are folded (RFC 9112 section 5.2)
//!   realm="api.example.com"
//!                                 an empty line
//! {"type":"about:blank"}          the body
//! ```

use super::names::{CHALLENGE, X402};
use crate::ascii;
use crate::http::token::{is_token, trim};
use alloc::{string::String, vec::Vec};
use core::ops::Range;

/// A pasted text, split into byte ranges. Nothing is copied or judged.
#[derive(Debug, Default)]
pub(super) struct Pasted {
    /// The digits of the status line.
    pub status: Option<Range<usize>>,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// The body, from its first line that is not blank.
    pub body: Option<Range<usize>>,
}

/// A field: its name, and the lines of its value.
#[derive(Debug)]
pub(super) struct Field {
    pub name: Range<usize>,
    pub lines: Vec<Range<usize>>,
}

impl Field {
    /// The value, its lines joined by one space.
    pub(super) fn value(&self, text: &str) -> String {
        let mut out = String::new();
        for line in self.lines.iter().map(|line| &text[line.clone()]).filter(|line| !line.is_empty()) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(line);
        }
        out
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing yet that could belong to a message.
    Before,
    /// Fields without a start line.
    Loose,
    /// The same after an empty line: more fields may follow, or a body.
    Gap,
    Head,
    Body,
}

impl Pasted {
    /// Splits a text that has a start line or a field. `None` for a lone value or body.
    pub(super) fn read(text: &str) -> Option<Self> {
        let shape = Shape::of(text);
        let mut found = Self::default();
        let mut state = State::Before;
        let mut passing = false;
        for line in lines(text) {
            let Some(line) = shape.own(text, line) else { continue };
            let words = &text[line.clone()];
            // Inside a body, a start line begins the next message only after a request or a redirect,
            // or if the body is still empty. In a response that asks for payment it never does,
            // because its server controls that text.
            if is_start(words)
                && (state != State::Body || passing || found.body.is_none())
                && !found.asks(text)
            {
                let status = status(words).map(|at| line.start + at.start..line.start + at.end);
                passing = status.as_ref().is_none_or(|status| text.as_bytes()[status.start] == b'3');
                found = Self { status, ..Self::default() };
                state = State::Head;
                continue;
            }
            let name = name(words);
            state = match state {
                State::Head if is_blank(words) => State::Body,
                State::Loose | State::Gap if is_blank(words) => State::Gap,
                State::Gap if name.is_none() => State::Body,
                State::Before | State::Gap if name.is_some() => State::Loose,
                same => same,
            };
            match (state, name) {
                (State::Body, _) if found.body.is_some() || !is_blank(words) => {
                    let start = found.body.map_or(line.start, |body| body.start);
                    found.body = Some(start..line.end);
                }
                (State::Head | State::Loose, Some(name)) => {
                    let end = line.start + name.len();
                    let value = within(text, end + 1..line.end);
                    found.fields.push(Field { name: line.start..end, lines: [value].into() });
                }
                (State::Head | State::Loose, None) if matches!(words.as_bytes(), [b' ' | b'\t', ..]) => {
                    if let Some(field) = found.fields.last_mut() {
                        field.lines.push(within(text, line));
                    }
                }
                _ => {}
            }
        }
        (state != State::Before).then_some(found)
    }

    /// Whether this is a response that asks for payment, judged by its status or, without one, by its fields.
    fn asks(&self, text: &str) -> bool {
        let asks = |field: &Field| {
            let name = &text[field.name.clone()];
            [CHALLENGE, X402].into_iter().any(|known| name.eq_ignore_ascii_case(known))
        };
        self.status.clone().map_or_else(|| self.fields.iter().any(asks), |status| &text[status] == "402")
    }
}

/// How the whole text is laid out.
struct Shape {
    /// `curl -v` puts `< ` before the head of a response and `> ` before that of a request.
    mark: Option<u8>,
    /// Spaces before the first line, to be removed from the others too.
    indent: usize,
}

impl Shape {
    fn of(text: &str) -> Self {
        let first = lines(text).map(|line| &text[line]).find(|line| !is_blank(line)).unwrap_or("");
        let marked = |line: &str, mark: u8| line.as_bytes().starts_with(&[mark, b' ']);
        let verbose = [b'*', b'<', b'>'].into_iter().any(|mark| marked(first, mark));
        let has = |mark: &u8| lines(text).any(|line| marked(&text[line], *mark));
        Self {
            mark: [b'<', b'>'].into_iter().find(has).filter(|_| verbose),
            indent: first.bytes().take_while(|byte| *byte == b' ').count(),
        }
    }

    /// The part of a line that belongs to the message.
    fn own(&self, text: &str, line: Range<usize>) -> Option<Range<usize>> {
        let words = &text[line.clone()];
        let Some(mark) = self.mark else {
            let spaces = words.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
            return Some(line.start + spaces..line.end);
        };
        if let Some((first, rest)) = words.as_bytes().split_first()
            && *first == mark
        {
            return Some(line.start + 1 + usize::from(rest.starts_with(b" "))..line.end);
        }
        let noted = ["* ", "< ", "> ", "{ [", "} ["].iter().any(|note| words.starts_with(note));
        if noted || matches!(words, "<" | ">" | "*") {
            return None;
        }
        // If the body does not end in a line break, curl's last note is on the same line.
        let end = ascii::find_text(words, "* Connection #").map_or(line.end, |at| line.start + at);
        Some(line.start..end)
    }
}

/// The ranges of the lines, without their line ends.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    core::iter::from_fn(move || {
        let (start, rest) = (at, text.get(at..).filter(|rest| !rest.is_empty())?);
        let length = ascii::find(rest, b'\n').unwrap_or(rest.len());
        at += length + 1;
        let returns = rest.as_bytes()[..length].iter().rev().take_while(|byte| **byte == b'\r').count();
        Some(start..start + length - returns)
    })
}

fn is_blank(line: &str) -> bool {
    line.trim_ascii().is_empty()
}

/// A range without the white space at its ends.
pub(super) fn within(text: &str, range: Range<usize>) -> Range<usize> {
    let words = trim(&text[range]);
    let start = words.as_ptr() as usize - text.as_ptr() as usize;
    start..start + words.len()
}

/// The name of a field line.
fn name(line: &str) -> Option<&str> {
    ascii::split_once(line, b':').map(|(name, _)| name).filter(|name| is_token(name))
}

/// Whether a line starts a response or a request: `HTTP/2 402`, `GET /paid HTTP/1.1`.
fn is_start(line: &str) -> bool {
    let request = || ascii::rsplit_once(line, b' ').is_some_and(|(_, version)| is_version(version));
    let method = || ascii::split_once(line, b' ').is_some_and(|(method, _)| is_token(method));
    status(line).is_some() || (request() && method())
}

fn status(line: &str) -> Option<Range<usize>> {
    let (version, rest) = ascii::split_once(line, b' ')?;
    let (code, after) = rest.trim_ascii_start().as_bytes().split_first_chunk::<3>()?;
    let alone = matches!(after, [] | [b' ' | b'\t', ..]);
    let at = line.len() - after.len() - code.len();
    (is_version(version) && alone && code.iter().all(u8::is_ascii_digit)).then_some(at..at + code.len())
}

fn is_version(word: &str) -> bool {
    word.strip_prefix("HTTP/").is_some_and(|version| {
        !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}
