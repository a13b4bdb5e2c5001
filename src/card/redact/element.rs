//! Elements of XML under a secret name: `<password>x</password>`, `<ns:CardNumber type="y">…</ns:CardNumber>`.

use super::named::{Kind, MAX_NAME, Name, Named, is_name, is_plain, kind, number};
use super::telling::is_template;
use super::{BULLET, Secret, end_of, is_blank, is_quote, run, secrets};
use crate::card::key;
use crate::card::mask::HIDDEN_TEXT;
use crate::card::number::{CODE_DIGITS, VerificationCode};
use core::str;

/// The most bytes of attributes.
const MAX_ATTRIBUTES: usize = 256;

/// What stands around text that needs no escapes.
const CDATA: &[u8] = b"<![CDATA[";

/// The content of a secret element whose `<` is at a place: text up to its own end tag.
pub(super) fn element(text: &str, at: usize) -> Option<Named> {
    let bytes = text.as_bytes();
    let head = &bytes[..bytes.len().min(at + 1 + MAX_NAME)];
    let end = end_of(head, at + 1, |byte| is_name(byte) || matches!(byte, b':' | b'.'));
    let whole = &text[at + 1..end];
    let local = whole.rsplit([':', '.']).next()?;
    let name = Name { text: local, quoted: true, spaced: false, start: end - local.len() };
    let kind = kind(&name)?;
    let tag = match bytes.get(end)? {
        b'>' => end,
        byte if is_blank(*byte) => {
            let head = &bytes[..bytes.len().min(end + MAX_ATTRIBUTES)];
            end_of(head, end, |byte| !matches!(byte, b'<' | b'>' | b'\r' | b'\n'))
        }
        _ => return None,
    };
    // An option in an attribute announces something of its own.
    let announces = |bytes: &[u8]| bytes.starts_with(b"--") || bytes.eq_ignore_ascii_case(b"-u ");
    let unclear = bytes[end..tag].windows(b"-u ".len()).any(announces);
    if bytes.get(tag) != Some(&b'>') || bytes[tag - 1] == b'/' || unclear {
        return None;
    }
    let raw = bytes[tag + 1..].starts_with(CDATA);
    let from = tag + 1 + if raw { CDATA.len() } else { 0 };
    // A mark may end the text that all of this is in.
    let ends = |byte| matches!(byte, b'<' | b'\\' | b'\r' | b'\n') || is_quote(byte) || (raw && byte == b']');
    let to = end_of(bytes, from, |byte| !ends(byte));
    let tail = &text[to..];
    let tail = if raw { tail.strip_prefix("]]>").unwrap_or_default() } else { tail };
    if !tail.strip_prefix("</").is_some_and(|tail| tail.starts_with(whole)) {
        return None;
    }
    let content = &text[from..to];
    if kind == Kind::Number {
        let found = number(text, from, false, is_plain(&name) || key::is(local, "number"));
        return found.filter(|_| run::extent(text, end_of(bytes, from, is_blank)).0 <= to);
    }
    let prefix = if kind == Kind::Code { 0 } else { secrets::prefix(content).map_or(0, str::len) };
    let digits = content.bytes().all(|byte| byte.is_ascii_digit());
    let with = match kind {
        Kind::Code if key::is(local, "cid") && !(digits && CODE_DIGITS.contains(&content.len())) => {
            return None;
        }
        Kind::Code => VerificationCode::MASK,
        _ => HIDDEN_TEXT,
    };
    let filled_in = content.trim().is_empty()
        || content.contains(BULLET)
        || content.starts_with('{')
        || is_template(content);
    (!filled_in).then_some(Named::Secret(Secret { from: from + prefix, to, with }))
}
