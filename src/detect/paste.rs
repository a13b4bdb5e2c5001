//! HTTP messages as people paste them: what `curl -i` or `curl -v` print, header lines, one value, a body.
//!
//! ```text
//! HTTP/2 402                      a start line; of several answers the last one counts
//! www-authenticate: Payment …,    fields, continued lines folded (RFC 9112 section 5.2)
//!   realm="api.example.com"
//!                                 an empty line
//! {"type":"about:blank"}          the body
//! ```

use crate::http::token::{is_token, trim};
use alloc::{string::String, vec::Vec};
use core::ops::Range;

/// A pasted text, cut into ranges of its bytes. Nothing is copied or judged.
#[derive(Debug, Default)]
pub(super) struct Pasted {
    /// The digits of the status line.
    pub status: Option<Range<usize>>,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// The body, from its first line that says something.
    pub body: Option<Range<usize>>,
}

/// A field: its name, and its value line by line.
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
    /// Nothing yet that could be part of a message.
    Before,
    /// Fields without a start line.
    Loose,
    /// The same after an empty line: more fields may follow, or a body.
    Gap,
    Head,
    Body,
}

impl Pasted {
    /// Cuts a text that has a start line or a field; `None` for a lone value or body.
    pub(super) fn read(text: &str) -> Option<Self> {
        let shape = Shape::of(text);
        let mut found = Self::default();
        let mut state = State::Before;
        let mut redirected = false;
        for line in lines(text) {
            let Some(line) = shape.own(text, line) else { continue };
            let words = &text[line.clone()];
            // Inside a body, a start line is the next answer only after a redirect or when nothing came yet.
            if is_start(words) && (state != State::Body || redirected || found.body.is_none()) {
                let status = status(words).map(|at| line.start + at.start..line.start + at.end);
                redirected = status.clone().is_some_and(|status| text[status].starts_with('3'));
                found = Self { status, ..Self::default() };
                state = State::Head;
                continue;
            }
            let name = name(words);
            state = match state {
                State::Head if words.trim().is_empty() => State::Body,
                State::Loose | State::Gap if words.trim().is_empty() => State::Gap,
                State::Gap if name.is_none() => State::Body,
                State::Before | State::Gap if name.is_some() => State::Loose,
                same => same,
            };
            match (state, name) {
                (State::Body, _) if found.body.is_some() || !words.trim().is_empty() => {
                    let start = found.body.map_or(line.start, |body| body.start);
                    found.body = Some(start..line.end);
                }
                (State::Head | State::Loose, Some(name)) => {
                    let end = line.start + name.len();
                    let value = within(text, end + 1..line.end);
                    found.fields.push(Field { name: line.start..end, lines: [value].into() });
                }
                (State::Head | State::Loose, None) if words.starts_with([' ', '\t']) => {
                    if let Some(field) = found.fields.last_mut() {
                        field.lines.push(within(text, line));
                    }
                }
                _ => {}
            }
        }
        (state != State::Before).then_some(found)
    }
}

/// How the whole text is set.
struct Shape {
    /// `curl -v` writes `< ` before the lines of an answer's head, `> ` before those of a request's.
    mark: Option<char>,
    /// Spaces before the first line, which the others have too.
    indent: usize,
}

impl Shape {
    fn of(text: &str) -> Self {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        let marked = |line: &str, mark| line.starts_with(mark) && line[1..].starts_with(' ');
        let verbose = ['*', '<', '>'].into_iter().any(|mark| marked(first, mark));
        let has = |mark: &char| text.lines().any(|line| marked(line, *mark));
        Self {
            mark: ['<', '>'].into_iter().find(has).filter(|_| verbose),
            indent: first.len() - first.trim_start_matches(' ').len(),
        }
    }

    /// The part of a line that belongs to the message.
    fn own(&self, text: &str, line: Range<usize>) -> Option<Range<usize>> {
        let words = &text[line.clone()];
        let Some(mark) = self.mark else {
            let spaces = words.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
            return Some(line.start + spaces..line.end);
        };
        if let Some(rest) = words.strip_prefix(mark) {
            return Some(line.start + 1 + usize::from(rest.starts_with(' '))..line.end);
        }
        let noted = ["* ", "< ", "> ", "{ [", "} ["].iter().any(|note| words.starts_with(note));
        if noted || matches!(words, "<" | ">" | "*") {
            return None;
        }
        // A body without a line break at its end has curl's last note on the same line.
        let end = words.find("* Connection #").map_or(line.end, |at| line.start + at);
        Some(line.start..end)
    }
}

/// The lines, without what ends them.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\r', '\n']).len()
    })
}

/// A range without the white space at its ends.
fn within(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + words.len() - words.trim_start_matches([' ', '\t']).len();
    start..(start + trim(words).len())
}

/// The name of a field line.
fn name(line: &str) -> Option<&str> {
    line.split_once(':').map(|(name, _)| name).filter(|name| is_token(name))
}

/// Whether a line begins an answer or a request: `HTTP/2 402`, `GET /paid HTTP/1.1`.
fn is_start(line: &str) -> bool {
    let request = || line.rsplit_once(' ').is_some_and(|(_, version)| is_version(version));
    status(line).is_some() || (request() && is_token(line.split(' ').next().unwrap_or("")))
}

fn status(line: &str) -> Option<Range<usize>> {
    let (version, rest) = line.split_once(' ')?;
    let digits = rest.trim_start().split([' ', '\t']).next()?;
    let at = version.len() + 1 + rest.len() - rest.trim_start().len();
    (is_version(version) && digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(at..at + 3)
}

fn is_version(word: &str) -> bool {
    word.strip_prefix("HTTP/").is_some_and(|version| {
        !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}
