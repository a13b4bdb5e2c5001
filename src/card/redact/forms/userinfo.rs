//! Passwords in URLs, `postgres://user:password@host`.

use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::notation::bytes::{BULLET, end_of, ends_with, has_bullet};
use crate::card::redact::notation::written::{Mark, Way, mark};
use crate::card::redact::redacted::Secret;

/// The most bytes of a user name, and of a password.
const MAX: usize = 256;

/// The most digits of a port.
pub(super) const PORT_LONG: usize = 5;

/// How slashes are written: as they are, in JSON, in a URL.
const SLASHES: &[&[u8]] = &[b"//", br"\/\/", b"%2F%2F", b"%2f%2f", b"%252F%252F"];

/// The password before the `@` of a URL. `separator` is the URL's first `:`, as in `://`, in JSON perhaps
/// `:\/\/`, in another URL `%3A%2F%2F`.
pub(in crate::card::redact) fn password(bytes: &[u8], separator: &Mark) -> Option<Secret> {
    let user = slash(bytes, slash(bytes, separator.end, separator)?, separator)?;
    let head = &bytes[..bytes.len().min(user + 2 * MAX)];
    let mut at = user;
    // The user name may be an email address.
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
    // The password ends at the last `@`, because an unescaped one may contain more. It does not reach into the next
    // item of a list. Bullets mean that part of it is already hidden, perhaps along with the mark that ended it.
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

/// Whether the name before a colon is a host rather than a user.
fn is_host(name: &[u8]) -> bool {
    name == b"localhost" || name.iter().any(|byte| matches!(byte, b'.' | b'[' | b'@'))
}

/// Whether a scheme is for the web or for files. Such URLs rarely name users and often have ports or drives. A scheme
/// that was hidden with a token before it may have been one.
fn is_web(bytes: &[u8], at: usize) -> bool {
    [&b"http"[..], b"https", b"ws", b"wss", b"file", BULLET.as_bytes()]
        .iter()
        .any(|scheme| ends_with(bytes, at, scheme))
}

/// Whether a port follows a colon, and after it the rest of a list or of the text that contains the URL.
fn is_port(name: &[u8], web: bool, rest: &[u8]) -> bool {
    let digits = end_of(rest, 0, |byte| byte.is_ascii_digit());
    let ends = match rest.get(digits) {
        Some(b',' | b';' | b'|') => web || is_host(name) || begins_host(&rest[digits + 1..]),
        Some(b'&' | b'(' | b')') => is_host(name),
        _ => false,
    };
    ends && (1..=PORT_LONG).contains(&digits)
}

/// Whether the next host of a list follows with its port: `mongo2:27017/`.
fn begins_host(rest: &[u8]) -> bool {
    let name = end_of(rest, 0, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    let port = name + usize::from(rest.get(name) == Some(&b':'));
    let end = end_of(rest, port, |byte| byte.is_ascii_digit());
    name > 0
        && port > name
        && (1..=PORT_LONG).contains(&(end - port))
        && matches!(rest.get(end), Some(b',' | b'/'))
}

/// Whether an image digest follows. The tag before it is not a password: `docker://image:tag@sha256:…`.
fn is_digest(rest: &[u8]) -> bool {
    rest.starts_with(b"sha256:") || rest.starts_with(b"sha512:")
}

/// Where a password ends that contains marks which would end others, such as `pa/ss#1`: at the `@` after them, if
/// there is one before a blank. What comes after a host is a port or a path: `http://localhost:{port}/@me`.
fn over_marks(head: &[u8], name: &[u8], web: bool, from: usize, to: usize) -> usize {
    let word = &head[from..to];
    let digits = end_of(word, 0, |byte| byte.is_ascii_digit());
    let ends = matches!(word.get(digits), None | Some(b'}' | b')' | b']' | b'&'));
    let port = ends && digits <= PORT_LONG && (web || digits > 0);
    let path = word.is_empty() && head[to..].starts_with(b"/@");
    if port || path || is_filled_in(word, web) || is_host(name) {
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
            // A mark that is not between letters or digits ends the text that contains the URL.
            Some(b'"' | b'\'' | b'`') if inside() => {}
            _ => return to,
        }
        at = end_of(head, at + 1, is_userinfo);
    }
}

/// Whether a word is a placeholder for a port: `{port}`, `${PORT}`, `%d`, `%PORT%`. In URLs of the web also `$PORT` and `*`.
fn is_filled_in(word: &[u8], web: bool) -> bool {
    let capital = |byte: &u8| byte.is_ascii_uppercase() || *byte == b'_';
    match word {
        [b'{', inner @ ..] | [b'$', b'{', inner @ ..] => inner.contains(&b'}'),
        [b'%', inner @ ..] => inner.len() <= 1 || inner.contains(&b'%'),
        [b'$', inner @ ..] => web && (inner.iter().all(capital) || inner.eq_ignore_ascii_case(b"port")),
        [b'*'] | [b':', ..] => web,
        _ => word.eq_ignore_ascii_case(b"port"),
    }
}

/// Whether the stretch after an `@` is a host with a dot or a port, followed by the next item
/// of a list, such as an email address.
fn begins_another(stretch: &[u8]) -> bool {
    let host = end_of(stretch, 0, |byte| !matches!(byte, b',' | b';' | b'|'));
    let is_host = stretch[..host].iter().any(|byte| matches!(byte, b'.' | b':'));
    host < stretch.len() && is_host && !stretch[host..].contains(&b':')
}

/// Whether the slashes of a URL are at a place, after its scheme and a colon.
pub(in crate::card::redact) fn follows(bytes: &[u8], at: usize) -> bool {
    let starts = |slashes: &&[u8]| bytes[at..].starts_with(slashes);
    matches!(bytes.get(at), Some(b'/' | b'\\' | b'%')) && SLASHES.iter().any(starts)
}

/// The character at a place, written the way the separator's URL is.
fn next(bytes: &[u8], at: usize, separator: &Mark) -> Option<Mark> {
    if separator.way == Way::Plain { Some(Mark::plain(*bytes.get(at)?, at)) } else { mark(bytes, at) }
}

/// The end of the slash at a place.
fn slash(bytes: &[u8], at: usize, separator: &Mark) -> Option<usize> {
    let at = at + usize::from(bytes.get(at) == Some(&b'\\'));
    next(bytes, at, separator)
        .filter(|next| next.byte == b'/' && next.way == separator.way)
        .map(|next| next.end)
}

/// Where userinfo that starts at a place ends. Anything encoded more deeply than the URL is part of it.
fn end(bytes: &[u8], mut at: usize, separator: &Mark, passes: impl Fn(u8) -> bool) -> usize {
    while let Some(next) = next(bytes, at, separator)
        && (next.depth > separator.depth || (is_userinfo(next.byte) && passes(next.byte)))
    {
        at = next.end;
    }
    at
}

/// A byte of userinfo (RFC 3986 section 3.2.1), including those that people leave unescaped.
const fn is_userinfo(byte: u8) -> bool {
    !matches!(byte, 0..=b' ' | b'/' | b'?' | b'#' | b'@' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\')
}
