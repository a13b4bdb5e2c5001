//! The escapes of JSON strings (RFC 8259 section 7), and the error for text that breaks the grammar.

use crate::error::{Code, Error, Result};

pub(super) const fn bad(message: &'static str) -> Error {
    Error::new(Code::InvalidJson, message)
}

/// The character of the escape whose letter is at `at`, and the offset after the escape.
pub(super) fn escape(text: &str, at: usize) -> Result<(char, usize)> {
    let c = match text.as_bytes().get(at) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(text, at + 1),
        _ => return Err(bad("a string in the JSON has an unknown escape")),
    };
    Ok((c, at + 1))
}

/// The character of the hex digits after `\u`, including the second half of a surrogate pair.
fn unicode(text: &str, at: usize) -> Result<(char, usize)> {
    const LONE: Error = bad("a string in the JSON has a lone surrogate");
    let first = hex4(text, at)?;
    let (code, end) = match first {
        0xd800..=0xdbff => {
            if !text.as_bytes()[at + 4..].starts_with(b"\\u") {
                return Err(LONE);
            }
            match hex4(text, at + 6)? {
                second @ 0xdc00..=0xdfff => (0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), at + 10),
                _ => return Err(LONE),
            }
        }
        _ => (first, at + 4),
    };
    Ok((char::from_u32(code).ok_or(LONE)?, end))
}

fn hex4(text: &str, at: usize) -> Result<u32> {
    let mut code = 0;
    for at in at..at + 4 {
        let digit = text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
        code = code * 16 + digit.ok_or(bad("a \\u escape in the JSON lacks hex digits"))?;
    }
    Ok(code)
}
