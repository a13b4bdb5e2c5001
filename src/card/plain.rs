//! What a field that is shown may hold: a name, a city, a month, an id.

use super::brand::{Brand, PREFIX_DIGITS};
use super::digits::digit;
use super::key;
use super::redact::secret_prefix;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// The fewest digits that a card number has in any scheme.
const SHORTEST: usize = 12;

/// What stands in a text about a secret, written as keys are compared.
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
];

/// Words that stand in names of places too, so that what follows them has to tell: `token a1B2c3`, not `Token House Yard`.
const AMBIGUOUS: &[&[u8]] = &[b"pin", b"pwd", b"passcode", b"spt", b"lpt", b"cookie"];

/// Whether a text holds nothing that would have to be taken out of it: no digits a card number could begin with, no
/// token, no name with its value, no word about a secret. Free text is read with more care
/// ([`redact`](super::redact())); a field that fails here was filled with something else than its name says, and
/// nobody misses what is hidden with it.
pub(super) fn is_plain(text: &str) -> bool {
    holds_none(text, true) && !TELLING.iter().any(|word| key::contains(text, word)) && !names_secret(text)
}

/// Whether a word that may name a secret stands before one with a digit or an inner capital.
fn names_secret(text: &str) -> bool {
    let mut name = false;
    text.as_bytes().split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).any(|word| {
        let inner = |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
        let tells = word.iter().any(u8::is_ascii_digit) || word.windows(2).any(inner);
        let named = name && tells;
        // Between two marks is no word.
        if !word.is_empty() {
            name = AMBIGUOUS.iter().any(|name| name.eq_ignore_ascii_case(word))
                || word.last_chunk().is_some_and(|end: &[u8; 5]| end.eq_ignore_ascii_case(b"token"));
        }
        named
    })
}

/// Whether the name of a field holds no digits a card number could begin with, and no token.
pub(super) fn is_name(text: &str) -> bool {
    holds_none(text, false)
}

/// Whether a text holds no number and no token, nor a name with its value where `values` are looked for.
fn holds_none(text: &str, values: bool) -> bool {
    // Full capacity at once: growing would leave an unwiped copy behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut before = [' '; 2];
    let escapes_end = text.rfind(';');
    for (at, char) in text.char_indices() {
        let names_value = match char {
            // An escape, too, after which a name or a token begins.
            '=' | '%' | '<' | '\\' | '\x1b' => true,
            '&' => escapes_end > Some(at),
            // An option of a command.
            '-' => before[1] == '-',
            // But in a time of day.
            ':' => !before.iter().all(char::is_ascii_digit),
            _ => false,
        };
        if (values && names_value)
            || (!before[1].is_ascii_alphanumeric() && secret_prefix(&text[at..]).is_some())
        {
            return false;
        }
        match digit(char) {
            Some(digit) => digits.push(digit),
            // What no number is written across.
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

/// Whether the digits of a card number could begin somewhere here.
fn holds_number(digits: &[u8]) -> bool {
    let starts = (digits.len() + 1).saturating_sub(SHORTEST);
    digits.windows(PREFIX_DIGITS).take(starts).any(|prefix| Brand::of(prefix).is_some())
}
