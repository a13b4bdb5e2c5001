//! PEM private keys (RFC 7468), the only secrets that go on over the end of a line.
//!
//! A key is a barrier: what stands after its label, and what stands after its body, is read as if a text started
//! there. So a stream can go on reading without what it has given away.

use super::end_of;
use super::run::cell_at;
use crate::card::digits::HIDDEN;

/// The longest label of a PEM block, `OPENSSH PRIVATE KEY` and the like.
const LABEL: usize = 48;

/// The least base64 of a private key; less is an example in prose.
const BODY: usize = 16;

/// Bytes of a body after which it is hidden whatever it holds; without a bound, a stream would have to keep them.
const LOOK: usize = 1024;

/// What stands around a label, and ends a body.
const DASHES: &[u8] = b"-----";

/// The place after the label of a private key, `-----BEGIN … PRIVATE KEY-----`, found by its `B`.
#[inline]
pub(super) fn label(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes[at] == b'B' { label_from(bytes, at) } else { None }
}

fn label_from(bytes: &[u8], at: usize) -> Option<usize> {
    let from = at + b"BEGIN ".len();
    if !bytes[..at].ends_with(DASHES) || !bytes[at..].starts_with(b"BEGIN ") {
        return None;
    }
    let head = &bytes[..bytes.len().min(from + LABEL)];
    let end = end_of(head, from, |byte| byte.is_ascii_uppercase() || byte == b' ');
    let private = bytes[from..end].windows(b"PRIVATE KEY".len()).any(|word| word == b"PRIVATE KEY");
    if private && bytes[end..].starts_with(DASHES) { Some(end + DASHES.len()) } else { None }
}

/// What stands after a label.
pub(super) struct Body {
    /// Where it ends, as far as can be told.
    pub to: usize,
    /// Whether it is a key, and no example in prose.
    pub is_key: bool,
    /// Whether it ends before the text does. It may never: keys are cut off in logs.
    pub ended: bool,
}

/// Reads a body. Line ends may be escaped, quoted or joined by `+`, as in JSON and in source code.
pub(super) fn body(bytes: &[u8]) -> Body {
    let (mut to, mut length) = (0, 0);
    let ended = loop {
        let rest = &bytes[to..];
        match *rest {
            [] => break false,
            [b'-', ..] if rest.starts_with(DASHES) => break true,
            [b'-', ..] if DASHES.starts_with(rest) => break false,
            [byte, ..] if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'=' | b'+') => {
                length += 1;
                to += 1;
            }
            [b'\\' | b'"' | b'\'' | b',' | b':' | b'-', ..] => to += 1,
            [byte, ..] if byte.is_ascii_whitespace() => to += 1,
            // Digits of another script go with it. A bullet does not: text that is hidden already goes on no further.
            _ => match cell_at(bytes, to) {
                Some((value, width)) if value != HIDDEN => to += width,
                _ => break true,
            },
        }
    };
    Body { to, is_key: length >= BODY || to >= LOOK, ended }
}
