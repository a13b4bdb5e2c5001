//! The lines above a place. A name may stand there whose value is on this line: `"name": "Cookie",` above `"value": "x"` in
//! browser archives and in descriptions of tasks, `- name: DB_PASSWORD` above `value: x` in Kubernetes.

use super::members::{Member, ending};
use super::name::Name;
use crate::card::redact::notation::bytes::{end_of, is_blank, is_quote, start_of};
use crate::card::redact::notation::written;
use core::ops::Range;

/// The most bytes above a line that are read. A stream keeps as many.
pub(in crate::card::redact) const ABOVE: usize = 512;

/// The longest line above that counts, so that a line whose beginning is not kept counts nowhere.
const LINE_LONG: usize = ABOVE - 8;

/// The most lines above that are looked at, and the most blanks before a member.
const MAX_LINES: usize = 3;
const MAX_INDENT: usize = 64;

/// Where the text starts that may be read above a line.
pub(in crate::card::redact) fn start(text: &str, line: usize) -> usize {
    let mut start = line.saturating_sub(ABOVE);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    start
}

/// The line that ends at `end`, without its line end and the blanks before it. Nothing before `from` is read.
pub(in crate::card::redact) fn line(bytes: &[u8], from: usize, end: usize) -> Option<Range<usize>> {
    let end = end.checked_sub(1).filter(|end| *end >= from && bytes[*end] == b'\n')?;
    let start = from + bytes[from..end].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let last = bytes[start..end].trim_ascii_end().len();
    (end - start <= LINE_LONG).then_some(start..start + last)
}

/// Shows the members on the lines above a value to `found`, until it returns `true`: the closest first, and only those of
/// the same object, which begin in the same column.
pub(super) fn above(text: &str, value: &Name<'_>, found: &mut dyn FnMut(&Member) -> bool) {
    let bytes = text.as_bytes();
    let own = first(bytes, value.start, value.quoted);
    let mut end = start_of(bytes, own, MAX_INDENT, is_blank);
    let (column, from) = (own - end, start(text, end));
    for _ in 0..MAX_LINES {
        let Some(line) = line(bytes, from, end) else { return };
        let last = line.end - usize::from(bytes[line.clone()].ends_with(b","));
        let Some((member, _)) = ending(bytes, last).filter(|(member, _)| member.name.start >= line.start)
        else {
            return;
        };
        let quoted = bytes[..member.name.start].last().is_some_and(|byte| is_quote(*byte));
        let first = first(bytes, member.name.start, quoted);
        // Without quotation marks, it fills its line: `- name: DB_PASSWORD`.
        let indent = end_of(&bytes[..first], line.start, is_blank);
        let filled = indent == first || bytes[indent..first].starts_with(b"-");
        let is_member = member.quoted || (filled && !member.value.is_empty());
        let again = bytes[member.name.clone()].eq_ignore_ascii_case(value.text.as_bytes());
        // An object begins where something stands before its member.
        if !is_member || first - line.start != column || again || found(&member) || indent < first {
            return;
        }
        end = line.start;
    }
}

/// Where a name starts, with the quotation mark before it.
fn first(bytes: &[u8], start: usize, quoted: bool) -> usize {
    let open = if quoted { written::quote_before(bytes, start) } else { None };
    open.map_or(start, |open| open.start)
}
