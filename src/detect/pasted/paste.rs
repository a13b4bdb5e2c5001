//! HTTP messages as people paste them: the output of `curl -i` or `curl -v`, header lines, a single value or a body.
//!
//! ```text
//! HTTP/2 402                      a start line; of several responses the first 402 counts, otherwise the last
//! www-authenticate: Payment …,    fields; continuation lines are folded (RFC 9112 section 5.2)
//!   realm="api.example.com"
//!                                 an empty line
//! {"type":"about:blank"}          the body
//! ```

mod layout;
mod line;

use crate::ascii;
use crate::detect::names::{CHALLENGE, X402};
use alloc::{string::String, vec::Vec};
use core::ops::Range;
use layout::Layout;
use line::{is_blank, is_start, name, status};
pub(super) use line::{lines, within};

/// A pasted text, split into byte ranges. Nothing is copied or judged.
#[derive(Debug, Default)]
pub(super) struct Pasted {
    /// The digits of the status line.
    pub status: Option<Range<usize>>,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// The body, from its first line that is not blank.
    pub body: Option<Range<usize>>,
    /// Whether a field asks for payment. Known from when it was read: a text may have as many start lines as fields.
    has_terms: bool,
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
        for line in
            self.lines.iter().map(|line| ascii::part(text, line.clone())).filter(|line| !line.is_empty())
        {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(line);
        }
        out
    }
}

impl Pasted {
    /// Splits a text that has a start line or a field. `None` for a lone value or body.
    pub(super) fn read(text: &str) -> Option<Self> {
        let layout = Layout::of(text);
        let mut reader = Reader { text, found: Self::default(), state: State::Before, is_followed: false };
        for line in lines(text) {
            if let Some(line) = layout.message_part(text, line) {
                reader.line(line);
            }
        }
        (reader.state != State::Before).then_some(reader.found)
    }

    /// Whether this is a response that asks for payment, judged by its status or, without one, by its fields.
    fn asks(&self, text: &str) -> bool {
        self.status.clone().map_or(self.has_terms, |status| ascii::part(text, status) == "402")
    }
}

/// Reads line by line.
struct Reader<'a> {
    text: &'a str,
    /// The message so far.
    found: Pasted,
    state: State,
    /// Whether another message is expected after this one: it is a request or a redirect.
    is_followed: bool,
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

impl Reader<'_> {
    fn line(&mut self, line: Range<usize>) {
        let words = ascii::part(self.text, line.clone());
        if is_start(words) && self.may_start() {
            return self.start(status(words).map(|at| line.start + at.start..line.start + at.end));
        }
        let name = name(words);
        self.state = match self.state {
            State::Head if is_blank(words) => State::Body,
            State::Loose | State::Gap if is_blank(words) => State::Gap,
            State::Gap if name.is_none() => State::Body,
            State::Before | State::Gap if name.is_some() => State::Loose,
            same => same,
        };
        match self.state {
            State::Before | State::Gap => {}
            State::Head | State::Loose => self.field(line, name),
            State::Body => self.body(line),
        }
    }

    /// Whether a start line begins the next message. Inside a body, it does only after a request or a redirect, or if the
    /// body is still empty. In a response that asks for payment it never does, because its server controls that text.
    fn may_start(&self) -> bool {
        let in_body = self.state == State::Body && self.found.body.is_some();
        (!in_body || self.is_followed) && !self.found.asks(self.text)
    }

    fn start(&mut self, status: Option<Range<usize>>) {
        self.is_followed = match &status {
            Some(status) => self.text.as_bytes()[status.start] == b'3',
            None => true,
        };
        self.found = Pasted { status, ..Pasted::default() };
        self.state = State::Head;
    }

    /// A field line, or the continuation of one. Other lines of a head are skipped.
    fn field(&mut self, line: Range<usize>, name: Option<&str>) {
        if let Some(name) = name {
            let end = line.start + name.len();
            let value = within(self.text, end + 1..line.end);
            self.found.has_terms |= [CHALLENGE, X402].iter().any(|known| name.eq_ignore_ascii_case(known));
            self.found.fields.push(Field { name: line.start..end, lines: [value].into() });
        } else if ascii::part(self.text, line.clone()).starts_with([' ', '\t'])
            && let Some(field) = self.found.fields.last_mut()
        {
            field.lines.push(within(self.text, line));
        }
    }

    fn body(&mut self, line: Range<usize>) {
        match &mut self.found.body {
            Some(body) => body.end = line.end,
            None if is_blank(ascii::part(self.text, line.clone())) => {}
            None => self.found.body = Some(line),
        }
    }
}
