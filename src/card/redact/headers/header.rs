//! Values in header lines, wherever the lines were copied to: JSON, a shell command, debug output.

use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::names::name::DOUBLED;
use crate::card::redact::names::telling;
use crate::card::redact::notation::bytes::BULLET;
use crate::card::redact::notation::written::{self, Mark, Way, mark};
use crate::card::redact::notation::{color, typed};
use crate::card::redact::redacted::Secret;
use core::str;

/// The shortest word that can look like a secret when only its shape tells.
const SECRET_SHORT: usize = 8;

/// A word of at least this length is not prose, whatever it consists of.
const SECRET_LONG: usize = 24;

/// How much of a word without a scheme is examined to decide whether it is a secret. This keeps endless
/// words from being read over and over.
const KEY_LOOK: usize = 1024;

/// The value of a name.
pub(super) struct Value {
    /// Where it starts.
    pub at: usize,
    /// The quotation mark that ends it when it comes again. It may have been opened before the name.
    pub open: Option<Mark>,
    /// Whether the value has this mark to itself.
    pub member: bool,
    /// Whether only a comma separates name and value, as in a list of names.
    pub listed: bool,
    /// Whether name and value are part of a URL.
    pub encoded: bool,
}

/// Finds the value after a name: `name: v`, `name=v`, `"name":"v"`, `("name", "v")`, `\"name\":[\"v\"]`.
pub(super) fn value_after(bytes: &[u8], start: usize, end: usize) -> Option<Value> {
    let mut at = color::after_colors(bytes, end);
    // The end of a path: `"headers[authorization]"`.
    at = mark(bytes, at).filter(|next| next.byte == b']').map_or(at, |next| next.end);
    let doubled = bytes[at..].starts_with(DOUBLED);
    let name_quote = written::cell_quote(bytes, at, doubled);
    at = color::after_colors(bytes, name_quote.map_or(at, |quote| quote.end));
    let separator = loop {
        let next = mark(bytes, at)?;
        match next.byte {
            b':' | b'=' => break next,
            b',' if name_quote.is_some() => break next,
            b']' | b' ' | b'\t' | b'\\' => at = next.end,
            _ => return None,
        }
    };
    let encoded = separator.way == Way::Url;
    at = written::gap(bytes, separator.end, separator.way);
    let list = typed::list(bytes, at);
    at = if list > at { list + 1 } else { at };
    while let Some(next) = mark(bytes, at)
        && matches!(next.byte, b'[' | b'>' | b' ' | b'\t' | b'\\')
    {
        at = next.end;
    }
    at = typed::letter(bytes, at);
    let quote = written::cell_quote(bytes, at, doubled);
    // In `-H "Authorization: Basic abc=="`, the mark before the name ends the value.
    let inside =
        || written::quote_before(bytes, start).filter(|mark| mark.byte == b'"' && name_quote.is_none());
    let at = quote.map_or(at, |quote| quote.end);
    let member = quote.is_some();
    Some(Value { at, open: quote.or_else(inside), member, listed: separator.byte == b',', encoded })
}

/// The start of a value's first word: as much of it as is examined.
pub(super) fn near<'a>(bytes: &'a [u8], value: &Value) -> &'a [u8] {
    &bytes[value.at..value_end(look_from(bytes, value.at), value.at, value.encoded)]
}

/// The text from its beginning to the end of what is examined of a key at `at`.
pub(super) fn look_from(bytes: &[u8], at: usize) -> &[u8] {
    &bytes[..bytes.len().min(at + KEY_LOOK)]
}

/// Where one word of credentials ends. In a URL, it ends before anything that ends a parameter or a text.
pub(super) fn value_end(bytes: &[u8], mut at: usize, encoded: bool) -> usize {
    while bytes.get(at).is_some_and(|byte| is_value(*byte)) {
        let escape = if encoded { written::escaped(bytes, at) } else { None };
        if escape.is_some_and(|mark| !is_value(mark.byte)) {
            break;
        }
        at = escape.map_or(at + 1, |mark| mark.end);
    }
    at
}

/// Skips the blanks after a scheme, even if it is part of a URL.
pub(super) fn after_scheme(bytes: &[u8], end: usize) -> usize {
    written::gap(bytes, end, Way::Url)
}

/// Whether there is a URL's blank at a place.
pub(super) fn is_encoded(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'%' | b'+'))
}

/// Whether a word after a name, without a known scheme, is a secret rather than source code.
pub(super) fn tells(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    let rest = &bytes[at + word.len()..];
    let code = (matches!(rest.first(), Some(b'(' | b'[' | b'<')) && !rest.starts_with(b"</"))
        || rest.starts_with(BULLET.as_bytes());
    let number = word.len() >= SECRET_SHORT && word.iter().all(u8::is_ascii_digit);
    !code && (number || str::from_utf8(word).is_ok_and(telling::looks_secret))
}

/// Whether a word looks like a secret: it has digits, inner capitals or padding, or is longer than any word.
pub(super) fn looks_secret(word: &[u8]) -> bool {
    word.len() >= SECRET_LONG
        || (word.len() >= SECRET_SHORT
            && (word.iter().any(|byte| byte.is_ascii_digit() || *byte == b'=')
                || word[1..].iter().any(u8::is_ascii_uppercase)))
}

/// A byte of credentials: those of `token68`, and others that real tokens contain.
pub(super) const fn is_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b':' | b';' | b'%' | b'|' | b'!' | b'*'
        )
}

pub(super) fn hidden(from: usize, to: usize) -> Secret {
    Secret { from, to, with: HIDDEN_TEXT }
}
