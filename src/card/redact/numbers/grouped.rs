//! Card numbers in groups of which the first was taken for something else, as in `pin=4539 5260 1815 9083`: a program may
//! print a number under any name.

use crate::card::number::CardNumber;
use crate::card::redact::notation::bytes::{end_of, start_of};
use core::ops::Range;
use core::str;

/// The most digits of a card number, and the most bytes: there is a separator between two digits at most.
const MAX_DIGITS: usize = 19;
const MAX_BYTES: usize = 2 * MAX_DIGITS - 1;

/// The end of a card number that begins in the last digits of a secret and goes on after it.
pub(in crate::card::redact) fn end(bytes: &[u8], secret: &Range<usize>) -> Option<usize> {
    let goes_on = matches!(bytes[secret.end..], [b' ' | b'-' | b'.', next, ..] if next.is_ascii_digit());
    if !goes_on || !bytes[secret.clone()].last()?.is_ascii_digit() {
        return None;
    }
    let most = secret.len().min(MAX_DIGITS);
    let start = start_of(bytes, secret.end, most, |byte| byte.is_ascii_digit());
    let head = &bytes[..bytes.len().min(start + MAX_BYTES)];
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'.');
    let last = end_of(head, secret.end, is_part);
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let ends_group = |end: &usize| is_digit(*end - 1) && !is_digit(*end);
    (secret.end + 1..=last).rev().filter(ends_group).find(|end| is_number(&bytes[start..*end]))
}

fn is_number(text: &[u8]) -> bool {
    let number = str::from_utf8(text).ok().and_then(|text| CardNumber::parse(text).ok());
    number.is_some_and(|number| number.passes_luhn() && number.brand().is_some())
}
