//! Terminal colors, `ESC[32m`, which surround words without being part of them.

use super::bytes::{end_of, is_blank};

/// The most colors in a row to step over.
const MAX_COLORS: usize = 4;

/// The most bytes in the numbers of a color, `38;2;255;255;255`.
const MAX_NUMBERS: usize = 18;

/// The most backslashes before the escape of a color: JSON nested in three strings.
const MAX_SLASHES: usize = 8;

/// The character before the `[` of a color.
const ESC: u8 = 0x1b;

/// How it is written in strings after a backslash.
const WRITTEN: &[&[u8]] = &[b"u001b", b"x1b", b"033", b"e", b"u{1b}"];

/// Skips the blanks and colors after a place.
pub(in crate::card::redact) fn gap(bytes: &[u8], at: usize) -> usize {
    skip(bytes, at, is_blank)
}

/// Skips the colors right after a place.
pub(in crate::card::redact) fn after_colors(bytes: &[u8], at: usize) -> usize {
    skip(bytes, at, |_| false)
}

/// Skips the colors after a place, and any bytes around them that pass.
fn skip(bytes: &[u8], at: usize, passes: impl Fn(u8) -> bool) -> usize {
    let mut at = end_of(bytes, at, &passes);
    for _ in 0..MAX_COLORS {
        let Some(end) = color(bytes, at) else { break };
        at = end_of(bytes, end, &passes);
    }
    at
}

/// Steps back over the colors at the end of a text. Called at every separator, where there is nearly always none.
#[inline]
pub(in crate::card::redact) fn before_colors(text: &[u8]) -> &[u8] {
    if matches!(text, [.., b'm' | b'K']) { before_last_colors(text) } else { text }
}

#[cold]
fn before_last_colors(mut text: &[u8]) -> &[u8] {
    for _ in 0..MAX_COLORS {
        let Some(start) = before_color(text) else { break };
        text = &text[..start];
    }
    text
}

/// Where the color ends that starts at a place. `ESC[K` counts as one, because `grep` writes it next to each color.
fn color(bytes: &[u8], at: usize) -> Option<usize> {
    let open = match bytes.get(at)? {
        &ESC => at + 1,
        b'\\' => {
            let written = end_of(&bytes[..bytes.len().min(at + MAX_SLASHES)], at, |byte| byte == b'\\');
            let rest = &bytes[written..];
            let is_start =
                |name: &&&[u8]| rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
            written + WRITTEN.iter().find(is_start)?.len()
        }
        _ => return None,
    };
    if bytes.get(open) != Some(&b'[') {
        return None;
    }
    let head = &bytes[..bytes.len().min(open + 1 + MAX_NUMBERS)];
    let end = end_of(head, open + 1, is_number);
    matches!(bytes.get(end), Some(b'm' | b'K')).then_some(end + 1)
}

/// Where the color starts that ends a text.
pub(super) fn before_color(text: &[u8]) -> Option<usize> {
    let [numbered @ .., b'm' | b'K'] = text else { return None };
    let numbers = numbered.iter().rev().take(MAX_NUMBERS).take_while(|byte| is_number(**byte)).count();
    match numbered[..numbered.len() - numbers] {
        [ref before @ .., ESC, b'['] => Some(before.len()),
        [ref written @ .., b'['] => {
            let before = WRITTEN.iter().find_map(|name| {
                let start = written.len().checked_sub(name.len())?;
                written[start..].eq_ignore_ascii_case(name).then_some(&written[..start])
            })?;
            let slashes = before.iter().rev().take(MAX_SLASHES).take_while(|byte| **byte == b'\\').count();
            (slashes > 0).then_some(before.len() - slashes)
        }
        _ => None,
    }
}

const fn is_number(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b';'
}
