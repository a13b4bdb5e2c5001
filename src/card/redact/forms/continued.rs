//! Values on the line after their name: `password:` above `'x'` in Node's and Python's output, `"password" =>` above `"x"` in
//! Ruby's, `'Cookie',` above `'a=b'` in a list with an item a line, `Some(` above `"x"` in Rust, a tag above its text. The two
//! lines are read as if they were one.

use super::named::{Named, named};
use super::payment::Line;
use super::{element, listed, option};
use crate::card::redact::headers::authorization::authorization;
use crate::card::redact::names::above;
use crate::card::redact::names::name::{is_name, name_before};
use crate::card::redact::notation::bytes::{end_of, ends_with, is_blank, is_quote, start_of};
use crate::card::redact::notation::typed;
use crate::card::redact::notation::written::{Mark, Way};
use crate::card::redact::redacted::Secret;
use crate::secret::SecretText;

/// The most bytes from the rare letter of `Authorization` to the separator after it.
const AFTER_Z: usize = b"zation".len() + MAX_QUOTES;

/// The most quotation marks and blanks between a name and a separator.
const MAX_QUOTES: usize = 8;

/// The longest name of a type.
const TYPE_LONG: usize = 48;

/// Whether a line ends with a separator, or with a tag. Called at every line end, so that nearly all of them cost no more
/// than this.
#[inline]
pub(in crate::card::redact) const fn may_follow(bytes: &[u8], at: usize) -> bool {
    let (line, _) = bytes.split_at(at);
    matches!(line, [.., b':' | b'=' | b',' | b'(' | b'>'] | [.., b':' | b'=' | b',' | b'(' | b'>', b'\r'])
}

/// The value at the start of a line whose name ends the line above.
#[cold]
#[inline(never)]
pub(in crate::card::redact) fn value(text: &str, at: usize) -> Option<Named> {
    let bytes = text.as_bytes();
    let start = end_of(bytes, at, is_blank);
    let tag = matches!(bytes[..at].trim_ascii_end(), [.., before, b'>'] if *before != b'=');
    let opens = typed::letter(bytes, start);
    // Three quotation marks under a name begin documentation: `def next(self) -> Token:` in Python.
    if !tag && (!is_quote(*bytes.get(opens)?) || bytes[opens..].starts_with(b"\"\"\"")) {
        return None;
    }
    let above = &text[above::line(bytes, above::start(text, at), at)?];
    let line = &text[start..end_of(bytes, start, |byte| byte != b'\n')];
    let (found, from) = if tag { text_of(above, line)? } else { value_of(above, line)? };
    // What is found has to be on this line.
    let own = |place: usize| place.checked_sub(from).map(|place| start + place);
    Some(match found {
        Named::Secret(Secret { from, to, with }) => {
            Named::Secret(Secret { from: own(from)?, to: own(to)?, with })
        }
        Named::Number(from) => Named::Number(own(from)?),
    })
}

/// The value that begins a line, if its name and a separator end the line above. Also returns where the line starts in the
/// text in which it was found.
fn value_of(above: &str, line: &str) -> Option<(Named, usize)> {
    let head = above.as_bytes();
    let opened = above.ends_with('(');
    let typed = if opened {
        start_of(head, head.len() - 1, TYPE_LONG, |byte| byte.is_ascii_alphabetic())
    } else {
        head.len()
    };
    // The first byte of an arrow, `=>`.
    let separator = head[..typed].trim_ascii_end();
    let separator = separator.strip_suffix(b">").unwrap_or(separator).len().checked_sub(1)?;
    let byte = head[separator];
    if !matches!(byte, b',' | b':' | b'=') || !may_name(above, separator) {
        return None;
    }
    let gap = if opened { "" } else { " " };
    let joined = joined(&[above, gap, line]);
    let text = joined.expose();
    let found = match byte {
        b',' => listed::value(text, separator).or_else(|| {
            // A list of arguments.
            let dash = end_of(head, 0, |byte| is_blank(byte) || is_quote(byte));
            if head[dash] == b'-' { option::option(text, dash, &mut Line::default()) } else { None }
        }),
        _ => named(text, &Mark::plain(byte, separator), text.len(), &mut Line::default()),
    };
    let z = |byte: &u8| matches!(byte, b'z' | b'Z');
    let found = found.or_else(|| {
        let look = separator.saturating_sub(AFTER_Z);
        let z = look + head[look..separator].iter().rposition(z)?;
        authorization(text.as_bytes(), z).map(Named::Secret)
    });
    Some((found?, above.len() + gap.len()))
}

/// Whether a secret's name or an option may end before a separator.
fn may_name(text: &str, separator: usize) -> bool {
    let bytes = text.as_bytes();
    let end = start_of(bytes, separator, MAX_QUOTES, |byte| is_quote(byte) || is_blank(byte));
    name_before(text, separator, Way::Plain).is_some()
        || [&b"zation"[..], b"-u", b"-b", b"--user"].iter().any(|name| ends_with(bytes, end, name))
}

#[inline(never)]
fn joined(parts: &[&str]) -> SecretText {
    let mut joined = SecretText::default();
    for part in parts {
        joined.push_str(part);
    }
    joined
}

/// The word that fills a line, if the tag of a secret's element fills the line above.
fn text_of(above: &str, line: &str) -> Option<(Named, usize)> {
    let line = line.trim_ascii_end();
    let tag = above.trim_ascii_start();
    let inner = tag.strip_prefix('<')?;
    let name = end_of(inner.as_bytes(), 0, |byte| is_name(byte) || matches!(byte, b':' | b'.'));
    if inner.contains('<') || line.bytes().any(is_blank) {
        return None;
    }
    let joined = joined(&[tag, line, "</", &inner[..name], ">"]);
    let found = element::element(joined.expose(), &Mark::plain(b'<', 0))?;
    Some((found, tag.len()))
}
