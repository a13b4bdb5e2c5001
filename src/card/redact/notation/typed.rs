//! Types that programs print around a text: `Some("x")` and `ApiKey("x")` in Rust,
//! `[]string{"x"}` in Go, `b'x'` in Python, `N'x'` in SQL, `[Object: null prototype] { … }` in Node.

use super::bytes::{end_of, is_quote};

/// The most types around a text, and the most letters in the name of one.
const MAX_TYPES: usize = 2;
const MAX_NAME: usize = 48;

/// Skips the types before a text. If `any`, all types are skipped; otherwise only known ones, because
/// code calls constructors in the same way.
pub(in crate::card::redact) fn text(bytes: &[u8], mut at: usize, any: bool) -> usize {
    for _ in 0..MAX_TYPES {
        let head = &bytes[..bytes.len().min(at + MAX_NAME)];
        let end = end_of(head, at, |byte| byte.is_ascii_alphabetic());
        let known = match &bytes[at..end] {
            b"Some" | b"String" => true,
            name => any && name.first().is_some_and(u8::is_ascii_uppercase),
        };
        if !known || bytes.get(end) != Some(&b'(') {
            break;
        }
        at = end + 1;
    }
    letter(bytes, at)
}

/// Skips what stands before a string or a byte string: a letter in Python and SQL, `N'x'`, `<<` in Erlang.
pub(in crate::card::redact) fn letter(bytes: &[u8], at: usize) -> usize {
    match bytes[at..] {
        [b'b' | b'r' | b'u' | b'N' | b'E', quote, ..] if is_quote(quote) => at + 1,
        [b'<', b'<', quote, ..] if is_quote(quote) => at + 2,
        _ => at,
    }
}

/// Types that are written before a brace.
const BRACED: &[&[u8]] = &[b"[]string", b"[Object: null prototype] "];

/// Skips the type before a list of texts or an object, up to its brace.
pub(in crate::card::redact) fn list(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let is_typed = |kind: &&&[u8]| rest.starts_with(kind) && rest.get(kind.len()) == Some(&b'{');
    BRACED.iter().find(is_typed).map_or(at, |kind| at + kind.len())
}
