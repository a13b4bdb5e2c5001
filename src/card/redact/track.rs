//! What follows the card number on track 2 of a card (ISO/IEC 7813): `;4242…=25121010000012300000?` from its stripe,
//! `4242…D25121010000012300000F` from its chip. It proves that the card was present.

use super::end_of;
use crate::card::digits::MAX_DIGITS;
use crate::card::luhn::luhn;

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

/// Where the data ends whose separator is at a place. It may be filled up with `F`, and no other word is glued to it.
pub(super) fn data(text: &[u8], at: usize) -> Option<usize> {
    if !matches!(text.get(at), Some(b'=' | b'D' | b'd')) {
        return None;
    }
    let end = end_of(text, at + 1, |byte| byte.is_ascii_digit());
    let padded = end_of(text, end, |byte| matches!(byte, b'F' | b'f'));
    let ends = !text.get(padded).is_some_and(u8::is_ascii_alphanumeric);
    (ends && end - at > DATA_SHORT).then_some(end)
}
