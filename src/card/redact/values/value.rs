//! Where a value under a secret's name is, and whether it counts as one.
//!
//! | form | hidden |
//! | --- | --- |
//! | `"name":"v"`, `name="v"`, `name: "v"` | any text except a reference such as `${NAME}` |
//! | `name=v`, `name%3Dv`, `X-Name: v`, or `name: v` and `name = v` alone on a line | any word except a reference, a call, a literal or a placeholder |
//! | `"name":{…}`, `"name":[…]` | everything inside, except for a schema or a reference (see [`super::container`]) |
//! | `--name v`, `-u user:v` | see [`option`](crate::card::redact::forms::option) |
//! | `<name>v</name>` | see [`element`](crate::card::redact::forms::element) |
//! | `name: v` in a sentence or in code | a word that looks like a secret |

use super::form::{Form, Place, Value};
use super::word::{encoded, word};
use super::{buffer, container, proof, seed};
use crate::card::mask::HIDDEN_TEXT;
use crate::card::number::{CODE_DIGITS, VerificationCode};
use crate::card::redact::names::kind::Kind;
use crate::card::redact::names::login;
use crate::card::redact::names::name::{Name, in_prose, opens_list};
use crate::card::redact::names::telling::{is_placeholder, is_template, looks_secret};
use crate::card::redact::notation::bytes::{end_of, is_quote};
use crate::card::redact::notation::quoted::{self, closing, text_end};
use crate::card::redact::notation::written::{self, Mark, Way};
use crate::card::redact::notation::{color, typed};
use crate::card::redact::redacted::Secret;
use crate::card::redact::tokens::secrets;
use crate::card::{key, pass};
use core::ops::Range;
use core::str;

/// The most bytes of a cookie's name.
const COOKIE_LONG: usize = 128;

/// The most digits of a number in hexadecimal, and the digits of an address.
const HEX_NUMBER: usize = 16;
const ADDRESS: usize = 40;

/// What separates a cookie's name from its value, in URLs too.
const EQUALS: &[&str] = &["=", "%3D", "%253D"];

/// The value at a place, if it should be hidden.
pub(in crate::card::redact) fn hidden(mut place: Place<'_>) -> Option<Secret> {
    let Place { bytes, kind, name, .. } = place;
    // Colors are ignored.
    place.after = color::after_colors(bytes, place.after);
    let near = if kind == Kind::Proof { proof::end(bytes, place.after, name.text) } else { bytes.len() };
    within(place, near)
}

/// The same, but nothing is read from `near` on, unless the value itself goes on there.
fn within(place: Place<'_>, near: usize) -> Option<Secret> {
    let Place { bytes: all, after, limit, kind, name, form } = place;
    if key::is_seed(name.text)
        && let Some(seed) = seed::value(all, after, form.way).filter(|seed| seed.from < limit)
    {
        return Some(seed);
    }
    if kind == Kind::Seed {
        return None;
    }
    let bytes = &all[..near];
    let after = after + usize::from(opens_list(bytes, after));
    let start = typed::list(bytes, after_old(bytes, written::gap(bytes, after, form.way)));
    // No name is in a buffer, so it is read once, however long it is.
    if start < limit
        && let Some(buffer) = buffer::printed(all, start)
    {
        return Some(buffer);
    }
    let pass = pass::is_pass(name.text);
    if matches!(bytes.get(start), Some(b'{' | b'[')) {
        let tells =
            !pass && (kind != Kind::Code || key::is_code(name.text)) && !key::is_cookie_path(name.text);
        let is_code = name.quoted && key::is_cookies(name.text) && !holds_text(bytes, start);
        let tells = tells && kind != Kind::Proof && !is_code;
        let container = if tells && start + 1 < limit { container::hidden(bytes, start, name) } else { None };
        // Without quotation marks, a value may begin with a bracket.
        if container.is_some() || name.quoted {
            return container;
        }
    }
    let any_type = !form.equals || form.tight;
    let at = typed::text(bytes, start, any_type);
    let open = written::cell_quote(bytes, at, name.doubled);
    if open.as_ref().map_or(at, |quote| quote.end) >= limit {
        return None;
    }
    let shown = quoted::typographic(bytes, at).or_else(|| container::rejected(bytes, at));
    let marked = name.quoted || open.is_some() || form.tight;
    let value = match open {
        // In `"token: "`, a text ends with a name.
        Some(quote) if !name.quoted && ends_text(bytes, name.start, &quote) => return None,
        Some(quote) => Value { range: text_in(bytes, &quote), sure: is_sure(bytes, name, form), long: false },
        _ if shown.is_some() => {
            let range = shown?;
            let long = range.len() > container::REJECTED_LONG && container::after_rejected(bytes, at) > at;
            Value { range, sure: is_sure(bytes, name, form), long }
        }
        _ if form.way == Way::Url => encoded(bytes, at, form.depth)?,
        _ if kind == Kind::Cookie && (!form.equals || key::is_header_cookie(name.text)) => {
            cookie(bytes, at, name)?
        }
        _ => word(bytes, at, at == after, kind, name, form)?,
    };
    let text = str::from_utf8(&bytes[value.range.clone()]).ok()?;
    if value.range.end == near && near < all.len() && proof::goes_on(name.text, text) {
        return within(place, all.len());
    }
    if kind == Kind::Proof && !proof::is_proof(name.text, text) {
        return None;
    }
    // A code has no prefix that tells its kind.
    let prefix = if kind == Kind::Code { None } else { secrets::prefix(text) }.map_or(0, str::len);
    let rest = &text[prefix..];
    if text.trim().is_empty()
        || is_hidden(rest)
        || (!value.long && stands_for_another(text, name))
        || (!value.long && key::is_directory(name.text, text) && !bytes[..name.start].ends_with(b";"))
        || (pass
            && !value.long
            && !is_password(text, name, marked)
            && !login::is_of(bytes, name, after, text))
    {
        return None;
    }
    let named = name.quoted && key::is_code(name.text);
    let (hides, with) = match kind {
        Kind::Code if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            (CODE_DIGITS.contains(&text.len()) || named, VerificationCode::MASK)
        }
        Kind::Code => (named && value.sure && !key::is(name.text, "cid"), VerificationCode::MASK),
        Kind::Cookie if !name.quoted || key::is_cookie_path(name.text) || key::is_cookies(name.text) => {
            (EQUALS.iter().any(|sign| text.contains(sign)), HIDDEN_TEXT)
        }
        _ => (value.sure || looks_secret(text), HIDDEN_TEXT),
    };
    if hides || value.long {
        let (from, to) = (value.range.start + prefix, value.range.end);
        Some(if with == HIDDEN_TEXT { with_new(bytes, from, to) } else { Secret { from, to, with } })
    } else {
        None
    }
}

/// Skips the old value in a change that Terraform shows, if there was none: `null -> "x"`.
#[inline(never)]
fn after_old(bytes: &[u8], at: usize) -> usize {
    let old = ["null -> ", "\"\" -> "].into_iter().find(|old| bytes[at..].starts_with(old.as_bytes()));
    at + old.map_or(0, str::len)
}

/// A value, with the one that replaces it in such a change: `"a" -> "b"`.
#[inline(never)]
fn with_new(bytes: &[u8], from: usize, to: usize) -> Secret {
    const ARROW: &[u8] = b"\" -> \"";
    if bytes[to..].starts_with(ARROW) {
        Secret {
            from, to: closing(bytes, to + ARROW.len(), b'"', 0), with: "••••\" -> \"••••"
        }
    } else {
        Secret { from, to, with: HIDDEN_TEXT }
    }
}

/// Whether a container under `cookies` begins with a text or another container. Code in braces does not: `case 'cookies': {`.
fn holds_text(bytes: &[u8], start: usize) -> bool {
    let first = written::gap(bytes, start + 1, Way::Plain);
    matches!(bytes.get(first), Some(b'{' | b'[')) || written::quote(bytes, first).is_some()
}

/// Whether a text under `pass` is a password. Without a quotation mark or an assignment it may be the name of
/// a test or a step: `PASS: tests/foo_1.sh`, `pass: constant-folding`.
fn is_password(text: &str, name: &Name<'_>, marked: bool) -> bool {
    let capital = name.text.bytes().any(|byte| byte.is_ascii_uppercase());
    let joined = text.bytes().any(pass::is_joint);
    let numbered = |byte: u8| byte.is_ascii_alphanumeric() || pass::is_joint(byte);
    let is_step = pass::is_phrase(text)
        || (joined && capital && text.bytes().all(numbered))
        || ((capital || text.contains('/')) && !looks_secret(text));
    pass::is_password(name.text, text) && (marked || !is_step)
}

/// Whether a text is filled in later, is the address of a token on a chain or, without quotation marks, is
/// a constant that repeats its own name.
fn stands_for_another(text: &str, name: &Name<'_>) -> bool {
    is_template(text)
        || (key::is_token(name.text) && is_hex_number(text))
        || key::is_version(name.text, text)
        || (!name.quoted && is_placeholder(text, name))
}

/// Whether a text is a number in hexadecimal, or an address on a chain. Both may be shortened or replaced by a word.
fn is_hex_number(text: &str) -> bool {
    let Some(digits) = text.trim_end_matches([',', ';', ')']).strip_prefix("0x") else { return false };
    let all = |passes: fn(&u8) -> bool| digits.as_bytes().iter().all(passes);
    (digits.len() <= HEX_NUMBER && all(u8::is_ascii_alphanumeric))
        || (digits.len() == ADDRESS && all(u8::is_ascii_hexdigit))
        || digits.contains("...")
        || digits.contains('…')
}

/// Whether a name is the last word of a text, so that the mark after it closes that text: `"token: "` and
/// `'kind:token:',`, which have no value. In `Error::Token => "…"`, it is part of a path in code.
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

/// A text in quotation marks. Each has as many backslashes before it as there are strings around it.
fn text_in(bytes: &[u8], quote: &Mark) -> Range<usize> {
    let (mut from, mut to) = (quote.end, text_end(bytes, quote));
    let plain = quote.end - quote.start == 1;
    // YAML and SQL write an apostrophe inside a text twice.
    while quote.byte == b'\'' && plain && bytes[to..].starts_with(b"''") {
        to = closing(bytes, to + 2, b'\'', 0);
    }
    // In a cell of CSV, the mark inside a text is written `\""`.
    let cell = quote.end - quote.start == 2 && quote.depth == 0;
    while cell && bytes.get(to) == Some(&b'"') && bytes[..to].ends_with(b"\\\"") {
        to = closing(bytes, to + 1, b'"', 0);
    }
    // TOML and Python also write three marks around a text.
    if quote.byte == b'"' && plain && bytes[from..].starts_with(b"\"\"") {
        from += 2;
        to = closing(bytes, from, b'"', 0);
        while bytes.get(to) == Some(&b'"') && !bytes[to..].starts_with(b"\"\"\"") {
            to = closing(bytes, to + 1, b'"', 0);
        }
    }
    from..to
}

/// Whether the form of a name and a text in quotation marks is enough reason to hide the text. `x ? "token" : "word"`
/// has blanks on both sides, and a sentence has words before the name.
fn is_sure(bytes: &[u8], name: &Name<'_>, form: &Form) -> bool {
    form.equals
        || if name.quoted { !name.spaced || begins_member(bytes, name) } else { !in_prose(bytes, name.start) }
}

/// Whether a quoted name is the first on its line or in an object, or comes after a comma.
fn begins_member(bytes: &[u8], name: &Name<'_>) -> bool {
    let Some(open) = written::quote_before(bytes, name.start) else { return false };
    let before = bytes[..open.start].trim_ascii_end();
    let line = bytes[before.len()..open.start].contains(&b'\n');
    line || matches!(before.last(), None | Some(b'{' | b','))
}

/// The value of a cookie header, `name=value` and more: up to the end of the line, or of the
/// quotation marks or the string around it.
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

/// Whether only bullets are left of a text.
fn is_hidden(text: &str) -> bool {
    text == HIDDEN_TEXT || text == VerificationCode::MASK
}
