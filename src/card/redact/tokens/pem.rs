//! PEM private keys (RFC 7468), the only secrets that continue past the end of a line.
//!
//! A key is a barrier: the text after its label and the text after its body are each read as if a new text
//! started there. This lets a stream continue without what it has already returned.

use crate::card::digits::HIDDEN;
use crate::card::redact::names::name::is_name;
use crate::card::redact::notation::bytes::{BULLET, end_of, has_bullet, is_blank, is_quote};
use crate::card::redact::notation::unquoted::{ends_word, is_inside};
use crate::card::redact::numbers::run::cell_at;
use core::ops::Range;

/// The longest label of a PEM block, such as `OPENSSH PRIVATE KEY`.
const LABEL: usize = 48;

/// The least base64 that counts as a private key. Less is an example in prose.
const BODY: usize = 16;

/// For a line that does not continue the key by itself: how many bytes of it are examined, and how much
/// base64 at its end counts as a full line of the key behind a log prefix.
const LINE: usize = 512;
const WORD: usize = 40;

/// From this length on, a body is hidden whatever it holds. Without a limit, a stream would have to buffer it.
const LOOK: usize = 1024;

/// Fields before the body of an OpenPGP key (RFC 9580 section 6.2), and how many bytes of a text are searched for them.
const FIELDS: &[&[u8]] = &[b"Version:", b"Comment:", b"Charset:"];
const FIELDS_LONG: usize = 512;

/// The most base64 before such a field: the letters of escaped line ends. With a part of the field's name it is not yet a key,
/// so a stream still reads the field as a whole.
const FIELDS_FROM: usize = BODY - b"Version:".len();

/// How much of a word or a line is hidden that the end of a key cuts in two, and how many bytes before that end are searched
/// for a name to which the rest of the line belongs.
const CUT_LONG: usize = 2048;
const NAME_LONG: usize = 64;

/// Surrounds a label, and ends a body.
const DASHES: &[u8] = b"-----";

/// Begin the label before a body, and the one after it.
const BEGIN: &[u8] = b"-----B";
const END: &str = "-----END";

/// The place after the label of a private key, `-----BEGIN … PRIVATE KEY-----`, found by its `B`.
#[inline]
pub(in crate::card::redact) fn label(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes[at] == b'B' { label_from(bytes, at) } else { None }
}

fn label_from(bytes: &[u8], at: usize) -> Option<usize> {
    if !bytes[..at].ends_with(DASHES) || !bytes[at..].starts_with(b"BEGIN") {
        return None;
    }
    let head = &bytes[..bytes.len().min(at + LABEL)];
    // In a URL, a blank is `%20` or `+`.
    let end = end_of(head, at, |byte| {
        byte.is_ascii_uppercase() || matches!(byte, b' ' | b'+' | b'%' | b'2' | b'0')
    });
    let has = |word: &[u8]| bytes[at..end].windows(word.len()).any(|part| part == word);
    let private = has(b"PRIVATE") && has(b"KEY");
    if private && bytes[end..].starts_with(DASHES) { Some(end + DASHES.len()) } else { None }
}

/// Where a private key goes on whose label is in a secret: after the label, if the secret ends before it does, as a word does
/// at a blank, or after the secret, if only the line ends there: `PRIVATE_KEY="-----BEGIN PRIVATE KEY-----`.
pub(in crate::card::redact) fn goes_on(bytes: &[u8], secret: &Range<usize>) -> Option<usize> {
    let held = &bytes[secret.clone()];
    let begins = held.windows(BEGIN.len()).rposition(|part| part == BEGIN)?;
    let end = label_from(bytes, secret.start + begins + DASHES.len())?;
    if end > secret.end {
        return Some(end);
    }
    // Lines of a text may be joined.
    let joins = |byte: u8| is_blank(byte) || is_quote(byte) || matches!(byte, b'\\' | b'+' | b'\r');
    let line_end = end_of(bytes, secret.end, joins);
    let ended = bytes[end..secret.end].windows(END.len()).any(|part| part == END.as_bytes());
    (!ended && bytes.get(line_end) == Some(&b'\n')).then_some(secret.end)
}

/// Whether a secret is the rest of a text in which such a key was hidden already: bullets and the label after its body.
pub(in crate::card::redact) fn is_hidden(held: &str) -> bool {
    let rest = held.trim_start_matches(BULLET);
    let label = rest.strip_prefix(END).and_then(|label| label.split_once("-----"));
    rest.len() < held.len()
        && label.is_some_and(|(label, after)| {
            label.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' ')
                && matches!(after, "" | "\\n" | "\\r\\n")
        })
}

/// The text after a label.
pub(in crate::card::redact) struct Body {
    /// Where it ends, as far as is known.
    pub to: usize,
    /// Whether it is a key rather than an example in prose.
    pub is_key: bool,
    /// Whether it ends before the text does. It may never end, because logs cut keys off.
    pub ended: bool,
}

/// What is known of a body before it is read.
#[derive(Clone, Copy)]
pub(in crate::card::redact) struct Known {
    /// Whether this is the rest of a body that was already found to be a key.
    pub is_key: bool,
    /// Whether the text ends where the bytes do.
    pub ends: bool,
}

/// Reads a body. Line ends may be escaped, quoted or joined by `+`, as in JSON and source code, and lines may
/// have a prefix, as in logs.
pub(in crate::card::redact) fn body(bytes: &[u8], known: Known) -> Body {
    let last = known.ends;
    // Letters of base64.
    let mut length = if known.is_key { BODY } else { 0 };
    let mut to = 0;
    // Where the current line starts, after what is read as a whole.
    let mut line = 0;
    let ended = loop {
        let rest = &bytes[to..];
        match *rest {
            [] => break false,
            [b'-', ..] if rest.starts_with(DASHES) => break true,
            [b'-', ..] if DASHES.starts_with(rest) => break false,
            [b'C' | b'V', ..]
                if length <= FIELDS_FROM
                    && to < FIELDS_LONG
                    && FIELDS.iter().any(|field| rest.starts_with(field)) =>
            {
                match field_end(bytes, to, last) {
                    Ok(end) => (to, line) = (end, end),
                    Err(ended) => break ended,
                }
            }
            [byte, ..] if is_base64(byte) => {
                length += 1;
                to += 1;
            }
            [b'\\' | b'"' | b'\'' | b',' | b':' | b'-' | b'%', ..] => to += 1,
            [byte, ..] if byte.is_ascii_whitespace() => {
                to += 1;
                line = if byte == b'\n' { to } else { line };
            }
            // Digits of another script are part of the body. A bullet is not: text
            // that is already hidden does not continue.
            _ => match cell_at(bytes, to) {
                Some((value, width)) if value != HIDDEN => to += width,
                Some(_) => break true,
                None => {
                    let head = &rest[..rest.len().min(LINE)];
                    let end = end_of(head, 0, |byte| byte != b'\n');
                    if end == rest.len() && end < LINE && !last {
                        break false;
                    }
                    let word = word_of_key(&rest[..end]);
                    if word > 0 && end < LINE {
                        length += word;
                        to += end;
                        line = to;
                        continue;
                    }
                    let before = &bytes[near(bytes, line, to)..to];
                    match if is_key(length, to) { cut_off(before, rest, last) } else { Some(0) } {
                        Some(length) => to += length,
                        None => break false,
                    }
                    break true;
                }
            },
        }
    };
    let is_key = is_key(length, to);
    // The end of the line is read again if more follows.
    let to = if ended || last || !is_key { to } else { near(bytes, line, to) };
    Body { to, is_key, ended }
}

/// Where the part of a line starts in which a name is searched before a place.
fn near(bytes: &[u8], line: usize, to: usize) -> usize {
    let from = line.max(to.saturating_sub(NAME_LONG));
    // Not in the middle of a character.
    from + bytes[from..to].iter().take_while(|byte| **byte & 0xc0 == 0x80).count()
}

/// Whether a body with this many letters of base64 in this many bytes is a key.
const fn is_key(length: usize, bytes: usize) -> bool {
    length >= BODY || bytes >= LOOK
}

/// Where the field at a place ends. Otherwise whether the body ends there, because the field is too long or partly hidden:
/// its end may also be yet to come.
fn field_end(bytes: &[u8], from: usize, last: bool) -> Result<usize, bool> {
    let head = &bytes[..bytes.len().min(FIELDS_LONG)];
    let ends = |at: &usize| {
        matches!(head[*at..], [b'\n', ..] | [b'\\', b'n', ..]) || head[*at..].starts_with(DASHES)
    };
    match (from..head.len()).find(ends) {
        None if head.len() < FIELDS_LONG && !last => Err(false),
        None if head.len() == FIELDS_LONG => Err(true),
        end => {
            let end = end.unwrap_or(head.len());
            if has_bullet(&head[from..end]) { Err(true) } else { Ok(end) }
        }
    }
}

/// The length of the base64 at the end of a line if it is part of a key, otherwise 0. It must be a full line,
/// or look like the shorter last one. A line with anything already hidden in it is not part of a key.
fn word_of_key(line: &[u8]) -> usize {
    let end = line.len() - line.iter().rev().take_while(|byte| is_around(**byte)).count();
    let word = &line[end - line[..end].iter().rev().take_while(|byte| is_base64(**byte)).count()..end];
    let has = |passes: fn(&u8) -> bool| word.iter().any(passes);
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let tail = word.len().is_multiple_of(4) && (mixed || word.ends_with(b"="));
    if (word.len() >= WORD || tail) && !has_bullet(line) { word.len() } else { 0 }
}

/// How much of the line after a key that was cut off belongs to what was taken for the end of the key. `None` if that is yet
/// to come. The start of a word reads like base64, such as the `sk` of `sk_live_1`, and its rest no longer shows what it is.
/// The same is true of a name and its value, which may have several parts: the whole line is hidden.
fn cut_off(before: &[u8], rest: &[u8], last: bool) -> Option<usize> {
    let in_word = before.last().is_some_and(|byte| is_base64(*byte));
    let named = names(before) || (in_word && continues_name(rest, last)?);
    if !named && !in_word {
        return Some(0);
    }
    let stops = |at: &usize| match rest[*at..] {
        [b'\r' | b'\n', ..] => true,
        [b'-', ..] if named => rest[*at..].starts_with(DASHES),
        [b'-', ..] => rest[*at..].starts_with(b"--"),
        [byte, ..] if !named => {
            stops_word(byte) || cell_at(rest, *at).is_some_and(|(value, _)| value == HIDDEN)
        }
        _ => false,
    };
    let mut end = match (0..rest.len().min(CUT_LONG)).find(stops) {
        Some(end) => end,
        // The rest of the dashes at which it stops may be yet to come.
        None if !last && rest.len() < CUT_LONG + DASHES.len() => return None,
        None => rest.len().min(CUT_LONG),
    };
    // Not in the middle of a character.
    while rest.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    Some(if rest[..end].iter().any(u8::is_ascii_alphanumeric) { end } else { 0 })
}

/// Whether a name ends here whose start was taken for the key, as in `client_secret: x`. `None` if that is yet to come.
fn continues_name(rest: &[u8], last: bool) -> Option<bool> {
    let in_name = |byte: &u8| is_name(*byte) || *byte == b'.' || is_quote(*byte);
    match rest.iter().take(NAME_LONG).position(|byte| !in_name(byte)) {
        Some(end) => Some(matches!(rest[end], b':' | b'=')),
        None if last || rest.len() >= NAME_LONG => Some(false),
        None => None,
    }
}

/// Whether a part of a line has a name in it: a separator after letters. Two digits before a separator are a time.
fn names(line: &[u8]) -> bool {
    let ends = |at: usize| match line[..at].trim_ascii_end() {
        [.., before, b'0'..=b'9'] => before.is_ascii_alphabetic(),
        before => !before.is_empty(),
    };
    (0..line.len()).any(|at| matches!(line[at], b':' | b'=') && ends(at))
}

/// Whether a word that continues a cut one ends before a byte.
const fn stops_word(byte: u8) -> bool {
    ends_word(byte) || is_inside(byte) || (byte.is_ascii() && !byte.is_ascii_graphic())
}

pub(in crate::card::redact) const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'=' | b'+')
}

/// A byte that may come after a line of a key.
const fn is_around(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b',')
}
