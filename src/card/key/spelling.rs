//! Names compared regardless of spelling: `client_secret`, `Client-Secret`, `clientSecret`.

use crate::card::ends::Ends;
use alloc::vec::Vec;

// The comparisons are calls: a copy for each list of names would take a tenth of all of redaction.

/// Whether a key is `name`, which must be lower case without separators.
pub(in crate::card) fn is(key: &str, name: impl AsRef<[u8]>) -> bool {
    let name = name.as_ref();
    // Separators only make a key longer.
    key.len() >= name.len() && equals(key, name)
}

#[inline(never)]
fn equals(key: &str, name: &[u8]) -> bool {
    plain(key).eq(name.iter().copied())
}

/// Whether a key starts with `name`, written the same way.
#[inline(never)]
pub(super) fn starts_with(key: &str, name: &str) -> bool {
    let mut key = plain(key);
    name.bytes().all(|byte| key.next() == Some(byte))
}

/// Whether a key ends with `name`, written the same way.
#[inline(never)]
pub(super) fn ends_with(key: &str, name: &str) -> bool {
    let mut key = plain(key).rev();
    name.bytes().rev().all(|byte| key.next() == Some(byte))
}

/// Whether a key ends with two names, written the same way.
pub(super) fn ends_with_both(key: &str, first: &str, second: &str) -> bool {
    let mut key = plain(key).rev();
    first.bytes().chain(second.bytes()).rev().all(|byte| key.next() == Some(byte))
}

/// Whether a key ends with another key, or equals it. An empty `end` never matches.
pub(in crate::card) fn ends_with_key(key: &str, end: &str) -> bool {
    let mut key = plain(key).rev();
    plain(end).next().is_some() && plain(end).rev().all(|byte| key.next() == Some(byte))
}

/// Whether a key may end with one of several names, written the same way.
#[inline(never)]
pub(super) fn may_end(key: &str, names: &Ends) -> bool {
    let mut key = plain(key).rev();
    match [key.next(), key.next(), key.next()] {
        [Some(last), Some(second), Some(third)] => names.may_be([third, second, last]),
        _ => false,
    }
}

/// Whether a text contains `name`, written the same way.
pub(in crate::card) fn contains(text: &str, name: &str) -> bool {
    let text: Vec<u8> = plain(text).collect();
    text.windows(name.len()).any(|part| part == name.as_bytes())
}

/// The bytes of a key in lower case, without `_`, `-`, dots and spaces.
pub(super) fn plain(key: &str) -> impl DoubleEndedIterator<Item = u8> + '_ {
    key.bytes()
        .filter(|byte| !matches!(byte, b'_' | b'-' | b'.' | b' '))
        .map(|byte| byte.to_ascii_lowercase())
}
