//! `quoted-string` (RFC 9110 section 5.6.4).
//!
//! ```abnf
//! quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
//! qdtext        = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
//! quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
//! ```

use crate::ascii;
use crate::error::{Code, Error, Result};

/// The end of the quoted string that starts at `text[0] == '"'`: the offset after its closing quote.
///
/// # Errors
/// [`Code::InvalidHeader`] when `text` does not start with a quote, the quote is never closed, or there is a
/// control character inside.
pub fn end(text: &str) -> Result<usize> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'"') {
        return Err(Error::new(Code::InvalidHeader, "a quoted string does not begin with a quote"));
    }
    const CONTROL: Error = Error::new(Code::InvalidHeader, "a quoted string contains a control character");
    let mut at = 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let stop = ascii::find_special(rest, is_special);
        at += stop.ok_or(Error::new(Code::InvalidHeader, "a quoted string is not closed"))?;
        match bytes[at] {
            b'"' => return Ok(at + 1),
            b'\\' if !bytes.get(at + 1).is_some_and(|byte| control(*byte)) => at += 2,
            _ => return Err(CONTROL),
        }
    }
}

const fn control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

/// Whether a byte is not `qdtext`.
pub(super) const fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\') || control(byte)
}

/// The text between the quotes, still escaped, if `text` is exactly one quoted string.
///
/// # Errors
/// [`Code::InvalidHeader`] as for [`end`], or when text follows the closing quote.
///
/// ```
/// use mpp_wasm::http::quoted::inner;
/// assert_eq!(inner(r#""a \"b\"""#).unwrap(), r#"a \"b\""#);
/// assert!(inner(r#""a"#).is_err() && inner(r#""a" b"#).is_err());
/// ```
pub fn inner(text: &str) -> Result<&str> {
    let close = end(text)?;
    if close != text.len() {
        return Err(Error::new(Code::InvalidHeader, "text follows a quoted string without a comma"));
    }
    Ok(ascii::part(text, 1..close - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end() {
        assert_eq!(inner(r#""a\"b\\""#), Ok(r#"a\"b\\"#));
        assert_eq!(inner("\"\""), Ok(""));
        assert_eq!(inner("\"a\tb, é\""), Ok("a\tb, é"));
        for text in
            ["\"a", "\"a\\\"", "\"a\" b", "\"a\rb\"", "\"a\0\"", "\"\u{1b}[2J\"", "\"\\\n\"", "\"\u{7f}\""]
        {
            assert_eq!(inner(text).unwrap_err().code(), Code::InvalidHeader, "{text:?}");
        }
    }

    #[test]
    fn twelve_thousand_backslashes_are_linear() {
        assert!(end(&["\"", &"\\".repeat(12_000)].concat()).is_err());
    }
}
