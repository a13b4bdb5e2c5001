//! Names that are themselves values: `{"name":"Cookie","value":"x"}` in browser archives (HAR) and Kubernetes,
//! `<add key="password" value="x"/>`, `{"value":"x","msg":"Invalid value","path":"cvc"}` in reports of failed validation.

use super::name::{MAX_NAME, MAX_PATH, Name, is_name, is_path, kind, start_of};
use super::written::{self, Mark, Way, mark_before, quote_before};
use super::{end_of, is_blank, key, quoted};
use core::ops::Range;
use core::str;

/// The members that hold such a name.
const NAMES: &[&[u8]] = &[b"name", b"key", b"header", b"path", b"param", b"field", b"property"];

/// The most blanks between two parts.
const MAX_GAP: usize = 8;

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
        let close = quote_before(bytes, end);
        let last = close.map_or(end, |close| close.start);
        let from = start_of(bytes, last, MAX_PATH, |byte| is_held(byte, close));
        let open = quote_before(bytes, from).filter(|_| close.is_some());
        if end == start || open.map(|open| open.byte) != close.map(|close| close.byte) {
            return None;
        }
        let gap = start_of(bytes, open.map_or(from, |open| open.start), MAX_GAP, is_blank);
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
        let head = &bytes[..bytes.len().min(from + MAX_PATH)];
        let last = end_of(head, from.min(head.len()), |byte| is_held(byte, open));
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
    let held = text.get(held).filter(|held| known && held.bytes().all(is_path))?;
    let name = Name { text: key::last_part(held), ..*value };
    kind(&name).is_some().then_some(name)
}

/// The place after the quotation mark at a place, if it closes what another one opened.
fn closed(bytes: &[u8], at: usize, open: &Mark) -> Option<usize> {
    written::quote(bytes, at).filter(|quote| quote.closes(open)).map(|quote| quote.end)
}

/// A byte of what a member beside the value holds. What was already hidden is not read.
fn is_held(byte: u8, quote: Option<Mark>) -> bool {
    let is_text = byte != b'\\' && byte.is_ascii() && !byte.is_ascii_control();
    match quote {
        Some(quote) if quote.way == Way::Plain => is_text && byte != quote.byte,
        _ => is_path(byte),
    }
}
