//! The password of a URL, `postgres://user:password@host`.

use super::{Secret, end_of, has_bullet};
use crate::card::mask::HIDDEN_TEXT;

/// The most bytes of a user's name and of a password.
const MAX: usize = 256;

/// The password before the `@` of a URL whose `://` starts at a place, in JSON perhaps as `:\/\/`.
pub(super) fn password(bytes: &[u8], at: usize) -> Option<Secret> {
    let user = at + if bytes[at + 1] == b'/' { "://" } else { r":\/\/" }.len();
    let head = &bytes[..bytes.len().min(user + 2 * MAX)];
    let colon = end_of(head, user, |byte| is_userinfo(byte) && byte != b':');
    if head.get(colon) != Some(&b':') {
        return None;
    }
    let from = colon + 1;
    let to = end_of(head, from, is_userinfo);
    // Bullets: something of it was hidden before, perhaps with the mark that ended it.
    let shown = !has_bullet(&head[from..to]);
    if to > from && head.get(to) == Some(&b'@') && shown {
        Some(Secret { from, to, with: HIDDEN_TEXT })
    } else {
        None
    }
}

/// A byte of userinfo (RFC 3986 section 3.2.1), and what people write there unescaped.
const fn is_userinfo(byte: u8) -> bool {
    !matches!(byte, 0..=b' ' | b'/' | b'?' | b'#' | b'@' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\')
}
