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
];

/// Keys that end in `pass` and are no results of tests, without that end.
const PASS_KEYS: &[&str] = &[
    "db",
    "smtp",
    "mail",
    "user",
    "auth",
    "root",
    "email",
    "redis",
    "mysql",
    "postgres",
    "mongo",
    "rabbitmqdefault",
    "ftp",
    "admin",
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

/// Beginnings of the names that servers and proxies give to header fields, `HTTP_COOKIE`, `x-forwarded-authorization`, and the
/// endings of those that are hidden. A `pre_authorization` is a payment.
const HEADER_STARTS: &[&str] = &["http", "redirecthttp", "x", "grpcgateway"];
const HEADER_ENDINGS: &[&str] =
    &["authorization", "cookie", "paymentreceipt", "paymentsignature", "xpayment"];

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
];

/// Endings of such keys. They name other things as well, so there the value has to be a code.
const CODE_ENDINGS: &[&str] = &[
    "cardcvc",
    "cardcvc2",
    "cardcvv",
    "cardcvv2",
    "cccvc",
    "cccvv",
    "paymentcvc",
    "paymentcvv",
    "securitycode",
    "verificationvalue",
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
#[inline(never)]
pub fn secret_key_name(key: &str) -> bool {
    is_code(key)
        || SECRET_KEYS.iter().any(|name| is(key, name))
        || SECRET_ENDINGS.iter().any(|end| ends_with(key, end))
        || is_plural(key)
        || is_header(key)
        || (ends_with(key, "pass")
            && PASS_KEYS.iter().any(|name| plain(key).eq(name.bytes().chain(*b"pass"))))
}

/// Whether a key is the name of a header field that is hidden, as a server or a proxy has changed it.
#[inline(never)]
fn is_header(key: &str) -> bool {
    // A name of a cookie, and whether it is one of them.
    let other = ["xsrf", "httponly"].iter().any(|start| starts_with(key, start));
    !other
        && HEADER_STARTS.iter().any(|start| starts_with(key, start))
        && HEADER_ENDINGS.iter().any(|end| ends_with(key, end))
}

/// Whether a key names a cookie, or all of them.
pub(super) fn is_cookie(key: &str) -> bool {
    ends_with(key, "cookie") && (is(key, "cookie") || is(key, "setcookie") || is_header(key))
}

/// Whether a key names all cookies as a server that runs programs does: `HTTP_COOKIE`.
pub(super) fn is_header_cookie(key: &str) -> bool {
    ends_with(key, "cookie") && is_header(key)
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
#[inline(never)]
pub(super) fn is_code(key: &str) -> bool {
    CODE_KEYS.iter().any(|name| is(key, name))
}

/// Whether a key ends like the name of a verification code.
#[inline(never)]
pub(super) fn ends_as_code(key: &str) -> bool {
    CODE_ENDINGS.iter().any(|end| ends_with(key, end))
        || ["cvn", "cardcvn", "cccvn"].iter().any(|name| is(key, name))
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

/// Whether a key starts with `name`, written the same way.
fn starts_with(key: &str, name: &str) -> bool {
    let mut key = plain(key);
    name.bytes().all(|byte| key.next() == Some(byte))
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
