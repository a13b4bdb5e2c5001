//! Where words and tokens start. The escapes of strings and URLs (`\n`, `\u0022`, `%20`) and terminal colors end
//! with a letter or a digit but are not part of the word after them.

use super::bytes::end_of;
use super::color::before_color;
use super::written;

/// Whether a word may start here: not in the middle of another word, except at a capital in camelCase.
pub(in crate::card::redact) fn starts_word(bytes: &[u8], at: usize) -> bool {
    let inner = |before: &u8| before.is_ascii_lowercase() && bytes[at].is_ascii_uppercase();
    starts_token(bytes, at) || bytes[..at].last().is_some_and(inner)
}

/// The same for a token, whose prefix must not be part of a longer name. A token may also start after an escape.
pub(in crate::card::redact) fn starts_token(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    !before.last().is_some_and(u8::is_ascii_alphanumeric) || ends(before)
}

/// Whether a text ends with an escape, so that a word may start right after it.
pub(in crate::card::redact) fn ends(before: &[u8]) -> bool {
    match *before {
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f' | b'v'] => true,
        [.., b'%', first, second]
        | [.., b'%', b'2', b'5', first, second]
        | [.., b'\\', b'x' | b'X', first, second]
            if is_hex(&[first, second]) =>
        {
            true
        }
        [.., b'\\', b'u', first, second, third, fourth] if is_hex(&[first, second, third, fourth]) => true,
        _ => before_color(before).is_some(),
    }
}

/// Where the word starts in a stretch of letters and digits that may begin with the rest of an escape: `ncvc`
/// after a backslash, `22cvc` after `%`, `32mcvc` after the `[` of a color.
pub(in crate::card::redact) fn word_start(bytes: &[u8], start: usize, end: usize) -> usize {
    let after = match (bytes[..start].last(), &bytes[start..end]) {
        (Some(b'%'), _) => written::escaped(bytes, start - 1).map_or(start + 2, |mark| mark.end),
        (Some(b'\\'), [b'n' | b'r' | b't', ..]) => start + 1,
        (Some(b'\\'), [b'u', hex @ ..]) if hex.first_chunk().is_some_and(|hex: &[u8; 4]| is_hex(hex)) => {
            start + 5
        }
        (Some(b'\\'), [b'x', hex @ ..]) if hex.first_chunk().is_some_and(|hex: &[u8; 2]| is_hex(hex)) => {
            start + 3
        }
        (Some(b'[' | b';'), _) => {
            let mark = end_of(&bytes[..end], start, |byte| byte.is_ascii_digit()) + 1;
            if mark <= end && before_color(&bytes[..mark]).is_some() { mark } else { start }
        }
        _ => start,
    };
    after.min(end)
}

fn is_hex(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_hexdigit)
}
