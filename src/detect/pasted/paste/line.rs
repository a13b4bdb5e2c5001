//! The lines of a pasted text.

use crate::ascii;
use crate::http::token::{is_token, trim};
use core::ops::Range;

/// The ranges of the lines, without their line ends.
pub(in crate::detect) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    core::iter::from_fn(move || {
        let (start, rest) = (at, text.get(at..).filter(|rest| !rest.is_empty())?);
        let length = ascii::find(rest, b'\n').unwrap_or(rest.len());
        at += length + 1;
        let returns = rest.as_bytes()[..length].iter().rev().take_while(|byte| **byte == b'\r').count();
        Some(start..start + length - returns)
    })
}

pub(super) fn is_blank(line: &str) -> bool {
    line.trim_ascii().is_empty()
}

/// A range without the white space at its ends.
pub(in crate::detect) fn within(text: &str, range: Range<usize>) -> Range<usize> {
    let words = trim(ascii::part(text, range));
    let start = words.as_ptr() as usize - text.as_ptr() as usize;
    start..start + words.len()
}

/// The name of a field line.
pub(super) fn name(line: &str) -> Option<&str> {
    ascii::split_once(line, b':').map(|(name, _)| name).filter(|name| is_token(name))
}

/// Whether a line starts a response or a request: `HTTP/2 402`, `GET /paid HTTP/1.1`.
pub(super) fn is_start(line: &str) -> bool {
    let has_method = || ascii::split_once(line, b' ').is_some_and(|(method, _)| is_token(method));
    let has_version = || ascii::rsplit_once(line, b' ').is_some_and(|(_, version)| is_version(version));
    status(line).is_some() || (has_version() && has_method())
}

/// Where the digits of a status line are.
pub(super) fn status(line: &str) -> Option<Range<usize>> {
    let (version, rest) = ascii::split_once(line, b' ')?;
    let (code, after) = rest.trim_ascii_start().as_bytes().split_first_chunk::<3>()?;
    let is_whole_word = matches!(after, [] | [b' ' | b'\t', ..]);
    let at = line.len() - after.len() - code.len();
    (is_version(version) && is_whole_word && code.iter().all(u8::is_ascii_digit))
        .then_some(at..at + code.len())
}

fn is_version(word: &str) -> bool {
    word.strip_prefix("HTTP/").is_some_and(|version| {
        !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}
