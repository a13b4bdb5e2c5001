//! Values with marks in a row of names and values, as in many logs: `level=info password=Hun7er(Tw0x9 ok=1`.

use super::line::{has_members, is_secret};
use crate::card::pass;
use crate::card::redact::names::name::{MAX_NAME, MAX_PATH, Name, is_path};
use crate::card::redact::notation::bytes::{end_of, is_blank, is_quote, start_of};
use crate::card::redact::notation::unquoted::{Marks, is_inside, is_mark, word_end};
use crate::card::redact::notation::{color, written};
use core::ops::Range;

/// The most bytes of a value, and of a text in quotation marks before it. Nothing longer is read, or it would be read again
/// from each name in it.
const LONG: usize = 256;

/// The value that starts at a place and has its first mark at `mark`, if blanks and another pair follow, or if it ends the
/// line and a pair precedes it. Nothing is between the name, its `=` and the value.
pub(super) fn value(bytes: &[u8], at: usize, mark: usize, name: &Name<'_>) -> Option<Range<usize>> {
    let head = &bytes[..bytes.len().min(at + LONG)];
    let before = &bytes[..name.start];
    let path =
        if before.ends_with(b".") { start_of(before, before.len(), MAX_NAME, is_path) } else { before.len() };
    let before = color::before_colors(&before[..path]);
    let begins = before.last().is_none_or(|byte| byte.is_ascii_whitespace() || is_quote(*byte))
        || before.ends_with(b"\\n");
    if name.quoted || !begins || !is_mark(head, mark) || pass::is_pass(name.text) {
        return None;
    }
    let to = word_end(head, mark, Marks::ArePart);
    let in_row = is_before_pair(bytes, to) || (ends_line(bytes, to) && is_after_pair(before));
    (in_row && is_secret(&bytes[at..to], mark - at) && !ends_before(bytes, mark, to)).then_some(at..to)
}

/// Whether a value rather ends before its first mark, and a tag, a span or an escape follows: `<a token=x>text`,
/// `{token=x}:next{id=1`, `token=x&quot;`.
fn ends_before(bytes: &[u8], mark: usize, to: usize) -> bool {
    let closes = match bytes[mark] {
        b'>' => true,
        b')' | b']' | b'}' => !bytes[mark + 1].is_ascii_alphanumeric(),
        b'<' => bytes[mark..to].contains(&b'>'),
        b'{' | b'(' if bytes[..mark].ends_with(b"$") => {
            bytes[mark..to].iter().any(|byte| matches!(byte, b'}' | b')'))
        }
        _ => written::escaped(bytes, mark).is_some(),
    };
    closes || has_members(&bytes[mark..to], is_inside)
}

/// Whether blanks and a pair follow.
fn is_before_pair(bytes: &[u8], at: usize) -> bool {
    let next = color::gap(bytes, at);
    let head = &bytes[..bytes.len().min(next + MAX_NAME)];
    let end = end_of(head, next, is_path);
    let sign = color::after_colors(bytes, end);
    bytes.get(at).is_some_and(|byte| !byte.is_ascii_graphic())
        && end > next
        && bytes.get(sign) == Some(&b'=')
        && !matches!(bytes.get(sign + 1), Some(b'=' | b'>' | b'~' | b' '))
}

/// Whether a pair and blanks come before: `a=b` or `a="b c"`.
fn is_after_pair(before: &[u8]) -> bool {
    let end = start_of(before, before.len(), MAX_NAME, is_blank);
    let text = color::before_colors(&before[..end]);
    let word = &text[start_of(text, text.len(), MAX_PATH, |byte| byte.is_ascii_graphic())..];
    let name = match word.split_last() {
        Some((quote, _)) if is_quote(*quote) => {
            let look = &text[text.len().saturating_sub(LONG)..text.len() - 1];
            let open = look.iter().rposition(|byte| byte == quote).unwrap_or(0);
            let open = start_of(look, open, MAX_NAME, |byte| byte == b'\\');
            look[..open]
                .strip_suffix(b"=")
                .map_or(0, |name| name.len() - start_of(name, name.len(), 1, is_path))
        }
        Some((last, _)) if !matches!(last, b',' | b';') => {
            let first = word.rsplit(|byte| is_quote(*byte)).next().unwrap_or(word);
            let name = end_of(first, 0, is_path);
            if first.get(name) == Some(&b'=') { name } else { 0 }
        }
        _ => 0,
    };
    end < before.len() && name > 0
}

/// Whether the line ends at a place, or the text around it.
fn ends_line(bytes: &[u8], at: usize) -> bool {
    let end = color::gap(bytes, at);
    bytes.get(end).is_none_or(|byte| matches!(byte, b'\r' | b'\n' | b'\\') || is_quote(*byte))
}
