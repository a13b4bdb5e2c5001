//! A run: digits in free text, with at most one separator between two digits.
//!
//! Digits that are already hidden count as digits without a value. Redacted text therefore falls into the
//! same runs and groups as the original, so redacting them again changes nothing.

use crate::card::digits::{HIDDEN, is_separator};
use crate::card::luhn::doubled;
use alloc::vec::Vec;
use core::ops::Range;

/// A space in a URL, and one that does not break.
const URL_SPACES: [&[u8]; 3] = [b"%20", b"%C2%A0", b"%c2%a0"];

/// One digit of a run.
pub(super) struct Cell {
    /// Its position in the text.
    pub at: usize,
    /// Its length in bytes.
    pub width: usize,
    /// Its value, or [`HIDDEN`].
    pub value: u8,
    /// The separator before it, or [`NONE`] inside a group.
    pub before: char,
    /// Which group it belongs to.
    pub group: usize,
    /// Whether a card number covers it, apart from the number's last four digits.
    pub hide: bool,
}

/// No separator.
pub(super) const NONE: char = '\0';

/// Digits without separators between them.
pub(super) struct Group {
    /// Its cells.
    pub cells: Range<usize>,
    /// Whether any of them are already hidden.
    pub any_hidden: bool,
    /// Whether it is something ordinary, once that has been determined.
    pub ordinary: Option<bool>,
}

/// A whole run, as long as the text allows. Its buffers are reused for the next run.
#[derive(Default)]
pub(in crate::card::redact) struct Run {
    pub(super) cells: Vec<Cell>,
    pub(super) groups: Vec<Group>,
    /// Luhn sums of the digits before each place, modulo ten, with the digits at even or at odd places doubled.
    sums: Vec<[u8; 2]>,
}

impl Run {
    /// Reads the run that starts at a digit and has about as many `digits`.
    pub(super) fn read(&mut self, text: &str, mut at: usize, digits: usize) {
        self.cells.clear();
        self.groups.clear();
        self.sums.clear();
        self.cells.reserve(digits);
        self.sums.reserve(digits + 1);
        let mut sums = [0; 2];
        while let Some((before, start, value, width)) = next_cell(text, at, self.cells.is_empty()) {
            let place = self.cells.len();
            if before != NONE || place == 0 {
                self.groups.push(Group { cells: place..place, any_hidden: false, ordinary: None });
            }
            let group = self.groups.len() - 1;
            self.groups[group].cells.end += 1;
            self.groups[group].any_hidden |= value == HIDDEN;
            self.cells.push(Cell { at: start, width, value, before, group, hide: false });
            self.sums.push(sums);
            let digit = if value == HIDDEN { 0 } else { value };
            for (parity, sum) in sums.iter_mut().enumerate() {
                *sum = (*sum + if place % 2 == parity { doubled(digit) } else { digit }) % 10;
            }
            at = start + width;
        }
        self.sums.push(sums);
    }

    /// Whether the digits of a window end in the right check digit, in constant time.
    pub(super) fn luhn(&self, window: &Range<usize>) -> bool {
        let parity = window.end % 2;
        self.sums[window.start][parity] == self.sums[window.end][parity]
    }

    /// The byte range of a group in the text.
    pub(super) fn bytes_of(&self, group: usize) -> Range<usize> {
        let cells = &self.cells[self.groups[group].cells.clone()];
        cells[0].at..cells[cells.len() - 1].at + cells[cells.len() - 1].width
    }
}

/// Where the run ends that starts at a digit, and how many of its digits are not hidden.
pub(in crate::card::redact) fn measure(text: &str, mut at: usize) -> (usize, usize) {
    let mut digits = 0;
    let mut first = true;
    loop {
        // Nearly all digits are ASCII, and nearly all runs are short.
        while text.as_bytes().get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
            digits += 1;
            first = false;
        }
        let Some((_, start, value, width)) = next_cell(text, at, first) else { return (at, digits) };
        digits += usize::from(value != HIDDEN);
        at = start + width;
        first = false;
    }
}

/// Where the run ends that starts at a digit, and how many digits it has, including hidden ones.
pub(in crate::card::redact) fn extent(text: &str, mut at: usize) -> (usize, usize) {
    let mut cells = 0;
    while let Some((_, start, _, width)) = next_cell(text, at, cells == 0) {
        at = start + width;
        cells += 1;
    }
    (at, cells)
}

/// The next digit of a run: the separator before it, its place, its value and its width. The `0` of `0x` is not one.
fn next_cell(text: &str, at: usize, first: bool) -> Option<(char, usize, u8, usize)> {
    if let Some((value, width)) = cell_at(text.as_bytes(), at) {
        return Some((NONE, at, value, width));
    }
    let (separator, length) = if first { None } else { separator_at(text, at) }?;
    if matches!(text.as_bytes().get(at + length..), Some([b'0', b'x' | b'X', ..])) {
        return None;
    }
    let (value, width) = cell_at(text.as_bytes(), at + length)?;
    Some((separator, at + length, value, width))
}

/// The value and the width of the digit at a place.
pub(in crate::card::redact) fn cell_at(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    match *bytes.get(at..)? {
        [byte @ b'0'..=b'9', ..] => Some((byte - b'0', 1)),
        [0xd9, byte @ 0xa0..=0xa9, ..] => Some((byte - 0xa0, 2)),
        [0xdb, byte @ 0xb0..=0xb9, ..] => Some((byte - 0xb0, 2)),
        [0xef, 0xbc, byte @ 0x90..=0x99, ..] => Some((byte - 0x90, 3)),
        [0xe2, 0x80, 0xa2, ..] => Some((HIDDEN, 3)),
        _ => None,
    }
}

/// The separator at a place, and its width. In URLs, a space is `+` or `%20`.
fn separator_at(text: &str, at: usize) -> Option<(char, usize)> {
    match *text.as_bytes().get(at)? {
        byte @ (b' ' | b'-' | b'.' | b'+') => Some((char::from(byte), 1)),
        b'%' => {
            let space = URL_SPACES.iter().find(|space| text.as_bytes()[at..].starts_with(space))?;
            Some(('%', space.len()))
        }
        0..=0x7f => None,
        _ => text[at..].chars().next().filter(|char| is_separator(*char)).map(|char| (char, char.len_utf8())),
    }
}
