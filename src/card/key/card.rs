//! Names of card numbers and of verification codes.

use super::spelling::{ends_with, is, starts_with};
use crate::card::ends::Ends;

/// Keys of verification codes.
const CODE_KEYS: &[&str] = &[
    "cvc",
    "cvc2",
    "cvv",
    "cvv2",
    "csc",
    "cid",
    "cardcvc",
    "cardcvv",
    "securitycode",
    "verificationcode",
    "cardverificationvalue",
    "cardverificationcode",
    "cardverificationnumber",
    "verificationvalue",
    "cvvnumber",
    "cvvcode",
    "cvvvalue",
    "cvcnumber",
    "cvccode",
    "cvcvalue",
];

/// Endings of such keys. They name other things as well, so the value has to look like a code.
const CODE_ENDINGS: &[&str] = &[
    "cardcvc",
    "cardcvc2",
    "cardcvv",
    "cardcvv2",
    "cccvc",
    "cccvv",
    "paymentcvc",
    "paymentcvv",
    "cardcvn",
    "cccvn",
    "securitycode",
    "verificationvalue",
    "cscval",
];

/// Whole keys of which the same is true.
const CODE_NAMES: &[&str] = &["cardcode", "xcardcode", "ccv", "cvd", "cv2", "cvnumber", "cccid"];

/// Short names of such codes. They count as endings where a new word begins: `user_cvc`, `inputCvv`.
const CODE_WORDS: &[&str] = &["cvc", "cvc2", "cvv", "cvv2", "cvn"];

/// Names of codes that are used once to log in, which are secrets. `bootp` is none, so the short ones count as endings where a
/// new word begins.
const ONCE_WORDS: &[&str] = &["otp", "totp"];
const ONCE_ENDINGS: &[&str] =
    &["onetimecode", "otpcode", "mfacode", "2facode", "twofactorcode", "backupcode", "recoverycode"];

/// Beginnings of names of errors. These can end like the names of codes: `incorrect_cvc`.
const FAULTS: &[&str] = &["invalid", "incorrect", "wrong", "missing"];

/// Keys of cards. The value is a card number if it has as many digits as one.
const CARD_KEYS: &[&str] = &["card", "creditcard", "debitcard", "paymentcard", "cardnum", "ccnum"];

/// Keys of card numbers. The last four digits of the value are shown.
const NUMBER_KEYS: &[&str] =
    &["number", "cardnumber", "cardno", "ccnumber", "creditcardnumber", "debitcardnumber"];

/// How all of these names end.
pub(super) const ENDS: Ends = Ends::none()
    .and(CODE_KEYS)
    .and(CODE_ENDINGS)
    .and(CODE_NAMES)
    .and(CODE_WORDS)
    .and(ONCE_WORDS)
    .and(ONCE_ENDINGS)
    .and(CARD_KEYS)
    .and(NUMBER_KEYS);

/// Whether a key names a verification code.
#[inline(never)]
pub(in crate::card) fn is_code(key: &str) -> bool {
    CODE_KEYS.iter().any(|name| is(key, name))
}

/// Whether a key ends like the name of a verification code.
#[inline(never)]
pub(in crate::card) fn ends_as_code(key: &str) -> bool {
    CODE_ENDINGS.iter().any(|end| ends_with(key, end))
        || CODE_NAMES.iter().any(|name| is(key, name))
        || (ends_as_word(key, CODE_WORDS) && !names_fault(key))
}

/// Whether a key names a code that is used once.
#[inline(never)]
pub(in crate::card) fn is_once(key: &str) -> bool {
    (ends_as_word(key, ONCE_WORDS) || ONCE_ENDINGS.iter().any(|end| ends_with(key, end))) && !names_fault(key)
}

/// Whether a key is one of a list of short names, or ends with one as a word of its own.
#[inline(never)]
fn ends_as_word(key: &str, words: &[&str]) -> bool {
    words.iter().any(|end| {
        let Some((before, word)) = key.len().checked_sub(end.len()).and_then(|at| key.split_at_checked(at))
        else {
            return false;
        };
        let begins = match before.bytes().last() {
            Some(last) if last.is_ascii_lowercase() => word.as_bytes()[0].is_ascii_uppercase(),
            last => last.is_none_or(|last| !last.is_ascii_uppercase()),
        };
        word.eq_ignore_ascii_case(end) && begins
    })
}

/// Whether a key names an error.
pub(in crate::card) fn names_fault(key: &str) -> bool {
    FAULTS.iter().any(|word| starts_with(key, word))
}

/// Whether a key names a card number.
pub(in crate::card) fn is_number(key: &str) -> bool {
    NUMBER_KEYS.iter().any(|name| is(key, name))
}

/// Whether a key names a card. Its value may be the card number.
pub(in crate::card) fn is_card(key: &str) -> bool {
    CARD_KEYS.iter().any(|name| is(key, name))
}
