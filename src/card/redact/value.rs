//! Where a value under a secret name stands, and whether it is one at all.
//!
//! | form | hidden |
//! | --- | --- |
//! | `"name":"v"`, `name="v"`, `name: "v"` | any text but a reference such as `${NAME}` |
//! | `name=v`, `name%3Dv`, `X-Name: v`, or `name: v` and `name = v` alone on a line | any word but a reference, a call, a literal or a placeholder |
//! | `name: v` in a sentence or in code | a word with the look of a secret |

use super::named::{Kind, Name, is_quote};
use super::{Secret, end_of, secrets};
use crate::card::key;
use crate::card::mask::HIDDEN_TEXT;
use crate::card::number::{CODE_DIGITS, VerificationCode};
use core::ops::Range;
use core::str;

/// The least bytes of a word without quotation marks; minified code has shorter ones.
const WORD_SHORT: usize = 3;

/// The least of a word of letters and digits that has the look of a secret.
const MIXED_SHORT: usize = 6;

/// The least of a word of letters alone that has it: no name is so long and so full of capitals.
const RANDOM_LONG: usize = 20;

/// Words that stand where a secret would: literals, types, the words of documentation.
const PLACEHOLDERS: &[&str] = &[
    "null",
    "nil",
    "none",
    "undefined",
    "true",
    "false",
    "yes",
    "no",
    "required",
    "optional",
    "string",
    "str",
    "text",
    "bytes",
    "uint8array",
    "number",
    "int",
    "integer",
    "bool",
    "boolean",
    "object",
    "any",
    "unknown",
    "value",
    "header",
    "auth",
    "default",
    "empty",
    "missing",
    "invalid",
    "expired",
    "redacted",
    "filtered",
    "hidden",
    "masked",
    "example",
    "include",
    "omit",
    "same-origin",
];

/// Where programs keep what they do not write down.
const REFERENCES: &[&str] = &[
    "self.",
    "this.",
    "env.",
    "process.",
    "import.",
    "os.",
    "args.",
    "opts.",
    "options.",
    "config.",
    "cfg.",
    "settings.",
    "req.",
    "request.",
    "res.",
    "ctx.",
    "params.",
    "body.",
    "props.",
    "state.",
    "secrets.",
    "vault:",
];

/// How a name and its value stand to each other.
pub(super) struct Form {
    /// Whether the separator assigns: `=`, `:=`, `=>`.
    pub equals: bool,
    /// Whether it is `=` with no blank before it.
    pub tight: bool,
    /// Whether it is percent-encoded.
    pub encoded: bool,
}

/// A value, and whether its form is enough to hide it.
struct Value {
    range: Range<usize>,
    sure: bool,
}

/// The value that starts after a separator, if it is to be hidden.
pub(super) fn hidden(bytes: &[u8], after: usize, kind: Kind, name: &Name<'_>, form: &Form) -> Option<Secret> {
    let (at, listed) = opening(bytes, end_of(bytes, after, is_blank), name);
    let marks = end_of(bytes, at, |byte| byte == b'\\');
    let value = match bytes.get(marks) {
        // `"token: "` ends a text with a name.
        Some(quote) if is_quote(*quote) && !name.quoted && ends_text(bytes, name.start, *quote) => {
            return None;
        }
        Some(quote) if is_quote(*quote) => quoted(bytes, at, marks, listed, name, form),
        _ if form.encoded => encoded(bytes, at)?,
        _ if kind == Kind::Cookie && !form.equals => cookie(bytes, at, name),
        _ => word(bytes, at, at == after, kind, name, form)?,
    };
    let text = str::from_utf8(&bytes[value.range.clone()]).ok()?;
    // A code has no kinds to tell.
    let prefix = if kind == Kind::Code { None } else { secrets::prefix(text) }.map_or(0, str::len);
    // The address of a token that is money.
    let address = key::is_token(name.text) && text.starts_with("0x");
    if text.trim().is_empty() {
        return None;
    }
    // Out of quotation marks it is code, where a constant often says its own name.
    let constant = !name.quoted && is_placeholder(text, name, true);
    if constant || is_hidden(&text[prefix..]) || is_template(text) || address {
        return None;
    }
    let (least, with) = match kind {
        Kind::Code if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            (CODE_DIGITS.contains(&text.len()) || name.quoted, VerificationCode::MASK)
        }
        Kind::Code => (name.quoted && value.sure && !key::is(name.text, "cid"), VerificationCode::MASK),
        Kind::Cookie if !name.quoted => (text.contains('='), HIDDEN_TEXT),
        _ => (value.sure || looks_secret(text), HIDDEN_TEXT),
    };
    if least { Some(Secret { from: value.range.start + prefix, to: value.range.end, with }) } else { None }
}

/// Whether a name is the last word of a text, so that the mark after it is the closing one.
fn ends_text(bytes: &[u8], start: usize, quote: u8) -> bool {
    bytes[..start].last().is_some_and(|before| *before == quote || *before == b':')
}

/// Skips what stands before a value in printed structures: `[`, `Some(`, the letter of a byte string. Tells whether it
/// is the first of a list.
fn opening(bytes: &[u8], mut at: usize, name: &Name<'_>) -> (usize, bool) {
    let listed = name.quoted && bytes[at..].starts_with(b"[");
    if listed {
        at = end_of(bytes, at + 1, is_blank);
    }
    if bytes[at..].starts_with(b"Some(") {
        at += b"Some(".len();
    }
    match bytes[at..] {
        [b'b' | b'r', quote, ..] if is_quote(quote) => (at + 1, listed),
        _ => (at, listed),
    }
}

/// A value in quotation marks, which as many backslashes stand before as there are strings around it.
fn quoted(bytes: &[u8], at: usize, marks: usize, listed: bool, name: &Name<'_>, form: &Form) -> Value {
    let (quote, level, from) = (bytes[marks], marks - at, marks + 1);
    let mut to = closing(bytes, from, quote, level);
    if listed {
        // The other texts of a list go with the first.
        loop {
            let close = end_of(bytes, to, |byte| byte == b'\\') + 1;
            let comma = end_of(bytes, close.min(bytes.len()), is_blank);
            if bytes.get(comma) != Some(&b',') {
                break;
            }
            let next = end_of(bytes, comma + 1, is_blank);
            let marks = end_of(bytes, next, |byte| byte == b'\\');
            if bytes.get(marks) != Some(&quote) {
                break;
            }
            to = closing(bytes, marks + 1, quote, level);
        }
    }
    // `x ? "token" : "word"` has blanks on both sides, a sentence has words before.
    let sure = form.equals || if name.quoted { !name.spaced } else { !in_prose(bytes, name.start) };
    Value { range: from..to, sure }
}

/// Where a text in quotation marks ends, at the end of its line at the latest.
fn closing(bytes: &[u8], from: usize, quote: u8, level: usize) -> usize {
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

/// A percent-encoded value, in quotation marks (`%22`) or up to the next parameter.
fn encoded(bytes: &[u8], at: usize) -> Option<Value> {
    const ENDS: &[&[u8]] = &[b"%22", b"%26", b"%2C", b"%2c", b"%7D", b"%7d"];
    let from = if bytes[at..].starts_with(b"%22") { at + 3 } else { at };
    let mut to = from;
    while to < bytes.len() && is_word(bytes, to) && !ENDS.iter().any(|end| bytes[to..].starts_with(end)) {
        to += 1;
    }
    if bytes[to..].starts_with(BULLET) { None } else { Some(Value { range: from..to, sure: true }) }
}

/// The value of a cookie header: up to the end of the line, or of the quotation marks or the string it stands in.
fn cookie(bytes: &[u8], at: usize, name: &Name<'_>) -> Value {
    let around = name.start.checked_sub(1).map(|at| bytes[at]).filter(|byte| is_quote(*byte));
    let to = end_of(bytes, at, |byte| !matches!(byte, b'\r' | b'\n' | b'\\') && Some(byte) != around);
    Value { range: at..to, sure: true }
}

/// A value without quotation marks, if it is no code and stands for itself.
fn word(bytes: &[u8], at: usize, glued: bool, kind: Kind, name: &Name<'_>, form: &Form) -> Option<Value> {
    let tight = glued && form.tight;
    // In an environment everything up to a blank is the value; in a query or a call other things follow.
    let variable = tight
        && name.text.bytes().all(|byte| !byte.is_ascii_lowercase() && byte != b'-')
        && !matches!(bytes[..name.start].last(), Some(b'?' | b'&' | b';'));
    let mut to = at;
    while to < bytes.len() && (is_word(bytes, to) || (variable && is_inside(bytes[to]))) {
        to += 1;
    }
    if bytes[to..].starts_with(BULLET) {
        // A part of it was hidden before.
        return None;
    }
    if !tight {
        to -= bytes[at..to].iter().rev().take_while(|byte| matches!(byte, b'.' | b':')).count();
    }
    let text = str::from_utf8(&bytes[at..to]).ok()?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = matches!(bytes.get(to), Some(b'(' | b'[' | b'{' | b'<'))
        || text.contains("::")
        || REFERENCES.iter().any(|start| text.starts_with(start));
    // Few tokens are a number of tokens.
    let counts = kind == Kind::Secret && digits && text.len() <= WORD_SHORT && !key::is(name.text, "pin");
    if text.len() < WORD_SHORT || is_code || counts || is_placeholder(text, name, tight) {
        return None;
    }
    let alone = is_alone(bytes, name, to);
    // Tokens are made by machines: what could be a name in code is one, but in configuration.
    let coded = kind == Kind::Secret && key::is_token(name.text) && !variable && !looks_secret(text);
    let plain = if tight { key::secret_key_name(text) || text.contains('.') } else { form.equals || !alone };
    if coded && plain {
        return None;
    }
    let header = !form.equals && name.text.contains('-') && ends_phrase(bytes, to);
    let sure = tight || header || (name.quoted && digits) || alone;
    Some(Value { range: at..to, sure })
}

/// What a digit that was hidden before looks like.
const BULLET: &[u8] = "•".as_bytes();

/// Whether a byte is one of a word: no blank, no mark that ends values in some language, no typographic one.
fn is_word(bytes: &[u8], at: usize) -> bool {
    !bytes[at].is_ascii_whitespace()
        && !bytes[at].is_ascii_control()
        && !is_inside(bytes[at])
        && !matches!(bytes[at], b'"' | b'\'' | b'`' | b'\\')
        && !bytes[at..].starts_with(&BULLET[..2])
}

/// Whether a byte ends a value in a query, a call or a list, but may stand inside one of an environment.
const fn is_inside(byte: u8) -> bool {
    matches!(byte, b'&' | b';' | b',' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'|')
}

/// Whether a word stands for a value: a literal, a type, dots, or the name again.
fn is_placeholder(text: &str, name: &Name<'_>, tight: bool) -> bool {
    PLACEHOLDERS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || key::ends_with_key(name.text, text)
        || (!tight && (key::secret_key_name(text) || is_type(text)))
        || is_template(text)
}

/// Whether a word is the name of a type, in capitals and small letters.
fn is_type(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
        && text.len() < RANDOM_LONG
        && text.as_bytes()[0].is_ascii_uppercase()
        && text.as_bytes()[1].is_ascii_lowercase()
        && text[1..].bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether a text is filled in by a program or by a reader, or was hidden by another program.
fn is_template(text: &str) -> bool {
    let first = text.as_bytes()[0];
    let all = |passes: fn(&u8) -> bool| text.as_bytes()[1..].iter().all(passes);
    ["${", "0x${", "$(", "{{", "{%", "%{", "%(", "..."].iter().any(|start| text.starts_with(start))
        || text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).is_some_and(is_blank_name)
        || (first == b'$' && all(|byte| byte.is_ascii_uppercase() || *byte == b'_'))
        || (matches!(first, b'*' | b'x' | b'X' | b'#') && text.bytes().all(|byte| byte == first))
}

/// Whether a text tells what to fill in: `your token`, `API_KEY`.
fn is_blank_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b' ' | b'-' | b'_'))
        || text.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'))
}

/// Whether nothing but bullets is left of a text.
fn is_hidden(text: &str) -> bool {
    text == HIDDEN_TEXT || text == VerificationCode::MASK
}

/// Whether a text has the look of a secret: letters and digits, padding, or letters too many and too mixed for a name.
pub(super) fn looks_secret(text: &str) -> bool {
    let count = |passes: fn(&u8) -> bool| text.bytes().filter(passes).count();
    let (digits, capitals) = (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase));
    let letters = count(u8::is_ascii_alphabetic);
    let is_path = ["/", "./", "../", "http:", "https:"].iter().any(|start| text.starts_with(start));
    let mixed = text.len() >= MIXED_SHORT && letters > 0 && (digits > 0 || text.ends_with('='));
    let random = text.len() >= RANDOM_LONG && capitals * 4 >= letters && capitals < letters;
    !is_path && text.bytes().all(|byte| byte.is_ascii_graphic()) && (mixed || random)
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

/// Whether a name and its value are all of a line, as in configuration.
fn is_alone(bytes: &[u8], name: &Name<'_>, to: usize) -> bool {
    let before = &bytes[..name.start];
    let before = before.strip_suffix(b"export ").or(before.strip_suffix(b"- ")).unwrap_or(before);
    let indent = before.iter().rev().take_while(|byte| is_blank(**byte)).count();
    let begins = matches!(before[..before.len() - indent].last(), None | Some(b'\n'));
    let end = end_of(bytes, to, is_blank);
    begins && (matches!(bytes.get(end), None | Some(b'\r' | b'\n')) || (end > to && bytes[end] == b'#'))
}

/// A byte that may stand between a name, its separator and its value.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
