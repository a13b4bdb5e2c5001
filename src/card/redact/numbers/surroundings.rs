//! The text around a run of digits, which may tell that it is no card number: a phone number, a trace, a line of a
//! dump, columns of amounts.

use super::ordinary::{FRACTION_LONG, Word, is_bound, is_fraction, is_in_uuid, is_time};
use super::run::{NONE, Run, cell_at};
use crate::card::key;
use crate::card::redact::names::name::{MAX_NAME, is_name};
use crate::card::redact::notation::bytes::{end_of, start_of};
use core::ops::Range;
use core::str;

/// The most digits of a phone number after its `+`. E.164 allows 15, but nobody has a number
/// that long, and Amex card numbers do.
const PHONE_DIGITS: usize = 13;

/// The most marks between a trace's name and its id.
const TRACE_GAP: usize = 8;

/// The group sizes of a hex dump, and how many of its words are examined on each side.
const DUMPS: [usize; 2] = [2, 4];
const DUMP_WORDS: usize = 3;

/// The most bytes of a dump line before its last word, and the fewest digits of its address.
const DUMP_LINE: usize = 64;
const DUMP_ADDRESS: usize = 7;

/// The text around a run.
pub(super) struct Surroundings<'a> {
    pub text: &'a [u8],
    /// The end of the last stretch that was hidden.
    pub shown_from: usize,
    pub run: Range<usize>,
    pub word: &'a mut Word,
}

impl Surroundings<'_> {
    /// Whether the run is a phone number in international form.
    pub(super) fn is_phone(&self, run: &Run) -> bool {
        run.cells.len() <= PHONE_DIGITS && self.before(1) == Some(b'+')
    }

    /// Whether the run is a trace id, judged by its name. Tracers write one into every line of a log.
    pub(super) fn is_trace(&self, run: &Run) -> bool {
        if run.groups.len() > 1 {
            return false;
        }
        let start = self.run.start;
        let mark = |byte: u8| matches!(byte, b' ' | b':' | b'=' | b'"' | b'\'' | b'\\');
        let end = start_of(self.text, start, TRACE_GAP, mark);
        let name = start_of(self.text, end, MAX_NAME, is_name).max(self.shown_from);
        let is_trace = |name: &[u8]| str::from_utf8(name).is_ok_and(key::is_trace);
        end < start && self.text.get(name..end).is_some_and(is_trace)
    }

    /// Whether the run is part of evenly grouped hexadecimal, as in byte dumps and code point tables: its
    /// groups have one size, and words of the same size around it contain letters too.
    pub(super) fn is_dump(&self, run: &Run) -> bool {
        let Some(middle) = run.groups.get(1) else { return false };
        let size = middle.cells.len();
        let inner = &run.groups[1..run.groups.len() - 1];
        if !DUMPS.contains(&size) || inner.iter().any(|group| group.cells.len() != size) {
            return false;
        }
        let look = DUMP_WORDS * (size + 1);
        let before = &self.text[self.run.start.saturating_sub(look)..self.run.start];
        let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let start = self.run.start - before.len() + line;
        let after = &self.text[self.run.end..self.text.len().min(self.run.end + look)];
        let end = self.run.end + end_of(after, 0, |byte| byte != b'\n');
        let around = &self.text[start..end];
        let is_hex = |word: &&[u8]| {
            word.len() == size
                && word.iter().all(u8::is_ascii_hexdigit)
                && word.iter().any(u8::is_ascii_digit)
                && word.iter().any(u8::is_ascii_alphabetic)
        };
        // A single one could be a reference number in front of a card number.
        around.split(|byte| *byte == b' ').filter(is_hex).count() >= 2
    }

    /// Whether the line has nothing before the run except an address (`00000010:`) and hexadecimal
    /// words. If so, the whole line is a dump.
    pub(super) fn has_address(&self) -> bool {
        let before = &self.text[self.run.start.saturating_sub(DUMP_LINE)..self.run.start];
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = &before[start..];
        let address = end_of(line, 0, |byte| byte.is_ascii_hexdigit());
        line.len() < DUMP_LINE
            && address >= DUMP_ADDRESS
            && line[address..].starts_with(b": ")
            && line[address + 2..].iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b' ')
    }

    /// Whether a letter or digit comes right before the first digit of a window or right after its last one.
    pub(super) fn is_glued(&self, run: &Run, window: &Range<usize>) -> bool {
        let end = run.bytes_of(run.cells[window.end - 1].group).end;
        let before = run.cells[window.start].at.checked_sub(1).and_then(|at| self.text.get(at));
        [before, self.text.get(end)].into_iter().flatten().any(u8::is_ascii_alphanumeric)
    }

    /// Whether a window touches digits that are something ordinary.
    pub(super) fn any_ordinary(&mut self, run: &mut Run, window: &Range<usize>) -> bool {
        (run.cells[window.start].group..=run.cells[window.end - 1].group).any(|group| {
            let known = run.groups[group].ordinary;
            let ordinary = known.unwrap_or_else(|| self.is_ordinary(run, group));
            run.groups[group].ordinary = Some(ordinary);
            ordinary
        })
    }

    fn is_ordinary(&mut self, run: &Run, group: usize) -> bool {
        let bytes = run.bytes_of(group);
        let is_ascii = self.text[bytes.clone()].iter().all(u8::is_ascii);
        let at_edge = group == 0 || group == run.groups.len() - 1;
        is_time(run, group)
            || is_bound(run, group)
            || is_fraction(run, group)
            || (group == 0 && self.is_bare_fraction(run))
            || (is_ascii && self.word.is_hex_at(self.text, &bytes, self.shown_from))
            || (is_ascii && (at_edge || matches!(bytes.len(), 4 | 8 | 12)) && is_in_uuid(self.text, &bytes))
    }

    /// Whether a whole run without a printed grouping is more likely a number with a fraction, or several
    /// things in a row: an amount and a date, an address and a port.
    pub(super) fn is_column(&self, run: &Run) -> bool {
        let glued_before = match self.before(1) {
            Some(b':' | b'/') => self.before(2).is_some_and(|byte| byte.is_ascii_digit()),
            Some(byte) => byte.is_ascii_alphanumeric() || byte == b'+',
            None => false,
        };
        let glued_after = match self.text.get(self.run.end) {
            Some(b':' | b'/') => cell_at(self.text, self.run.end + 1).is_some(),
            Some(byte) => byte.is_ascii_alphanumeric(),
            None => false,
        };
        let mut separators = run.cells.iter().map(|cell| cell.before).filter(|before| *before != NONE);
        let first = separators.next();
        let mixed = separators.any(|before| Some(before) != first);
        glued_before || glued_after || mixed || (run.groups.len() == 2 && first == Some('.'))
    }

    /// Whether a run is the long fraction of a number without its leading zero,
    /// `.4242424242424242`, as minifiers write it.
    fn is_bare_fraction(&self, run: &Run) -> bool {
        let sign = usize::from(self.before(2) == Some(b'-'));
        // Only marks that cannot end a secret may come before it: hiding that secret
        // would turn this into a different run.
        self.before(1) == Some(b'.')
            && run.groups[0].cells.len() >= FRACTION_LONG
            && self.before(2 + sign).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'[' | b'(' | b','))
    }

    fn before(&self, distance: usize) -> Option<u8> {
        self.run.start.checked_sub(distance).map(|at| self.text[at])
    }
}
