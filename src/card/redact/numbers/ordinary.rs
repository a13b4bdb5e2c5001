//! Groups of digits that are something other than a card number: timestamps, fractions, hashes, UUIDs.
//!
//! Only digits that would otherwise pass for a card number are checked, once per group.

use super::run::{Run, cell_at};
use super::track;
use crate::card::digits::HIDDEN;
use crate::card::redact::notation::bytes::end_of;
use core::ops::Range;

/// The fewest characters of a bare hexadecimal hash or id.
const HEX_LONG: usize = 24;

/// More digits after the decimal point than any amount has, but every printed float does.
pub(super) const FRACTION_LONG: usize = 9;

/// The most digits before the point of such a float.
const FRACTION_WHOLE: usize = 3;

/// How many trailing zeros a card number does not have.
const ZEROS: usize = 8;

/// The bounds of signed 64-bit and 128-bit integers, which occur in every log and every
/// code base. Their last digit is 7 or 8.
const BOUNDS: &[&str] = &["9223372036854775807", "170141183460469231731687303715884105727"];

/// The length of a UUID, and where its dashes are.
const UUID: usize = 36;
const UUID_DASHES: [usize; 4] = [8, 13, 18, 23];

/// The word that was examined last. Many runs may share a long word, so it is read only once.
#[derive(Default)]
pub(in crate::card::redact) struct Word {
    range: Range<usize>,
    is_hex: bool,
}

/// Where the hexadecimal digits end, if `0x` starts here.
pub(super) fn skip_hex(text: &[u8], at: usize) -> Option<usize> {
    match text[at..] {
        [b'0', b'x' | b'X', ..] if at == 0 || !text[at - 1].is_ascii_alphanumeric() => {
            Some(end_of(text, at + 2, |byte| byte.is_ascii_hexdigit()))
        }
        // The percent-escape of a punctuation mark is not part of the digits after it.
        [b'2' | b'3', second, ..] if at > 0 && text[at - 1] == b'%' && second.is_ascii_hexdigit() => {
            Some(at + 2)
        }
        _ => None,
    }
}

/// Whether a window without separators ends in zeros. Amounts in base units do, and
/// one card number in a hundred million.
pub(super) fn is_round(run: &Run, window: &Range<usize>) -> bool {
    let cells = &run.cells[window.clone()];
    cells[0].group == cells[cells.len() - 1].group
        && cells[cells.len() - ZEROS..].iter().all(|cell| cell.value == 0)
}

/// Whether the digits of a window count up, `1234567890123456`, which only happens in examples.
pub(super) fn counts_up(run: &Run, window: &Range<usize>) -> bool {
    run.cells[window.clone()].windows(2).all(|pair| pair[1].value == (pair[0].value + 1) % 10)
}

/// Whether a group is a count of milliseconds, microseconds or nanoseconds since 1970 (for 2017 to 2033),
/// or a date and time without separators.
pub(super) fn is_time(run: &Run, group: usize) -> bool {
    let cells = &run.cells[run.groups[group].cells.clone()];
    let pair = |place: usize| match (cells[place].value, cells[place + 1].value) {
        (HIDDEN, _) | (_, HIDDEN) => u8::MAX,
        (tens, ones) => tens * 10 + ones,
    };
    match cells.len() {
        13 | 16 => (15..=19).contains(&pair(0)),
        // Nanoseconds, or ids that count milliseconds in their upper bits (snowflakes).
        19 => (10..=19).contains(&pair(0)),
        14 | 17 | 20 | 23 => {
            matches!(pair(0), 19 | 20)
                && (1..=12).contains(&pair(4))
                && (1..=31).contains(&pair(6))
                && pair(8) < 24
                && pair(10) < 60
                && pair(12) < 60
        }
        _ => false,
    }
}

/// Whether a group is the bound of a signed integer type. The last digit is not compared.
pub(super) fn is_bound(run: &Run, group: usize) -> bool {
    let cells = &run.cells[run.groups[group].cells.clone()];
    BOUNDS.iter().any(|bound| {
        bound.len() == cells.len()
            && cells.iter().zip(bound.bytes()).rev().skip(1).all(|(cell, byte)| cell.value == byte - b'0')
    })
}

/// Whether a group is the long fraction of a number such as `0.4242424242424242`.
pub(super) fn is_fraction(run: &Run, group: usize) -> bool {
    let cells = &run.groups[group].cells;
    group > 0
        && run.cells[cells.start].before == '.'
        && cells.len() >= FRACTION_LONG
        && run.groups[group - 1].cells.len() <= FRACTION_WHOLE
        && !run.groups[group - 1].any_hidden
}

impl Word {
    /// Whether a group is part of a long hexadecimal word: a hash or an id.
    pub(super) fn is_hex_at(&mut self, text: &[u8], group: &Range<usize>, shown_from: usize) -> bool {
        if !self.range.contains(&group.start) {
            let before = text[..group.start].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric());
            let start = group.start - before.count();
            let end = end_of(text, group.end, |byte| byte.is_ascii_alphanumeric());
            let word = &text[start..end];
            // If digits of another script or hidden digits continue the word, it is not a hash.
            let alone = cell_at(text, end).is_none()
                && (start == 0 || start != shown_from)
                && (2..=3)
                    .all(|width| cell_at(text, start.wrapping_sub(width)).is_none_or(|cell| cell.1 != width));
            self.is_hex = alone
                && word.len() >= HEX_LONG
                && word.iter().all(u8::is_ascii_hexdigit)
                && word.iter().any(u8::is_ascii_alphabetic)
                && !track::is_track(word);
            self.range = start..end;
        }
        self.is_hex
    }
}

/// Whether a group is part of a UUID.
pub(super) fn is_in_uuid(text: &[u8], group: &Range<usize>) -> bool {
    (group.end.saturating_sub(UUID)..=group.start).any(|start| {
        let Some(uuid) = text.get(start..start + UUID) else { return false };
        UUID_DASHES.iter().all(|dash| uuid[*dash] == b'-')
            && uuid.iter().enumerate().all(|(at, byte)| UUID_DASHES.contains(&at) || byte.is_ascii_hexdigit())
            && !start.checked_sub(1).is_some_and(|at| text[at].is_ascii_alphanumeric())
            && !text.get(start + UUID).is_some_and(u8::is_ascii_alphanumeric)
    })
}
