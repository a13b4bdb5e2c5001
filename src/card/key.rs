//! Names of fields, compared as their writers meant them: `client_secret`, `Client-Secret`, `clientSecret`.

use alloc::vec::Vec;

/// Keys, beside those of codes, whose value is hidden whatever it holds. Lower case, without separators.
const SECRET_KEYS: &[&str] = &[
    "pan",
    "primaryaccountnumber",
    "spt",
    "lpt",
    "authorization",
    "proxyauthorization",
    "cookie",
    "setcookie",
    "paymentreceipt",
    "paymentauthorization",
    "paymentsignature",
    "xpayment",
    "pin",
    "xapikey",
    "dbpass",
    "smtppass",
    "mailpass",
    "userpass",
    "authpass",
    "rootpass",
];

/// Endings that make any key secret: `access_token`, `webhookSecret`, `db_password`.
const SECRET_ENDINGS: &[&str] = &[
    "secret",
    "secretkey",
    "privatekey",
    "apikey",
    "signingkey",
    "encryptionkey",
    "secretaccesskey",
    "password",
    "passwd",
    "pwd",
    "passcode",
    "passphrase",
    "token",
    "credential",
    "credentials",
];

/// Endings of keys of several. In text they count only where there may be several: `secrets: inherit`.
const PLURAL_ENDINGS: &[&str] =
    &["secrets", "passwords", "apikeys", "privatekeys", "accesstokens", "refreshtokens"];

/// The least of a password under `pass`, and of one that is a single word: less is `true`, or `skipped`.
const PASS_SHORT: usize = 5;
const PASS_WORD: usize = 8;

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
];

/// Keys of cards: a card number where they hold as many digits.
const CARD_KEYS: &[&str] = &["card", "creditcard", "debitcard", "paymentcard", "cardnum", "ccnum"];

/// Keys of card numbers, shown as their last four digits.
const NUMBER_KEYS: &[&str] =
    &["number", "cardnumber", "cardno", "ccnumber", "creditcardnumber", "debitcardnumber"];

/// Whether the value under a key is a secret, whatever it holds.
///
/// ```
/// use mpp_wasm::card::secret_key_name;
/// assert!(secret_key_name("client_secret") && secret_key_name("Proxy-Authorization"));
/// assert!(secret_key_name("accessToken") && secret_key_name("CVC"));
/// assert!(!secret_key_name("number") && !secret_key_name("max_tokens"));
/// ```
pub fn secret_key_name(key: &str) -> bool {
    is_code(key)
        || SECRET_KEYS.iter().any(|name| is(key, name))
        || SECRET_ENDINGS.iter().any(|end| ends_with(key, end))
        || is_plural(key)
}

/// Whether a text under a key is a password though the key does not tell: tests pass as well, and say which and how many did.
pub(super) fn is_password(key: &str, text: &str) -> bool {
    let counts = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%'));
    let word = text.len() < PASS_WORD && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let graphic = text.bytes().all(|byte| byte.is_ascii_graphic());
    is_pass(key) && text.len() >= PASS_SHORT && graphic && !counts && !word
}

/// Whether a key is `pass`, which names other things than passwords too.
pub(super) fn is_pass(key: &str) -> bool {
    is(key, "pass")
}

/// Whether a key names several secrets.
pub(super) fn is_plural(key: &str) -> bool {
    PLURAL_ENDINGS.iter().any(|end| ends_with(key, end))
}

/// Whether a key names a token, which may be money as well.
pub(super) fn is_token(key: &str) -> bool {
    ends_with(key, "token")
}

/// Whether a key names a step of a program, whose ids are random numbers.
pub(super) fn is_trace(key: &str) -> bool {
    ["traceid", "spanid"].iter().any(|end| ends_with(key, end))
}

/// Whether a key names a verification code.
pub(super) fn is_code(key: &str) -> bool {
    CODE_KEYS.iter().any(|name| is(key, name))
}

/// Whether a key names a card number.
pub(super) fn is_number(key: &str) -> bool {
    NUMBER_KEYS.iter().any(|name| is(key, name))
}

/// Whether a key names a card, which may be written as its number.
pub(super) fn is_card(key: &str) -> bool {
    CARD_KEYS.iter().any(|name| is(key, name))
}

/// Whether a key is `name`, which is written in lower case without separators.
pub(super) fn is(key: &str, name: &str) -> bool {
    plain(key).eq(name.bytes())
}

/// Whether a key ends with `name`, written the same way.
fn ends_with(key: &str, name: &str) -> bool {
    let mut key = plain(key).rev();
    name.bytes().rev().all(|byte| key.next() == Some(byte))
}

/// Whether a key ends with another, or is the same.
pub(super) fn ends_with_key(key: &str, end: &str) -> bool {
    let mut key = plain(key).rev();
    plain(end).next().is_some() && plain(end).rev().all(|byte| key.next() == Some(byte))
}

/// Whether a text has `name` in it, written the same way.
pub(super) fn contains(text: &str, name: &str) -> bool {
    let text: Vec<u8> = plain(text).collect();
    text.windows(name.len()).any(|part| part == name.as_bytes())
}

/// The bytes of a key without case, `_`, `-` and spaces.
fn plain(key: &str) -> impl DoubleEndedIterator<Item = u8> + '_ {
    key.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')).map(|byte| byte.to_ascii_lowercase())
}
