//! Where the credentials of a header line end, which may be several words.

use super::header::{Value, is_value, look_from, looks_secret};
use crate::card::brand::Brand;
use crate::card::digits::MAX_DIGITS;
use crate::card::key;
use crate::card::luhn::luhn;
use crate::card::redact::notation::bytes::{end_of, is_blank, start_of};
use crate::card::redact::notation::quoted;
use crate::card::redact::notation::written::{self, Mark};
use core::str;

/// Schemes whose credentials are hidden even if they look like a word.
const SCHEMES: &[&[u8]] = &[
    b"Payment",
    b"Bearer",
    b"Basic",
    b"Digest",
    b"Token",
    b"DPoP",
    b"L402",
    b"LSAT",
    b"ApiKey",
    b"Negotiate",
    b"NTLM",
    b"OAuth",
    b"OAuth2",
    b"AWS4-HMAC-SHA256",
];

/// Whether a word is the name of one of these schemes.
pub(super) fn is_known(word: &[u8]) -> bool {
    SCHEMES.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// Where credentials end: after one word, or after the last of several `name=value` pairs or credentials
/// separated by commas. After a blank, only a pair follows whose name says that it proves something. `open` is the mark
/// that encloses all of them.
pub(super) fn credentials_end(bytes: &[u8], mut at: usize, open: Option<&Mark>) -> usize {
    loop {
        at = end_of(bytes, at, is_value);
        if bytes[..at].ends_with(b"=")
            && !bytes[..at].ends_with(b"==")
            && let Some(quote) = written::quote(bytes, at)
            && !open.is_some_and(|open| quote.closes(open))
        {
            at = quoted::text_end(bytes, &quote);
            at = written::quote(bytes, at).map_or(at, |close| close.end);
            continue;
        }
        let blank = end_of(bytes, at, is_blank);
        let next = match bytes.get(blank) {
            Some(b',') => end_of(bytes, blank + 1, is_blank),
            _ if blank > at && proves(bytes, blank) => blank,
            _ => return at,
        };
        let to = end_of(bytes, next, is_value);
        let word = &bytes[next..to];
        let credential = end_of(bytes, to, is_blank);
        let is_other =
            is_known(word) && looks_secret(&bytes[credential..end_of(bytes, credential, is_value)]);
        if !word.contains(&b'=') && !is_other {
            return at;
        }
        at = if is_other { credential } else { next };
    }
}

/// The most digits of a status, as in `response=200`.
const STATUS_DIGITS: usize = 3;

/// Whether a place begins with a pair whose name says that it proves something, `sig=`, `Signature=`. A status is no proof.
pub(super) fn proves(bytes: &[u8], from: usize) -> bool {
    let name = name_end(bytes, from);
    let is_status = || {
        let value = &bytes[name + 1..end_of(bytes, name + 1, is_value)];
        (1..=STATUS_DIGITS).contains(&value.len()) && value.iter().all(u8::is_ascii_digit)
    };
    bytes.get(name) == Some(&b'=')
        && str::from_utf8(&bytes[from..name]).is_ok_and(key::names_proof)
        && !is_status()
}

/// Where the name of a parameter of credentials ends.
fn name_end(bytes: &[u8], from: usize) -> usize {
    end_of(bytes, from, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Whether a place begins with a parameter of credentials, `id="x"`.
pub(super) fn is_assigned(bytes: &[u8], from: usize, value: &Value) -> bool {
    let head = look_from(bytes, from);
    let name = name_end(head, from);
    let assigns = name > from && bytes.get(name) == Some(&b'=');
    let quote = if assigns { written::quote(bytes, name + 1) } else { None };
    let closes = |quote: &Mark| value.open.is_some_and(|open| quote.closes(&open));
    quote.is_some_and(|quote| !closes(&quote) && bytes.get(quote.end).is_some_and(|byte| is_value(*byte)))
}

/// Where the card number ends that has digits before and after a place, or the same place if there is none.
pub(super) fn number_end(bytes: &[u8], at: usize) -> usize {
    let before = at - start_of(bytes, at, MAX_DIGITS, |byte| byte.is_ascii_digit());
    let (mut digits, mut count, mut from, mut last) = ([0; 2 * MAX_DIGITS], 0, at - before, at);
    while before > 0 && count < digits.len() {
        match bytes.get(from) {
            Some(byte) if byte.is_ascii_digit() => {
                digits[count] = byte - b'0';
                (count, from) = (count + 1, from + 1);
                if count > before && (0..before).any(|start| is_number(&digits[start..count])) {
                    last = from;
                }
            }
            Some(byte) if is_blank(*byte) => from += 1,
            _ => break,
        }
    }
    // What is glued to its last digits goes with it.
    let glued = last > at && bytes.get(last).is_some_and(u8::is_ascii_alphanumeric);
    if glued { end_of(bytes, last, is_value) } else { last }
}

/// Whether digits are a card number.
fn is_number(digits: &[u8]) -> bool {
    Brand::of(digits).is_some_and(|brand| brand.lengths().contains(&digits.len())) && luhn(digits)
}
