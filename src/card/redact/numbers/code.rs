//! Verification codes in text. Three digits reveal nothing by themselves, so there has to be a label before them.

use super::run::cell_at;
use crate::card::key;
use crate::card::number::{CODE_DIGITS, VerificationCode};
use crate::card::redact::names::name::{MAX_NAME, is_name};
use crate::card::redact::notation::bytes::{
    end_of, ends_with, has_bullet, is_blank, is_quote, start_of, starts_with,
};
use crate::card::redact::notation::escape::starts_word;
use crate::card::redact::redacted::Secret;
use core::str;

/// Labels, split before the rare letter by which they are found.
const LABELS: &[(&[u8], &[u8])] = &[
    (b"c", b"vc2"),
    (b"c", b"vc"),
    (b"c", b"vv2"),
    (b"c", b"vv"),
    (b"", b"verification code"),
    (b"", b"verification_code"),
    (b"", b"verificationCode"),
    (b"", b"verification value"),
    (b"securit", b"y code"),
    (b"securit", b"y_code"),
    (b"securit", b"yCode"),
];

/// The most bytes between a label and its code: quotes, a colon, spaces, `is`, `code`.
const MAX_GAP: usize = 12;

/// A code after its label: `cvc 123`, `"cvv": "1234"`, `security code is 123`. Hiding it also hides its length.
pub(in crate::card::redact) fn labelled(bytes: &[u8], at: usize) -> Option<Secret> {
    let (before, after) = LABELS
        .iter()
        .find(|(before, after)| ends_with(bytes, at, before) && starts_with(bytes, at, after))?;
    let end = at + after.len();
    if !starts_word(bytes, at - before.len()) || is_member(bytes, end) || is_fault(bytes, end) {
        return None;
    }
    let head = &bytes[..bytes.len().min(end + MAX_GAP)];
    let mut from = end_of(head, end, is_gap);
    for word in [&b"code"[..], b"number", b"is"] {
        if from > end && starts_with(head, from, word) {
            from = end_of(head, from + word.len(), is_gap);
        }
    }
    let (to, count) = digits(bytes, from);
    // Four digits followed by more may be a card number, which is (or was) found as one.
    let alone = match bytes.get(to) {
        Some(byte) if byte.is_ascii_alphanumeric() => false,
        Some(b' ' | b'-' | b'.') => count < *CODE_DIGITS.end() || digits(bytes, to + 1).1 < count - 1,
        _ => true,
    };
    let shown = !has_bullet(&bytes[from..to]);
    if from > end && alone && shown && CODE_DIGITS.contains(&count) {
        Some(Secret { from, to, with: VerificationCode::MASK })
    } else {
        None
    }
}

/// Whether a label is the name of a member, `"cvc":`, whose whole value is the code.
fn is_member(bytes: &[u8], end: usize) -> bool {
    let marks = end_of(bytes, end, |byte| byte == b'\\');
    let quoted = bytes.get(marks).is_some_and(|byte| is_quote(*byte));
    quoted && matches!(bytes.get(end_of(bytes, marks + 1, is_blank)), Some(b':' | b'='))
}

/// Whether a label ends the name of an error. Its number is a count or a status: `incorrect_cvc: 402`.
fn is_fault(bytes: &[u8], end: usize) -> bool {
    let name = &bytes[start_of(bytes, end, MAX_NAME, is_name)..end];
    str::from_utf8(name).is_ok_and(key::names_fault)
}

/// Where the digits that start here end, hidden or not, and how many there are. Counting stops
/// at one more than the longest code has.
fn digits(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let mut count = 0;
    while let Some((_, width)) = cell_at(bytes, at)
        && count <= *CODE_DIGITS.end()
    {
        at += width;
        count += 1;
    }
    (at, count)
}

const fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b':' | b'=' | b'"' | b'\'' | b'\\' | b'#' | b'(' | b'>' | b',')
}
