//! Helpers for the bytes of a text.

/// The bit that makes a letter lower case. `-` already has it.
pub(in crate::card::redact) const LOWER: u8 = 0x20;

/// `_` with that bit set.
pub(in crate::card::redact) const UNDERSCORE: u8 = b'_' | LOWER;

/// Stands for a digit that is already hidden.
pub(in crate::card::redact) const BULLET: &str = "•";

/// Whether a stretch contains something already hidden.
pub(in crate::card::redact) fn has_bullet(bytes: &[u8]) -> bool {
    bytes.windows(BULLET.len()).any(|bytes| bytes == BULLET.as_bytes())
}

/// A byte that may stand between a name, its separator and its value.
pub(in crate::card::redact) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

pub(in crate::card::redact) const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Whether the bytes before a place end with a word, ignoring case.
pub(in crate::card::redact) fn ends_with(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    at >= word.len() && bytes[at - word.len()..at].eq_ignore_ascii_case(word)
}

/// Whether the bytes from a place on start with a word, ignoring case.
pub(in crate::card::redact) fn starts_with(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    bytes.len() >= at + word.len() && bytes[at..at + word.len()].eq_ignore_ascii_case(word)
}

/// Whether a word is one of a list, ignoring case. A call, because a copy for each list would be long.
#[inline(never)]
pub(in crate::card::redact) fn is_any(word: &[u8], list: &[&[u8]]) -> bool {
    list.iter().any(|own| own.eq_ignore_ascii_case(word))
}

/// The end of the longest stretch from a place on in which all bytes pass.
pub(in crate::card::redact) fn end_of(bytes: &[u8], at: usize, passes: impl Fn(u8) -> bool) -> usize {
    at + bytes[at..].iter().take_while(|byte| passes(**byte)).count()
}

/// Where the stretch before a place starts in which all bytes pass, at most `most` bytes long.
pub(in crate::card::redact) fn start_of(
    bytes: &[u8],
    at: usize,
    most: usize,
    passes: impl Fn(u8) -> bool,
) -> usize {
    at - bytes[..at].iter().rev().take(most).take_while(|byte| passes(**byte)).count()
}

/// The start of a text that is cut at a place, or before it if that is in the middle of a character.
pub(in crate::card::redact) fn start_to(bytes: &[u8], at: usize) -> &[u8] {
    let mut end = bytes.len().min(at);
    while bytes.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    &bytes[..end]
}
