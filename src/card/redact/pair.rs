//! Names that are themselves values: `{"name":"Cookie","value":"x"}` in browser archives (HAR) and Kubernetes,
//! `<add key="password" value="x"/>`, `{"value":"x","msg":"Invalid value","path":"cvc"}` in reports of failed validation.

use super::name::{MAX_NAME, MAX_PATH, Name, is_name, is_path, kind};
use super::written::{self, Mark, Way, mark_before, quote_before};
use super::{end_of, has_bullet, is_blank, key, quoted, start_of};
use core::ops::Range;
use core::str;

/// The members that hold such a name.
const NAMES: &[&[u8]] = &[b"name", b"key", b"header", b"path", b"param", b"field", b"property"];

/// The most blanks between two parts.
const MAX_GAP: usize = 8;

/// The most bytes of a text between the two, such as the message of a report.
const MAX_TEXT: usize = 512;

/// The most members from a `value` to its name.
const MAX_MEMBERS: usize = 4;

/// If this name is `value`: the name given beside it, which the value belongs to. `after` is the place after the separator.
pub(super) fn named<'a>(text: &'a str, value: &Name<'_>, after: usize) -> Option<Name<'a>> {
    if !key::is(value.text, "value") {
        return None;
    }
    before(text, value).or_else(|| behind(text, value, after))
}

/// The name in a member before the value.
fn before<'a>(text: &'a str, value: &Name<'_>) -> Option<Name<'a>> {
    let bytes = text.as_bytes();
    let mut start = if value.quoted { quote_before(bytes, value.start)?.start } else { value.start };
    for _ in 0..MAX_MEMBERS {
        let end = start_of(bytes, start, MAX_GAP, |byte| is_blank(byte) || byte == b',');
        if end == start {
            return None;
        }
        let close = quote_before(bytes, end);
        let last = close.map_or(end, |close| close.start);
        let (first, from) = match close {
            Some(close) => opening(bytes, &close).map(|open| (open.start, open.end))?,
            None => [start_of(bytes, last, MAX_PATH, is_path); 2].into(),
        };
        let gap = start_of(bytes, first, MAX_GAP, is_blank);
        let separator = mark_before(bytes, gap).filter(|mark| matches!(mark.byte, b':' | b'='))?;
        let gap = start_of(bytes, separator.start, MAX_GAP, is_blank);
        let quote = quote_before(bytes, gap);
        let end = quote.map_or(gap, |quote| quote.start);
        let first = start_of(bytes, end, MAX_NAME, is_name);
        if let Some(name) = tells(text, first..end, from..last, value).filter(|_| close.is_some()) {
            return Some(name);
        }
        start = quote.map_or(Some(first), |_| quote_before(bytes, first).map(|quote| quote.start))?;
    }
    None
}

/// The name in a member after the value.
fn behind<'a>(text: &'a str, value: &Name<'_>, after: usize) -> Option<Name<'a>> {
    let bytes = text.as_bytes();
    let gap = end_of(bytes, after, is_blank);
    let mut at = match written::quote(bytes, gap) {
        Some(quote) => closed(bytes, quoted::text_end(bytes, &quote), &quote)?,
        None => end_of(bytes, gap, is_path),
    };
    for _ in 0..MAX_MEMBERS {
        let start = end_of(bytes, at, |byte| is_blank(byte) || byte == b',');
        let quote = written::quote(bytes, start);
        let first = quote.map_or(start, |quote| quote.end);
        let end = end_of(bytes, first, is_name);
        if start == at || start > at + MAX_GAP || end == first || end > first + MAX_NAME {
            return None;
        }
        let gap = end_of(bytes, quote.map_or(Some(end), |quote| closed(bytes, end, &quote))?, is_blank);
        let separator = written::mark(bytes, gap).filter(|mark| matches!(mark.byte, b':' | b'='))?;
        let gap = end_of(bytes, separator.end, is_blank);
        let open = written::quote(bytes, gap);
        let from = open.map_or(gap, |open| open.end);
        let last = match open.filter(|open| open.way == Way::Plain) {
            Some(open) => quoted::text_end(&bytes[..bytes.len().min(from + MAX_TEXT)], &open),
            None => end_of(&bytes[..bytes.len().min(from + MAX_PATH)], from, is_path),
        };
        if !is_shown(&bytes[from..last]) {
            return None;
        }
        if let Some(name) = tells(text, first..end, from..last, value).filter(|_| open.is_some()) {
            return Some(name);
        }
        at = open.map_or(Some(last), |open| closed(bytes, last, &open))?;
    }
    None
}

/// The name of a value, if a member with this name holds it and it indicates a secret.
fn tells<'a>(text: &'a str, name: Range<usize>, held: Range<usize>, value: &Name<'_>) -> Option<Name<'a>> {
    let first = &text.as_bytes()[name];
    let known = NAMES.iter().any(|name| name.eq_ignore_ascii_case(first));
    let held = text.get(held).filter(|held| known && held.len() <= MAX_PATH && held.bytes().all(is_path))?;
    let name = Name { text: key::last_part(held), ..*value };
    kind(&name).is_some().then_some(name)
}

/// The place after the quotation mark at a place, if it closes what another one opened.
fn closed(bytes: &[u8], at: usize, open: &Mark) -> Option<usize> {
    written::quote(bytes, at).filter(|quote| quote.closes(open)).map(|quote| quote.end)
}

/// The quotation mark that opens what another one closes. A deeper one between them is part of the text.
fn opening(bytes: &[u8], close: &Mark) -> Option<Mark> {
    let mut at = close.start;
    let open = if close.way == Way::Plain {
        let least = at.saturating_sub(MAX_TEXT);
        loop {
            at = least + bytes[least..at].iter().rposition(|byte| *byte == close.byte)?;
            let open = quote_before(bytes, at + 1)?;
            if open.depth <= close.depth {
                break open;
            }
        }
    } else {
        at = start_of(bytes, at, MAX_PATH, is_path);
        quote_before(bytes, at)?
    };
    (open.byte == close.byte && is_shown(&bytes[open.end..close.start])).then_some(open)
}

/// Whether a text may be read: it is on one line, and nothing in it is hidden already.
fn is_shown(text: &[u8]) -> bool {
    !has_bullet(text) && !text.iter().any(u8::is_ascii_control)
}
