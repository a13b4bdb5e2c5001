//! The cookie of an access pass outside a `Cookie` line: `mpp-pass-w5cIhZzqHFI=1795826048970.DtJki…`.

use crate::card::key;
use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::names::name::MAX_NAME;
use crate::card::redact::notation::bytes::{end_of, is_quote, starts_with};
use crate::card::redact::notation::written;
use crate::card::redact::redacted::Secret;

/// What is between the name and the value in archives of browsers: `"name":"mpp-pass-…","value":"…"`.
const VALUE: &[u8] = b"value";

/// The most bytes between a name and its value.
const GAP: usize = MAX_NAME;

/// The digits of the time at which a pass ends, and the characters of its tag, an HMAC-SHA256 in base64url.
const TIME: usize = 13;
const TAG: usize = 43;

/// The value of a pass, found by the last `-` before the part of its name that differs by route.
#[inline(never)]
pub(super) fn value(bytes: &[u8], at: usize) -> Option<Secret> {
    let end = at + 1 + key::PASS_ROUTE;
    let name = bytes.get(at + 1..end)?;
    let gap = &bytes[..bytes.len().min(end + GAP)];
    let mut from = skip_marks(gap, end);
    if starts_with(gap, from, VALUE) {
        from = skip_marks(gap, from + VALUE.len());
    }
    let head = &bytes[..bytes.len().min(from + TIME + 1 + TAG)];
    let time = end_of(head, from, |byte| byte.is_ascii_digit());
    let to = end_of(head, time + usize::from(head.get(time) == Some(&b'.')), key::is_base64url);
    let is_pass = name.iter().all(|byte| key::is_base64url(*byte))
        && from > end
        && time == from + TIME
        && to == time + 1 + TAG
        && !bytes.get(to).is_some_and(|byte| key::is_base64url(*byte));
    is_pass.then_some(Secret { from, to, with: HIDDEN_TEXT })
}

/// Skips the marks and blanks between two texts, however they are written.
fn skip_marks(bytes: &[u8], mut at: usize) -> usize {
    let is_mark =
        |byte: u8| is_quote(byte) || matches!(byte, b' ' | b'\t' | b'=' | b':' | b',' | b'\\' | b'[' | b'>');
    while let Some(mark) = written::mark(bytes, at)
        && is_mark(mark.byte)
    {
        at = mark.end;
    }
    at
}
