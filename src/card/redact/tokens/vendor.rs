//! Tokens of services, whose prefix and length tell: `hf_…`, `shpat_…`, `sq0atp-…`.

use super::prefixes::{MARKED, MIXED, PLAIN};
use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::notation::bytes::end_of;
use crate::card::redact::notation::escape::starts_token;
use crate::card::redact::redacted::Secret;

/// How many bytes are examined to decide whether something is a token. Without a limit, text made of prefixes
/// would be read again from each of them.
pub(super) const TOKEN_LOOK: usize = 64;

/// The fewest letters and digits after a prefix of the first list, [`PLAIN`].
const PLAIN_LONG: usize = 30;

/// The lengths of a first part of such a token, and the fewest letters and digits of the second (`re_8_24`, `sgp_16_40`).
const FIRST_PART: [usize; 2] = [8, 16];
const SECOND_PART: usize = 24;

/// How tokens of Braintree go on after `access_`: a mode, and two parts with a `$` between them.
const BRAINTREE: [&[u8]; 2] = [b"token$production$", b"token$sandbox$"];

/// The fewest characters after one of the second list, [`MARKED`], with a digit among them.
const MARKED_LONG: usize = 20;

/// A token that starts at a place, after its prefix.
#[inline(never)]
pub(super) fn token(bytes: &[u8], from: usize) -> Option<Secret> {
    if let Some(mode) = BRAINTREE.iter().find(|mode| bytes[from..].starts_with(mode)) {
        let from = from + mode.len();
        let to = end_of(bytes, from, |byte| byte.is_ascii_alphanumeric() || byte == b'$');
        return (to - from >= PLAIN_LONG).then_some(Secret { from, to, with: HIDDEN_TEXT });
    }
    let found = (is_plain(bytes, from) && starts_one(bytes, from, PLAIN).is_some())
        || (is_marked(bytes, from) && starts_one(bytes, from, MARKED).is_some())
        || (is_mixed(bytes, from)
            && starts_one(bytes, from, MIXED).is_some_and(|at| !bytes[..at].ends_with(b"_")));
    // A token of Sentry goes on after its padding.
    let to = || end_of(bytes, from, |byte| is_token(byte) || byte == b'=');
    found.then(|| Secret { from, to: to(), with: HIDDEN_TEXT })
}

/// A token whose prefix has no mark or a dot at its end, found by a letter in it: `hvs.`, `ya29.`, `xprv`,
/// `cashuB`.
#[inline(never)]
pub(in crate::card::redact) fn unmarked(bytes: &[u8], at: usize) -> Option<Secret> {
    let is_key = matches!(bytes[..at], [.., b't' | b'x'..=b'z', b'p', b'r']);
    match bytes[at..] {
        [b'y', b'a', b'2', b'9', b'.', ..] => token(bytes, at + b"ya29.".len()),
        [b'v', b's' | b'b', b'.', ..] => token(bytes, at + b"vs.".len()),
        [b'v', ..] if is_key => token(bytes, at + 1),
        [b'B', ..] => token(bytes, at + 1),
        _ => None,
    }
}

/// Where a prefix of a list starts that ends at a place and is a word of its own.
#[inline(never)]
fn starts_one(bytes: &[u8], from: usize, list: &'static [u8]) -> Option<usize> {
    let starts = |prefix: &[u8]| {
        let start = bytes[..from].strip_suffix(prefix)?.len();
        starts_token(bytes, start).then_some(start)
    };
    list.split(|byte| *byte == b' ').find_map(starts)
}

fn is_plain(bytes: &[u8], from: usize) -> bool {
    let run = run(bytes, from);
    run == PLAIN_LONG
        || (FIRST_PART.contains(&run)
            && bytes.get(from + run) == Some(&b'_')
            && self::run(bytes, from + run + 1) >= SECOND_PART)
}

/// Whether what follows mixes capitals, small letters and digits like no name.
fn is_mixed(bytes: &[u8], from: usize) -> bool {
    let tail = &bytes[from..from + run(bytes, from)];
    let count = |passes: fn(&u8) -> bool| tail.iter().filter(|byte| passes(byte)).count();
    let (capitals, small) = (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase));
    tail.len() == PLAIN_LONG && small > 0 && capitals * 3 >= small && capitals + small < PLAIN_LONG
}

/// How many letters and digits follow, up to as many as tell a token.
#[inline(never)]
fn run(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().take(PLAIN_LONG).take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

fn is_marked(bytes: &[u8], from: usize) -> bool {
    let tail = look(bytes, from);
    tail.len() >= MARKED_LONG && tail.iter().any(u8::is_ascii_digit)
}

/// The start of a token: as much of it as is examined.
pub(super) fn look(bytes: &[u8], from: usize) -> &[u8] {
    let head = &bytes[..bytes.len().min(from + TOKEN_LOOK)];
    &head[from..end_of(head, from, is_token)]
}

pub(super) const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/')
}
