//! Texts in quotation marks.

use super::written::{self, Mark, Way};
use core::ops::Range;

/// Where the text ends that this quotation mark opens.
pub(in crate::card::redact) fn text_end(bytes: &[u8], open: &Mark) -> usize {
    match open.way {
        Way::Plain => closing(bytes, open.end, open.byte, open.depth),
        _ => written::closing(bytes, open),
    }
}

/// Where a quoted text ends: at its closing mark, or at the end of its line.
pub(in crate::card::redact) fn closing(bytes: &[u8], from: usize, quote: u8, level: usize) -> usize {
    let mut slashes = 0;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        // In nested strings, a mark of the same level has as many backslashes before it as
        // the opening one. A deeper one has more.
        let closes =
            if level == 0 { slashes % 2 == 0 && !is_nested(bytes, at, slashes) } else { slashes <= level };
        match *byte {
            b'\n' | b'\r' => return at,
            b'\\' => slashes += 1,
            byte if byte == quote && closes => return at - slashes.min(level),
            _ => slashes = 0,
        }
    }
    bytes.len()
}

/// Whether a mark after two backslashes is inside a text, because that text is in another one: `'{"password":"a\\"b"}'`. A
/// letter follows, while after the end of a text there is none.
fn is_nested(bytes: &[u8], at: usize, slashes: usize) -> bool {
    slashes > 0 && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
}

/// The text in typographic quotation marks at a place, as chats and word processors make them of others: `“x”`, `‘x’`.
pub(in crate::card::redact) fn typographic(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let double = |mark: u8| matches!(mark, 0x9c..=0x9e);
    let [0xe2, 0x80, open @ 0x98..=0x9e, ..] = bytes[at..] else { return None };
    let from = at + "“".len();
    let ends = |rest: &[u8]| match *rest {
        [b'\r' | b'\n', ..] => true,
        [0xe2, 0x80, close @ 0x98..=0x9e, ..] => double(close) == double(open),
        _ => false,
    };
    Some(from..(from..bytes.len()).find(|at| ends(&bytes[*at..])).unwrap_or(bytes.len()))
}
