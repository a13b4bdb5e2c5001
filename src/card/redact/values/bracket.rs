//! Values that hold a bracket in forms that code does not have: `DB_PASSWORD=[kQ9x`, `?password=kQ9x(wLm2`,
//! `Server=h;Password=kQ9x[wLm2`, `--password=kQ9x(wLm2`.

use super::line::is_code;
use crate::card::pass;
use crate::card::redact::names::name::Name;
use crate::card::redact::names::telling::{is_template, looks_secret};
use crate::card::redact::notation::bytes::{BULLET, is_quote};
use crate::card::redact::notation::unquoted::{is_inside, is_word};
use core::ops::Range;
use core::str;

/// The most bytes of a value. Nothing longer is read, or it would be read again from each name in it.
const LONG: usize = 256;

/// What a name and its `=` are part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A query or a form: `?name=`, `&name=`.
    Query,
    /// A connection string, `;name=`, or a query in HTML, `&amp;name=`.
    List,
    /// A command: `--name=`.
    Option,
    /// An environment or a log: `NAME=`.
    Other,
}

/// The value that starts at a place and has its first bracket at `mark`. Nothing is between the name, its `=` and the
/// value.
pub(super) fn value(bytes: &[u8], at: usize, mark: usize, name: &Name<'_>) -> Option<Range<usize>> {
    let place = match bytes[..name.start].last() {
        Some(b'?' | b'&') => Place::Query,
        Some(b';') => Place::List,
        _ if bytes[name.start..].starts_with(b"--") => Place::Option,
        _ => Place::Other,
    };
    let opens = matches!(bytes.get(mark), Some(b'(' | b'[' | b'{' | b'<'));
    if !opens || (place == Place::Other && mark > at) || pass::is_pass(name.text) {
        return None;
    }
    // A `<` rather begins a tag after the value.
    let to = if bytes[mark] == b'<' { mark } else { end(bytes, mark, place) };
    let text = str::from_utf8(&bytes[at..to]).ok()?;
    let ends = to == mark || !(to == mark + LONG || bytes[to..].starts_with(BULLET.as_bytes()));
    let is_value = ends
        && looks_secret(text)
        && !is_template(text)
        && (to == mark || !(is_code(text) || goes_on(&bytes[mark..to], bytes.get(to), place)));
    is_value.then_some(at..to)
}

/// Where the value ends.
fn end(bytes: &[u8], from: usize, place: Place) -> usize {
    let ends = |byte: u8| matches!(byte, b'&' | b';') && matches!(place, Place::Query | Place::List);
    let bytes = &bytes[..bytes.len().min(from + LONG)];
    let mut at = from;
    while at < bytes.len() && !ends(bytes[at]) && (is_word(bytes, at) || is_inside(bytes[at])) {
        at += 1;
    }
    at
}

/// Whether a text with a bracket, and the byte after it, reads like code that goes on.
fn goes_on(text: &[u8], next: Option<&u8>, place: Place) -> bool {
    let last = text[text.len() - 1];
    let ends = matches!(next, None | Some(b';' | b'&' | b'\r' | b'\n' | b'\\'))
        || next.is_some_and(|byte| is_quote(*byte));
    let more = matches!(last, b'(' | b'[' | b'{' | b'<' | b',' | b':' | b'=' | b'+' | b'|');
    let several = text.iter().any(|byte| matches!(byte, b',' | b':' | b';' | b'=' | b'('));
    match place {
        Place::Query | Place::Option => more,
        Place::List => more || !ends || text.contains(&b','),
        // Braces and brackets around all of it are a list or a template.
        Place::Other => more || several || matches!(last, b']' | b'}') || !(ends || next == Some(&b' ')),
    }
}
