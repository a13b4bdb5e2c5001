//! `auth-param` (RFC 9110 section 11.2), and the text between two commas before it is parsed as one.

use super::super::{quoted, token};
use crate::ascii;
use crate::error::{Code, Error, Result};
use alloc::{borrow::Cow, string::String};
use core::num::NonZeroUsize;

/// A parameter: its name in lowercase, and its value, still escaped if it was quoted. [`param`] and
/// [`Element::params`](super::Element::params) make them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Param<'a> {
    /// The name, in lowercase.
    pub name: Cow<'a, str>,
    /// The token, or the text between the quotes.
    pub raw: &'a str,
    /// Whether `raw` was quoted and contains escapes.
    pub escaped: bool,
}

/// The text between two commas, and the length of its name if it was read as `name="value"` while splitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) plain: Option<NonZeroUsize>,
}

impl<'a> Piece<'a> {
    pub(super) fn param(self) -> Result<Param<'a>> {
        match self.plain {
            Some(name) => {
                let (name, rest) = ascii::split_at(self.text, name.get());
                let raw = ascii::part(rest, 2..rest.len() - 1);
                Ok(Param { name: Cow::Borrowed(name), raw, escaped: false })
            }
            None => param(self.text),
        }
    }
}

/// Parses one piece of an element as a parameter.
///
/// # Errors
/// [`Code::InvalidHeader`] when it breaks the grammar.
///
/// ```
/// use mpp_wasm::http::auth::param;
/// let realm = param(r#"Realm = "a, b""#).unwrap();
/// assert_eq!((&*realm.name, realm.raw, realm.escaped), ("realm", "a, b", false));
/// assert!(param("realm").is_err());
/// ```
pub fn param(piece: &str) -> Result<Param<'_>> {
    let (name, rest) = token::split_token(piece);
    let value = token::trim(rest).strip_prefix('=').map(token::trim);
    let (false, Some(value)) = (name.is_empty(), value) else {
        return Err(Error::new(Code::InvalidHeader, "a parameter is not written name=value"));
    };
    let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(String::from(name).to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    };
    if value.starts_with('"') {
        let raw = quoted::inner(value)?;
        return Ok(Param { name, raw, escaped: ascii::holds(raw, b'\\') });
    }
    // Other implementations write padded base64 without quotes; token68 covers it.
    if token::is_token(value) || token::is_token68(value) {
        return Ok(Param { name, raw: value, escaped: false });
    }
    Err(Error::new(Code::InvalidHeader, "a parameter value is neither a token nor a quoted string"))
}

/// Parses the form that almost all parameters have, in one pass: a name without capitals, a quoted string
/// without escapes, then a comma or the end. [`param`] handles everything else, and gives the same result for
/// this form.
pub(super) fn plain(text: &str) -> Option<(Piece<'_>, usize)> {
    let bytes = text.as_bytes();
    let name = token::lower_case_token(bytes);
    if name == 0 || !bytes[name..].starts_with(b"=\"") {
        return None;
    }
    let start = name + 2;
    let end = start + ascii::find_special(&bytes[start..], quoted::is_special)?;
    let after = bytes[end + 1..].iter().position(|byte| !matches!(byte, b' ' | b'\t'));
    let length = after.map_or(bytes.len(), |after| end + 1 + after);
    if bytes[end] != b'"' || bytes.get(length).is_some_and(|byte| *byte != b',') {
        return None;
    }
    Some((Piece { text: text.get(..=end)?, plain: NonZeroUsize::new(name) }, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_on_the_way_is_what_param_reads() {
        let values = [
            "\"x\"",
            "\"\"",
            "\"a, b\"",
            "\"é\"",
            "\"a\tb\"",
            "\"a\\\"b\"",
            "\"\u{7f}\"",
            "\"",
            "x",
            "",
            "\"x\" y",
        ];
        for name in ["a", "A", "a-1", "", "é", "a b"] {
            for value in values {
                for space in ["", " ", "\t "] {
                    let text = [name, "=", value, space].concat();
                    if let Some((piece, length)) = plain(&text) {
                        assert_eq!(piece.param(), param(token::trim(&text)), "{text:?}");
                        assert_eq!((piece.text, length), (token::trim(&text), text.len()), "{text:?}");
                    }
                }
            }
        }
        assert!(plain("a=\"x\"").is_some() && plain("a=\"x\" ,b").is_some() && plain("a=\"x\"b").is_none());
    }
}
