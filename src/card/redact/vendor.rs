//! Tokens of services, whose prefix and length tell: `hf_…`, `shpat_…`, `sq0atp-…`.

use super::prefixes::{MARKED, PLAIN, is_mark, may_end};
use super::{BULLET, Secret, end_of, starts_token};
use crate::card::mask::HIDDEN_TEXT;

/// How many bytes are examined to decide whether something is a token. Without a limit, text made of prefixes
/// would be read again from each of them.
pub(super) const TOKEN_LOOK: usize = 64;

/// The fewest letters and digits after a prefix of the first list, [`PLAIN`].
const PLAIN_LONG: usize = 30;

/// The fewest characters after one of the second list, [`MARKED`], with a digit among them.
const MARKED_LONG: usize = 20;

/// The most bytes of a prefix.
const LONGEST: usize = "AGE-SECRET-KEY-".len();

/// A token that starts at a place, after its prefix.
#[inline(never)]
pub(super) fn token(bytes: &[u8], from: usize) -> Option<Secret> {
    let ends = |prefix: &[u8]| bytes[..from].ends_with(prefix) && starts_token(bytes, from - prefix.len());
    let is_token_of = |list| prefixes(list).any(ends);
    let found =
        (is_plain(bytes, from) && is_token_of(PLAIN)) || (is_marked(bytes, from) && is_token_of(MARKED));
    // A token of Sentry goes on after its padding.
    let to = || end_of(bytes, from, |byte| is_token(byte) || byte == b'=');
    found.then(|| Secret { from, to: to(), with: HIDDEN_TEXT })
}

/// The length of the prefix at the start of a text, if the rest of a token follows or is hidden.
#[inline(never)]
pub(super) fn prefix(bytes: &[u8]) -> Option<usize> {
    let head = &bytes[..bytes.len().min(LONGEST)];
    let ends = |at: &usize| is_mark(head[*at]) && may_end(&head[..*at]);
    let is_hidden = |from: usize| bytes[from..].starts_with(BULLET.as_bytes());
    (0..head.len()).filter(ends).map(|at| at + 1).find(|from| {
        let is_of = |list| prefixes(list).any(|prefix| *prefix == bytes[..*from]);
        let hidden = is_hidden(*from);
        ((hidden || is_plain(bytes, *from)) && is_of(PLAIN))
            || ((hidden || is_marked(bytes, *from)) && is_of(MARKED))
    })
}

fn prefixes(list: &'static [u8]) -> impl Iterator<Item = &'static [u8]> {
    list.split(|byte| *byte == b' ')
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
