//! XML elements under a secret's name: `<password>x</password>`, `<ns:CardNumber type="y">…</ns:CardNumber>`,
//! `<property name="password">x</property>`.

use super::named::{Named, number};
use crate::card::mask::HIDDEN_TEXT;
use crate::card::number::{CODE_DIGITS, VerificationCode};
use crate::card::redact::names::kind::{Kind, is_plain, kind};
use crate::card::redact::names::name::{MAX_NAME, MAX_PATH, Name, is_name, is_path};
use crate::card::redact::names::telling::{is_placeholder, is_template, looks_secret};
use crate::card::redact::notation::bytes::{BULLET, end_of, is_blank, is_quote};
use crate::card::redact::notation::unquoted::is_inner_quote;
use crate::card::redact::notation::written::{Mark, Way, mark};
use crate::card::redact::numbers::run;
use crate::card::redact::redacted::Secret;
use crate::card::redact::tokens::secrets;
use crate::card::redact::values::{proof, seed};
use crate::card::{key, pass};
use core::str;

/// The most bytes of attributes to skip.
const MAX_ATTRIBUTES: usize = 256;

/// The most bytes of a line before an element that are read.
const MAX_LINE: usize = 256;

/// All quotation marks.
const QUOTES: [u8; 3] = *b"\"'`";

/// Opens text that needs no escapes.
const CDATA: &[u8] = b"<![CDATA[";

/// The content of the secret element that a `<` opens: the text up to its end tag.
pub(in crate::card::redact) fn element(text: &str, open: &Mark) -> Option<Named> {
    let bytes = text.as_bytes();
    let start = open.end;
    let head = &bytes[..bytes.len().min(start + MAX_NAME)];
    let end = end_of(head, start, |byte| is_name(byte) || matches!(byte, b':' | b'.'));
    let whole = &text[start..end];
    let local = whole.rsplit([':', '.']).next()?;
    let own = Name { text: local, quoted: true, doubled: false, spaced: false, start: end - local.len() };
    let (name, kind) = match kind(&own) {
        Some(kind) => (own, kind),
        None => attribute(text, end)?,
    };
    let local = name.text;
    let tag = tag_end(bytes, end, open)?;
    // An option in an attribute announces a secret of its own.
    let announces = |bytes: &[u8]| bytes.starts_with(b"--") || bytes.eq_ignore_ascii_case(b"-u ");
    let unclear = bytes[end..tag.start].windows(b"-u ".len()).any(announces);
    if bytes[tag.start - 1] == b'/' || unclear {
        return None;
    }
    let raw = bytes[tag.end..].starts_with(CDATA);
    let from = tag.end + if raw { CDATA.len() } else { 0 };
    let to = content_end(bytes, from, open, raw);
    let tail = &text[to..];
    let tail = if raw { tail.strip_prefix("]]>").unwrap_or_default() } else { tail };
    let tail = &bytes[text.len() - tail.len()..];
    let close = mark(tail, 0).filter(|mark| mark.byte == b'<')?;
    let slash = mark(tail, end_of(tail, close.end, |byte| byte == b'\\')).filter(|mark| mark.byte == b'/')?;
    if !tail[slash.end..].starts_with(whole.as_bytes()) {
        return None;
    }
    let content = &text[from..to];
    if kind == Kind::Number {
        let found = number(text, from, Way::Plain, is_plain(&name) || key::is(local, "number"));
        return found.filter(|_| run::extent(text, end_of(bytes, from, is_blank)).0 <= to);
    }
    let prefix = if kind == Kind::Code { 0 } else { secrets::prefix(content).map_or(0, str::len) };
    let digits = content.bytes().all(|byte| byte.is_ascii_digit());
    let with = match kind {
        Kind::Code
            if (key::is(local, "cid") || !key::is_code(local))
                && !(digits && CODE_DIGITS.contains(&content.len())) =>
        {
            return None;
        }
        Kind::Code => VerificationCode::MASK,
        Kind::Seed if !seed::is_seed(content) => return None,
        Kind::Proof if !proof::is_proof(local, content) => return None,
        _ => HIDDEN_TEXT,
    };
    let filled_in = content.trim().is_empty()
        || content.contains(BULLET)
        || (content.starts_with('{') && (content.ends_with('}') || !looks_secret(content)))
        || is_template(content)
        // The label of a field, `<string name="password">Password</string>`.
        || (name.start > end && is_placeholder(content, &name))
        || (pass::is_pass(local) && !pass::is_password(local, content));
    (!filled_in).then_some(Named::Secret(Secret { from: from + prefix, to, with }))
}

/// The name in the first attribute of an element, if it indicates a secret: `<property name="password">x</property>`.
fn attribute(text: &str, end: usize) -> Option<(Name<'_>, Kind)> {
    let bytes = text.as_bytes();
    let names = [&b" name=\""[..], b" key=\""];
    let start = end + names.iter().find(|name| bytes[end..].starts_with(name))?.len();
    let head = &bytes[..bytes.len().min(start + MAX_PATH)];
    let to = end_of(head, start, is_path);
    if bytes.get(to) != Some(&b'"') {
        return None;
    }
    let local = key::last_part(&text[start..to]);
    let name = Name { text: local, quoted: true, doubled: false, spaced: false, start };
    let kind = kind(&name)?;
    Some((name, kind))
}

/// The `>` that ends a start tag, searched for from the end of its name.
fn tag_end(bytes: &[u8], end: usize, open: &Mark) -> Option<Mark> {
    let mut next = mark(bytes, end)?;
    if is_blank(next.byte) {
        let head = &bytes[..bytes.len().min(end + MAX_ATTRIBUTES)];
        while !matches!(next.byte, b'<' | b'>' | b'\r' | b'\n') {
            next = mark(head, next.end)?;
        }
    }
    (next.byte == b'>' && next.way == open.way).then_some(next)
}

/// Where the text of an element ends. A quotation mark that was opened before the element or has a backslash before it, or a
/// line end, may end the text around the element first.
fn content_end(bytes: &[u8], mut at: usize, open: &Mark, raw: bool) -> usize {
    let mut opened = None;
    let mut ends = |at: usize| match bytes[at] {
        b'<' | b'\r' | b'\n' => true,
        byte if is_quote(byte) && !is_inner_quote(bytes, at) => {
            bytes[at - 1] == b'\\'
                || opened.get_or_insert_with(|| opened_before(bytes, open.start)).contains(&byte)
        }
        _ => false,
    };
    while let Some(mark) = mark(bytes, at)
        && !(mark.byte == b'<' && mark.way == open.way)
        && !(mark.way == Way::Plain && ends(at))
        && !(raw && mark.byte == b']')
    {
        at = mark.end;
    }
    at
}

/// The quotation marks that may stand open before a place: those that occur an odd number of times on its line. If the
/// line is too long to see its beginning, all of them may.
fn opened_before(bytes: &[u8], at: usize) -> [u8; 3] {
    let look = &bytes[at.saturating_sub(MAX_LINE)..at];
    let start = look.iter().rposition(|byte| *byte == b'\n').map(|end| end + 1);
    let Some(line) = start.or((look.len() == at).then_some(0)).map(|start| &look[start..]) else {
        return QUOTES;
    };
    QUOTES
        .map(|quote| if line.iter().filter(|byte| **byte == quote).count() % 2 == 1 { quote } else { b'\n' })
}
