//! Tokens of services, whose prefix and length tell: `hf_…`, `shpat_…`, `sq0atp-…`.

use super::prefixes::{MARKED, PLAIN};
use super::{Secret, end_of, starts_token};
use crate::card::mask::HIDDEN_TEXT;

/// How many bytes are examined to decide whether something is a token. Without a limit, text made of prefixes
/// would be read again from each of them.
pub(super) const TOKEN_LOOK: usize = 64;

/// The fewest letters and digits after a prefix of the first list, [`PLAIN`].
const PLAIN_LONG: usize = 30;

/// The fewest characters after one of the second list, [`MARKED`], with a digit among them.
const MARKED_LONG: usize = 20;

/// A token that starts at a place, after its prefix.
#[inline(never)]
pub(super) fn token(bytes: &[u8], from: usize) -> Option<Secret> {
    let found = (is_plain(bytes, from) && ends_one(bytes, from, PLAIN))
        || (is_marked(bytes, from) && ends_one(bytes, from, MARKED));
    // A token of Sentry goes on after its padding.
    let to = || end_of(bytes, from, |byte| is_token(byte) || byte == b'=');
    found.then(|| Secret { from, to: to(), with: HIDDEN_TEXT })
}

/// A token whose prefix has no mark or a dot at its end, found by a letter in it: `hvs.`, `ya29.`, `xprv`.
#[inline(never)]
pub(super) fn unmarked(bytes: &[u8], at: usize) -> Option<Secret> {
    let is_key = matches!(bytes[..at], [.., b't' | b'x'..=b'z', b'p', b'r']);
    match bytes[at..] {
        [b'y', b'a', b'2', b'9', b'.', ..] => token(bytes, at + b"ya29.".len()),
        [b'v', b's' | b'b', b'.', ..] => token(bytes, at + b"vs.".len()),
        [b'v', ..] if is_key => token(bytes, at + 1),
        _ => None,
    }
}

/// Whether a prefix of a list ends at a place and is a word of its own.
#[inline(never)]
fn ends_one(bytes: &[u8], from: usize, list: &'static [u8]) -> bool {
    let ends = |prefix: &[u8]| bytes[..from].ends_with(prefix) && starts_token(bytes, from - prefix.len());
    list.split(|byte| *byte == b' ').any(ends)
}

fn is_plain(bytes: &[u8], from: usize) -> bool {
    let tail = bytes[from..].iter().take(PLAIN_LONG);
    tail.take_while(|byte| byte.is_ascii_alphanumeric()).count() == PLAIN_LONG
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
