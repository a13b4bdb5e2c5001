//! Credentials after `Authorization`, and after `Bearer` on its own.

use super::credentials::{credentials_end, is_assigned, is_known, number_end, proves};
use super::header::{
    Value, after_scheme, hidden, is_encoded, look_from, looks_secret, near, tells, value_after, value_end,
};
use crate::card::redact::names::telling;
use crate::card::redact::notation::bytes::{BULLET, end_of, ends_with, is_blank, starts_with};
use crate::card::redact::notation::escape::starts_word;
use crate::card::redact::notation::quoted;
use crate::card::redact::notation::written::{self, Mark};
use crate::card::redact::redacted::Secret;
use core::str;

/// The most digits in the name of a scheme. `AWS4-HMAC-SHA256` has four.
const SCHEME_DIGITS: usize = 4;

/// Words that stand for credentials in documentation.
const PLACEHOLDERS: &[&[u8]] = &[
    b"token",
    b"credential",
    b"credentials",
    b"client",
    b"flow",
    b"required",
    b"string",
    b"scheme",
    b"header",
    b"value",
    b"auth",
    b"authentication",
    b"authorization",
    b"proxy-authorization",
];

/// The value of `Authorization` or `Proxy-Authorization`, found by the `z`. The scheme is kept.
#[inline(never)]
pub(in crate::card::redact) fn authorization(bytes: &[u8], at: usize) -> Option<Secret> {
    let start = at.checked_sub(b"authori".len())?;
    let end = at + b"zation".len();
    if !ends_with(bytes, at, b"authori") || !starts_with(bytes, at, b"zation") || !starts_word(bytes, start) {
        return None;
    }
    let value = value_after(bytes, start, end)?;
    let scheme = end_of(bytes, value.at, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let known = is_known(&bytes[value.at..scheme]);
    // In a key without a scheme, a `+` is not a blank.
    let mut from =
        if known { after_scheme(bytes, scheme) } else { end_of(bytes, scheme, |byte| byte == b' ') };
    if known && value.open.is_none() && from > scheme {
        from = written::quote(bytes, from).map_or(from, |quote| quote.end);
    }
    if from == scheme || !(known || is_scheme(&bytes[value.at..scheme])) {
        // No scheme: this is a bare key, or a word of prose or source code.
        let word = near(bytes, &value);
        let named = value.open.is_some() && !value.listed && !is_placeholder(word);
        let told = tells(bytes, value.at, word);
        let to = || {
            let end = value_end(bytes, value.at, value.encoded);
            if told { key_end(bytes, end, &value) } else { end }
        };
        return (told || named).then(|| hidden(value.at, to()));
    }
    let encoded = value.encoded || is_encoded(bytes, scheme);
    let word = &bytes[from..value_end(bytes, from, encoded)];
    let is_name = word.ends_with(b"=") && word[..word.len() - 1].iter().all(u8::is_ascii_alphabetic);
    let sure = known || (!is_name && ends_member(bytes, from + word.len(), &value));
    if tells(bytes, from, word) || is_assigned(bytes, from, &value) || (sure && !is_placeholder(word)) {
        let to = if encoded { from + word.len() } else { credentials_end(bytes, from, value.open.as_ref()) };
        Some(hidden(from, number_end(bytes, to)))
    } else {
        None
    }
}

/// A bare `Bearer <token>` (RFC 6750), found by its `B`.
pub(in crate::card::redact) fn bearer(bytes: &[u8], at: usize) -> Option<Secret> {
    let end = at + b"bearer".len();
    if !starts_with(bytes, at, b"bearer") || !starts_word(bytes, at) {
        return None;
    }
    let from = after_scheme(bytes, end);
    if from == end {
        return None;
    }
    let to = value_end(bytes, from, is_encoded(bytes, end));
    let secret = looks_secret(&bytes[from..to]) && !is_parameter(bytes, from, to);
    if secret { Some(hidden(from, to)) } else { None }
}

/// Where a key ends whose first word ends at `to`. That word may be an unknown scheme whose name has digits, so a
/// second word that looks like a secret belongs to the key. So does the rest of a card number.
fn key_end(bytes: &[u8], to: usize, value: &Value) -> usize {
    let next = if !value.encoded {
        end_of(bytes, to, is_blank)
    } else if is_encoded(bytes, to) {
        after_scheme(bytes, to)
    } else {
        to
    };
    let end = value_end(look_from(bytes, next), next, value.encoded);
    let tells = || tells(bytes, next, &bytes[next..end]) || is_assigned(bytes, next, value);
    if next == to || !tells() || is_field(bytes, next, end, value) {
        number_end(bytes, to)
    } else if value.encoded {
        value_end(bytes, next, value.encoded)
    } else {
        credentials_end(bytes, next, value.open.as_ref())
    }
}

/// Whether a word is a field of a log, `status=200` or `message="x"`, or the version of HTTP, rather than a credential.
/// A member in quotation marks has no such fields. Several fields separated by commas are credentials, and so is one
/// whose name says so.
fn is_field(bytes: &[u8], from: usize, to: usize, value: &Value) -> bool {
    let name = end_of(bytes, from, |byte| byte.is_ascii_lowercase() || byte == b'_');
    if value.member || proves(bytes, from) {
        return false;
    }
    let quote = written::quote(bytes, to).filter(|quote| !value.open.is_some_and(|open| quote.closes(&open)));
    let assigns = name > from && bytes.get(name) == Some(&b'=');
    let end = match quote {
        Some(quote) if assigns && name + 1 == to => {
            let close = quoted::text_end(look_from(bytes, to), &quote);
            written::quote(bytes, close).map_or(close, |close| close.end)
        }
        _ if assigns && name + 1 < to && bytes[to - 1] != b'=' => to,
        _ => return starts_with(bytes, from, b"HTTP/"),
    };
    bytes.get(end) != Some(&b',')
}

/// Whether a member in quotation marks ends at a place.
fn ends_member(bytes: &[u8], at: usize, value: &Value) -> bool {
    let closes = |open: Mark| written::quote(bytes, at).is_some_and(|quote| quote.closes(&open));
    value.member && !value.listed && value.open.is_some_and(closes)
}

/// Whether an unknown word can be a scheme, and is not a key or a card number that would stay visible once the word after
/// it is hidden.
fn is_scheme(word: &[u8]) -> bool {
    let signs = word.contains(&b'-')
        && word
            .split(|byte| *byte == b'-')
            .any(|part| starts_with(part, 0, b"hmac") || starts_with(part, 0, b"sha"));
    word.first().is_some_and(u8::is_ascii_alphabetic)
        && word.iter().filter(|byte| byte.is_ascii_digit()).count() <= SCHEME_DIGITS
        && (signs || !str::from_utf8(word).is_ok_and(telling::looks_secret))
}

/// Whether a word is the name of a challenge's parameter, `resource_metadata="https://…"`, rather than a
/// token whose padding is followed by the mark that ends it.
fn is_parameter(bytes: &[u8], from: usize, to: usize) -> bool {
    let name = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-');
    let mark = end_of(bytes, to, |byte| byte == b'\\');
    let is_value = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'/' || *byte == BULLET.as_bytes()[0];
    let value = bytes.get(mark + 1).is_some_and(is_value);
    end_of(bytes, from, name) + 1 == to && bytes[to - 1] == b'=' && bytes.get(mark) == Some(&b'"') && value
}

/// Whether a word is empty, or stands for credentials in documentation.
fn is_placeholder(word: &[u8]) -> bool {
    word.is_empty() || PLACEHOLDERS.iter().any(|name| name.eq_ignore_ascii_case(word))
}
