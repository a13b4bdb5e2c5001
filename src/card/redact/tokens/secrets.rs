//! Tokens and keys that are recognizable by their shape.

use super::access;
use super::prefixes::{KEYS, PASS, TOKENS, before_dash};
use super::vendor::{self, TOKEN_LOOK, is_token, look};
use crate::ascii;
use crate::card::key::is_base64url;
use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::notation::bytes::end_of;
use crate::card::redact::notation::escape::{self, starts_token};
use crate::card::redact::redacted::Secret;

/// From this length after the prefix on, a token without capitals or digits is not a plain identifier.
const TOKEN_LONG: usize = 12;

/// The fewest characters, after the prefix, of a Stripe key without `live_` or `test_`.
const KEY_LONG: usize = 16;

/// How keys of Google begin, and how many characters follow.
const GOOGLE: &[u8] = b"AIza";
const GOOGLE_LONG: usize = 35;

/// The start of a JSON object in base64. Payments and the parts of a JWT have this form.
pub(in crate::card::redact) const BASE64_JSON: &[u8] = b"eyJ";

/// How ecash of Cashu begins in its older form, which goes on like JSON.
const CASH: &[u8] = b"cashuA";

/// Separates the id from the secret in a client secret: `pi_…_secret_…`.
const CLIENT_SECRET: &[u8] = b"_secret_";

/// The most bytes of a prefix and the `-` after it.
const MAX_PREFIX: usize = b"glpat-".len();

/// What follows `sk_` in a key.
const MODES: &[&[u8]] = &[b"live_", b"test_", b"sbx_", b"org_"];

// What `scan` finds here is found by calls: inlined, these functions would take a tenth of its speed.

/// A token or a key, found by the `_` at the end of its prefix.
#[inline(never)]
pub(in crate::card::redact) fn token(bytes: &[u8], at: usize) -> Option<Secret> {
    let client = bytes[at..].starts_with(CLIENT_SECRET);
    let from = if client {
        if at == 0 || !bytes[at - 1].is_ascii_alphanumeric() {
            return None;
        }
        at + CLIENT_SECRET.len()
    } else {
        let start = |list: &[&str]| list.iter().find_map(|prefix| starts_at(bytes, at, prefix.as_bytes()));
        if let Some(start) = start(KEYS) {
            return key(bytes, start, at + 1);
        }
        if start(TOKENS).is_none() {
            return vendor::token(bytes, at + 1);
        }
        at + 1
    };
    let tail = look(bytes, from);
    let telling = tail.iter().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if (telling && tail.len() >= 3) || (tail.len() >= TOKEN_LONG && !client) {
        Some(hidden(bytes, from))
    } else {
        None
    }
}

/// The rest of an API key whose prefix starts at `prefix`, after the `_`. Only those of Stripe have modes: `npm_test_unit` is
/// the name of a job.
fn key(bytes: &[u8], prefix: usize, mut from: usize) -> Option<Secret> {
    let start = from;
    let modes = if from - prefix == b"sk_".len() { MODES } else { &[] };
    while let Some(mode) = modes.iter().find(|mode| bytes[from..].starts_with(mode)) {
        from += mode.len();
        if from - start > TOKEN_LOOK {
            break;
        }
    }
    let tail = look(bytes, from);
    // A `_` joins the words of a function's name, and a `/` the parts of a path. Neither is near the start of a key.
    let long = tail.len() >= KEY_LONG
        && tail.iter().any(u8::is_ascii_digit)
        && !tail[..KEY_LONG].iter().any(|byte| matches!(byte, b'_' | b'/'));
    if (from > start && !tail.is_empty()) || long { Some(hidden(bytes, from)) } else { None }
}

/// A token whose prefix ends with the `-` at a place: `xoxb-…`, `sk-proj-…`, `xai-…`. `sk-` also begins names of styles,
/// whose words are short.
#[inline(never)]
pub(in crate::card::redact) fn dashed(bytes: &[u8], at: usize) -> Option<Secret> {
    let length = before_dash(&bytes[..=at]);
    if length == PASS.len() {
        return access::value(bytes, at);
    }
    if length == 0 || !starts_token(bytes, at - length) {
        return vendor::token(bytes, at + 1);
    }
    let tail = look(bytes, at + 1);
    let is_telling = |part: &[u8]| part.len() >= KEY_LONG && part.iter().any(u8::is_ascii_digit);
    let is_key = if length == b"sk".len() {
        tail.split(|byte| !byte.is_ascii_alphanumeric()).any(is_telling)
    } else {
        is_telling(tail)
    };
    is_key.then(|| hidden(bytes, at + 1))
}

/// A Google API key, found by the `z` in its leading `AIza`.
pub(in crate::card::redact) fn google(bytes: &[u8], at: usize) -> Option<Secret> {
    let start = at.checked_sub(b"AI".len())?;
    let from = start + GOOGLE.len();
    let is_key = bytes[start..].starts_with(GOOGLE) && starts_token(bytes, start);
    (is_key && look(bytes, from).len() >= GOOGLE_LONG).then(|| hidden(bytes, from))
}

/// Where the prefix that ends before `at` starts, if it is a word of its own.
fn starts_at(bytes: &[u8], at: usize, prefix: &[u8]) -> Option<usize> {
    let start = at.checked_sub(prefix.len())?;
    if bytes[start..].starts_with(prefix) && starts_token(bytes, start) { Some(start) } else { None }
}

fn hidden(bytes: &[u8], from: usize) -> Secret {
    // The padding of base64 (`whsec_…==`) is part of the token.
    let to = end_of(bytes, end_of(bytes, from, is_token), |byte| byte == b'=');
    Secret { from, to, with: HIDDEN_TEXT }
}

/// The fewest characters of a JWT's header and of its claims.
const JWT_PART: usize = 4;

/// A JSON Web Token (RFC 7519), signed or encrypted, found by the `J` in its leading `eyJ`.
#[inline(never)]
pub(in crate::card::redact) fn jwt(bytes: &[u8], at: usize) -> Option<Secret> {
    let start = at.checked_sub(2)?;
    let before = &bytes[..start];
    if before.ends_with(CASH)
        && bytes[start..].starts_with(BASE64_JSON)
        && starts_token(bytes, start - CASH.len())
    {
        return Some(hidden(bytes, start));
    }
    let alone = !before.last().is_some_and(|byte| is_base64url(*byte)) || escape::ends(before);
    if !bytes[start..].starts_with(BASE64_JSON) || !alone {
        return None;
    }
    let from = at + 1;
    let header = end_of(bytes, from, is_base64url);
    if header - from < JWT_PART || bytes.get(header) != Some(&b'.') {
        return None;
    }
    let mut to = end_of(bytes, header + 1, is_base64url);
    if to - header <= JWT_PART || bytes.get(to) != Some(&b'.') {
        return None;
    }
    while bytes.get(to) == Some(&b'.') {
        let end = end_of(bytes, to + 1, is_base64url);
        if end == to + 1 && !bytes[to + 1..].starts_with(b".") {
            break;
        }
        to = end;
    }
    Some(Secret { from, to, with: HIDDEN_TEXT })
}

/// The part of a token that tells only its kind: `spt_`, `sk_live_`, `eyJ`.
pub(in crate::card) fn prefix(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    if bytes.starts_with(BASE64_JSON) {
        return Some(ascii::part(text, ..BASE64_JSON.len()));
    }
    let dash = end_of(&bytes[..bytes.len().min(MAX_PREFIX)], 0, |byte| byte.is_ascii_lowercase());
    if dash > 0 && bytes.get(..=dash).map(before_dash) == Some(dash) {
        return Some(ascii::part(text, ..=dash));
    }
    let starts = |prefix: &&&str| text.starts_with(**prefix) && bytes.get(prefix.len()) == Some(&b'_');
    if let Some(prefix) = TOKENS.iter().find(starts) {
        return Some(ascii::part(text, ..=prefix.len()));
    }
    let mut end = KEYS.iter().find(starts)?.len() + 1;
    while let Some(mode) = MODES.iter().find(|mode| bytes[end..].starts_with(mode)) {
        end += mode.len();
    }
    Some(ascii::part(text, ..end))
}
