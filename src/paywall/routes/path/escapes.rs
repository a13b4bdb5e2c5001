//! Escapes in a path: `%70`, and `%u0070`.

use crate::ascii;
use alloc::{string::String, vec::Vec};

/// Stands for an escaped slash until a step splits the path there. U+FFFF is not for interchange; a path that contains
/// it is split there too, by some of its readings.
pub(super) const SLASH: char = '\u{FFFF}';

/// Stands for bytes that are not UTF-8.
pub(super) const BROKEN: char = char::REPLACEMENT_CHARACTER;

/// Whether an escape is how a client writes a byte that no path can contain: in capitals, and not of ASCII. A server that
/// does not decode has such names escaped in its own routes, while a pattern has them as they are.
pub(super) fn is_canonical(byte: u8, escape: &[u8]) -> bool {
    !byte.is_ascii() && !escape.iter().any(u8::is_ascii_lowercase)
}

/// Decodes every `%XX` that `which` selects, once. Bytes that are not UTF-8 become U+FFFD, which no honest pattern
/// contains.
pub(super) fn decoded(path: &str, which: fn(u8, &[u8]) -> bool) -> String {
    let bytes = path.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) if which((high * 16 + low) as u8, &bytes[at..at + 3]) => {
                match (high * 16 + low) as u8 {
                    b'/' => out.extend_from_slice(SLASH.encode_utf8(&mut [0; 4]).as_bytes()),
                    byte => out.push(byte),
                }
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Decodes every `%uXXXX`, once.
pub(super) fn unescaped(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some(at) = ascii::find_text(rest, "%u") {
        let (before, after) = ascii::split_at(rest, at + 2);
        let hex = after.get(..4).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(code) = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()) else {
            out.push_str(before);
            rest = after;
            continue;
        };
        out.push_str(ascii::part(before, ..at));
        out.push(match char::from_u32(code) {
            Some('/') => SLASH,
            other => other.unwrap_or(BROKEN),
        });
        rest = ascii::part(after, 4..);
    }
    out + rest
}
