//! Values that their name or place makes secret: `"password":"…"`, `api_key=…`, `X-Api-Key: …`, `Cookie: …`.
//!
//! Found by the `:` or `=` after the name, in JSON and in JSON inside a string, in queries and forms, also encoded
//! ones, in environments, configuration and headers. The same characters stand in prose and in source code, so the
//! looser the form, the more the value itself has to tell (see [`value`](super::value)).

use super::payment::{self, Line};
use super::value::{self, Form};
use super::written::{self, Mark, Way, mark_before};
use super::{BULLET, LOWER, ends_with, escape, is_blank, is_quote, pair, run::measure};
use crate::card::digits::NUMBER_DIGITS;
use crate::card::key;
use core::str;

/// The most bytes of a name that are read; what tells is its end.
pub(super) const MAX_NAME: usize = 48;

/// The most blanks between a name and its separator, and the most quotation marks and backslashes.
const MAX_GAP: usize = 8;

/// The fewest digits of a number under the plain name `number`, where no quotation marks make it a member.
const MIN_PLAIN_NUMBER: usize = 12;

/// The last letters of `authorization`, `payment-receipt`, `x-payment` and `payment-signature`, which have their own forms
/// but in elements and pairs.
const OWN_FORMS: &[&[u8]] = &[b"ion", b"ipt", b"ent", b"ure"];

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

/// Whether a separator may follow the name of a secret, or stand in a URL. Asked at each, so that nearly all cost nothing
/// more.
#[inline]
pub(super) fn may_follow(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    let is_name = |last: &u8| match last {
        // A colour.
        b'm' | b'K' => true,
        byte => !byte.is_ascii_alphanumeric() || ends_like_a_name(before),
    };
    before.last().is_some_and(is_name)
        || written::may_end(before)
        || matches!(bytes.get(at + 1), Some(b'/' | b'\\'))
}

/// The value of a secret name that ends before a separator, in a line that may hold a payment.
pub(super) fn named(text: &str, separator: &Mark, line: &mut Line) -> Option<Named> {
    let bytes = text.as_bytes();
    let (at, after) = (separator.start, separator.end);
    let name = name_before(text, at, separator.way == Way::Url)?;
    if payment::is_payload(&name) {
        return line.payload(bytes, after, &name).map(Named::Secret);
    }
    let name = pair::named(text, &name).unwrap_or(name);
    let kind = kind(&name)?;
    if key::is_plural(name.text) && !name.quoted && !holds_several(bytes, separator, &name) {
        return None;
    }
    let next = written::mark(bytes, after).filter(|next| match next.byte {
        b'>' => next.way != Way::Url || separator.way == Way::Url,
        _ => next.way == separator.way,
    });
    let from = match (separator.byte, next) {
        // A path, a comparison.
        (b':', Some(Mark { byte: b':' | b'/', way: Way::Plain, .. }))
        | (b'=', Some(Mark { byte: b'=', .. })) => {
            return None;
        }
        // An assignment, an arrow.
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
        if plain && !form.equals && value::in_prose(bytes, name.start) {
            return None;
        }
        number(text, from, form.way == Way::Url, plain)
    } else {
        value::hidden(bytes, from, kind, &name, &form).map(Named::Secret)
    }
}

/// Whether several secrets follow a name without quotation marks: a variable's, or a list of texts. `secrets: inherit` is none.
fn holds_several(bytes: &[u8], separator: &Mark, name: &Name<'_>) -> bool {
    let variable = separator.byte == b'=' && !name.text.bytes().any(|byte| byte.is_ascii_lowercase());
    variable || bytes.get(escape::gap(bytes, separator.end)) == Some(&b'[')
}

/// The name before a separator, if its last letters are those of a secret's name.
pub(super) fn name_before(text: &str, at: usize, form: bool) -> Option<Name<'_>> {
    let bytes = text.as_bytes();
    let (mut end, mut spaced, mut quoted) = (escape::before_colours(&bytes[..at]).len(), false, false);
    // Most names are glued to their separator; an escape may be as well.
    if end < at || !bytes[..at].last()?.is_ascii_alphanumeric() || written::may_end(&bytes[..at]) {
        let glued = blanks_before(bytes, end, form);
        spaced = glued < end;
        end = escape::before_colours(&bytes[..glued]).len();
        for bracket in [b']', b'['] {
            end = mark_before(bytes, end).filter(|mark| mark.byte == bracket).map_or(end, |mark| mark.start);
        }
        if let Some(quote) = written::quote_before(bytes, end) {
            (end, quoted) = (quote.start, true);
        }
    }
    if !ends_like_a_name(&bytes[..end]) {
        return None;
    }
    let mut start = start_of(bytes, end, MAX_NAME, is_name);
    // What is left of an escape before it looks like the name's own: `%22cvc`, `\nCookie`.
    start = escape::word_start(bytes, start, end);
    if quoted {
        let whole = start_of(bytes, end, MAX_NAME, |byte| is_name(byte) || byte == b' ');
        let whole = escape::word_start(bytes, whole, end);
        quoted = mark_before(bytes, whole).is_some_and(|mark| opens(&mark));
        start = if quoted { whole } else { start };
    }
    // Digits before a name may be hidden, and bullets were such: no part of it, and no word before it.
    if !quoted && (bytes[start].is_ascii_digit() || bytes[..start].ends_with(BULLET.as_bytes())) {
        return None;
    }
    Some(Name { text: str::from_utf8(&bytes[start..end]).ok()?, quoted, spaced, start })
}

/// Whether a mark opens a name; in a URL what follows a space may be the rest of one.
const fn opens(mark: &Mark) -> bool {
    is_quote(mark.byte) || (matches!(mark.way, Way::Url) && is_blank(mark.byte))
}

/// Steps back over the blanks before a place, however they are written.
fn blanks_before(bytes: &[u8], end: usize, form: bool) -> usize {
    let mut start = start_of(bytes, end, MAX_GAP, is_blank);
    while let Some(mark) = mark_before(bytes, start)
        && end - mark.start <= MAX_GAP
        && ((mark.way != Way::Plain && is_blank(mark.byte)) || (form && mark.byte == b'+'))
    {
        start = mark.start;
    }
    start
}

/// Whether these are the last letters of a name that [`kind`] knows, or of `payload`. Asked at every separator, so it comes first.
const fn ends_like_a_name(text: &[u8]) -> bool {
    let [before @ .., third, second, first] = text else { return false };
    match &[*third | LOWER, *second | LOWER, *first | LOWER] {
        // No `class`.
        b"ass" => matches!(before, [.., b'p' | b'P']),
        b"ord" | b"ken" | b"ret" | b"key" | b"swd" | b"pwd" | b"ase" | b"ode" | b"ial" | b"als" | b"kie"
        | b"spt" | b"lpt" | b"pin" | b"pan" | b"ber" | b"dno" | b"\x7fno" | b"-no" | b" no" | b"cvc"
        | b"cvv" | b"vc2" | b"vv2" | b"csc" | b"cid" | b"lue" | b"ets" | b"rds" | b"eys" | b"ens"
        | b"ard" | b"num" | b"oad" => true,
        _ => false,
    }
}

pub(super) fn kind(name: &Name<'_>) -> Option<Kind> {
    let text = name.text.as_bytes();
    let ends = |end: &&[u8]| ends_with(text, text.len(), end);
    if !ends_like_a_name(text) && !OWN_FORMS.iter().any(ends) {
        // Nearly all elements and options.
        None
    } else if key::is_number(name.text)
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
    } else if key::secret_key_name(name.text) || key::is_pass(name.text) {
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
    let gap = written::gap(bytes, from, encoded);
    let at = written::quote(bytes, gap).map_or(gap, |quote| quote.end);
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
pub(super) fn start_of(bytes: &[u8], at: usize, most: usize, passes: impl Fn(u8) -> bool) -> usize {
    at - bytes[..at].iter().rev().take(most).take_while(|byte| passes(**byte)).count()
}

/// A byte of a name. A dot leads into an object, so only what follows it counts.
pub(super) const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
