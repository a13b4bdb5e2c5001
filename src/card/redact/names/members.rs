//! The members beside a value, on its line and in both directions: `"name":"Cookie",` and `,"path":"cvc"`.

use super::name::{MAX_NAME, MAX_PATH, Name, is_name, is_path};
use crate::card::redact::notation::bytes::{end_of, has_bullet, is_blank, start_of};
use crate::card::redact::notation::quoted;
use crate::card::redact::notation::written::{self, Mark, Way, mark_before, quote_before};
use core::ops::Range;

/// The most blanks between two parts.
const MAX_GAP: usize = 8;

/// The most bytes of a text between the two, such as the message of a report.
const MAX_TEXT: usize = 512;

/// The most members that are looked at in each direction.
const MAX_MEMBERS: usize = 4;

/// A member beside a value: where its name and its own value are.
pub(super) struct Member {
    pub name: Range<usize>,
    pub value: Range<usize>,
    /// Whether its value is in quotation marks.
    pub quoted: bool,
}

/// Shows the members beside the value of a name to `found`, until it returns `true`: the closest first, those before the
/// value and then those behind it. `after` is the place after the separator.
pub(super) fn beside(bytes: &[u8], value: &Name<'_>, after: usize, found: &mut dyn FnMut(&Member) -> bool) {
    let own = if value.quoted {
        quote_before(bytes, value.start).map(|quote| quote.start)
    } else {
        Some(value.start)
    };
    // Most names stand before their value, which then need not be read.
    if !walk(bytes, own, before, found) {
        walk(bytes, end(bytes, after), behind, found);
    }
}

/// Shows members in one direction. Returns whether `found` did.
fn walk(bytes: &[u8], start: Option<usize>, step: Step, found: &mut dyn FnMut(&Member) -> bool) -> bool {
    let mut next = start;
    for _ in 0..MAX_MEMBERS {
        let Some((member, place)) = next.and_then(|place| step(bytes, place)) else { break };
        if found(&member) {
            return true;
        }
        next = place;
    }
    false
}

/// Reads the member at a place. Also returns the place where the next one begins.
type Step = fn(&[u8], usize) -> Option<(Member, Option<usize>)>;

/// The member that ends before a place.
fn before(bytes: &[u8], start: usize) -> Option<(Member, Option<usize>)> {
    let end = start_of(bytes, start, MAX_GAP, |byte| is_blank(byte) || byte == b',');
    if end == start { None } else { ending(bytes, end) }
}

/// The member that ends at a place.
#[inline(never)]
pub(super) fn ending(bytes: &[u8], end: usize) -> Option<(Member, Option<usize>)> {
    let close = quote_before(bytes, end);
    let last = close.map_or(end, |close| close.start);
    let (first, from) = match close {
        Some(close) => opening(bytes, &close).map(|open| (open.start, open.end))?,
        None => [start_of(bytes, last, MAX_PATH, is_path); 2].into(),
    };
    let gap = start_of(bytes, first, MAX_GAP, is_blank);
    let separator = mark_before(bytes, gap).filter(|mark| matches!(mark.byte, b':' | b'='))?;
    let gap = start_of(bytes, separator.start, MAX_GAP, is_blank);
    let quote = quote_before(bytes, gap);
    let end = quote.map_or(gap, |quote| quote.start);
    let first = start_of(bytes, end, MAX_NAME, is_name);
    let member = Member { name: first..end, value: from..last, quoted: close.is_some() };
    let next = quote.map_or(Some(first), |_| quote_before(bytes, first).map(|quote| quote.start));
    Some((member, next))
}

/// Where the value ends that starts after a separator.
fn end(bytes: &[u8], after: usize) -> Option<usize> {
    let gap = end_of(bytes, after, is_blank);
    match written::quote(bytes, gap) {
        Some(quote) => closed(bytes, quoted::text_end(bytes, &quote), &quote),
        None => Some(end_of(bytes, gap, is_path)),
    }
}

/// The member that starts after a place.
fn behind(bytes: &[u8], at: usize) -> Option<(Member, Option<usize>)> {
    let start = end_of(bytes, at, |byte| is_blank(byte) || byte == b',');
    let quote = written::quote(bytes, start);
    let first = quote.map_or(start, |quote| quote.end);
    let end = end_of(bytes, first, is_name);
    if start == at || start > at + MAX_GAP || end == first || end > first + MAX_NAME {
        return None;
    }
    let gap = end_of(bytes, quote.map_or(Some(end), |quote| closed(bytes, end, &quote))?, is_blank);
    let separator = written::mark(bytes, gap).filter(|mark| matches!(mark.byte, b':' | b'='))?;
    let gap = end_of(bytes, separator.end, is_blank);
    let open = written::quote(bytes, gap);
    let from = open.map_or(gap, |open| open.end);
    let last = match open.filter(|open| open.way == Way::Plain) {
        Some(open) => quoted::text_end(&bytes[..bytes.len().min(from + MAX_TEXT)], &open),
        None => end_of(&bytes[..bytes.len().min(from + MAX_PATH)], from, is_path),
    };
    if !is_shown(&bytes[from..last]) {
        return None;
    }
    let member = Member { name: first..end, value: from..last, quoted: open.is_some() };
    Some((member, open.map_or(Some(last), |open| closed(bytes, last, &open))))
}

/// The place after the quotation mark at a place, if it closes what another one opened.
fn closed(bytes: &[u8], at: usize, open: &Mark) -> Option<usize> {
    written::quote(bytes, at).filter(|quote| quote.closes(open)).map(|quote| quote.end)
}

/// The quotation mark that opens what another one closes. A deeper one between them is part of the text.
fn opening(bytes: &[u8], close: &Mark) -> Option<Mark> {
    let mut at = close.start;
    let open = if close.way == Way::Plain {
        // The mark stands before the text.
        let least = at.saturating_sub(MAX_TEXT + 1);
        loop {
            at = least + bytes[least..at].iter().rposition(|byte| *byte == close.byte)?;
            let open = quote_before(bytes, at + 1)?;
            if open.depth <= close.depth {
                break open;
            }
        }
    } else {
        at = start_of(bytes, at, MAX_PATH, is_path);
        quote_before(bytes, at)?
    };
    (open.byte == close.byte && is_shown(&bytes[open.end..close.start])).then_some(open)
}

/// Whether a text may be read: it is on one line, and nothing in it is hidden already.
fn is_shown(text: &[u8]) -> bool {
    !has_bullet(text) && !text.iter().any(u8::is_ascii_control)
}
