//! Names that are themselves values: `{"name":"Cookie","value":"x"}` in browser archives (HAR) and
//! Kubernetes, `<add key="password" value="x"/>`.

use super::name::{MAX_NAME, MAX_PATH, Name, is_name, is_path, start_of};
use super::written::{mark_before, quote_before};
use super::{is_blank, key};
use core::str;

/// The members that hold such a name.
const NAMES: &[&[u8]] = &[b"name", b"key", b"header"];

/// The most blanks between two parts.
const MAX_GAP: usize = 8;

/// If this name is `value`: the name given right before it, which the value belongs to.
pub(super) fn named<'a>(text: &'a str, value: &Name<'_>) -> Option<Name<'a>> {
    if !key::is(value.text, "value") {
        return None;
    }
    let bytes = text.as_bytes();
    let start = if value.quoted { quote_before(bytes, value.start)?.start } else { value.start };
    let end = start_of(bytes, start, MAX_GAP, |byte| is_blank(byte) || byte == b',');
    let close = quote_before(bytes, end).filter(|_| end < start)?;
    let from = start_of(bytes, close.start, MAX_PATH, is_path);
    let open = quote_before(bytes, from).filter(|open| open.byte == close.byte)?;
    let end = start_of(bytes, open.start, MAX_GAP, is_blank);
    let separator = mark_before(bytes, end).filter(|mark| matches!(mark.byte, b':' | b'='))?;
    let end = start_of(bytes, separator.start, MAX_GAP, is_blank);
    let end = quote_before(bytes, end).map_or(end, |quote| quote.start);
    let first = &bytes[start_of(bytes, end, MAX_NAME, is_name)..end];
    let known = NAMES.iter().any(|name| name.eq_ignore_ascii_case(first));
    let text = key::last_part(str::from_utf8(&bytes[from..close.start]).ok()?);
    known.then_some(Name { text, ..*value })
}
