//! The characters of values without quotation marks, and where such values end.

use super::bytes::{BULLET, is_quote};
use super::written::{self, Mark};

/// What marks are that end a value in some forms and are part of one in others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::card::redact) enum Marks {
    EndWords,
    ArePart,
}

/// Where a word ends.
pub(in crate::card::redact) fn word_end(bytes: &[u8], mut at: usize, marks: Marks) -> usize {
    while let Some(mark) = word_mark(bytes, at, marks) {
        at = mark;
    }
    at
}

/// Where the character at a place ends, if it belongs to a word. It may be escaped: `a\u002Bb` is one word.
fn word_mark(bytes: &[u8], at: usize, marks: Marks) -> Option<usize> {
    let goes_on = || marks == Marks::ArePart && is_mark(bytes, at);
    if at < bytes.len() && (is_word(bytes, at) || is_inner_backslash(bytes, at) || goes_on()) {
        return Some(at + 1);
    }
    let goes_on =
        |mark: &Mark| !is_inside(mark.byte) && mark.byte.is_ascii_graphic() && !ends_word(mark.byte);
    written::escaped(bytes, at).filter(goes_on).map(|mark| mark.end)
}

/// Whether a byte belongs to a word: it is not a blank, a mark that ends values in
/// some language, or a typographic mark.
pub(in crate::card::redact) fn is_word(bytes: &[u8], at: usize) -> bool {
    !bytes[at].is_ascii_whitespace()
        && !bytes[at].is_ascii_control()
        && !is_inside(bytes[at])
        && !ends_word(bytes[at])
        && !bytes[at..].starts_with(&BULLET.as_bytes()[..2])
}

/// Whether a quotation mark at a place is part of a word: it is between letters or digits.
pub(in crate::card::redact) fn is_inner_quote(bytes: &[u8], at: usize) -> bool {
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    bytes.get(at).is_some_and(|byte| is_quote(*byte))
        && letter(bytes.get(at + 1))
        && letter(bytes[..at].last())
}

/// The letters that begin an escape of something else than a letter or a mark: a line end, a tab, a color.
const ESCAPES: &[u8] = b"nrtuxeE";

/// Whether a backslash at a place is part of a word: it is between letters or digits, and begins no escape.
fn is_inner_backslash(bytes: &[u8], at: usize) -> bool {
    matches!(&bytes[at..], [b'\\', next, ..] if next.is_ascii_alphabetic() && !ESCAPES.contains(next))
        && bytes[..at].last().is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether a byte at a place ends a value in some forms and is part of one in others.
pub(in crate::card::redact) fn is_mark(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| is_inside(*byte)) || is_inner_quote(bytes, at)
}

/// Whether a byte always ends a word.
pub(in crate::card::redact) const fn ends_word(byte: u8) -> bool {
    is_quote(byte) || byte == b'\\'
}

/// Whether a byte ends a value in a query, a call or a list, but may be part of one in an environment or on a line of its own.
pub(in crate::card::redact) const fn is_inside(byte: u8) -> bool {
    matches!(byte, b'&' | b';' | b',' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'|')
}
