//! Values that PHP serializes, as sessions and queues keep them: `s:8:"password";s:7:"hunter2";`, also in a string of JSON.

use super::named::{Named, number};
use crate::card::key;
use crate::card::redact::names::kind::{Kind, is_plain, kind};
use crate::card::redact::names::name::{MAX_NAME, name_before};
use crate::card::redact::notation::bytes::end_of;
use crate::card::redact::notation::written::{self, Way};
use crate::card::redact::values::form::{Form, Place};
use crate::card::redact::values::value;

/// The most digits of a text's length.
const LENGTH_LONG: usize = 8;

/// The value after a name in quotation marks and a semicolon.
pub(in crate::card::redact) fn value(text: &str, semicolon: usize) -> Option<Named> {
    let bytes = text.as_bytes();
    let after = after_type(bytes, semicolon + 1)?;
    written::quote_before(bytes, semicolon)?;
    let name = name_before(text, semicolon, Way::Plain)?;
    let kind = kind(&name)?;
    if kind == Kind::Number {
        return number(text, after, Way::Plain, is_plain(&name));
    }
    let form = Form { equals: true, tight: true, way: Way::Plain, depth: 0 };
    let place = Place { bytes, after, limit: bytes.len(), kind, name: &name, form: &form };
    let secret = value::hidden(place)?;
    // Values are written like names. If one is the name of a secret, what follows it is another name.
    let held = &text[secret.from..secret.to];
    let letters = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-');
    let is_name = held.len() <= MAX_NAME && held.bytes().all(letters) && key::names_secret(held);
    (!is_name).then_some(Named::Secret(secret))
}

/// Skips the type of a value: `s:7:` of a text, `i:` of a number.
fn after_type(bytes: &[u8], at: usize) -> Option<usize> {
    let (kind, from) = (*bytes.get(at)?, at + 2);
    if !matches!(kind, b's' | b'i') || bytes.get(at + 1) != Some(&b':') {
        return None;
    }
    if kind == b'i' {
        return Some(from);
    }
    let head = &bytes[..bytes.len().min(from + LENGTH_LONG)];
    let end = end_of(head, from, |byte| byte.is_ascii_digit());
    (bytes.get(end) == Some(&b':')).then_some(end + 1)
}
