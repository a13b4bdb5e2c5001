//! Values without quotation marks: where they end, and whether they count as values.

use super::form::{Form, Value};
use super::{bracket, line, logfmt};
use crate::card::key;
use crate::card::redact::names::kind::Kind;
use crate::card::redact::names::name::{Name, in_prose, is_letter, is_name};
use crate::card::redact::names::telling::{
    is_placeholder, is_reference, is_rule, is_secret_name_or_type, looks_secret,
};
use crate::card::redact::notation::bytes::{BULLET, end_of, is_blank};
use crate::card::redact::notation::unquoted::{Marks, is_word, word_end};
use crate::card::redact::notation::written::{self, Mark, Way};
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
    let begins = matches!(bytes.get(at), Some(b'[' | b'{'));
    let marks = if variable { Marks::ArePart } else { Marks::EndWords };
    // A word that begins with a bracket is none here. It may go on to the end of the text, and so would each of many.
    let mut to = if begins { at } else { word_end(bytes, at, marks) };
    let mark = to;
    let marked = || {
        let range = if tight { bracket::value(bytes, at, mark, name) } else { None };
        let range = range.or_else(|| line::value(bytes, at, mark, name));
        if tight { range.or_else(|| logfmt::value(bytes, at, mark, name)) } else { range }
    };
    if kind == Kind::Secret
        && let Some(range) = marked()
    {
        return Some(Value { range, sure: true, long: false });
    }
    if begins {
        return None;
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
    // A tag may follow, but no type.
    let tag = [&b"</"[..], b"<br"].iter().any(|tag| bytes[to..].starts_with(tag));
    let is_code = (!tag && matches!(bytes.get(to), Some(b'(' | b'[' | b'{' | b'<'))) || is_reference(text);
    // Up to three digits are a count of tokens, not a secret.
    let counts = kind == Kind::Secret && digits && text.len() <= WORD_SHORT && !key::is(name.text, "pin");
    let is_rule = form.equals && !tight && is_rule(text);
    if text.len() < WORD_SHORT
        || is_code
        || counts
        || is_rule
        || is_placeholder(text, name)
        || (!tight && is_secret_name_or_type(text))
    {
        return None;
    }
    let alone = line::is_alone(bytes, name, to);
    // Tokens are made by machines, so a word that could be a name in code is taken for one, except in configuration.
    let row = (alone && bytes[..name.start].ends_with(b"["))
        || (glued && !form.equals && is_printed(bytes, name, to));
    let coded = kind == Kind::Secret && key::is_token(name.text) && !variable && !looks_secret(text);
    let plain =
        if tight { key::names_secret(text) || text.contains('.') } else { !row && (form.equals || !alone) };
    if coded && plain {
        return None;
    }
    let header = !form.equals && name.text.contains('-') && ends_phrase(bytes, to);
    let pin = digits && text.len() > WORD_SHORT && (key::is(name.text, "pin") || key::is_once(name.text));
    let sure = tight || header || (name.quoted && digits) || pin || row || alone;
    Some(Value { range: at..to, sure, long: false })
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
        Some(b']' | b'}') => {
            before.ends_with(b"map[") || before.ends_with(b"] ") || in_prose(bytes, name.start)
        }
        Some(b' ') => {
            let next = end_of(bytes, to + 1, is_name);
            let after = bytes.get(next + 1).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'/');
            next > to + 1 && after && bytes[next] == b':' && matches!(before.last(), Some(b' ' | b'[' | b'{'))
        }
        _ => false,
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
    // An encoded control character ends a line.
    while to < bytes.len() && is_word(bytes, to) && !matches!(bytes[to..], [b'%', b'0' | b'1', ..]) {
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
