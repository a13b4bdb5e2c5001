//! Objects and lists under a secret's name, `"secret":{"value":"x"}`: everything inside is hidden.
//!
//! One that does not end on its line is hidden up to the end of the line.

use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::names::name::Name;
use crate::card::redact::names::telling::{looks_secret, starts_template};
use crate::card::redact::notation::bytes::{BULLET, end_of, is_blank, is_quote};
use crate::card::redact::notation::quoted::closing;
use crate::card::redact::notation::written::{self, Mark, Way};
use crate::card::redact::redacted::Secret;
use core::ops::Range;
use core::str;

/// How many bytes at the start of a container are examined. They have to classify it before anything in it
/// that may be hidden, so that it is classified the same once that is hidden.
const LOOK: usize = 64;

/// The types of JSON Schema. A schema describes a secret but holds none.
const TYPES: &[&[u8]] =
    &[b"string", b"number", b"integer", b"object", b"array", b"boolean", b"null", b"apiKey", b"http"];

/// What is before a value that Spring refused. From this length on, the value is hidden whatever it holds, so that long ones
/// are read only once.
const REJECTED: &[u8] = b"rejected value [";
pub(super) const REJECTED_LONG: usize = 512;

/// The container whose bracket is at a place, if it should be hidden.
pub(in crate::card::redact) fn hidden(bytes: &[u8], at: usize, name: &Name<'_>) -> Option<Secret> {
    let look = &bytes[at..bytes.len().min(at + LOOK)];
    let look = &look[..end_of(look, 0, |byte| !matches!(byte, b'\r' | b'\n'))];
    let telling = if name.quoted {
        holds_values(look) && !is_schema(look)
    } else {
        holds_secret(look) || is_printed(bytes, at, name) || holds_bytes(look)
    };
    if !telling {
        return None;
    }
    let open = written::quote_before(bytes, name.start).filter(|_| name.quoted);
    let marks = match open {
        // Go prints a list of texts in braces.
        Some(Mark { byte, way: Way::Plain, depth, .. }) if bytes[..at].ends_with(b"]string") => {
            (b'[', byte, depth)
        }
        Some(Mark { byte, way: Way::Plain, depth, .. }) => (look[0], byte, depth),
        _ => (look[0], b' ', 0),
    };
    // Quoted like the rest, so that JSON stays JSON.
    let with = match marks {
        (b'{', b'"', 0) if name.doubled => "\"\"••••\"\":\"\"••••\"\"",
        (b'[', b'"', 0) if name.doubled => "\"\"••••\"\"",
        (b'{', b'"', 0) => "\"••••\":\"••••\"",
        (b'{', b'\'', 0) => "'••••':'••••'",
        (b'{', b'"', 1) => "\\\"••••\\\":\\\"••••\\\"",
        (b'[', b'"', 0) => "\"••••\"",
        (b'[', b'\'', 0) => "'••••'",
        (b'[', b'"', 1) => "\\\"••••\\\"",
        _ => HIDDEN_TEXT,
    };
    Some(Secret { from: at + 1, to: end(bytes, at, open), with })
}

/// Where the closing bracket of a container is or, without one, where its line or the text around it ends.
/// Quotation marks inside are written like the one that opened its name.
fn end(bytes: &[u8], mut at: usize, open: Option<Mark>) -> usize {
    let (level, escaped) = open.map_or((0, false), |open| (open.depth, open.way != Way::Plain));
    let (mut depth, mut slashes) = (0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\r' | b'\n' => return at,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'\\' | b'&' if escaped => {
                if let Some(quote) = written::escaped(bytes, at).filter(|mark| is_quote(mark.byte)) {
                    let to = written::closing(bytes, &quote);
                    let Some(close) = written::escaped(bytes, to) else { return to };
                    at = close.end;
                    continue;
                }
            }
            quote if is_quote(*quote) && (escaped || slashes < level) => return at - slashes,
            quote if is_quote(*quote) => {
                let to = closing(bytes, at + 1, *quote, level);
                at = end_of(bytes, to, |byte| byte == b'\\');
                if at - to < level || bytes.get(at) != Some(quote) {
                    return to;
                }
            }
            _ => {}
        }
        slashes = if *byte == b'\\' { slashes + 1 } else { 0 };
        if depth == 0 {
            return at;
        }
        at += 1;
    }
    at
}

/// Whether a container holds more than a word or a template that stands for another value:
/// `{password}`, `["${X}"]`, `[Function: x]`.
fn holds_values(look: &[u8]) -> bool {
    let plain = |byte| match byte {
        b':' => look[0] == b'[',
        _ => byte.is_ascii_alphabetic() || is_blank(byte) || b"_-.$()".contains(&byte),
    };
    let first = end_of(look, end_of(look, 1, is_blank), |byte| is_quote(byte) || byte == b'\\');
    let templates = [look, &look[first..]].map(starts_template);
    // Content that is already hidden counts as a word. The end of `look` may split its bullet.
    let rest = &look[end_of(look, 1, plain)..];
    let hidden = rest.iter().zip(BULLET.as_bytes()).all(|(byte, bullet)| byte == bullet);
    let is_word = hidden || matches!(rest.first(), Some(b'}' | b']'));
    !is_word && templates == [false; 2]
}

/// Whether the first member says which type a secret should have.
fn is_schema(look: &[u8]) -> bool {
    let marks = |byte: u8| is_quote(byte) || is_blank(byte) || matches!(byte, b'\\' | b':' | b'[');
    let name = end_of(look, 1, marks);
    let value = end_of(look, name + b"type".len().min(look.len() - name), marks);
    look[name..].starts_with(b"$ref")
        || (look[name..].starts_with(b"type") && TYPES.iter().any(|kind| look[value..].starts_with(kind)))
}

/// Whether a list is one of several in a row, the way Go and Java print the fields of a form: `map[a:[b] password:[x]]`,
/// `{a=[b], password=[x]}`, `parameters={password:[x], a:[b]}`.
fn is_printed(bytes: &[u8], at: usize, name: &Name<'_>) -> bool {
    let before = &bytes[..name.start];
    let head = &bytes[..bytes.len().min(at + LOOK)];
    let assigned = bytes[..at].ends_with(b"=");
    // Go separates the texts in a list by blanks.
    let ends = |byte: u8| {
        matches!(byte, b'\r' | b'\n') || (!assigned && (byte.is_ascii_whitespace() || byte == b','))
    };
    let plain = |byte: u8| !ends(byte) && !is_quote(byte) && !matches!(byte, b'[' | b']' | b'{' | b'}');
    let to = end_of(head, at + 1, plain);
    let rest = &bytes[to..];
    let begins = ["map[", "] ", "], "].iter().any(|start| before.ends_with(start.as_bytes()))
        || (assigned && before.ends_with(b"{"))
        || (before.ends_with(b"={") && rest.starts_with(b"], "));
    (assigned || bytes[..at].ends_with(b":"))
        && begins
        && to > at + 1
        && !head[at + 1..to].contains(&BULLET.as_bytes()[0])
        && (to == at + LOOK || matches!(rest, [b']', b' ' | b']' | b',' | b'}', ..]))
}

/// The value that a report of Spring shows after a field: `field 'password': rejected value [x]; codes […]`.
pub(super) fn rejected(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let from = after_rejected(bytes, at);
    let ends = |at: &usize| matches!(bytes[*at..], [b']', b';', ..] | [b'\r' | b'\n', ..]);
    let shown = from > at && !bytes[from..].starts_with(b"null]");
    shown.then(|| from..(from..bytes.len()).find(ends).unwrap_or(bytes.len()))
}

/// Skips what is before a value that Spring refused.
pub(in crate::card::redact) fn after_rejected(bytes: &[u8], at: usize) -> usize {
    if bytes[at..].starts_with(REJECTED) { at + REJECTED.len() } else { at }
}

/// Whether the first member is a text that looks like a secret, or has one after a name in quotation marks, as Python and Ruby
/// print it.
fn holds_secret(look: &[u8]) -> bool {
    let tells = |text: &Range<usize>| str::from_utf8(&look[text.clone()]).is_ok_and(looks_secret);
    let Some(first) = first_text(look, 1) else { return false };
    let after = end_of(look, first.end + 1, is_blank);
    let named = match look[after..] {
        [b':', ..] => first_text(look, after + 1),
        [b'=', b'>', ..] => first_text(look, after + 2),
        _ => None,
    };
    tells(&first) || named.is_some_and(|text| tells(&text))
}

/// The text in the next quotation marks, after a name at most.
fn first_text(look: &[u8], from: usize) -> Option<Range<usize>> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || is_blank(byte) || matches!(byte, b'_' | b':');
    let opens = end_of(look, from, plain);
    let quote = look.get(opens).filter(|byte| is_quote(**byte))?;
    let to = end_of(look, opens + 1, |byte| byte != *quote);
    (to < look.len()).then_some(opens + 1..to)
}

/// The fewest bytes of a secret that is printed as numbers.
const BYTES: usize = 8;

/// Whether a list holds bytes, as Rust and Go print them: `[80, 97, 121]`, `[80 97 121]`.
#[cold]
#[inline(never)]
fn holds_bytes(look: &[u8]) -> bool {
    let (mut numbers, mut digits) = (0, 0);
    for byte in &look[1..] {
        match byte {
            b'0'..=b'9' if digits == 3 => return false,
            b'0'..=b'9' => digits += 1,
            b',' | b' ' => digits = 0,
            byte => return *byte == b']' && numbers >= BYTES,
        }
        numbers += usize::from(digits == 1);
    }
    numbers >= BYTES
}
