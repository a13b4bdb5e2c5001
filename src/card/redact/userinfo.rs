//! The password of a URL, `postgres://user:password@host`.

use super::written::{Mark, Way, mark};
use super::{Secret, end_of, ends_with, has_bullet};
use crate::card::mask::HIDDEN_TEXT;

/// The most bytes of a user's name and of a password.
const MAX: usize = 256;

/// The most digits of a port.
const PORT_LONG: usize = 5;

/// How slashes are written: as they are, in JSON, in a URL.
const SLASHES: &[&[u8]] = &[b"//", br"\/\/", b"%2F%2F", b"%2f%2f", b"%252F%252F"];

/// The password before the `@` of a URL whose first `:` is given: `://`, in JSON perhaps `:\/\/`, in another URL `%3A%2F%2F`.
pub(super) fn password(bytes: &[u8], separator: &Mark) -> Option<Secret> {
    let user = slash(bytes, slash(bytes, separator.end, separator)?, separator)?;
    let head = &bytes[..bytes.len().min(user + 2 * MAX)];
    let mut at = user;
    // An address of mail may be the name.
    let colon = loop {
        let mark = next(head, end(head, at, separator, |byte| byte != b':'), separator)?;
        if mark.byte != b'@' {
            break mark;
        }
        at = mark.end;
    };
    let (name, from) = (&head[user..colon.start], colon.end);
    let web = is_web(bytes, separator.start);
    if is_port(name, web, &head[from..]) {
        return None;
    }
    // The last `@` ends it: who writes a password as it is may have one in it, but no list goes on with it. Bullets: something of it was hidden before,
    // perhaps with the mark that ended it.
    let (mut start, mut last) = (user, None);
    loop {
        let mut to = end(head, start.max(from), separator, |_| true);
        if last.is_none() && separator.way == Way::Plain && colon.byte == b':' {
            to = over_marks(head, name, web, from, to);
        }
        if last.is_some() && begins_another(&head[start..to]) {
            break;
        }
        match next(head, to, separator) {
            Some(at) if at.byte == b'@' && !is_digest(&head[at.end..]) && !has_bullet(&head[start..to]) => {
                (start, last) = (at.end, Some(to))
            }
            _ => break,
        }
    }
    let to = last.filter(|to| colon.byte == b':' && *to > from)?;
    Some(Secret { from, to, with: HIDDEN_TEXT })
}

/// Whether the name before a colon is a host's rather than a user's.
fn is_host(name: &[u8]) -> bool {
    name == b"localhost" || name.iter().any(|byte| matches!(byte, b'.' | b'[' | b'@'))
}

/// Whether a scheme is one of the web's or of files, whose URLs name users hardly ever, and ports or drives often.
fn is_web(bytes: &[u8], at: usize) -> bool {
    [&b"http"[..], b"https", b"ws", b"wss", b"file"].iter().any(|scheme| ends_with(bytes, at, scheme))
}

/// Whether a port follows a colon, and after it the rest of a list or of a text that the URL stands in.
fn is_port(name: &[u8], web: bool, rest: &[u8]) -> bool {
    let digits = end_of(rest, 0, |byte| byte.is_ascii_digit());
    let ends = match rest.get(digits) {
        Some(b',' | b';' | b'|') => web || is_host(name),
        Some(b'&' | b'(' | b')') => is_host(name),
        _ => false,
    };
    ends && (1..=PORT_LONG).contains(&digits)
}

/// Whether the digest of an image follows, whose tag is no password: `docker://image:tag@sha256:…`.
fn is_digest(rest: &[u8]) -> bool {
    rest.starts_with(b"sha256:") || rest.starts_with(b"sha512:")
}

/// Where a password goes on to that has marks in it which end one elsewhere, `pa/ss#1`: up to the `@` after them, if one stands there,
/// before a blank. After a host a port stands, or a path: `http://localhost:{port}/@me`.
fn over_marks(head: &[u8], name: &[u8], web: bool, from: usize, to: usize) -> usize {
    let word = &head[from..to];
    let digits = end_of(word, 0, |byte| byte.is_ascii_digit());
    let ends = matches!(word.get(digits), None | Some(b'}' | b')' | b']' | b'&'));
    let port = ends && digits <= PORT_LONG && (web || digits > 0);
    let filled_in = matches!(word, [b'$', b'{', ..] | [b'{' | b'%', ..])
        || (web && matches!(word, [b'$' | b'*' | b':', ..]))
        || word.eq_ignore_ascii_case(b"port");
    if port || filled_in || is_host(name) {
        return to;
    }
    let mut at = to;
    loop {
        let inside = || {
            head[at - 1].is_ascii_alphanumeric() && head.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
        };
        match head.get(at) {
            Some(b'@') => return at,
            Some(b'/' | b'?' | b'#') => {}
            // Of a text that the URL stands in it is the end.
            Some(b'"' | b'\'' | b'`') if inside() => {}
            _ => return to,
        }
        at = end_of(head, at + 1, is_userinfo);
    }
}

/// Whether a stretch after an `@` is a host with a dot or a port, and the next of a list, an address of mail for instance.
fn begins_another(stretch: &[u8]) -> bool {
    let host = end_of(stretch, 0, |byte| !matches!(byte, b',' | b';' | b'|'));
    let is_host = stretch[..host].iter().any(|byte| matches!(byte, b'.' | b':'));
    host < stretch.len() && is_host && !stretch[host..].contains(&b':')
}

/// Whether the slashes of a URL stand at a place, after its scheme and a colon.
pub(super) fn follows(bytes: &[u8], at: usize) -> bool {
    let starts = |slashes: &&[u8]| bytes[at..].starts_with(slashes);
    matches!(bytes.get(at), Some(b'/' | b'\\' | b'%')) && SLASHES.iter().any(starts)
}

/// The character at a place, in the URL that a separator is part of.
fn next(bytes: &[u8], at: usize, separator: &Mark) -> Option<Mark> {
    if separator.way == Way::Plain { Some(Mark::plain(*bytes.get(at)?, at)) } else { mark(bytes, at) }
}

/// Where a slash ends that stands at a place.
fn slash(bytes: &[u8], at: usize, separator: &Mark) -> Option<usize> {
    let at = at + usize::from(bytes.get(at) == Some(&b'\\'));
    next(bytes, at, separator)
        .filter(|next| next.byte == b'/' && next.way == separator.way)
        .map(|next| next.end)
}

/// Where the stretch of userinfo from a place on ends; what is written through more texts than the URL is a part of it.
fn end(bytes: &[u8], mut at: usize, separator: &Mark, passes: impl Fn(u8) -> bool) -> usize {
    while let Some(next) = next(bytes, at, separator)
        && (next.depth > separator.depth || (is_userinfo(next.byte) && passes(next.byte)))
    {
        at = next.end;
    }
    at
}

/// A byte of userinfo (RFC 3986 section 3.2.1), and what people write there unescaped.
const fn is_userinfo(byte: u8) -> bool {
    !matches!(byte, 0..=b' ' | b'/' | b'?' | b'#' | b'@' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\')
}
