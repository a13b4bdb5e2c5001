//! Values that are secret because of their name or place: `"password":"…"`, `api_key=…`, `X-Api-Key: …`, `Cookie: …`.
//!
//! Found by the `:` or `=` after the name: in JSON and JSON inside a string, in queries and forms (percent-encoded or
//! not), in environments, in configuration and in headers. The same characters occur in prose and in source code, so
//! the looser the form, the more the value itself has to look like a secret (see [`value`]).

use super::payment::{self, Line};
use crate::card::digits::NUMBER_DIGITS;
use crate::card::key;
use crate::card::redact::names::kind::{Kind, is_plain, kind};
use crate::card::redact::names::name::{MAX_PATH, Name, in_prose, is_path, name_before};
use crate::card::redact::names::telling::looks_secret;
use crate::card::redact::names::{l402, pair};
use crate::card::redact::notation::bytes::{end_of, is_quote, start_of, start_to};
use crate::card::redact::notation::color;
use crate::card::redact::notation::written::{self, Mark, Way};
use crate::card::redact::numbers::pan;
use crate::card::redact::numbers::run::{extent, measure};
use crate::card::redact::redacted::Secret;
use crate::card::redact::values::form::{Form, Place};
use crate::card::redact::values::{container, value};

/// The fewest digits of a number under a plain name such as `number`, where no quotation marks make it a member.
const MIN_PLAIN_NUMBER: usize = 12;

/// How much is read of a signature to tell whether it is one. Others would be read again as a whole from each name in them.
const SIGNATURE_LONG: usize = 512;

/// What was found under a name.
pub(in crate::card::redact) enum Named {
    /// A stretch to be replaced.
    Secret(Secret),
    /// A card number whose run starts here, whatever Luhn says about it.
    Number(usize),
}

impl Named {
    /// Where it starts.
    pub(in crate::card::redact) const fn start(&self) -> usize {
        match self {
            Self::Secret(secret) => secret.from,
            Self::Number(from) => *from,
        }
    }
}

/// The value of a secret's name that ends before a separator, on a line that may contain a payment. The value has to
/// start before `limit`. Not inlined: in one function with it, the pass over all other text takes up to half as long again.
#[inline(never)]
pub(in crate::card::redact) fn named(
    text: &str,
    separator: &Mark,
    limit: usize,
    line: &mut Line,
) -> Option<Named> {
    let bytes = text.as_bytes();
    let (at, after) = (separator.start, separator.end);
    let Some(name) = name_before(text, at, separator.way) else {
        return l402::preimage(bytes, at).map(Named::Secret);
    };
    if payment::is_payload(&name) {
        return line.payload(bytes, after, limit, &name).map(Named::Secret);
    }
    if is_address(bytes, separator, &name) {
        return None;
    }
    let name = pair::named(text, &name, after).unwrap_or(name);
    // A signature in a query opens the address to anyone: `?sv=2024&sig=x`. Elsewhere, these names may be anything.
    let signs = key::signs(name.text) && separator.byte == b'=';
    let kind = match kind(&name) {
        _ if signs => Kind::Secret,
        None if key::is_cookies(name.text) => Kind::Cookie,
        kind => kind?,
    };
    if key::is_plural(name.text) && !name.quoted && !holds_several(bytes, separator, &name) {
        return None;
    }
    let next = written::mark(bytes, after).filter(|next| match next.byte {
        b'>' => next.way != Way::Url || separator.way == Way::Url,
        _ => next.way == separator.way,
    });
    let from = match (separator.byte, next) {
        // A path or a comparison.
        (b':', Some(Mark { byte: b':' | b'/', way: Way::Plain, .. }))
        | (b'=', Some(Mark { byte: b'=', .. })) => {
            return None;
        }
        // An assignment or an arrow.
        (b':', Some(next @ Mark { byte: b'=', .. })) | (b'=', Some(next @ Mark { byte: b'>', .. })) => {
            next.end
        }
        _ => after,
    };
    let equals = separator.byte == b'=' || from > after;
    let tight = separator.byte == b'=' && from == after && !name.spaced;
    let form = Form { equals, tight, way: separator.way, depth: separator.depth };
    if kind == Kind::Number {
        let plain = is_plain(&name);
        if plain && !form.equals && in_prose(bytes, name.start) {
            return None;
        }
        number(text, from, form.way, plain)
    } else {
        let place = Place { bytes, after: from, limit, kind, name: &name, form: &form };
        if signs && !is_signature(text, place) {
            return None;
        }
        value::hidden(place).map(Named::Secret)
    }
}

/// Whether a query's signature begins at a place, judged by its first bytes. Not inlined, because such names are rare.
#[cold]
#[inline(never)]
fn is_signature(text: &str, place: Place<'_>) -> bool {
    let bytes = start_to(text.as_bytes(), place.after + SIGNATURE_LONG);
    value::hidden(Place { bytes, ..place }).is_some_and(|start| looks_secret(&text[start.from..start.to]))
}

/// Whether a name is part of an address, and a tag or another part follows: `ghcr.io/acme/auth-token:v1`,
/// `arn:aws:…:secret:prod-db`. After a user's email address, it is a secret: `bob@example.com/token:abc123`.
fn is_address(bytes: &[u8], separator: &Mark, name: &Name<'_>) -> bool {
    let before = &bytes[..name.start];
    if separator.byte != b':' || name.quoted || !matches!(before.last(), Some(b'/' | b':')) {
        return false;
    }
    let part = |byte: u8| is_path(byte) || matches!(byte, b'/' | b':' | b'@' | b'+');
    let start = start_of(before, before.len(), MAX_PATH, part);
    let address = &before[start..];
    let follows = bytes.get(separator.end).is_some_and(u8::is_ascii_graphic);
    follows && (address.starts_with(b"arn:") || (address.ends_with(b"/") && !address.contains(&b'@')))
}

/// Whether several secrets follow an unquoted name: it is an upper-case variable, or a list of texts
/// follows. In `secrets: inherit`, none do.
fn holds_several(bytes: &[u8], separator: &Mark, name: &Name<'_>) -> bool {
    let variable = separator.byte == b'=' && !name.text.bytes().any(|byte| byte.is_ascii_lowercase());
    variable || bytes.get(color::gap(bytes, separator.end)) == Some(&b'[')
}

/// A run of digits under the name of a card number, after a separator that is written in this way. A `plain` name is also
/// used for other numbers.
pub(super) fn number(text: &str, from: usize, way: Way, plain: bool) -> Option<Named> {
    let bytes = text.as_bytes();
    let gap = container::after_rejected(bytes, written::gap(bytes, from, way));
    // In a cell of CSV, the mark is written twice.
    let at = written::quote(bytes, gap).map_or(gap, |quote| end_of(bytes, quote.end, is_quote));
    let (to, cells) = extent(text, at);
    let whole = !bytes.get(to).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let least = if plain { MIN_PLAIN_NUMBER } else { *NUMBER_DIGITS.start() };
    if whole && (least..=*NUMBER_DIGITS.end()).contains(&cells) && measure(text, at).1 > pan::LAST {
        Some(Named::Number(at))
    } else {
        None
    }
}
