//! Bytes as Node writes them in JSON, `{"type":"Buffer","data":[104,105]}`. They are hidden like bytes in a value, because
//! nobody can see what they say.

use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::notation::bytes::{end_of, is_blank, starts_with};
use crate::card::redact::notation::written::{self, Mark, Way};
use crate::card::redact::redacted::Secret;

/// The bytes of a buffer whose type has its `B` at a place.
pub(in crate::card::redact) fn data(bytes: &[u8], at: usize) -> Option<Secret> {
    let end = at + b"Buffer".len();
    if !starts_with(bytes, at, b"buffer") {
        return None;
    }
    let at = after(bytes, written::quote(bytes, end)?.end, b',')?;
    let name = written::quote(bytes, at)?;
    let end = name.end + b"data".len();
    if !bytes[name.end..].starts_with(b"data") {
        return None;
    }
    let at = after(bytes, written::quote(bytes, end)?.end, b':')?;
    let from = after(bytes, at, b'[')?;
    let to = end_of(bytes, from, |byte| byte.is_ascii_digit() || byte == b',' || is_blank(byte));
    // Quoted like the rest, so that JSON stays JSON.
    let with = match name {
        Mark { byte: b'"', way: Way::Plain, depth: 0, .. } => "\"••••\"",
        Mark { byte: b'"', way: Way::Plain, depth: 1, .. } => "\\\"••••\\\"",
        _ => HIDDEN_TEXT,
    };
    (to > from).then_some(Secret { from, to, with })
}

/// How Node prints the bytes of a buffer, `<Buffer 68 69>`.
const PRINTED: &[u8] = b"<Buffer ";

/// The bytes of a buffer that is printed at a place, under a secret's name.
#[cold]
#[inline(never)]
pub(super) fn printed(bytes: &[u8], at: usize) -> Option<Secret> {
    let from = at + PRINTED.len();
    let is_printed = bytes[at..].starts_with(PRINTED);
    let to = || end_of(bytes, from, |byte| byte.is_ascii_hexdigit() || byte == b' ');
    is_printed.then(|| Secret { from, to: to(), with: HIDDEN_TEXT })
}

/// The place after a mark and the blanks around it.
fn after(bytes: &[u8], at: usize, mark: u8) -> Option<usize> {
    let at = end_of(bytes, at, is_blank);
    (bytes.get(at) == Some(&mark)).then(|| end_of(bytes, at + 1, is_blank))
}
