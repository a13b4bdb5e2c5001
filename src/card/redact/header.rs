//! Credentials in header lines, wherever the lines were copied to: JSON, a shell command, debug output.

use super::written::{self, Mark, Way, mark};
use super::{
    BULLET, LOWER, Secret, colour, end_of, ends_with, is_blank, quoted, starts_with, starts_word, telling,
    typed,
};
use crate::card::brand::Brand;
use crate::card::digits::MAX_DIGITS;
use crate::card::key;
use crate::card::luhn::luhn;
use crate::card::mask::HIDDEN_TEXT;
use core::str;

/// The shortest bare `Payment` credential. Words in prose are shorter.
const PAYMENT_LONG: usize = 20;

/// The shortest word that can look like a secret when only its shape tells.
const SECRET_SHORT: usize = 8;

/// A word of at least this length is not prose, whatever it consists of.
const SECRET_LONG: usize = 24;

/// The most digits in the name of a scheme. `AWS4-HMAC-SHA256` has four.
const SCHEME_DIGITS: usize = 4;

/// How much of a word without a scheme is examined to decide whether it is a secret. This keeps endless
/// words from being read over and over.
const KEY_LOOK: usize = 1024;

/// The start of a JSON object in base64. Payments are sent in this form.
const BASE64_JSON: &[u8] = b"eyJ";

/// What follows `Payment` in the names of header fields.
const RECEIPT: &[u8] = b"receipt";
const SIGNATURE: &[u8] = b"signature";
const HEADER: &[u8] = b"header";

/// Schemes whose credentials are hidden even if they look like a word.
const SCHEMES: &[&[u8]] = &[
    b"Payment",
    b"Bearer",
    b"Basic",
    b"Digest",
    b"Token",
    b"DPoP",
    b"L402",
    b"LSAT",
    b"ApiKey",
    b"Negotiate",
    b"NTLM",
    b"OAuth",
    b"OAuth2",
    b"AWS4-HMAC-SHA256",
];

/// Words that stand for credentials in documentation.
const PLACEHOLDERS: &[&[u8]] = &[
    b"token",
    b"credential",
    b"credentials",
    b"client",
    b"flow",
    b"required",
    b"string",
    b"scheme",
    b"header",
    b"value",
    b"auth",
    b"authentication",
    b"authorization",
    b"proxy-authorization",
];

/// The value of `Authorization` or `Proxy-Authorization`, found by the `z`. The scheme is kept.
pub(super) fn authorization(bytes: &[u8], at: usize) -> Option<Secret> {
    let start = at.checked_sub(b"authori".len())?;
    let end = at + b"zation".len();
    if !ends_with(bytes, at, b"authori") || !starts_with(bytes, at, b"zation") || !starts_word(bytes, start) {
        return None;
    }
    let value = value_after(bytes, start, end)?;
    let scheme = end_of(bytes, value.at, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let known = SCHEMES.iter().any(|name| name.eq_ignore_ascii_case(&bytes[value.at..scheme]));
    // In a key without a scheme, a `+` is not a blank.
    let mut from =
        if known { after_scheme(bytes, scheme) } else { end_of(bytes, scheme, |byte| byte == b' ') };
    if known && value.open.is_none() && from > scheme {
        from = written::quote(bytes, from).map_or(from, |quote| quote.end);
    }
    if from == scheme || !(known || is_scheme(&bytes[value.at..scheme])) {
        // No scheme: this is a bare key, or a word of prose or source code.
        let word = near(bytes, &value);
        let named = value.open.is_some() && !value.listed && !is_placeholder(word);
        let told = tells(bytes, value.at, word);
        let to = || {
            let end = value_end(bytes, value.at, value.encoded);
            if told { key_end(bytes, end, &value) } else { end }
        };
        return (told || named).then(|| hidden(value.at, to()));
    }
    let encoded = value.encoded || is_encoded(bytes, scheme);
    let word = &bytes[from..value_end(bytes, from, encoded)];
    let is_name = word.ends_with(b"=") && word[..word.len() - 1].iter().all(u8::is_ascii_alphabetic);
    let sure = known || (!is_name && ends_member(bytes, from + word.len(), &value));
    if tells(bytes, from, word) || is_assigned(bytes, from, &value) || (sure && !is_placeholder(word)) {
        let to = if encoded { from + word.len() } else { credentials_end(bytes, from, value.open.as_ref()) };
        Some(hidden(from, number_end(bytes, to)))
    } else {
        None
    }
}

/// A bare `Bearer <token>` (RFC 6750), found by its `B`.
pub(super) fn bearer(bytes: &[u8], at: usize) -> Option<Secret> {
    let end = at + b"bearer".len();
    if !starts_with(bytes, at, b"bearer") || !starts_word(bytes, at) {
        return None;
    }
    let from = after_scheme(bytes, end);
    if from == end {
        return None;
    }
    let to = value_end(bytes, from, is_encoded(bytes, end));
    let secret = looks_secret(&bytes[from..to]) && !is_parameter(bytes, from, to);
    if secret { Some(hidden(from, to)) } else { None }
}

/// A bare `Payment <base64url>`, the value of `Payment-Receipt`, or the value of a header that pays in x402
/// (`X-PAYMENT`, `PAYMENT-SIGNATURE` or, as a member, `paymentHeader`). Found by the `y`.
pub(super) fn payment(bytes: &[u8], at: usize) -> Option<Secret> {
    let start = at.checked_sub(2)?;
    let end = at + b"yment".len();
    if !ends_with(bytes, at, b"pa") || !starts_with(bytes, at, b"yment") || !starts_word(bytes, start) {
        return None;
    }
    // CGI servers spell the names in their own way: `HTTP_X_PAYMENT`.
    let cgi = ends_with(bytes, start, b"http_") || ends_with(bytes, start, b"http_x_");
    let joint = start.checked_sub(1).map(|at| bytes[at] | LOWER);
    let x = ends_with(bytes, start, b"x-")
        || ends_with(bytes, start, b"x_")
        || (joint == Some(b'x') && starts_word(bytes, start - 1));
    let sign = bytes.get(end).filter(|byte| matches!(byte, b'-' | b'_'));
    let rest = end + usize::from(sign.is_some());
    let name = [RECEIPT, SIGNATURE, HEADER].into_iter().find(|name| starts_with(bytes, rest, name));
    let to = name.map_or(end, |name| rest + name.len());
    let value = || value_after(bytes, start, to);
    if (name.is_some() || x)
        && let Some(value) = value()
    {
        let dashed = if name.is_some() { sign == Some(&b'-') } else { joint == Some(b'-') };
        let header = (cgi || dashed) && name != Some(HEADER);
        // A variable or a JSON member can have this name, and hold an id or a link.
        if !header && !bytes[value.at..].starts_with(BASE64_JSON) {
            return None;
        }
        let word = near(bytes, &value);
        // In a list, the name may come again: `'payment-receipt': [ 'Payment-Receipt', 'x' ]`.
        if word.eq_ignore_ascii_case(&bytes[start..to]) {
            return None;
        }
        let secret =
            if header && name != Some(RECEIPT) { tells(bytes, value.at, word) } else { looks_secret(word) };
        return secret.then(|| hidden(value.at, value_end(bytes, value.at, value.encoded)));
    }
    let from = after_scheme(bytes, end);
    if from == end {
        return None;
    }
    let to = end_of(bytes, from, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let word = &bytes[from..to];
    // A challenge's parameters (`Payment id="…"`) are public. Credentials are one long word.
    let secret = word.len() >= PAYMENT_LONG && looks_secret(word);
    if secret { Some(hidden(from, end_of(bytes, to, |byte| byte == b'='))) } else { None }
}

/// The text from its beginning to the end of what is examined of a key at `at`.
fn look_from(bytes: &[u8], at: usize) -> &[u8] {
    &bytes[..bytes.len().min(at + KEY_LOOK)]
}

/// The start of a value's first word: as much of it as is examined.
fn near<'a>(bytes: &'a [u8], value: &Value) -> &'a [u8] {
    &bytes[value.at..value_end(look_from(bytes, value.at), value.at, value.encoded)]
}

/// Where a key ends whose first word ends at `to`. That word may be an unknown scheme whose name has digits, so a
/// second word that looks like a secret belongs to the key. So does the rest of a card number.
fn key_end(bytes: &[u8], to: usize, value: &Value) -> usize {
    let next = if !value.encoded {
        end_of(bytes, to, is_blank)
    } else if is_encoded(bytes, to) {
        after_scheme(bytes, to)
    } else {
        to
    };
    let end = value_end(look_from(bytes, next), next, value.encoded);
    let tells = || tells(bytes, next, &bytes[next..end]) || is_assigned(bytes, next, value);
    if next == to || !tells() || is_field(bytes, next, end, value) {
        number_end(bytes, to)
    } else if value.encoded {
        value_end(bytes, next, true)
    } else {
        credentials_end(bytes, next, value.open.as_ref())
    }
}

/// Where the card number ends that has digits before and after a place, or the same place if there is none.
fn number_end(bytes: &[u8], at: usize) -> usize {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let before = bytes[..at].iter().rev().take(MAX_DIGITS).take_while(|byte| is_digit(byte)).count();
    let (mut digits, mut count, mut from) = ([0; 2 * MAX_DIGITS], 0, at - before);
    // The end of the last stretch of digits that belongs to a card number.
    let mut last = at;
    while before > 0 && bytes.get(from).is_some_and(is_digit) && count < digits.len() {
        let end = end_of(bytes, from, |byte| byte.is_ascii_digit());
        for byte in bytes[from..end].iter().take(digits.len() - count) {
            (digits[count], count) = (*byte - b'0', count + 1);
        }
        if (0..before).any(|start| is_number(&digits[start..count], before - start)) {
            last = end;
        }
        from = end_of(bytes, end, is_blank);
    }
    // What is glued to its last digits goes with it.
    let glued = last > at && bytes.get(last).is_some_and(u8::is_ascii_alphanumeric);
    if glued { end_of(bytes, last, is_value) } else { last }
}

/// Whether digits start with a card number that is longer than `least`.
fn is_number(digits: &[u8], least: usize) -> bool {
    let Some(brand) = Brand::of(digits) else { return false };
    brand.lengths().iter().any(|length| *length > least && digits.get(..*length).is_some_and(luhn))
}

/// Whether a word is a field of a log, `status=200` or `message="x"`, or the version of HTTP, rather than a credential.
/// A member in quotation marks has no such fields. Several fields separated by commas are credentials, and so is one
/// whose name says so.
fn is_field(bytes: &[u8], from: usize, to: usize, value: &Value) -> bool {
    let name = end_of(bytes, from, |byte| byte.is_ascii_lowercase() || byte == b'_');
    if value.member || str::from_utf8(&bytes[from..name]).is_ok_and(key::names_proof) {
        return false;
    }
    let quote = written::quote(bytes, to).filter(|quote| !value.open.is_some_and(|open| quote.closes(&open)));
    let assigns = name > from && bytes.get(name) == Some(&b'=');
    let end = match quote {
        Some(quote) if assigns && name + 1 == to => {
            let close = quoted::text_end(look_from(bytes, to), &quote);
            written::quote(bytes, close).map_or(close, |close| close.end)
        }
        _ if assigns && name + 1 < to && bytes[to - 1] != b'=' => to,
        _ => return starts_with(bytes, from, b"HTTP/"),
    };
    bytes.get(end) != Some(&b',')
}

/// Whether a place begins with a parameter of credentials, `id="x"`.
fn is_assigned(bytes: &[u8], from: usize, value: &Value) -> bool {
    let head = look_from(bytes, from);
    let name = end_of(head, from, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let assigns = name > from && bytes.get(name) == Some(&b'=');
    let quote = if assigns { written::quote(bytes, name + 1) } else { None };
    let closes = |quote: &Mark| value.open.is_some_and(|open| quote.closes(&open));
    quote.is_some_and(|quote| !closes(&quote) && bytes.get(quote.end).is_some_and(|byte| is_value(*byte)))
}

/// Whether a member in quotation marks ends at a place.
fn ends_member(bytes: &[u8], at: usize, value: &Value) -> bool {
    let closes = |open: Mark| written::quote(bytes, at).is_some_and(|quote| quote.closes(&open));
    value.member && !value.listed && value.open.is_some_and(closes)
}

fn hidden(from: usize, to: usize) -> Secret {
    Secret { from, to, with: HIDDEN_TEXT }
}

/// Where the value of a name starts, the quotation mark that will end it if repeated, whether that mark opens the value
/// alone, whether only a comma separates name and value as in a list of names, and whether both are part of a URL.
struct Value {
    at: usize,
    open: Option<Mark>,
    member: bool,
    listed: bool,
    encoded: bool,
}

/// Finds the value after a name: `name: v`, `name=v`, `"name":"v"`, `("name", "v")`, `\"name\":[\"v\"]`.
fn value_after(bytes: &[u8], start: usize, end: usize) -> Option<Value> {
    let mut at = colour::after_colours(bytes, end);
    // The end of a path: `"headers[authorization]"`.
    at = mark(bytes, at).filter(|next| next.byte == b']').map_or(at, |next| next.end);
    let name_quote = written::quote(bytes, at);
    at = colour::after_colours(bytes, name_quote.map_or(at, |quote| quote.end));
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
    at = written::gap(bytes, separator.end, encoded);
    let list = typed::list(bytes, at);
    at = if list > at { list + 1 } else { at };
    while let Some(next) = mark(bytes, at)
        && matches!(next.byte, b'[' | b'>' | b' ' | b'\t' | b'\\')
    {
        at = next.end;
    }
    at = typed::letter(bytes, at);
    let quote = written::quote(bytes, at);
    // In `-H "Authorization: Basic abc=="`, the mark before the name ends the value.
    let inside =
        || written::quote_before(bytes, start).filter(|mark| mark.byte == b'"' && name_quote.is_none());
    let at = quote.map_or(at, |quote| quote.end);
    let member = quote.is_some();
    Some(Value { at, open: quote.or_else(inside), member, listed: separator.byte == b',', encoded })
}

/// Skips the blanks after a scheme, even if it is part of a URL.
fn after_scheme(bytes: &[u8], end: usize) -> usize {
    written::gap(bytes, end, true)
}

/// Whether there is a URL's blank at a place.
fn is_encoded(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'%' | b'+'))
}

/// Where one word of credentials ends. In a URL, it ends before anything that ends a parameter or a text.
fn value_end(bytes: &[u8], mut at: usize, encoded: bool) -> usize {
    while bytes.get(at).is_some_and(|byte| is_value(*byte)) {
        let escape = if encoded { written::escaped(bytes, at) } else { None };
        if escape.is_some_and(|mark| !is_value(mark.byte)) {
            break;
        }
        at = escape.map_or(at + 1, |mark| mark.end);
    }
    at
}

/// Where credentials end: after one word, or after the last of several `name=value` pairs or credentials
/// separated by commas. `open` is the mark that encloses all of them.
fn credentials_end(bytes: &[u8], mut at: usize, open: Option<&Mark>) -> usize {
    loop {
        at = end_of(bytes, at, is_value);
        if bytes[..at].ends_with(b"=")
            && !bytes[..at].ends_with(b"==")
            && let Some(quote) = written::quote(bytes, at)
            && !open.is_some_and(|open| quote.closes(open))
        {
            at = quoted::text_end(bytes, &quote);
            at = written::quote(bytes, at).map_or(at, |close| close.end);
            continue;
        }
        let comma = end_of(bytes, at, is_blank);
        let next =
            if bytes.get(comma) == Some(&b',') { end_of(bytes, comma + 1, is_blank) } else { return at };
        let to = end_of(bytes, next, is_value);
        let word = &bytes[next..to];
        let credential = end_of(bytes, to, is_blank);
        let is_other = SCHEMES.iter().any(|name| name.eq_ignore_ascii_case(word))
            && looks_secret(&bytes[credential..end_of(bytes, credential, is_value)]);
        if !word.contains(&b'=') && !is_other {
            return at;
        }
        at = if is_other { credential } else { next };
    }
}

/// Whether an unknown word can be a scheme, and is not a key or a card number that would stay visible once the word after
/// it is hidden.
fn is_scheme(word: &[u8]) -> bool {
    let signs = word.contains(&b'-')
        && word
            .split(|byte| *byte == b'-')
            .any(|part| starts_with(part, 0, b"hmac") || starts_with(part, 0, b"sha"));
    word.first().is_some_and(u8::is_ascii_alphabetic)
        && word.iter().filter(|byte| byte.is_ascii_digit()).count() <= SCHEME_DIGITS
        && (signs || !str::from_utf8(word).is_ok_and(telling::looks_secret))
}

/// Whether a word looks like a secret: it has digits, inner capitals or padding, or is longer than any word.
fn looks_secret(word: &[u8]) -> bool {
    word.len() >= SECRET_LONG
        || (word.len() >= SECRET_SHORT
            && (word.iter().any(|byte| byte.is_ascii_digit() || *byte == b'=')
                || word[1..].iter().any(u8::is_ascii_uppercase)))
}

/// Whether a word after a name, without a known scheme, is a secret rather than source code.
fn tells(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    let rest = &bytes[at + word.len()..];
    let code = matches!(rest.first(), Some(b'(' | b'[' | b'<')) || rest.starts_with(BULLET.as_bytes());
    let number = word.len() >= SECRET_SHORT && word.iter().all(u8::is_ascii_digit);
    !code && (number || str::from_utf8(word).is_ok_and(telling::looks_secret))
}

/// Whether a word is the name of a challenge's parameter, `resource_metadata="https://…"`, rather than a
/// token whose padding is followed by the mark that ends it.
fn is_parameter(bytes: &[u8], from: usize, to: usize) -> bool {
    let name = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-');
    let mark = end_of(bytes, to, |byte| byte == b'\\');
    let is_value = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'/' || *byte == BULLET.as_bytes()[0];
    let value = bytes.get(mark + 1).is_some_and(is_value);
    end_of(bytes, from, name) + 1 == to && bytes[to - 1] == b'=' && bytes.get(mark) == Some(&b'"') && value
}

/// Whether a word is empty, or stands for credentials in documentation.
fn is_placeholder(word: &[u8]) -> bool {
    word.is_empty() || PLACEHOLDERS.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// A byte of credentials: those of `token68`, and others that real tokens contain.
const fn is_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b':' | b';' | b'%' | b'|' | b'!' | b'*'
        )
}
