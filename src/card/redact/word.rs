//! Values without quotation marks: where they end, and whether they count as values.

use super::form::{Form, Value};
use super::name::{Kind, MAX_NAME, Name, in_prose, is_letter, is_name};
use super::telling::{is_placeholder, is_reference, looks_secret};
use super::written::{self, Mark, Way};
use super::{BULLET, colour, end_of, is_blank, is_quote};
use crate::card::key;
use core::str;

/// The shortest word that counts without quotation marks. Minified code has shorter ones.
const WORD_SHORT: usize = 3;

/// The longest word that can be anything other than a secret. This way, long words are read only once.
const WORD_LONG: usize = 256;

/// An unquoted value, if it is not code and does not stand for another value.
pub(super) fn word(
    bytes: &[u8],
    at: usize,
    glued: bool,
    kind: Kind,
    name: &Name<'_>,
    form: &Form,
) -> Option<Value> {
    let tight = glued && form.tight;
    // In an environment, everything up to a blank is the value. In a query or a call, other things follow.
    let variable = tight
        && name.text.bytes().all(|byte| !byte.is_ascii_lowercase() && byte != b'-')
        && !matches!(bytes[..name.start].last(), Some(b'?' | b'&' | b';'));
    let mut to = at;
    while let Some(mark) = word_mark(bytes, to, variable) {
        to = mark;
    }
    if to - at > WORD_LONG {
        return Some(Value { range: at..to, sure: true, long: true });
    }
    if bytes[to..].starts_with(BULLET.as_bytes()) {
        // Part of it is already hidden.
        return None;
    }
    if !tight {
        to -= bytes[at..to].iter().rev().take_while(|byte| matches!(byte, b'.' | b':')).count();
    }
    let text = str::from_utf8(&bytes[at..to]).ok()?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = matches!(bytes.get(to), Some(b'(' | b'[' | b'{' | b'<')) || is_reference(text);
    // Up to three digits are a count of tokens, not a secret.
    let counts = kind == Kind::Secret && digits && text.len() <= WORD_SHORT && !key::is(name.text, "pin");
    if text.len() < WORD_SHORT || is_code || counts || is_placeholder(text, name, tight) {
        return None;
    }
    let alone = is_alone(bytes, name, to);
    // Tokens are made by machines, so a word that could be a name in code is taken for one, except in configuration.
    let row = (alone && bytes[..name.start].ends_with(b"["))
        || (glued && !form.equals && is_printed(bytes, name, to));
    let coded = kind == Kind::Secret && key::is_token(name.text) && !variable && !looks_secret(text);
    let plain = if tight {
        key::secret_key_name(text) || text.contains('.')
    } else {
        !row && (form.equals || !alone)
    };
    if coded && plain {
        return None;
    }
    let header = !form.equals && name.text.contains('-') && ends_phrase(bytes, to);
    let pin = digits && text.len() > WORD_SHORT && key::is(name.text, "pin");
    let sure = tight || header || (name.quoted && digits) || pin || row || alone;
    Some(Value { range: at..to, sure, long: false })
}

/// Where the character at a place ends, if it belongs to a word. It may be escaped: `a\u002Bb` is one word.
fn word_mark(bytes: &[u8], at: usize, variable: bool) -> Option<usize> {
    if at < bytes.len() && (is_word(bytes, at) || (variable && is_inside(bytes[at]))) {
        return Some(at + 1);
    }
    let inside = |mark: &Mark| !is_inside(mark.byte) && mark.byte.is_ascii_graphic() && !ends_word(mark.byte);
    written::escaped(bytes, at).filter(inside).map(|mark| mark.end)
}

/// Whether a byte belongs to a word: it is not a blank, a mark that ends values in
/// some language, or a typographic mark.
fn is_word(bytes: &[u8], at: usize) -> bool {
    !bytes[at].is_ascii_whitespace()
        && !bytes[at].is_ascii_control()
        && !is_inside(bytes[at])
        && !ends_word(bytes[at])
        && !bytes[at..].starts_with(&BULLET.as_bytes()[..2])
}

/// Whether a byte always ends a word.
const fn ends_word(byte: u8) -> bool {
    is_quote(byte) || byte == b'\\'
}

/// Whether a byte ends a value in a query, a call or a list, but may be part of one in an environment.
const fn is_inside(byte: u8) -> bool {
    matches!(byte, b'&' | b';' | b',' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'|')
}

/// Whether no other word follows.
fn ends_phrase(bytes: &[u8], to: usize) -> bool {
    let next = end_of(bytes, to, is_blank);
    next == to || next == bytes.len() || !is_letter(bytes[next])
}

/// Whether a name and its value are one pair of several in a row, the way Go prints a
/// map or a struct: `map[a:b password:x]`.
fn is_printed(bytes: &[u8], name: &Name<'_>, to: usize) -> bool {
    let before = &bytes[..name.start];
    match bytes.get(to) {
        Some(b']' | b'}') => before.ends_with(b"map[") || in_prose(bytes, name.start),
        Some(b' ') => {
            let next = end_of(bytes, to + 1, is_name);
            let after = bytes.get(next + 1).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'/');
            next > to + 1 && after && bytes[next] == b':' && matches!(before.last(), Some(b' ' | b'[' | b'{'))
        }
        _ => false,
    }
}

/// Whether a name and its value fill a line, as in configuration. The line may also be inside a string. The
/// name may be the last part of a path, or in brackets.
fn is_alone(bytes: &[u8], name: &Name<'_>, to: usize) -> bool {
    let before = &bytes[..name.start];
    let path =
        before.iter().rev().take(MAX_NAME).take_while(|byte| is_name(**byte) || **byte == b'.').count();
    let path = if before.ends_with(b".") { path } else { usize::from(before.ends_with(b"[")) };
    let before = colour::before_colours(&before[..before.len() - path]);
    let before = before.strip_suffix(b"export ").or(before.strip_suffix(b"- ")).unwrap_or(before);
    let indent = before.iter().rev().take_while(|byte| is_blank(**byte)).count();
    let line = &before[..before.len() - indent];
    let escaped = line.ends_with(b"\\n");
    if !escaped && !matches!(line.last(), None | Some(b'\n')) {
        return false;
    }
    let end = colour::gap(bytes, to);
    let slashes = end_of(bytes, end, |byte| byte == b'\\');
    match bytes.get(slashes) {
        None | Some(b'\r' | b'\n') => slashes == end,
        Some(b'#') => end > to && slashes == end,
        Some(b'n' | b'r') => escaped && slashes > end,
        Some(byte) => escaped && is_quote(*byte),
    }
}
/// An unquoted, percent-encoded value, up to the next parameter or member.
pub(super) fn encoded(bytes: &[u8], from: usize, depth: usize) -> Option<Value> {
    // The members of an object are hidden with it, and so is what follows them.
    let opens = written::escaped(bytes, from).is_some_and(|mark| matches!(mark.byte, b'{' | b'['));
    let ends = |mark: &Mark| {
        !opens
            && mark.way == Way::Url
            && mark.depth <= depth
            && matches!(mark.byte, b'"' | b'&' | b',' | b'}')
    };
    let mut to = from;
    while to < bytes.len() && is_word(bytes, to) {
        let mark = written::escaped(bytes, to);
        if mark.as_ref().is_some_and(ends) {
            break;
        }
        to = mark.map_or(to + 1, |mark| mark.end);
    }
    let long = to - from > WORD_LONG;
    let cut = bytes[to..].starts_with(BULLET.as_bytes());
    if cut && !long { None } else { Some(Value { range: from..to, sure: true, long }) }
}
