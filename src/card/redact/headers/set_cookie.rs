//! Cookies as servers set them, without their name before them, as programs print lists of several lines:
//! `"sid=x; Path=/; HttpOnly"`. Servers keep from scripts what identifies a visitor.

use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::names::telling::is_template;
use crate::card::redact::notation::bytes::{end_of, ends_with, has_bullet, is_blank, is_quote, start_of};
use crate::card::redact::redacted::Secret;
use core::str;

/// The most bytes of a cookie and its attributes.
const LONG: usize = 2048;

const HTTP_ONLY: &[u8] = b"httponl";

/// The value of a cookie that is `HttpOnly`, found by the `y`. It is before that, but not before `shown_from`.
#[inline(never)]
pub(in crate::card::redact) fn cookie(bytes: &[u8], at: usize, shown_from: usize) -> Option<Secret> {
    if !ends_with(bytes, at, HTTP_ONLY) {
        return None;
    }
    let head = &bytes[..at - HTTP_ONLY.len()];
    // On this line: the one before may be shown already.
    let attributes = &head[..start_of(head, head.len(), LONG, is_blank)];
    if !attributes.ends_with(b";") {
        return None;
    }
    let inside = |byte: u8| !is_quote(byte) && !matches!(byte, b'\r' | b'\n' | b'\\');
    let start = start_of(attributes, attributes.len(), LONG, inside);
    let to = end_of(attributes, start, |byte| byte != b';');
    // What may be before the cookie on its line has a blank after it.
    let word = start_of(&attributes[start..to], to - start, LONG, |byte| byte != b' ') + start;
    let pair = if bytes[word..to].contains(&b'=') { word } else { start };
    let name = end_of(&bytes[..to], pair, |byte| byte != b'=');
    let from = shown_from.max(name + 1);
    let is_cookie = attributes.len() - start < LONG
        && from < to
        && !has_bullet(&bytes[name..to])
        && !str::from_utf8(&bytes[from..to]).is_ok_and(is_template);
    is_cookie.then_some(Secret { from, to, with: HIDDEN_TEXT })
}
