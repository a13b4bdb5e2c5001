//! Names and values that fill a line, as in configuration: `password = P@ss(word)1`.

use crate::card::pass;
use crate::card::redact::names::name::{MAX_NAME, Name, is_name, is_path};
use crate::card::redact::names::telling::{is_reference, is_template, looks_secret};
use crate::card::redact::notation::bytes::{end_of, is_blank, is_quote, start_of};
use crate::card::redact::notation::color;
use crate::card::redact::notation::unquoted::{Marks, is_inside, is_mark, word_end};
use core::ops::Range;
use core::str;

/// Whether a name and its value fill a line, as in configuration. The line may also be inside a string.
pub(super) fn is_alone(bytes: &[u8], name: &Name<'_>, to: usize) -> bool {
    let Some(escaped) = begins(bytes, name) else { return false };
    let end = color::gap(bytes, to);
    let slashes = end_of(bytes, end, |byte| byte == b'\\');
    match bytes.get(slashes) {
        None | Some(b'\r' | b'\n') => slashes == end,
        Some(b'#') => end > to && slashes == end,
        Some(b'n' | b'r') => escaped && slashes > end,
        Some(byte) => escaped && is_quote(*byte),
    }
}

/// If a name begins a line: whether that line is inside a string. The name may be the last part of a path, or in
/// brackets.
fn begins(bytes: &[u8], name: &Name<'_>) -> Option<bool> {
    let before = &bytes[..name.start];
    let path = if before.ends_with(b".") {
        start_of(before, before.len(), MAX_NAME, |byte| is_name(byte) || byte == b'.')
    } else {
        before.len() - usize::from(before.ends_with(b"["))
    };
    let before = color::before_colors(&before[..path]);
    let before = before.strip_suffix(b"export ").or(before.strip_suffix(b"- ")).unwrap_or(before);
    let indent = before.iter().rev().take_while(|byte| is_blank(**byte)).count();
    let line = &before[..before.len() - indent];
    let escaped = line.ends_with(b"\\n");
    (escaped || matches!(line.last(), None | Some(b'\n'))).then_some(escaped)
}

/// A value that fills its line and contains marks that end values elsewhere. `mark` is the first of them. Code and forms
/// have no such values.
pub(super) fn value(bytes: &[u8], at: usize, mark: usize, name: &Name<'_>) -> Option<Range<usize>> {
    if !is_mark(bytes, mark) || name.quoted || pass::is_pass(name.text) || begins(bytes, name).is_none() {
        return None;
    }
    let to = word_end(bytes, mark, Marks::ArePart);
    (is_alone(bytes, name, to) && is_secret(&bytes[at..to], mark - at)).then_some(at..to)
}

/// Whether a word with marks, of which `mark` is the first, is a secret rather than code or a form.
pub(super) fn is_secret(word: &[u8], mark: usize) -> bool {
    let Ok(text) = str::from_utf8(word) else { return false };
    let more = |byte: &u8| matches!(byte, b',' | b';' | b'|' | b'&' | b'(' | b'[' | b'{' | b':');
    let ends = word[mark..].iter().all(|byte| is_inside(*byte)) || word.last().is_some_and(more);
    !ends
        && !is_marked(text)
        && looks_secret(text)
        && !has_members(&word[mark..], |byte| matches!(byte, b'&' | b';' | b',' | b'|'))
        && !is_code(text)
        && !is_template(text)
}

/// Whether a text is marked as something else by its first byte: a list or a template in brackets, a tag, an anchor of
/// YAML or a reference of code.
fn is_marked(text: &str) -> bool {
    let is_anchor = |name: &str| {
        let has = |passes: fn(&u8) -> bool| name.as_bytes().iter().any(passes);
        let random = has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
        !random && name.bytes().all(|byte| is_path(byte) || byte == b':')
    };
    match text.as_bytes()[0] {
        b'{' => text.ends_with('}'),
        b'[' => text.ends_with([']', '}', '+', '*', '?']) && text.contains(']'),
        b'<' => text.starts_with("<<") || text.contains('>'),
        b'&' => is_anchor(&text[1..]),
        _ => false,
    }
}

/// Whether more names and values follow marks that pass, as in a form, `&a=b`, or a connection string.
pub(super) fn has_members(text: &[u8], passes: impl Fn(u8) -> bool) -> bool {
    let name = |byte: u8| is_path(byte) || byte == b'%';
    let is_member = |at: usize| {
        let end = end_of(text, at + 1, name);
        end > at + 1 && matches!(text.get(end), Some(b'=' | b':'))
    };
    (0..text.len()).filter(|at| passes(text[*at])).any(is_member)
}

/// Whether a text is a call, an index or a type: names with brackets that are all closed, and no word right after them.
/// Inside the brackets there may be operators.
pub(super) fn is_code(text: &str) -> bool {
    let (mut open, mut any, mut closed) = (0_usize, false, false);
    for byte in text.trim_start_matches('$').bytes() {
        let operator = matches!(byte, b'+' | b'*' | b'/' | b'%' | b'=' | b'!' | b'?' | b'$');
        match byte {
            b'(' | b'[' | b'{' | b'<' => (open, any) = (open + 1, true),
            b')' | b']' | b'}' | b'>' if open == 0 => return false,
            b')' | b']' | b'}' | b'>' => open -= 1,
            _ if open > 0 && (operator || is_name(byte)) => {}
            _ if !is_path(byte) && !is_inside(byte) && byte != b':' => return false,
            _ if closed && is_name(byte) => return false,
            _ => {}
        }
        closed = matches!(byte, b')' | b']' | b'}' | b'>');
    }
    is_reference(text) || (any && open == 0) || (text.contains('|') && text.split('|').all(is_type))
}

/// Whether a word is the name of a type, `string` or `Uint8Array`: small letters, or a capital before several of them. A
/// number is inside it.
fn is_type(word: &str) -> bool {
    let word = word.as_bytes();
    let capital = word.first().is_some_and(u8::is_ascii_uppercase);
    let small = end_of(word, usize::from(capital), |byte| byte.is_ascii_lowercase());
    let number = end_of(word, small, |byte| byte.is_ascii_digit());
    let rest = &word[number..];
    let inside = number == small || rest.first().is_some_and(u8::is_ascii_uppercase);
    small > 2 && inside && (rest.is_empty() || capital) && rest.iter().all(u8::is_ascii_alphabetic)
}
