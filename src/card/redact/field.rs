//! Texts under a key, judged by the key first and then by their content.

use super::headers::paid;
use super::redact;
use super::tokens::secrets;
use super::values::{proof, seed};
use crate::card::digits::{Digits, MIN_DIGITS, NUMBER_DIGITS};
use crate::card::mask::{HIDDEN_TEXT, Reveal, hide, mask_number};
use crate::card::number::{CODE_DIGITS, VerificationCode};
use crate::card::{key, pass};
use alloc::borrow::Cow;
use alloc::string::String;

/// Makes the text under a key safe to log, judging it by the key first and then by its content.
///
/// ```
/// use mpp_wasm::card::redact_field;
/// assert_eq!(redact_field("cvc", "1234"), "•••");
/// assert_eq!(redact_field("client_secret", "hunter2"), "••••");
/// assert_eq!(redact_field("card_number", "4242424242424241"), "•••• •••• •••• 4241");
/// assert_eq!(redact_field("note", "call me"), "call me");
/// ```
#[must_use = "the text itself is unchanged"]
pub fn redact_field<'a>(key: &str, text: &'a str) -> Cow<'a, str> {
    let key = key::last_part(key);
    if text.trim().is_empty() {
        Cow::Borrowed(text)
    } else if !key::may_tell(key) {
        redact(text)
    } else if key::is_code(key) || (key::ends_as_code(key) && is_code(text)) {
        Cow::Borrowed(VerificationCode::MASK)
    } else if (key::is_number(key) && (!key::is(key, "number") || may_be_number(text)))
        || (key::is_card(key) && is_number(text))
    {
        Cow::Owned(mask_number(text, Reveal::LastFour))
    } else if (key::names_secret(key) && !key::is_directory(key, text) && !key::is_version(key, text))
        || pass::is_password(key, text)
        || (key::is_seed(key) && seed::is_seed(text))
        || proof::is_proof(key, text.trim())
        || (key::is_payment_header(key) && paid::begins_object(text.trim_start().as_bytes()))
        || ((key::is_cookie_path(key) || key::is_cookies(key)) && text.contains('='))
    {
        Cow::Owned(hide_secret(text))
    } else if key::is_trace(key) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Cow::Borrowed(text)
    } else {
        redact(text)
    }
}

/// Whether a text consists of the digits of a verification code.
fn is_code(text: &str) -> bool {
    CODE_DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text consists of the digits of a card number.
fn is_number(text: &str) -> bool {
    Digits::read(text).is_some_and(|digits| digits.values().len() >= MIN_DIGITS)
}

/// Whether a text consists of as many digits as a card number may have. Other things have a `number` too.
fn may_be_number(text: &str) -> bool {
    Digits::read(text).is_some_and(|digits| NUMBER_DIGITS.contains(&digits.values().len()))
}

/// Hides a whole text, except for the public prefix of a token.
pub(in crate::card) fn hide_secret(text: &str) -> String {
    let text = text.trim();
    match secrets::prefix(text) {
        Some(prefix) => [prefix, HIDDEN_TEXT].concat(),
        None => hide(text),
    }
}
