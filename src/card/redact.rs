//! Makes free text safe to log: removes card numbers, tokens, keys and credentials.
//!
//! One pass over the bytes. A table stops it at digits and at the one rare letter in each secret's name.
//! Everything else is copied, or not even that: text without secrets is returned borrowed.
//!
//! | folder | |
//! | --- | --- |
//! | `forms` | the forms in which a name and its value are written, and payments as JSON |
//! | `values` | the value, where it ends, and whether it is a secret |
//! | `headers` | credentials in header lines |
//! | `tokens` | tokens and keys that tell themselves |
//! | `numbers` | card numbers and verification codes |
//! | `names` | names, and what they say about their values; proofs of L402 |
//! | `notation` | bytes, and the notations around them |
//!
//! Each folder uses only its own files and folders below it in this table. What they find is a [`Secret`].
//! The files beside them are the pass itself: where it stops (`stops`), the text as it is made (`redacted`),
//! text in pieces (`stream`, `utf8`) and text under a key (`field`).

mod field;
mod forms;
mod headers;
mod names;
mod notation;
mod numbers;
mod redacted;
mod stops;
mod stream;
mod tokens;
mod utf8;
mod values;

pub(super) use field::hide_secret;
pub use field::redact_field;
use forms::named::{self, Named};
use forms::{continued, element, listed, option, payment, serialized, userinfo};
use headers::{authorization, paid, set_cookie};
use names::name;
#[cfg(feature = "full")]
use names::{login, pair};
use notation::bytes::{LOWER, UNDERSCORE, end_of};
use notation::written::{self, Mark};
use numbers::{code, pan};
use redacted::{Redacted, Secret};
use stops::{DIGIT, ESCAPE, LINE_END, LIST, OPENING, SEPARATOR, STOPS};
pub use stream::{MAX_LINE, RedactStream};
pub(super) use tokens::secrets::prefix as secret_prefix;
use tokens::{payment as token_payment, pem, prefixes, secrets, vendor};
use values::buffer;

use super::mask::HIDDEN_TEXT;
use alloc::borrow::Cow;

/// The words that decide what a member means to the one beside it, for whoever walks objects: names of the name beside a
/// `value`, and of that value, of who logs in, beginnings of the names of counts, and results. Case does not count.
#[cfg(feature = "full")]
pub(crate) const NEIGHBOURS: [&[&[u8]]; 5] =
    [pair::NAMES, pair::VALUES, login::USERS, login::COUNTS, login::RESULTS];

/// Removes card numbers and secrets from text. Redacting again shows nothing new.
///
/// A card number keeps its length, its separators and its last four digits. To count as one it needs a known
/// prefix, a valid length and the right check digit. A secret keeps the words that tell what it was.
///
/// ```
/// use mpp_wasm::card::redact;
/// assert_eq!(redact("paid with 4242-4242-4242-4242"), "paid with ••••-••••-••••-4242");
/// assert_eq!(redact("Authorization: Bearer abc123"), "Authorization: Bearer ••••");
/// assert_eq!(redact("token spt_1N4Zv32eZvKYlo2C"), "token spt_••••");
/// assert_eq!(redact("order 1234567890123456, 12.50 USD"), "order 1234567890123456, 12.50 USD");
/// ```
#[must_use = "the text itself is unchanged"]
pub fn redact(text: &str) -> Cow<'_, str> {
    redact_from(text, 0)
}

/// The same for what follows the lines before a place.
fn redact_from(text: &str, from: usize) -> Cow<'_, str> {
    let mut line = payment::Line::default();
    let (clean, mut label) = scan(text, from, &mut line);
    let mut out = clean;
    let mut rest = text;
    while let Some(from) = label {
        rest = &rest[from..];
        let body = pem::body(rest.as_bytes(), pem::Known { is_key: false, ends: true });
        if body.is_key {
            out.to_mut().push_str(HIDDEN_TEXT);
            rest = &rest[body.to..];
        }
        let (clean, next) = scan(rest, 0, &mut line);
        out.to_mut().push_str(&clean);
        label = next;
    }
    out
}

/// Redacts text from a place up to its end, or to just after the label of a private key. The lines before the place are
/// shown already, and may hold the name of what follows. Nothing that is found here continues past the end of a line.
/// `line` belongs to a text that ends where this one ends.
fn scan<'a>(text: &'a str, from: usize, line: &mut payment::Line) -> (Cow<'a, str>, Option<usize>) {
    let bytes = text.as_bytes();
    let mut out = Redacted::new(text, from);
    // The line end before the place tells whether a name does.
    let mut at = from.saturating_sub(1);
    // A secret announced by an option, a tag or a URL. Text before the secret's start (`limit`) is scanned first.
    let mut announced: Option<Named> = None;
    let mut limit = bytes.len();
    loop {
        if at < limit {
            at = end_of(&bytes[..limit], at, |byte| STOPS[usize::from(byte)] == 0);
        }
        if at >= limit {
            limit = bytes.len();
            match announced.take() {
                Some(named) if out.copied <= named.start() => match hide_named(&mut out, named) {
                    Ok(to) => at = to,
                    Err(key) => return (out.finish(key), Some(key)),
                },
                _ if at >= limit => return (out.finish(limit), None),
                _ => {}
            }
            continue;
        }
        let found = match STOPS[usize::from(bytes[at])] {
            DIGIT => {
                at = pan::skip_short(bytes, at).unwrap_or_else(|| pan::redact_run(&mut out, at));
                continue;
            }
            SEPARATOR if !name::may_follow(bytes, at) => None,
            SEPARATOR | ESCAPE => match written::mark(bytes, at) {
                Some(mark) if mark.byte == b'<' && announced.is_none() => {
                    announced = element::element(text, &mark);
                    limit = announced.as_ref().map_or(limit, Named::start);
                    None
                }
                Some(mark) if mark.byte == b':' && userinfo::follows(bytes, mark.end) => {
                    let password = userinfo::password(bytes, &mark).map(Named::Secret);
                    if announced.is_some() {
                        password
                    } else {
                        announced = password;
                        limit = announced.as_ref().map_or(limit, Named::start);
                        None
                    }
                }
                Some(mark) if matches!(mark.byte, b':' | b'=') => named::named(text, &mark, limit, line),
                _ => None,
            },
            LIST if !matches!(bytes[..at], [.., b'"' | b'\'' | b'm']) => None,
            LIST if bytes[at] == b';' => serialized::value(text, at),
            LIST => listed::value(text, at),
            OPENING if bytes[at] == b'-' && prefixes::may_end(&bytes[..at]) => {
                secrets::dashed(bytes, at).map(Named::Secret)
            }
            OPENING if announced.is_none() => {
                announced = match bytes[at] {
                    b'-' => option::option(text, at, line),
                    _ => element::element(text, &Mark::plain(b'<', at)),
                };
                limit = announced.as_ref().map_or(limit, Named::start);
                None
            }
            OPENING => None,
            LINE_END if announced.is_none() && continued::may_follow(bytes, at) => {
                announced = continued::value(text, at + 1);
                limit = announced.as_ref().map_or(limit, Named::start);
                None
            }
            LINE_END => None,
            _ => match pem::label(bytes, at) {
                Some(from) => return (out.finish(from), Some(from)),
                None => secret_at(bytes, at, out.copied).map(Named::Secret),
            },
        };
        at = match found {
            None => at + 1,
            Some(found) if found.start() >= limit => limit,
            Some(found) => match hide_named(&mut out, found) {
                Ok(to) => to,
                Err(key) => return (out.finish(key), Some(key)),
            },
        };
    }
}

/// Hides the value of a name; returns the place after it, as an error if the rest of a private key follows there.
fn hide_named(out: &mut Redacted<'_>, named: Named) -> Result<usize, usize> {
    match named {
        Named::Secret(secret) if pem::is_hidden(&out.text[secret.from..secret.to]) => Ok(secret.to),
        Named::Secret(secret) => match pem::goes_on(out.text.as_bytes(), &(secret.from..secret.to)) {
            Some(to) => {
                out.replace(secret.from, to, secret.with);
                Err(to)
            }
            None => Ok(out.hide(secret)),
        },
        Named::Number(from) => Ok(pan::hide_run(out, from)),
    }
}

/// The secret whose name has its rare letter here. The letters next to it rule out most words. Nothing is hidden
/// before `shown_from`.
fn secret_at(bytes: &[u8], at: usize, shown_from: usize) -> Option<Secret> {
    let before = if at == 0 { b' ' } else { bytes[at - 1] | LOWER };
    let after = bytes.get(at + 1).map_or(b' ', |byte| byte | LOWER);
    match (before, bytes[at] | LOWER, after) {
        (b'y', b'j', _) => secrets::jwt(bytes, at).or_else(|| token_payment::payment(bytes, at)),
        (b'i', b'z', b'a') => authorization::authorization(bytes, at).or_else(|| secrets::google(bytes, at)),
        (b'a', b'y', b'm') => paid::payment(bytes, at),
        (b't', b'y', _) | (b'c', b'v', _) | (_, b'v', b'e') => code::labelled(bytes, at),
        (b'h', b'v', b's' | b'b') | (b'r', b'v', _) | (_, b'y', b'a') => vendor::unmarked(bytes, at),
        (b'l', b'y', _) => set_cookie::cookie(bytes, at, shown_from),
        (b'"', b'b', b'u') => buffer::data(bytes, at),
        (b'u', b'b', _) if bytes[at] == b'B' => vendor::unmarked(bytes, at),
        (_, b'b', b'e') => authorization::bearer(bytes, at),
        (_, UNDERSCORE, b's') => secrets::token(bytes, at),
        (_, UNDERSCORE, _) if prefixes::may_end(&bytes[..at]) => secrets::token(bytes, at),
        _ => None,
    }
}
