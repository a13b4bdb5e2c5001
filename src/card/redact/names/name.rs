//! Names of values, recognized by their endings and their surroundings.

use super::l402;
use crate::card::digits::MIN_DIGITS;
use crate::card::key;
use crate::card::redact::notation::bytes::{BULLET, LOWER, is_any, is_blank, is_quote, start_of};
use crate::card::redact::notation::written::{self, Mark, Way, mark_before};
use crate::card::redact::notation::{color, escape};
use core::str;

/// The most bytes of a name that are read. Its end is what matters.
pub(in crate::card::redact) const MAX_NAME: usize = 48;

/// The same for a name in quotation marks, which may be a path.
pub(in crate::card::redact) const MAX_PATH: usize = 2 * MAX_NAME;

/// The most blanks between a name and its separator. Files with many names align their separators.
const MAX_BLANKS: usize = 64;

/// The most blanks there that are written as escapes, and the most brackets in quotation marks.
const MAX_GAP: usize = 8;

/// Last words of names that people write with blanks, `Private key`, `Secret Access Key`, and the most words before them.
const LAST_WORDS: &[&[u8]] = &[b"key", b"phrase"];
const MAX_WORDS: usize = 2;

/// A quotation mark in a cell of CSV.
pub(in crate::card::redact) const DOUBLED: &[u8] = b"\"\"";

/// A name as written before its separator.
pub(in crate::card::redact) struct Name<'a> {
    pub text: &'a str,
    /// Whether it is in quotation marks.
    pub quoted: bool,
    /// Whether these marks are written twice, as in a cell of CSV: `"{""name"":""x""}"`.
    pub doubled: bool,
    /// Whether there are blanks between it and the separator.
    pub spaced: bool,
    /// Where it starts. In quotation marks this is the start of the whole path.
    pub start: usize,
}

/// Whether a separator may follow the name of a secret or be part of a URL or of a credential. Called at every
/// separator, so that nearly all of them cost no more than this.
#[inline]
pub(in crate::card::redact) fn may_follow(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    let is_name = |last: &u8| match last {
        // The end of a color.
        b'm' | b'K' => true,
        byte => !byte.is_ascii_alphanumeric() || ends_like_a_name(before),
    };
    before.last().is_some_and(is_name)
        || written::may_end(before)
        || matches!(bytes.get(at + 1), Some(b'/' | b'\\'))
        // In a time, the third byte is no digit.
        || (bytes[at] == b':'
            && bytes.get(at + 3).is_some_and(u8::is_ascii_hexdigit)
            && l402::may_prove(bytes, at))
}

/// The name before a separator that is written in this way, if its last letters are those of a secret's name.
pub(in crate::card::redact) fn name_before(text: &str, at: usize, way: Way) -> Option<Name<'_>> {
    let bytes = text.as_bytes();
    let mut end = color::before_colors(&bytes[..at]).len();
    let (mut spaced, mut quoted, mut doubled) = (false, false, false);
    // Most names come right before their separator. So may an escape.
    if end < at || !bytes[..at].last()?.is_ascii_alphanumeric() || written::may_end(&bytes[..at]) {
        let glued = blanks_before(bytes, end, way);
        spaced = glued < end;
        end = color::before_colors(&bytes[..glued]).len();
        if bytes[..end].ends_with(b")") && opens_list(bytes, at + 1) {
            end -= 1;
        }
        for bracket in [b']', b'['] {
            end = mark_before(bytes, end).filter(|mark| mark.byte == bracket).map_or(end, |mark| mark.start);
        }
        if bytes.get(end) == Some(&b']') {
            end = before_visibility(&bytes[..end]).len();
        } else if bytes[..end].ends_with(b"\">>") {
            // A binary of Erlang, `<<"name">>`.
            end -= ">>".len();
        }
        if let Some(quote) = written::quote_before(bytes, end) {
            doubled = bytes[..quote.end].ends_with(DOUBLED);
            end = start_of(bytes, quote.start - usize::from(doubled), MAX_GAP, |byte| {
                matches!(byte, b'[' | b']')
            });
            quoted = true;
        } else if let [name @ .., 0xe2, 0x80, 0x98..=0x9e] = &bytes[..end] {
            // Typographic: “x”, ‘x’, „x“.
            end = name.len();
        }
    }
    if !ends_like_a_name(&bytes[..end]) {
        return None;
    }
    let mut start = start_of(bytes, end, MAX_NAME, is_name);
    // The rest of an escape before the name looks like part of it: `%22cvc`, `\nCookie`.
    start = escape::word_start(bytes, start, end);
    if quoted {
        let whole = start_of(bytes, end, MAX_PATH, |byte| is_path(byte) || byte == b' ');
        let whole = escape::word_start(bytes, whole, end);
        // Digits that may get hidden are not part of the name, or it would be another one after that.
        let digits = bytes[whole..end].iter().filter(|byte| byte.is_ascii_digit()).count();
        quoted = digits < MIN_DIGITS && mark_before(bytes, whole).is_some_and(|mark| opens(&mark));
        start = if quoted { whole } else { start };
    } else if is_any(&bytes[start..end], LAST_WORDS) {
        start = first_word(text, start, end);
    }
    // Digits before a name may get hidden, and bullets already were. Neither is part of the name, or a word before it.
    if !quoted && (bytes[start].is_ascii_digit() || bytes[..start].ends_with(BULLET.as_bytes())) {
        return None;
    }
    // Without quotation marks too, the part of a path before the last one may tell: `build.number`.
    let path = if !quoted && bytes[..start].ends_with(b".") {
        start_of(bytes, start, MAX_NAME, is_path)
    } else {
        start
    };
    let text = key::last_part(str::from_utf8(&bytes[path..end]).ok()?);
    Some(Name { text, quoted, doubled, spaced, start })
}

/// Whether the values of a key of PostgreSQL start at a place: `Key (token)=(x) already exists.`
pub(in crate::card::redact) fn opens_list(bytes: &[u8], at: usize) -> bool {
    bytes[..at].ends_with(b")=") && bytes.get(at) == Some(&b'(')
}

/// The text before the mark of a member of a class in PHP, which tells who sees it: `[name:protected]`, `[name:Class:private]`.
fn before_visibility(text: &[u8]) -> &[u8] {
    if let Some(name) = text.strip_suffix(b":protected") {
        return name;
    }
    let Some(name) = text.strip_suffix(b":private") else { return text };
    let class = start_of(name, name.len(), MAX_NAME, |byte| is_name(byte) || byte == b'\\');
    name[..class].strip_suffix(b":").unwrap_or(name)
}

/// Where a name starts whose last word says nothing by itself.
fn first_word(text: &str, last: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut start = last;
    for _ in 0..MAX_WORDS {
        let Some(before) = bytes[..start].strip_suffix(b" ") else { break };
        let word = start_of(before, before.len(), MAX_NAME, |byte| byte.is_ascii_alphabetic());
        start = escape::word_start(bytes, word, before.len());
        if key::names_secret(&text[start..end]) {
            return start;
        }
    }
    last
}

/// Whether a mark opens a name. In a URL, a space does too, because what follows it may be the end of a longer name.
const fn opens(mark: &Mark) -> bool {
    is_quote(mark.byte) || (matches!(mark.way, Way::Url) && is_blank(mark.byte))
}

/// Steps back over the blanks before a place, however they are written. In a URL, a `+` is a blank.
fn blanks_before(bytes: &[u8], end: usize, way: Way) -> usize {
    let mut start = start_of(bytes, end, MAX_BLANKS, is_blank);
    while let Some(mark) = mark_before(bytes, start)
        && end - mark.start <= MAX_GAP
        && ((mark.way != Way::Plain && is_blank(mark.byte)) || (way == Way::Url && mark.byte == b'+'))
    {
        start = mark.start;
    }
    start
}

/// Whether a text ends with the last letters of a name that `kind` knows, or of `payload`. Called at every
/// separator, so this check comes first.
pub(super) const fn ends_like_a_name(text: &[u8]) -> bool {
    let [before @ .., third, second, first] = text else { return false };
    match &[*third | LOWER, *second | LOWER, *first | LOWER] {
        // Not `class`, nor `properties`.
        b"ass" => matches!(before, [.., b'p' | b'P']),
        b"ies" => matches!(before, [.., b'k' | b'K']),
        // Not `bootp`.
        b"otp" => !matches!(before, [.., b'o' | b'O']),
        b"ord" | b"ken" | b"ret" | b"key" | b"swd" | b"pwd" | b"ase" | b"ode" | b"ial" | b"als" | b"kie"
        | b"spt" | b"lpt" | b"pin" | b"pan" | b"ber" | b"dno" | b"\x7fno" | b"-no" | b" no" | b"cvc"
        | b"cvn" | b"cvv" | b"vc2" | b"vv2" | b"csc" | b"cid" | b"lue" | b"ets" | b"rds" | b"eys"
        | b"ens" | b"ard" | b"num" | b"oad" | b"ccv" | b"cvd" | b"cv2" | b"nic" | b"rd1" | b"rd2"
        | b"wd1" | b"wd2" | b"se1" | b"se2" => true,
        // A parameter of a query, and a name that only ends like `payment-signature`.
        b"sig" => matches!(before, [.., b'?' | b'&' | b';' | b'6']),
        b"ure" => matches!(
            before,
            [.., b'z' | b'Z' | b'g' | b'G', b'-', _, _, _, _, _, _]
                | [.., b'?' | b'&' | b';' | b'6', b's' | b'S', _, _, _, _, _]
        ),
        // A password that is entered again: `confirmation`, `confirm`, `repeat`, `again`.
        b"ion" => matches!(before, [.., b'm' | b'M', b'a' | b'A', b't' | b'T']),
        b"irm" => matches!(before, [.., b'f' | b'F']),
        b"eat" => matches!(before, [.., b'p' | b'P']),
        b"age" => matches!(before, [.., b'e' | b'E', b'i' | b'I', b'm' | b'M']),
        b"ain" => matches!(before, [.., b'g' | b'G']),
        // Node's `auth`, not `oauth`.
        b"uth" => matches!(before, [.., b'a' | b'A']) && !matches!(before, [.., b'o' | b'O', _]),
        // `macaroon`, `macaroonHex`, and `SIGN-IN-WITH-X` as it is written or spelled by CGI servers.
        b"oon" => matches!(before, [.., b'r' | b'R']),
        // `JSESSIONID`, `PHPSESSID` and `CSCVal`.
        b"nid" => matches!(before, [.., b'i' | b'I', b'o' | b'O']),
        b"sid" => matches!(before, [.., b'e' | b'E', b's' | b'S']),
        b"val" => matches!(before, [.., b'c' | b'C']),
        b"hex" => matches!(before, [.., b'n' | b'N'] | [.., b'n' | b'N', b'_' | b'-']),
        b"h-x" | b"h\x7fx" => matches!(before, [.., b't' | b'T']),
        _ => false,
    }
}

/// A byte of a name. A dot leads into an object, so only what follows the dot counts.
pub(in crate::card::redact) const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// A byte of a path: `card[cvc]`, `db.password`.
pub(in crate::card::redact) const fn is_path(byte: u8) -> bool {
    is_name(byte) || matches!(byte, b'[' | b']' | b'.')
}

/// Whether a name is part of a sentence: preceded by a word and a space.
pub(in crate::card::redact) fn in_prose(bytes: &[u8], start: usize) -> bool {
    bytes[..start].ends_with(b" ") && bytes[..start - 1].last().is_some_and(|byte| is_letter(*byte))
}

/// A byte of a word in any script. Hidden text counts as a word.
pub(in crate::card::redact) const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}
