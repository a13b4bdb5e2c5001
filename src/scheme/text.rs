//! Parameter text: quoted strings with the `\uXXXX` escape that other implementations use.
//!
//! Header values are bytes, but names and descriptions are Unicode. Other implementations write a character
//! outside Latin-1 as `\u` and four hex digits for each of its UTF-16 code units. This crate writes every
//! character outside printable ASCII that way, and reads it back.

use crate::ascii;
use crate::error::{Code, Error, Result};
use alloc::{borrow::Cow, string::String};

/// Reads the text between the quotes of a quoted string.
///
/// # Errors
/// [`Code::InvalidHeader`] when an escape yields a lone surrogate, or a CR, LF or NUL, which no field may contain.
///
/// ```
/// use mpp_wasm::scheme::text::unescape;
/// assert_eq!(unescape(r#"a \"b\" \u2014 \ud83d\ude00"#).unwrap(), "a \"b\" — 😀");
/// ```
pub fn unescape(raw: &str) -> Result<Cow<'_, str>> {
    if !ascii::holds(raw, b'\\') {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = ascii::find(rest, b'\\') {
        out.push_str(ascii::part(rest, ..at));
        rest = ascii::part(rest, at + 1..);
        let (c, length) = match unit(rest) {
            Some(high @ 0xd800..=0xdbff) => {
                let low = ascii::part(rest, 5..)
                    .strip_prefix('\\')
                    .and_then(unit)
                    .filter(|low| (0xdc00..=0xdfff).contains(low));
                let low = low.ok_or(Error::new(Code::InvalidHeader, "an escape encodes a lone surrogate"))?;
                (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)), 11)
            }
            Some(code) => (char::from_u32(code), 5),
            None => (rest.chars().next(), rest.chars().next().map_or(0, char::len_utf8)),
        };
        match c {
            Some('\0' | '\r' | '\n') | None => {
                return Err(Error::new(
                    Code::InvalidHeader,
                    "an escape encodes a character no header may contain",
                ));
            }
            Some(c) => out.push(c),
        }
        rest = ascii::part(rest, length..);
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// The UTF-16 code unit of `uXXXX` at the start of `text`.
fn unit(text: &str) -> Option<u32> {
    let hex = text.strip_prefix('u')?.get(..4)?;
    if !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(hex, 16).ok()
}

/// The error for a value that no header may contain.
pub(crate) const BREAK: Error =
    Error::new(Code::InvalidArgument, "a parameter value contains a line break or NUL");

/// Checks that a text can be written as the value of a parameter.
///
/// # Errors
/// [`Code::InvalidArgument`] when it contains CR, LF or NUL.
pub fn check(value: &str) -> Result<()> {
    if value.bytes().any(|byte| matches!(byte, b'\0' | b'\r' | b'\n')) { Err(BREAK) } else { Ok(()) }
}

/// Writes `name="value"` in ASCII.
///
/// # Errors
/// [`Code::InvalidArgument`] when the value contains CR, LF or NUL.
pub fn write_param(out: &mut String, name: &str, value: &str) -> Result<()> {
    out.push_str(name);
    out.push_str("=\"");
    let mut rest = value;
    while let Some(at) =
        rest.bytes().position(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\'))
    {
        let (plain, special) = ascii::split_at(rest, at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('\0' | '\r' | '\n') => return Err(BREAK),
            Some(c @ ('"' | '\\')) => out.extend(['\\', c]),
            Some(c) => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write_unit(out, *unit)),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
    Ok(())
}

fn write_unit(out: &mut String, unit: u16) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        out.push(char::from_digit(u32::from(unit >> shift & 15), 16).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        for text in ["", "plain", "q\"b\\s", "tab\t esc\u{1b} del\u{7f}", "é — 😀 \u{202e}", "\\u0041", "\\"]
        {
            let mut out = String::new();
            write_param(&mut out, "d", text).unwrap();
            assert!(out.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{out}");
            assert_eq!(unescape(&out[3..out.len() - 1]).unwrap(), text);
        }
    }

    #[test]
    fn line_breaks_are_refused_both_ways() {
        for text in ["a\rb", "a\nb", "a\0b"] {
            assert_eq!(write_param(&mut String::new(), "d", text).unwrap_err().code(), Code::InvalidArgument);
            assert_eq!(check(text).unwrap_err().code(), Code::InvalidArgument);
        }
        for raw in ["\\u000d", "\\u000A", "\\u0000"] {
            assert_eq!(unescape(raw).unwrap_err().code(), Code::InvalidHeader);
        }
    }

    #[test]
    fn surrogates_pair_or_fail() {
        for raw in ["\\ud83d", "\\ud83dx", "\\ud83d\\u0041", "\\ud83d\\ue000", "\\ude00"] {
            assert!(unescape(raw).is_err(), "{raw}");
        }
        assert_eq!(unescape("\\udbff\\udfff \\ud800\\udc00").unwrap(), "\u{10ffff} \u{10000}");
        assert_eq!(
            unescape("\\u12x \\uzzzz \\u+123").unwrap(),
            "u12x uzzzz u+123",
            "not an escape of ours: a quoted pair"
        );
    }
}
