//! Where a value under a secret name stands, and whether it is one at all.
//!
//! | form | hidden |
//! | --- | --- |
//! | `"name":"v"`, `name="v"`, `name: "v"` | any text but a reference such as `${NAME}` |
//! | `name=v`, `name%3Dv`, `X-Name: v`, or `name: v` and `name = v` alone on a line | any word but a reference, a call, a literal or a placeholder |
//! | `"name":{…}`, `"name":[…]` | all inside, but for a schema or a reference (see [`container`](super::container)) |
//! | `--name v`, `-u user:v` | see [`option`](super::option) |
//! | `<name>v</name>` | see [`element`](super::element) |
//! | `name: v` in a sentence or in code | a word with the look of a secret |

use super::container;
use super::named::{Kind, MAX_NAME, Name, is_name};
use super::telling::{is_placeholder, is_reference, is_template, looks_secret};
use super::written::{self, Mark, Way};
use super::{BULLET, Secret, end_of, escape, is_blank, is_quote, secrets, typed};
use crate::card::key;
use crate::card::mask::HIDDEN_TEXT;
use crate::card::number::{CODE_DIGITS, VerificationCode};
use core::ops::Range;
use core::str;

/// The least bytes of a word without quotation marks; minified code has shorter ones.
const WORD_SHORT: usize = 3;

/// The most bytes of a word that is anything else than a secret, so that long ones are read once.
const WORD_LONG: usize = 256;

/// The most bytes of the name of a cookie.
const COOKIE_LONG: usize = 128;

/// What stands between the name of a cookie and its value, also in URLs.
const EQUALS: &[&str] = &["=", "%3D", "%253D"];

/// How a name and its value stand to each other.
pub(super) struct Form {
    /// Whether the separator assigns: `=`, `:=`, `=>`.
    pub equals: bool,
    /// Whether it is `=` with no blank before it.
    pub tight: bool,
    /// How the separator is written.
    pub way: Way,
    /// How many texts it is written through.
    pub depth: usize,
}

/// A value.
struct Value {
    range: Range<usize>,
    /// Whether its form is enough to hide it.
    sure: bool,
    /// Whether it is so, whatever it holds.
    long: bool,
}

/// The value that starts after a separator, if it is to be hidden.
pub(super) fn hidden(bytes: &[u8], after: usize, kind: Kind, name: &Name<'_>, form: &Form) -> Option<Secret> {
    // Colours are as if they were not there.
    let after = escape::after_colours(bytes, after);
    let start = typed::list(bytes, written::gap(bytes, after, form.way == Way::Url));
    let pass = key::is_pass(name.text);
    if matches!(bytes.get(start), Some(b'{' | b'[')) {
        return if pass { None } else { container::hidden(bytes, start, name) };
    }
    let at = typed::text(bytes, start, !form.equals || form.tight);
    let value = match written::quote(bytes, at) {
        // `"token: "` ends a text with a name.
        Some(quote) if !name.quoted && ends_text(bytes, name.start, &quote) => return None,
        Some(quote) => quoted(bytes, &quote, name, form),
        _ if form.way == Way::Url => encoded(bytes, at, form.depth)?,
        _ if kind == Kind::Cookie && !form.equals => cookie(bytes, at, name)?,
        _ => word(bytes, at, at == after, kind, name, form)?,
    };
    let text = str::from_utf8(&bytes[value.range.clone()]).ok()?;
    // A code has no kinds to tell.
    let prefix = if kind == Kind::Code { None } else { secrets::prefix(text) }.map_or(0, str::len);
    let rest = &text[prefix..];
    if text.trim().is_empty()
        || is_hidden(rest)
        || (!value.long && stands_for_another(text, name))
        || (pass && !key::is_password(name.text, text))
    {
        return None;
    }
    let (hides, with) = match kind {
        Kind::Code if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            (CODE_DIGITS.contains(&text.len()) || name.quoted, VerificationCode::MASK)
        }
        Kind::Code => (name.quoted && value.sure && !key::is(name.text, "cid"), VerificationCode::MASK),
        Kind::Cookie if !name.quoted => (EQUALS.iter().any(|sign| text.contains(sign)), HIDDEN_TEXT),
        _ => (value.sure || looks_secret(text), HIDDEN_TEXT),
    };
    if hides || value.long {
        Some(Secret { from: value.range.start + prefix, to: value.range.end, with })
    } else {
        None
    }
}

/// Whether a text is filled in later, is the address of a token that is money, or, out of quotation marks, a constant
/// that says its own name.
fn stands_for_another(text: &str, name: &Name<'_>) -> bool {
    is_template(text)
        || (key::is_token(name.text) && text.starts_with("0x"))
        || (!name.quoted && is_placeholder(text, name, true))
}

/// Whether a name is the last word of a text, so that the mark after it is the closing one: `"token: "`, and
/// `'kind:token:',`, where no value follows. `Error::Token => "…"` is a path in code.
fn ends_text(bytes: &[u8], start: usize, quote: &Mark) -> bool {
    let before = &bytes[..start];
    if let Some(open) = written::quote_before(bytes, start)
        && quote.byte == open.byte
        && quote.way == open.way
    {
        return quote.depth <= open.depth;
    }
    let closes = || match bytes.get(quote.end) {
        None | Some(b',' | b';' | b')' | b']' | b'}' | b'+') => true,
        Some(byte) => byte.is_ascii_whitespace() || byte.is_ascii_control() || is_quote(*byte),
    };
    before.ends_with(b"::") || (before.ends_with(b":") && closes())
}

/// A value in quotation marks, which as many backslashes stand before as there are strings around it.
fn quoted(bytes: &[u8], quote: &Mark, name: &Name<'_>, form: &Form) -> Value {
    let (from, to) = (quote.end, text_end(bytes, quote));
    // `x ? "token" : "word"` has blanks on both sides, a sentence has words before.
    let sure = form.equals
        || if name.quoted {
            !name.spaced || begins_member(bytes, name)
        } else {
            !in_prose(bytes, name.start)
        };
    Value { range: from..to, sure, long: false }
}

/// Whether a name in quotation marks is the first of its line or of an object, or stands after a comma.
fn begins_member(bytes: &[u8], name: &Name<'_>) -> bool {
    let Some(open) = written::quote_before(bytes, name.start) else { return false };
    let before = bytes[..open.start].trim_ascii_end();
    let line = bytes[before.len()..open.start].contains(&b'\n');
    line || matches!(before.last(), None | Some(b'{' | b','))
}

/// Where the text ends that a quotation mark opens.
pub(super) fn text_end(bytes: &[u8], open: &Mark) -> usize {
    match open.way {
        Way::Plain => closing(bytes, open.end, open.byte, open.depth),
        _ => written::closing(bytes, open),
    }
}

/// Where a text in quotation marks ends, at the end of its line at the latest.
pub(super) fn closing(bytes: &[u8], from: usize, quote: u8, level: usize) -> usize {
    let mut slashes = 0;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        // Inside a string the mark of the same depth has as many backslashes as the first, a deeper one has more.
        let closes = if level == 0 { slashes % 2 == 0 } else { slashes <= level };
        match *byte {
            b'\n' | b'\r' => return at,
            b'\\' => slashes += 1,
            byte if byte == quote && closes => return at - slashes.min(level),
            _ => slashes = 0,
        }
    }
    bytes.len()
}

/// A percent-encoded value without quotation marks, up to the next parameter or member.
fn encoded(bytes: &[u8], from: usize, depth: usize) -> Option<Value> {
    // The members of an object go with it, and so does what follows them.
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

/// The value of a cookie header, `name=value` and more: up to the end of the line, or of the quotation marks or the
/// string it stands in.
fn cookie(bytes: &[u8], at: usize, name: &Name<'_>) -> Option<Value> {
    let head = &bytes[..bytes.len().min(at + COOKIE_LONG)];
    let first = end_of(head, at, |byte| byte.is_ascii_graphic() && !matches!(byte, b'=' | b'{' | b'\\'));
    if first == at || head.get(first) != Some(&b'=') {
        return None;
    }
    let around = name.start.checked_sub(1).map(|at| bytes[at]).filter(|byte| is_quote(*byte));
    let to = end_of(bytes, at, |byte| !matches!(byte, b'\r' | b'\n' | b'\\') && Some(byte) != around);
    Some(Value { range: at..to, sure: true, long: true })
}

/// A value without quotation marks, if it is no code and stands for itself.
fn word(bytes: &[u8], at: usize, glued: bool, kind: Kind, name: &Name<'_>, form: &Form) -> Option<Value> {
    let tight = glued && form.tight;
    // In an environment everything up to a blank is the value; in a query or a call other things follow.
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
        // A part of it was hidden before.
        return None;
    }
    if !tight {
        to -= bytes[at..to].iter().rev().take_while(|byte| matches!(byte, b'.' | b':')).count();
    }
    let text = str::from_utf8(&bytes[at..to]).ok()?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = matches!(bytes.get(to), Some(b'(' | b'[' | b'{' | b'<')) || is_reference(text);
    // Few tokens are a number of tokens.
    let counts = kind == Kind::Secret && digits && text.len() <= WORD_SHORT && !key::is(name.text, "pin");
    if text.len() < WORD_SHORT || is_code || counts || is_placeholder(text, name, tight) {
        return None;
    }
    let alone = is_alone(bytes, name, to);
    // Tokens are made by machines: what could be a name in code is one, but in configuration.
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

/// Where the character of a word ends that starts at a place, also an escaped one: `a\u002Bb` goes on.
fn word_mark(bytes: &[u8], at: usize, variable: bool) -> Option<usize> {
    if at < bytes.len() && (is_word(bytes, at) || (variable && is_inside(bytes[at]))) {
        return Some(at + 1);
    }
    let inside = |mark: &Mark| !is_inside(mark.byte) && mark.byte.is_ascii_graphic() && !ends_word(mark.byte);
    written::escaped(bytes, at).filter(inside).map(|mark| mark.end)
}

/// Whether a byte is one of a word: no blank, no mark that ends values in some language, no typographic one.
fn is_word(bytes: &[u8], at: usize) -> bool {
    !bytes[at].is_ascii_whitespace()
        && !bytes[at].is_ascii_control()
        && !is_inside(bytes[at])
        && !ends_word(bytes[at])
        && !bytes[at..].starts_with(&BULLET.as_bytes()[..2])
}

/// Whether a byte ends a word wherever it stands.
const fn ends_word(byte: u8) -> bool {
    is_quote(byte) || byte == b'\\'
}

/// Whether a byte ends a value in a query, a call or a list, but may stand inside one of an environment.
const fn is_inside(byte: u8) -> bool {
    matches!(byte, b'&' | b';' | b',' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'|')
}

/// Whether nothing but bullets is left of a text.
fn is_hidden(text: &str) -> bool {
    text == HIDDEN_TEXT || text == VerificationCode::MASK
}

/// Whether a name stands in a sentence: a word and a space before it.
pub(super) fn in_prose(bytes: &[u8], start: usize) -> bool {
    bytes[..start].ends_with(b" ") && bytes[..start - 1].last().is_some_and(|byte| is_letter(*byte))
}

/// A byte of a word in any script; what was hidden was one.
const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Whether no other word follows.
fn ends_phrase(bytes: &[u8], to: usize) -> bool {
    let next = end_of(bytes, to, is_blank);
    next == to || next == bytes.len() || !is_letter(bytes[next])
}

/// Whether a name and its value are one of several in a row, as Go prints a map or a struct: `map[a:b password:x]`.
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

/// Whether a name and its value are all of a line, as in configuration, also of one in a string. The name may be the
/// last of a path, or in brackets.
fn is_alone(bytes: &[u8], name: &Name<'_>, to: usize) -> bool {
    let before = &bytes[..name.start];
    let path =
        before.iter().rev().take(MAX_NAME).take_while(|byte| is_name(**byte) || **byte == b'.').count();
    let path = if before.ends_with(b".") { path } else { usize::from(before.ends_with(b"[")) };
    let before = escape::before_colours(&before[..before.len() - path]);
    let before = before.strip_suffix(b"export ").or(before.strip_suffix(b"- ")).unwrap_or(before);
    let indent = before.iter().rev().take_while(|byte| is_blank(**byte)).count();
    let line = &before[..before.len() - indent];
    let escaped = line.ends_with(b"\\n");
    if !escaped && !matches!(line.last(), None | Some(b'\n')) {
        return false;
    }
    let end = escape::gap(bytes, to);
    let slashes = end_of(bytes, end, |byte| byte == b'\\');
    match bytes.get(slashes) {
        None | Some(b'\r' | b'\n') => slashes == end,
        Some(b'#') => end > to && slashes == end,
        Some(b'n' | b'r') => escaped && slashes > end,
        Some(byte) => escaped && is_quote(*byte),
    }
}
