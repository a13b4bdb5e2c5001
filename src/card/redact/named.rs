//! Values that their name or place makes secret: `"password":"…"`, `api_key=…`, `X-Api-Key: …`, `Cookie: …`.
//!
//! Found by the `:` or `=` after the name, in JSON and in JSON inside a string, in queries and forms, also encoded
//! ones, in environments, configuration and headers. The same characters stand in prose and in source code, so the
//! looser the form, the more the value itself has to tell (see [`value`](super::value)).

use super::payment::{self, Line};
use super::value::{self, Form};
use super::{BULLET, LOWER, end_of, escape, is_blank, is_quote, run::measure, userinfo};
use crate::card::key;
use crate::card::number::NUMBER_DIGITS;
use core::str;

/// The most bytes of a name that are read; what tells is its end.
pub(super) const MAX_NAME: usize = 48;

/// The most blanks between a name and its separator, and the most quotation marks and backslashes.
const MAX_GAP: usize = 8;

/// The fewest digits of a number under the plain name `number`, where no quotation marks make it a member.
const MIN_PLAIN_NUMBER: usize = 12;

/// What was found under a name.
pub(super) enum Named {
    /// A stretch to be replaced.
    Secret(super::Secret),
    /// A card number, whatever Luhn says of it: its run starts here.
    Number(usize),
}

impl Named {
    /// Where it starts.
    pub(super) const fn start(&self) -> usize {
        match self {
            Self::Secret(secret) => secret.from,
            Self::Number(from) => *from,
        }
    }
}

/// What a name says of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Secret,
    Code,
    Cookie,
    Number,
}

/// A name, as it stands before its separator.
pub(super) struct Name<'a> {
    pub text: &'a str,
    /// Whether quotation marks stand around it.
    pub quoted: bool,
    /// Whether blanks stand between it and the separator.
    pub spaced: bool,
    /// Where it starts.
    pub start: usize,
}

/// The value of a secret name that ends before the separator at a place, in a line that may hold a payment.
pub(super) fn named(text: &str, at: usize, line: &mut Line) -> Option<Named> {
    let bytes = text.as_bytes();
    let encoded = bytes[at] == b'%';
    let after = at + if encoded { 3 } else { 1 };
    if encoded && !matches!(bytes.get(at + 1..after), Some([b'3', b'A' | b'a' | b'D' | b'd'])) {
        return None;
    }
    if bytes[at..].starts_with(b"://") {
        return userinfo::password(bytes, at).map(Named::Secret);
    }
    let equals = matches!(bytes[after - 1], b'=' | b'D' | b'd');
    let name = name_before(text, at)?;
    if payment::is_payload(&name) {
        return line.payload(bytes, after - 1, &name).map(Named::Secret);
    }
    let kind = kind(&name)?;
    let from = match (&bytes[at..after], bytes.get(after)) {
        // A path, a comparison.
        (b":", Some(b':' | b'/')) | (b"=", Some(b'=')) => return None,
        // An assignment, an arrow.
        (b":", Some(b'=')) | (b"=", Some(b'>')) => after + 1,
        _ => after,
    };
    let form =
        Form { equals: equals || from > after, tight: equals && from == after && !name.spaced, encoded };
    if kind == Kind::Number {
        let plain = is_plain(&name);
        if plain && !form.equals && value::in_prose(bytes, name.start) {
            return None;
        }
        number(text, from, form.encoded, plain)
    } else {
        value::hidden(bytes, from, kind, &name, &form).map(Named::Secret)
    }
}

/// The name before a separator, if its last letters are those of a secret's name.
fn name_before(text: &str, at: usize) -> Option<Name<'_>> {
    let bytes = text.as_bytes();
    let (mut end, mut spaced, mut quoted) = (escape::before_colours(&bytes[..at]).len(), false, false);
    // Most names are glued to their separator; an escape may be as well.
    if end < at
        || !bytes[..at].last()?.is_ascii_alphanumeric()
        || at.checked_sub(3).is_some_and(|at| bytes[at] == b'%')
    {
        let glued = start_of(bytes, end, MAX_GAP, is_blank);
        spaced = glued < end;
        end = escape::before_colours(&bytes[..glued]).len();
        for bracket in [&b"]"[..], b"%5D", b"%5d"] {
            end -= if bytes[..end].ends_with(bracket) { bracket.len() } else { 0 };
        }
        if bytes[..end].ends_with(b"%22") {
            (end, quoted) = (end - 3, true);
        } else if end > 0 && is_quote(bytes[end - 1]) {
            (end, quoted) = (start_of(bytes, end - 1, MAX_GAP, |byte| byte == b'\\'), true);
        }
    }
    if !ends_like_a_name(bytes[..end].last_chunk()?) {
        return None;
    }
    let mut start = start_of(bytes, end, MAX_NAME, is_name);
    if quoted {
        let whole = start_of(bytes, end, MAX_NAME, |byte| is_name(byte) || byte == b' ');
        quoted = opens(&bytes[..whole]);
        start = if quoted { whole } else { start };
    }
    // What is left of an escape before it looks like the name's own: `%22cvc`, `\nCookie`.
    start = escape::word_start(bytes, start, end);
    // Digits before a name may be hidden, and bullets were such: no part of it, and no word before it.
    if !quoted && (bytes[start].is_ascii_digit() || bytes[..start].ends_with(BULLET.as_bytes())) {
        return None;
    }
    Some(Name { text: str::from_utf8(&bytes[start..end]).ok()?, quoted, spaced, start })
}

/// Whether a text ends with the mark that opens a name.
fn opens(before: &[u8]) -> bool {
    before.last().is_some_and(|byte| is_quote(*byte)) || before.ends_with(b"%")
}

/// Whether these are the last letters of a name that [`kind`] knows, or of `payload`. Asked at every separator, so it comes first.
const fn ends_like_a_name(last: &[u8; 3]) -> bool {
    let [third, second, first] = *last;
    matches!(
        &[third | LOWER, second | LOWER, first | LOWER],
        b"ord"
            | b"ken"
            | b"ret"
            | b"key"
            | b"swd"
            | b"pwd"
            | b"ase"
            | b"ode"
            | b"ial"
            | b"als"
            | b"kie"
            | b"spt"
            | b"lpt"
            | b"pin"
            | b"pan"
            | b"ber"
            | b"dno"
            | b"\x7fno"
            | b"-no"
            | b" no"
            | b"cvc"
            | b"cvv"
            | b"vc2"
            | b"vv2"
            | b"csc"
            | b"cid"
            | b"lue"
            | b"ets"
            | b"rds"
            | b"eys"
            | b"ens"
            | b"ard"
            | b"num"
            | b"oad"
    )
}

pub(super) fn kind(name: &Name<'_>) -> Option<Kind> {
    // `authorization` and `payment-receipt` have their own forms.
    if key::is_number(name.text)
        || key::is_card(name.text)
        || key::is(name.text, "pan")
        || key::is(name.text, "primaryaccountnumber")
    {
        Some(Kind::Number)
    } else if key::is_code(name.text) {
        // Without quotation marks it is rather an id of a client or a connection.
        if key::is(name.text, "cid") && !name.quoted { None } else { Some(Kind::Code) }
    } else if key::is(name.text, "cookie") || key::is(name.text, "setcookie") {
        Some(Kind::Cookie)
    } else if key::is_plural(name.text) && !name.quoted {
        None
    } else if key::secret_key_name(name.text) {
        Some(Kind::Secret)
    } else {
        None
    }
}

/// Whether a name is one of other numbers as well.
pub(super) fn is_plain(name: &Name<'_>) -> bool {
    (key::is(name.text, "number") && !name.quoted) || key::is_card(name.text)
}

/// A run of digits under the name of a card number; a `plain` name is one of other numbers as well.
pub(super) fn number(text: &str, from: usize, encoded: bool, plain: bool) -> Option<Named> {
    let bytes = text.as_bytes();
    let mut at = escape::gap(bytes, from);
    at = end_of(bytes, at, |byte| byte == b'\\');
    let quoted = bytes.get(at).is_some_and(|byte| is_quote(*byte));
    at += usize::from(quoted);
    if encoded && bytes[at..].starts_with(b"%22") {
        at += 3;
    }
    let (to, cells) = super::run::extent(text, at);
    let whole = !bytes.get(to).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let least = if plain { MIN_PLAIN_NUMBER } else { *NUMBER_DIGITS.start() };
    if whole && (least..=*NUMBER_DIGITS.end()).contains(&cells) && measure(text, at).1 > super::pan::LAST {
        Some(Named::Number(at))
    } else {
        None
    }
}

/// Where the stretch before a place starts whose bytes all pass, of at most so many.
fn start_of(bytes: &[u8], at: usize, most: usize, passes: impl Fn(u8) -> bool) -> usize {
    at - bytes[..at].iter().rev().take(most).take_while(|byte| passes(**byte)).count()
}

/// A byte of a name. A dot leads into an object, so only what follows it counts.
pub(super) const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
