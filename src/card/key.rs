//! Field names, compared regardless of spelling: `client_secret`, `Client-Secret`, `clientSecret`.

use crate::ascii;
use alloc::vec::Vec;

/// Keys whose value is hidden whatever it holds, besides those of codes. Lower case, without separators.
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

/// What comes before `pass` in keys that name a password rather than a test result.
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
    "seedphrase",
    "recoveryphrase",
];

/// Endings of keys that name several secrets. In text they count only where several may
/// follow, so not in `secrets: inherit`.
const PLURAL_ENDINGS: &[&str] =
    &["secrets", "passwords", "apikeys", "privatekeys", "accesstokens", "refreshtokens"];

/// How the names of header fields begin after a server or a proxy has changed them (`HTTP_COOKIE`,
/// `x-forwarded-authorization`), and how the names of hidden fields end. A `pre_authorization` is a payment.
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
];

/// Whole keys of which the same is true.
const CODE_NAMES: &[&str] = &["cardcode", "ccv", "cvd", "cv2", "cvnumber", "cccid"];

/// Short names of such codes. They count as endings where a new word begins: `user_cvc`, `inputCvv`.
const CODE_WORDS: &[&str] = &["cvc", "cvc2", "cvv", "cvv2", "cvn"];

/// How the parameters of credentials are called, besides the names of secrets.
const PROOF_ENDINGS: &[&str] =
    &["sig", "signature", "mac", "key", "response", "proof", "assertion", "jwt", "hash", "digest"];

/// Beginnings of names of errors. These can end like the names of codes: `incorrect_cvc`.
const FAULTS: &[&str] = &["invalid", "incorrect", "wrong", "missing"];

/// Keys of cards. The value is a card number if it has as many digits as one.
const CARD_KEYS: &[&str] = &["card", "creditcard", "debitcard", "paymentcard", "cardnum", "ccnum"];

/// Keys of card numbers. The last four digits of the value are shown.
const NUMBER_KEYS: &[&str] =
    &["number", "cardnumber", "cardno", "ccnumber", "creditcardnumber", "debitcardnumber"];

/// Names that say little after a dot (`build.number`, `gpio.pin`), and what the part before the dot has to be or end with.
const AFTER_DOTS: &[(&[&str], &[&str])] = &[
    (
        &["number", "pan", "cid", "csc"],
        &["card", "cards", "carddata", "carddetails", "cardholder", "cc", "payment", "paymentmethod"],
    ),
    (
        &["pin"],
        &[
            "app",
            "card",
            "user",
            "account",
            "customer",
            "auth",
            "login",
            "credentials",
            "db",
            "sim",
            "hsm",
            "keystore",
        ],
    ),
    (&["cookie"], &["header", "headers", "request", "response"]),
];

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
    names_secret(last_part(key))
}

/// The last part of a key that is a path in a form or in configuration: `card[cvc]`, `card[number][]`, `db.password`. Only
/// this part says what the value is, and the other functions here take only this part. After a dot, `number` or `cookie`
/// may be anything, so there the part before it has to tell; otherwise the key is not split.
pub(super) fn last_part(key: &str) -> &str {
    let end = key.bytes().rposition(|byte| !matches!(byte, b'[' | b']')).map_or(0, |at| at + 1);
    let path = &key[..end];
    let Some(at) = last_mark(path) else { return path };
    let (before, last) = (&path[..at], &path[at + 1..]);
    let owner = owner(before);
    // Short names also end other words: `map.pin`.
    let belongs = |owners: &[&str]| {
        owners.iter().any(|name| is(owner, name) || (name.len() > 3 && ends_with(owner, name)))
    };
    match AFTER_DOTS.iter().find(|(names, _)| names.iter().any(|name| is(last, name))) {
        Some((_, owners)) if path.as_bytes()[at] == b'.' && !belongs(owners) => path,
        _ => last,
    }
}

/// The place of the last mark between two parts of a path.
fn last_mark(path: &str) -> Option<usize> {
    path.bytes().rposition(|byte| matches!(byte, b'[' | b']' | b'.'))
}

/// The last part of a path that is not an index.
fn owner(mut path: &str) -> &str {
    while let Some(at) = last_mark(path) {
        let last = &path[at + 1..];
        if !last.bytes().all(|byte| byte.is_ascii_digit()) {
            return last;
        }
        path = &path[..at];
    }
    path
}

/// Whether the last part of a key names a secret.
pub(super) fn names_secret(key: &str) -> bool {
    is_code(key)
        || SECRET_KEYS.iter().any(|name| is(key, name))
        || SECRET_ENDINGS.iter().any(|end| ends_with(key, end))
        || is_plural(key)
        || is_header(key)
        || (ends_with(key, "pass")
            && PASS_KEYS.iter().any(|name| plain(key).eq(name.bytes().chain(*b"pass"))))
}

/// Whether a key is the name of a hidden header field, as changed by a server or a proxy.
#[inline(never)]
fn is_header(key: &str) -> bool {
    // The name of a cookie, and a flag that tells whether it is `HttpOnly`.
    let other = ["xsrf", "httponly"].iter().any(|start| starts_with(key, start));
    !other
        && !ascii::holds(key, b'.')
        && HEADER_STARTS.iter().any(|start| starts_with(key, start))
        && HEADER_ENDINGS.iter().any(|end| ends_with(key, end))
}

/// Whether a key names a cookie or all cookies.
pub(super) fn is_cookie(key: &str) -> bool {
    ends_with(key, "cookie") && (is(key, "cookie") || is(key, "setcookie") || is_header(key))
}

/// Whether a key is a path to something called a cookie, which may be a library or a setting: `js.cookie`.
pub(super) fn is_cookie_path(key: &str) -> bool {
    key.rsplit_once('.').is_some_and(|(_, last)| is(last, "cookie"))
}

/// Whether a key names all cookies the way CGI servers do: `HTTP_COOKIE`.
pub(super) fn is_header_cookie(key: &str) -> bool {
    ends_with(key, "cookie") && is_header(key)
}

/// Whether a key names several secrets.
pub(super) fn is_plural(key: &str) -> bool {
    PLURAL_ENDINGS.iter().any(|end| ends_with(key, end))
}

/// Whether a key names a token, which may also be money on a chain.
pub(super) fn is_token(key: &str) -> bool {
    ends_with(key, "token")
}

/// Whether a key names the words from which a wallet's keys are made. `mnemonic` also names instructions and shortcuts.
pub(super) fn is_seed(key: &str) -> bool {
    ["mnemonic", "seedphrase", "recoveryphrase"].iter().any(|end| ends_with(key, end))
}

/// Whether a key names a member that holds a payment in x402: the body of a call to verify or settle it.
pub(super) fn is_payment_header(key: &str) -> bool {
    is(key, "paymentheader")
}

/// Whether a key names a trace or a span, whose ids are random numbers.
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
        || CODE_NAMES.iter().any(|name| is(key, name))
        || (ends_as_code_word(key) && !names_fault(key))
}

/// Whether a key is the short name of a code, or ends with one as a word of its own.
fn ends_as_code_word(key: &str) -> bool {
    CODE_WORDS.iter().any(|end| {
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

/// Whether a parameter after `Authorization` proves who sent the request: `sig=`, `mac=`, `key=`.
pub(super) fn names_proof(key: &str) -> bool {
    PROOF_ENDINGS.iter().any(|end| ends_with(key, end)) || names_secret(key)
}

/// Whether a key names an error.
pub(super) fn names_fault(key: &str) -> bool {
    FAULTS.iter().any(|word| starts_with(key, word))
}

/// Whether a key names a card number.
pub(super) fn is_number(key: &str) -> bool {
    NUMBER_KEYS.iter().any(|name| is(key, name))
}

/// Whether a key names a card. Its value may be the card number.
pub(super) fn is_card(key: &str) -> bool {
    CARD_KEYS.iter().any(|name| is(key, name))
}

/// Whether a key is `name`, which must be lower case without separators.
pub(super) fn is(key: &str, name: &str) -> bool {
    plain(key).eq(name.bytes())
}

/// Whether a key starts with `name`, written the same way. A call each costs less than a copy for each list of names.
#[inline(never)]
fn starts_with(key: &str, name: &str) -> bool {
    let mut key = plain(key);
    name.bytes().all(|byte| key.next() == Some(byte))
}

/// Whether a key ends with `name`, written the same way.
#[inline(never)]
fn ends_with(key: &str, name: &str) -> bool {
    let mut key = plain(key).rev();
    name.bytes().rev().all(|byte| key.next() == Some(byte))
}

/// Whether a key ends with another key, or equals it. An empty `end` never matches.
pub(super) fn ends_with_key(key: &str, end: &str) -> bool {
    let mut key = plain(key).rev();
    plain(end).next().is_some() && plain(end).rev().all(|byte| key.next() == Some(byte))
}

/// Whether a text contains `name`, written the same way.
pub(super) fn contains(text: &str, name: &str) -> bool {
    let text: Vec<u8> = plain(text).collect();
    text.windows(name.len()).any(|part| part == name.as_bytes())
}

/// The bytes of a key in lower case, without `_`, `-` and spaces.
fn plain(key: &str) -> impl DoubleEndedIterator<Item = u8> + '_ {
    key.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')).map(|byte| byte.to_ascii_lowercase())
}
