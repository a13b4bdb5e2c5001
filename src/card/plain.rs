//! What a shown field may hold: a name, a city, a month, an id.

use super::brand::{Brand, PREFIX_DIGITS};
use super::digits::{MIN_DIGITS, digit};
use super::key;
use super::redact::secret_prefix;
use crate::ascii;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// Words in a text about a secret, spelled the way keys are compared.
const TELLING: &[&str] = &[
    "bearer",
    "payment",
    "secret",
    "privatekey",
    "cvc",
    "cvv",
    "code",
    "verificationvalue",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "authorization",
    "credential",
    "mpppass",
];

/// Words that also occur in place names, so what follows has to tell: `token a1B2c3`, not `Token House Yard`.
const AMBIGUOUS: &[&[u8]] = &[b"pin", b"pwd", b"passcode", b"spt", b"lpt", b"cookie"];

/// The fewest letters and digits of a token that no prefix tells. The ids of cards have at most 24 after theirs.
const TOKEN_LONG: usize = 25;

/// Whether a text holds nothing that would have to be removed: no digits that could start a card number, no token, no
/// name with its value, no word about a secret. Free text is read with more care ([`redact`](super::redact())). A
/// field that fails here holds something other than its name says, so hiding all of it loses nothing.
pub(super) fn is_plain(text: &str) -> bool {
    holds_none(text, Values::Forbidden)
        && !holds_token(text)
        && !TELLING.iter().any(|word| key::contains(text, word))
        && !names_secret(text)
}

/// Whether there is a run of letters and digits as long as a token, and like no name, date or id.
fn holds_token(text: &str) -> bool {
    let mut words = text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
    words.any(|word| word.len() >= TOKEN_LONG && word.iter().any(u8::is_ascii_digit))
}

/// Whether a word that may name a secret comes right before a word with a digit or an inner capital.
fn names_secret(text: &str) -> bool {
    let mut name = false;
    text.as_bytes().split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).any(|word| {
        let inner = |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
        let tells = word.iter().any(u8::is_ascii_digit) || word.windows(2).any(inner);
        let named = name && tells;
        // Two marks in a row have no word between them.
        if !word.is_empty() {
            name = AMBIGUOUS.iter().any(|name| name.eq_ignore_ascii_case(word))
                || word.last_chunk().is_some_and(|end: &[u8; 5]| end.eq_ignore_ascii_case(b"token"));
        }
        named
    })
}

/// Whether the name of a field holds neither a token nor digits that could start a card number.
pub(super) fn is_name(text: &str) -> bool {
    holds_none(text, Values::Allowed)
}

/// What may be in a text: a name with its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Values {
    Allowed,
    Forbidden,
}

/// Whether a text holds no number, no token and no forbidden value.
fn holds_none(text: &str, values: Values) -> bool {
    // Reserve the full capacity at once: growing would leave an unwiped copy behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut before = [' '; 2];
    let escapes_end = text.bytes().rposition(|byte| byte == b';');
    for (at, char) in text.char_indices() {
        let names_value = match char {
            // Escapes count as well: a name or a token may start after one.
            '=' | '%' | '<' | '\\' | '\x1b' => true,
            '&' => escapes_end > Some(at),
            // A command-line option.
            '-' => before[1] == '-',
            // Except in a time of day.
            ':' => !before.iter().all(char::is_ascii_digit),
            _ => false,
        };
        if (values == Values::Forbidden && names_value)
            || (!before[1].is_ascii_alphanumeric() && secret_prefix(ascii::part(text, at..)).is_some())
        {
            return false;
        }
        match digit(char) {
            Some(digit) => digits.push(digit),
            // A number does not continue across these.
            None if char.is_ascii_alphabetic() || char == ':' => {
                if holds_number(&digits) {
                    return false;
                }
                digits.clear();
            }
            None => {}
        }
        before = [before[1], char];
    }
    !holds_number(&digits)
}

/// Whether the digits of a card number could start somewhere here.
fn holds_number(digits: &[u8]) -> bool {
    let starts = (digits.len() + 1).saturating_sub(MIN_DIGITS);
    digits.windows(PREFIX_DIGITS).take(starts).any(|prefix| Brand::of(prefix).is_some())
}
