//! Marks in the notation of other formats, so that a text nested in another is read like any other: `%22` in
//! a URL, `\u0022` in a string, `&quot;` in HTML.

use super::bytes::{is_blank, is_quote};
use super::color;

/// The most levels of encoding that are followed.
const MAX_DEPTH: usize = 4;

/// The most backslashes before the `u` of an escape and before a quotation mark: JSON nested in three strings.
pub(in crate::card::redact) const MAX_SLASHES: usize = 7;

/// The longest HTML escape, `&amp;amp;amp;quot;`.
const HTML_LONG: usize = 18;

/// Marks by their HTML names.
const NAMED: &[(&[u8], u8)] =
    &[(b"quot;", b'"'), (b"apos;", b'\''), (b"lt;", b'<'), (b"gt;", b'>'), (b"nbsp;", b' ')];

/// How a mark is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::card::redact) enum Way {
    /// As itself. In strings, with backslashes before it.
    Plain,
    /// `%22`, or `%2522` one level deeper.
    Url,
    /// `\u0022` or `\x22`, or `\\u0022` one level deeper.
    Text,
    /// `&quot;`, `&#34;` or `&#x22;`, or `&amp;quot;` one level deeper.
    Html,
}

/// An ASCII character and how it is written.
#[derive(Clone, Copy)]
pub(in crate::card::redact) struct Mark {
    pub byte: u8,
    pub way: Way,
    /// How many levels of encoding it is written through.
    pub depth: usize,
    pub start: usize,
    pub end: usize,
}

impl Mark {
    /// A character that stands for itself.
    pub(in crate::card::redact) const fn plain(byte: u8, start: usize) -> Self {
        Self { byte, way: Way::Plain, depth: 0, start, end: start + 1 }
    }

    /// Whether it closes what another mark opened: it is written the same way, and no deeper.
    pub(in crate::card::redact) fn closes(&self, other: &Self) -> bool {
        self.byte == other.byte && self.way == other.way && self.depth <= other.depth
    }
}

/// The mark whose escape starts at a place.
#[inline]
pub(in crate::card::redact) fn escaped(bytes: &[u8], at: usize) -> Option<Mark> {
    match *bytes.get(at..)? {
        [b'%', b'2'..=b'7', ..] => url(bytes, at),
        [b'\\', b'\\' | b'u' | b'x', ..] => text(bytes, at),
        [b'&', b'#' | b'q' | b'a' | b'l' | b'g' | b'n', ..] => html(bytes, at),
        _ => None,
    }
}

/// The mark at a place, written as itself or as an escape.
pub(in crate::card::redact) fn mark(bytes: &[u8], at: usize) -> Option<Mark> {
    escaped(bytes, at).or_else(|| Some(Mark::plain(*bytes.get(at)?, at)))
}

fn url(bytes: &[u8], start: usize) -> Option<Mark> {
    let (mut at, mut depth) = (start + 1, 1);
    loop {
        let byte = hex(bytes.get(at..at + 2)?)?;
        at += 2;
        if byte != b'%' || depth == MAX_DEPTH || hex(bytes.get(at..at + 2).unwrap_or_default()).is_none() {
            return Some(Mark { byte, way: Way::Url, depth, start, end: at });
        }
        depth += 1;
    }
}

fn text(bytes: &[u8], start: usize) -> Option<Mark> {
    let depth = slashes_at(bytes, start);
    let at = start + depth;
    let digits = match bytes.get(at)? {
        b'u' if bytes.get(at + 1..at + 3) == Some(b"00") => at + 3,
        b'x' => at + 1,
        _ => return None,
    };
    let byte = hex(bytes.get(digits..digits + 2)?)?;
    Some(Mark { byte, way: Way::Text, depth, start, end: digits + 2 })
}

fn html(bytes: &[u8], start: usize) -> Option<Mark> {
    let (mut at, mut depth) = (start + 1, 1);
    while depth < MAX_DEPTH && bytes[at..].starts_with(b"amp;") {
        (at, depth) = (at + 4, depth + 1);
    }
    let rest = &bytes[at..];
    let (byte, width) = match *rest {
        [b'#', b'x' | b'X', first, second, b';', ..] => (hex(&[first, second])?, 5),
        [b'#', first @ b'1'..=b'9', second @ b'0'..=b'9', b';', ..] => {
            ((first - b'0') * 10 + (second - b'0'), 4)
        }
        _ => NAMED.iter().find(|(name, _)| rest.starts_with(name)).map(|(name, byte)| (*byte, name.len()))?,
    };
    Some(Mark { byte, way: Way::Html, depth, start, end: at + width })
}

/// The mark that ends before a place, written as itself or as an escape.
pub(in crate::card::redact) fn mark_before(bytes: &[u8], end: usize) -> Option<Mark> {
    escaped_before(bytes, end).or_else(|| Some(Mark::plain(*bytes[..end].last()?, end - 1)))
}

/// Whether a text that ends with a letter or a digit may end with an escape. Called at every separator.
#[inline]
pub(in crate::card::redact) const fn may_end(text: &[u8]) -> bool {
    matches!(
        text,
        [.., b'%', _, _] | [.., b'2', b'5', _, _] | [.., b'\\', b'x', _, _] | [.., b'0', b'0', _, _]
    )
}

/// The mark whose escape ends before a place.
fn escaped_before(bytes: &[u8], end: usize) -> Option<Mark> {
    let before = &bytes[..end];
    let start = match *before {
        [.., b';'] => {
            let tail = &before[end.saturating_sub(HTML_LONG)..];
            end - tail.len() + tail.iter().rposition(|byte| *byte == b'&')?
        }
        [.., b'%', _, _] => end - 3,
        [.., b'\\', b'x', _, _] => slashes_before(bytes, end - 3),
        [.., b'\\', b'u', b'0', b'0', _, _] => slashes_before(bytes, end - 5),
        [.., b'2', b'5', _, _] => {
            let mut at = end - 4;
            while before[..at].ends_with(b"25") {
                at -= 2;
            }
            at.checked_sub(1)?
        }
        _ => return None,
    };
    escaped(bytes, start).filter(|mark| mark.end == end)
}

/// How many backslashes start at a place.
fn slashes_at(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take(MAX_SLASHES).take_while(|byte| **byte == b'\\').count()
}

/// Where the backslashes that end before a place start.
fn slashes_before(bytes: &[u8], end: usize) -> usize {
    end - bytes[..end].iter().rev().take(MAX_SLASHES).take_while(|byte| **byte == b'\\').count()
}

/// The quotation mark at a place, escaped or with backslashes before it.
pub(in crate::card::redact) fn quote(bytes: &[u8], at: usize) -> Option<Mark> {
    if let Some(mark) = escaped(bytes, at) {
        return is_quote(mark.byte).then_some(mark);
    }
    let depth = bytes[at..].iter().take_while(|byte| **byte == b'\\').count();
    let byte = *bytes.get(at + depth)?;
    let mark = Mark { byte, way: Way::Plain, depth, start: at, end: at + depth + 1 };
    (is_quote(byte) && depth <= MAX_SLASHES).then_some(mark)
}

/// The quotation mark at a place. If `doubled`, it is written twice, as in a cell of CSV: `"{""name"":""x""}"`.
pub(in crate::card::redact) fn cell_quote(bytes: &[u8], at: usize, doubled: bool) -> Option<Mark> {
    let mut mark = quote(bytes, at)?;
    let again = doubled && mark.way == Way::Plain && bytes.get(mark.end) == Some(&mark.byte);
    mark.end += usize::from(again);
    Some(mark)
}

/// The quotation mark before a place, escaped or with backslashes before it.
pub(in crate::card::redact) fn quote_before(bytes: &[u8], end: usize) -> Option<Mark> {
    let mut mark = mark_before(bytes, end).filter(|mark| is_quote(mark.byte))?;
    if mark.way == Way::Plain {
        mark.start = slashes_before(bytes, mark.start);
        mark.depth = end - 1 - mark.start;
    }
    Some(mark)
}

/// Where the text ends that an escaped quotation mark opened: at the next mark that is written the same way
/// and is not part of the text, or where all of the text around it ends.
pub(in crate::card::redact) fn closing(bytes: &[u8], open: &Mark) -> usize {
    let mut at = open.end;
    let mut slashes = 0;
    while let Some(mark) = mark(bytes, at) {
        let ends = match (open.way, bytes[at]) {
            (_, byte) if byte == open.byte => return slashes_before(bytes, at).max(open.end),
            (Way::Url, byte) => {
                byte.is_ascii_whitespace() || matches!(byte, b'&' | b'"' | b'<' | b'>' | b'\\')
            }
            (_, byte) => matches!(byte, b'\r' | b'\n'),
        };
        if ends || (mark.closes(open) && slashes % 2 == 0) {
            break;
        }
        slashes = if mark.byte == b'\\' { slashes + 1 } else { 0 };
        at = mark.end;
    }
    at
}

/// The end of a tab that is written as in a string, `\t`, with as many backslashes as there are strings around it.
fn tab(bytes: &[u8], at: usize) -> Option<usize> {
    let slashes = slashes_at(bytes, at);
    (slashes > 0 && bytes.get(at + slashes) == Some(&b't')).then_some(at + slashes + 1)
}

/// Skips the blanks and colors after a place, including escaped blanks. In a URL, a `+` is a blank.
pub(in crate::card::redact) fn gap(bytes: &[u8], at: usize, way: Way) -> usize {
    let mut at = color::gap(bytes, at);
    loop {
        let next = match escaped(bytes, at) {
            Some(mark) if is_blank(mark.byte) => mark.end,
            None if way == Way::Url && bytes.get(at) == Some(&b'+') => at + 1,
            _ => match tab(bytes, at) {
                Some(end) => end,
                None => return at,
            },
        };
        at = color::gap(bytes, next);
    }
}

/// The ASCII character with these two hexadecimal digits, if there is one.
fn hex(digits: &[u8]) -> Option<u8> {
    let [first, second] = *digits else { return None };
    let value = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(value(first)? * 16 + value(second)?).ok().filter(u8::is_ascii)
}
