//! Maps and lists of cookies: `"cookies":{"sid":"x"}`, `cookies: [ { name: 'sid', value: 'x' } ]`,
//! `cookies={'sid': 'x'}`, `cookies: Map(1) { 'sid' => 'x' }`, `ImmutableMultiDict([('sid', 'x')])`.
//!
//! Each byte is read once. Brackets are only counted, so it does not matter how deep they are nested. Programs print long
//! maps on several lines: a map goes on while lines are indented more than its first one.

use super::cookie::{Member, is_line};
use super::name::{Name, is_name};
use super::written::{self, Mark, mark};
use super::{Secret, end_of, is_blank, quoted, secrets, typed};
use crate::card::mask::HIDDEN_TEXT;
use core::mem;

/// How Node begins to print an object without a prototype, such as a map of cookies.
const BARE: &[u8] = b"[Object: null prototype] ";

/// The most bytes of the name of a class before a map.
const MAX_CLASS: usize = 48;

/// The map or list of cookies that is read, and how far.
#[derive(Default)]
pub(super) struct Jar {
    at: usize,
    /// How many brackets are open. Without any, the jar is closed.
    depth: usize,
    /// How many blanks its first line begins with, once that line has ended.
    indent: Option<usize>,
    /// The quotation mark around its name, and whether it is written twice.
    quote: Option<Mark>,
    doubled: bool,
    /// Whether it is part of a URL.
    encoded: bool,
    next: Next,
}

/// What may come next.
#[derive(Default)]
enum Next {
    /// A name, or an item of a list.
    #[default]
    Item,
    /// The same, right after a bracket.
    First,
    /// The second item after a bracket: the first may be its name.
    Second(Member),
    /// The value of a name.
    Value(Member),
    /// A comma or a bracket. If the item before it came first after a bracket, this is what it may be the name of.
    Comma(Option<Member>),
}

impl Jar {
    /// Opens the map or list after a separator, if there is one. Returns whether it could: not inside another, and not
    /// where `limit` comes first.
    #[cold]
    pub fn open(
        &mut self,
        bytes: &[u8],
        after: usize,
        limit: usize,
        name: &Name<'_>,
        encoded: bool,
    ) -> Option<bool> {
        let at = after_class(bytes, written::gap(bytes, after, encoded));
        let bracket = mark(bytes, at).filter(|mark| opens(mark.byte))?;
        let can = !self.is_open() && at >= self.at && limit == bytes.len();
        if can {
            let quote = written::quote_before(bytes, name.start).filter(|_| name.quoted);
            *self =
                Self { at: bracket.end, depth: 1, quote, doubled: name.doubled, encoded, ..Self::default() };
        }
        Some(can)
    }

    /// The place up to which it was read, where reading has to go on. Behind every text if it is closed.
    pub const fn place(&self) -> usize {
        if self.is_open() { self.at } else { usize::MAX }
    }

    /// Whether a jar is open.
    pub const fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Goes on at the start of the text after the one that was read.
    pub fn turn(&mut self) {
        self.at = 0;
    }

    /// The next value of a cookie on the line, once the text was scanned up to the place where reading has to go on.
    #[cold]
    pub fn value(&mut self, text: &str, at: usize) -> Option<Secret> {
        let bytes = text.as_bytes();
        if at < self.at {
            return None;
        }
        let begins_line = bytes[..self.at].last().is_none_or(|byte| *byte == b'\n');
        if begins_line && self.indent.is_some_and(|indent| blanks(bytes, self.at) <= indent) {
            self.depth = 0;
        }
        while self.is_open() {
            self.at = typed::letter(bytes, written::gap(bytes, self.at, self.encoded));
            if let Some(quote) = written::cell_quote(bytes, self.at, self.doubled) {
                if let Some(secret) = self.text(text, &quote) {
                    return Some(secret);
                }
                continue;
            }
            let Some(mark) = mark(bytes, self.at) else { break };
            let name = end_of(bytes, self.at, |byte| is_name(byte) || matches!(byte, b'.' | b'$'));
            let start = mem::replace(&mut self.at, mark.end.max(name));
            match mark.byte {
                b'\n' if mark.depth == 0 => {
                    self.ends_line(bytes, start);
                    break;
                }
                b'\\' => self.at = after_escape(bytes, start),
                byte if byte.is_ascii_whitespace() => {}
                byte if opens(byte) => (self.depth, self.next) = (self.depth + 1, Next::First),
                b'}' | b']' | b')' => (self.depth, self.next) = (self.depth - 1, Next::Comma(None)),
                b',' => {
                    self.next = match mem::take(&mut self.next) {
                        Next::Comma(Some(first)) => Next::Second(first),
                        _ => Next::Item,
                    }
                }
                _ => {
                    let names =
                        name > start && matches!(self.next, Next::Item | Next::First | Next::Second(_));
                    self.next = Next::Comma(None);
                    if names {
                        self.named(bytes, &text[start..name]);
                    }
                }
            }
        }
        None
    }

    /// Reads a text in quotation marks. Returns it if it is the value of a cookie.
    fn text(&mut self, text: &str, quote: &Mark) -> Option<Secret> {
        let bytes = text.as_bytes();
        if self.quote.is_some_and(|around| quote.way != around.way || quote.depth < around.depth) {
            // The text that the jar is in ends here.
            self.depth = 0;
            return None;
        }
        let range = quote.end..quoted::text_end(bytes, quote);
        let value = &text[range.clone()];
        self.at = written::cell_quote(bytes, range.end, self.doubled).map_or(range.end, |close| close.end);
        let before = mem::replace(&mut self.next, Next::Comma(None));
        let hides = match before {
            Next::Comma(_) => false,
            Next::Value(member) => member.hides(value),
            _ if self.named(bytes, value) => false,
            Next::Second(member) if self.ends_list(bytes) => member.hides(value),
            Next::First => {
                self.next = Next::Comma(Some(Member::of(value)));
                is_line(value)
            }
            _ => is_line(value),
        };
        let prefix = secrets::prefix(value).map_or(0, str::len);
        let secret = Secret { from: range.start + prefix, to: range.end, with: HIDDEN_TEXT };
        (hides && value[prefix..] != *HIDDEN_TEXT).then_some(secret)
    }

    /// Takes what was read for a name, if a separator follows: `:`, `=` or `=>`.
    fn named(&mut self, bytes: &[u8], name: &str) -> bool {
        let at = written::gap(bytes, self.at, self.encoded);
        let separator = mark(bytes, at).filter(|mark| matches!(mark.byte, b':' | b'='));
        if let Some(separator) = &separator {
            let arrow = mark(bytes, separator.end).filter(|mark| mark.byte == b'>');
            self.at = arrow.map_or(separator.end, |arrow| arrow.end);
            self.next = Next::Value(Member::of(name));
        }
        separator.is_some()
    }

    /// Whether a list ends here or, without a comma, on the next line.
    fn ends_list(&self, bytes: &[u8]) -> bool {
        let at = written::gap(bytes, self.at, self.encoded);
        mark(bytes, at).is_some_and(|mark| matches!(mark.byte, b'}' | b']' | b')' | b'\\' | b'\r' | b'\n'))
    }

    /// Ends the line whose end is at a place.
    fn ends_line(&mut self, bytes: &[u8], at: usize) {
        let start = || bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        self.indent = self.indent.or_else(|| Some(blanks(bytes, start())));
        if matches!(self.next, Next::Comma(_)) {
            self.next = Next::Item;
        }
    }
}

/// How many blanks are at a place.
fn blanks(bytes: &[u8], at: usize) -> usize {
    end_of(bytes, at, is_blank) - at
}

const fn opens(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'(')
}

/// Skips the name of a class before a map or list: `Map(1) {`, `ImmutableMultiDict([`.
fn after_class(bytes: &[u8], at: usize) -> usize {
    if bytes[at..].starts_with(BARE) {
        return at + BARE.len();
    }
    let head = &bytes[..bytes.len().min(at + MAX_CLASS)];
    let end = end_of(head, at, is_name);
    let size = end_of(head, (end + 1).min(head.len()), |byte| byte.is_ascii_digit());
    let end = if bytes[end..].starts_with(b"(") && bytes[size..].starts_with(b")") { size + 1 } else { end };
    let to = end_of(head, end.min(head.len()), is_blank);
    if matches!(bytes.get(to), Some(b'{' | b'[')) { to } else { end }
}

/// Skips the escape of a line end or a tab, `\n`.
fn after_escape(bytes: &[u8], at: usize) -> usize {
    let end = end_of(bytes, at, |byte| byte == b'\\');
    if matches!(bytes.get(end), Some(b'n' | b'r' | b't')) { end + 1 } else { end }
}
