//! Names and values in a row, the way Node keeps the header lines of a request (`['Cookie', 'a=b']`) and
//! Python and Elixir print them (`[(b'cookie', b'a=b')]`, `[{"cookie", "a=b"}]`), and pairs in a list: `[["token","x"]]`.

use super::named::Named;
use crate::card::key;
use crate::card::redact::names::kind::{Kind, kind};
use crate::card::redact::names::name::{MAX_NAME, name_before};
use crate::card::redact::names::telling;
use crate::card::redact::notation::bytes::{BULLET, is_blank, start_of};
use crate::card::redact::notation::written::{self, Way};
use crate::card::redact::notation::{color, typed};
use crate::card::redact::values::form::{Form, Place};
use crate::card::redact::values::value;

/// The value after a name and a comma. Other lists contain such names too, so the value has to look right.
#[inline(never)]
pub(in crate::card::redact) fn value(text: &str, comma: usize) -> Option<Named> {
    let bytes = text.as_bytes();
    let name = name_before(text, comma, Way::Plain).filter(|name| name.quoted)?;
    let kind = kind(&name).filter(|kind| matches!(kind, Kind::Cookie | Kind::Secret))?;
    let open = written::quote_before(bytes, name.start)?;
    // Not an argument of a call, but it may be a pair in a list, even of byte strings.
    let before = color::before_colors(&bytes[..open.start]);
    let before = before.strip_suffix(b"b").unwrap_or(before);
    let tuple = before.strip_suffix(b"(").or_else(|| before.strip_suffix(b"{"));
    let begins = before_blanks(tuple.unwrap_or(before));
    if !matches!(begins.last(), None | Some(b'[' | b',' | b'\n')) {
        return None;
    }
    let list = if tuple.is_some() { Some(begins) } else { begins.strip_suffix(b"[").map(before_blanks) };
    let is_field = kind == Kind::Cookie || name.text.contains('-');
    if !is_field && !list.is_some_and(holds_pairs) {
        return None;
    }
    let value = written::quote(bytes, typed::letter(bytes, color::gap(bytes, comma + 1)))?;
    let form = Form { equals: false, tight: false, way: Way::Plain, depth: 0 };
    let place =
        Place { bytes, after: value.start, limit: bytes.len(), kind: Kind::Secret, name: &name, form: &form };
    let secret = value::hidden(place)?;
    let same = value.byte == open.byte && value.way == open.way;
    let held = &text[secret.from..secret.to];
    let tells = match kind {
        Kind::Cookie => held.contains('=') && !held.contains(BULLET),
        _ => {
            let is_value = is_field || (closes_pair(bytes, secret.to) && !key::names_secret(held));
            is_value && telling::looks_secret(held)
        }
    };
    (same && tells).then_some(Named::Secret(secret))
}

/// Whether a text ends inside a list, before its first pair or after another one. Elsewhere, a name and a value in brackets
/// may be any two words.
fn holds_pairs(text: &[u8]) -> bool {
    match text.strip_suffix(b",") {
        Some(text) => matches!(before_blanks(text).last(), Some(b']' | b')')),
        None => text.ends_with(b"["),
    }
}

/// Whether a pair ends after the value that ends at a place.
fn closes_pair(bytes: &[u8], to: usize) -> bool {
    let end = written::quote(bytes, to).map_or(to, |quote| quote.end);
    matches!(bytes.get(color::gap(bytes, end)), Some(b']' | b')'))
}

#[inline(never)]
fn before_blanks(text: &[u8]) -> &[u8] {
    &text[..start_of(text, text.len(), MAX_NAME, is_blank)]
}
