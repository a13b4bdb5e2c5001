//! What follows the card number on track 2 of a card (ISO/IEC 7813): `;4242…=25121010000012300000?` from its stripe,
//! `4242…D25121010000012300000F` from its chip. It proves that the card was present.

use crate::card::digits::MAX_DIGITS;
use crate::card::luhn::luhn;
use crate::card::redact::notation::bytes::end_of;
use crate::card::redact::notation::written;
use core::ops::Range;

/// The fewest digits of a card number on a track.
const NUMBER_SHORT: usize = 13;

/// The fewest digits after it: expiry and service code.
const DATA_SHORT: usize = 7;

/// Whether a hexadecimal word is a card number with what follows it: its only letters are one `D`, and `F` at its end.
pub(super) fn is_track(word: &[u8]) -> bool {
    let at = end_of(word, 0, |byte| byte.is_ascii_digit());
    let mut digits = [0; MAX_DIGITS];
    for (digit, byte) in digits.iter_mut().zip(&word[..at]) {
        *digit = byte - b'0';
    }
    (NUMBER_SHORT..=MAX_DIGITS).contains(&at) && luhn(&digits[..at]) && data(word, at).is_some()
}

/// The data whose separator is at a place, in a form or a string perhaps `%3D` or `\u003d`. It may be filled up with `F`,
/// and no other word is glued to it.
pub(super) fn data(text: &[u8], at: usize) -> Option<Range<usize>> {
    let from = written::mark(text, at).filter(|mark| matches!(mark.byte, b'=' | b'D' | b'd'))?.end;
    let to = end_of(text, from, |byte| byte.is_ascii_digit());
    let padded = end_of(text, to, |byte| matches!(byte, b'F' | b'f'));
    let ends = !text.get(padded).is_some_and(u8::is_ascii_alphanumeric);
    (ends && to - from >= DATA_SHORT).then_some(from..to)
}
