//! Card numbers (PANs) in free text.
//!
//! Tries every window of a run: it needs a known prefix, a length that its scheme has, the right check digit,
//! and a shape in which people write card numbers. A window starts at one of `n` digits and has one of eight
//! lengths, and each try takes constant time. A run therefore takes linear time, however its numbers overlap.

use super::ordinary::{counts_up, is_round, skip_hex};
use super::run::{Run, extent, measure};
use super::shape::{has_shape, is_whole_print};
use super::signature;
use super::surroundings::Surroundings;
use super::track;
use crate::card::brand::{Brand, PREFIX_DIGITS};
use crate::card::digits::{HIDDEN, MIN_DIGITS};
use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::notation::bytes::BULLET;
use crate::card::redact::redacted::{Redacted, Secret};
use core::mem;
use core::ops::Range;

/// How many digits of a number stay visible.
pub(in crate::card::redact) const LAST: usize = 4;

/// Redacts the run that starts at a place, if there is one; returns the place after it. Hardly any run is
/// longer than what [`skip_short`] handles.
#[inline(never)]
pub(in crate::card::redact) fn redact_run(out: &mut Redacted<'_>, at: usize) -> usize {
    let text = out.text;
    if let Some(end) = skip_hex(text.as_bytes(), at) {
        if signature::follows(text.as_bytes(), at, end) {
            out.replace(at, end, HIDDEN_TEXT);
        }
        return end;
    }
    let (end, digits) = measure(text, at);
    if digits < MIN_DIGITS {
        return end.max(at + 1);
    }
    let mut run = mem::take(&mut out.run);
    run.read(text, at, digits);
    let (text, shown_from) = (text.as_bytes(), out.copied);
    mark(&mut run, &mut Surroundings { text, shown_from, run: at..end, word: &mut out.word });
    for cell in run.cells.iter().filter(|cell| cell.hide) {
        out.replace(cell.at, cell.at + cell.width, BULLET);
    }
    let last = run.cells.len().checked_sub(LAST + 1);
    let ends = last.is_some_and(|last| run.cells[last].hide);
    out.run = run;
    if ends { hide_data(out, end) } else { end }
}

/// Hides what follows a card number on a track; returns the place after it.
fn hide_data(out: &mut Redacted<'_>, end: usize) -> usize {
    match track::data(out.text.as_bytes(), end) {
        Some(data) => out.hide(Secret { from: data.start, to: data.end, with: HIDDEN_TEXT }),
        None => end,
    }
}

/// The place after a run that has too few digits for any card number, which is nearly always the case.
#[inline]
pub(in crate::card::redact) fn skip_short(bytes: &[u8], at: usize) -> Option<usize> {
    let mut count = 0;
    for (length, byte) in bytes[at..].iter().enumerate() {
        count += COUNTS[usize::from(*byte)];
        if count >= MIN_DIGITS {
            let ends = (OTHER..UNCLEAR).contains(&count);
            return if ends { Some(at + length) } else { None };
        }
    }
    Some(bytes.len())
}

/// Added for a byte that ends a short run. It is more than the digits can add up to.
const OTHER: usize = 64;

/// Added for a byte that may continue one: a digit of another script, a space in a URL, a number in hexadecimal.
const UNCLEAR: usize = 128;

/// What each byte adds to the digit count of a short run.
const COUNTS: [usize; 256] = {
    let mut counts = [OTHER; 256];
    let mut byte = 0x80;
    while byte < 256 {
        counts[byte] = UNCLEAR;
        byte += 1;
    }
    let (mut digit, mut place) = (b'0', 0);
    while digit <= b'9' {
        counts[digit as usize] = 1;
        digit += 1;
    }
    let marks = *b" -.+";
    while place < marks.len() {
        counts[marks[place] as usize] = 0;
        counts[b"%xX"[place % 3] as usize] = UNCLEAR;
        place += 1;
    }
    counts
};

/// Hides all but the last four digits of the run that starts at a place, whatever
/// they are; returns the place after it.
pub(in crate::card::redact) fn hide_run(out: &mut Redacted<'_>, at: usize) -> usize {
    let (end, cells) = extent(out.text, at);
    let mut run = Run::default();
    run.read(out.text, at, cells);
    for cell in &run.cells[..cells.saturating_sub(LAST)] {
        out.replace(cell.at, cell.at + cell.width, BULLET);
    }
    hide_data(out, end)
}

/// Marks all but the last four digits of each card number.
fn mark(run: &mut Run, around: &mut Surroundings<'_>) {
    let is_dump = around.is_dump(run);
    if around.is_phone(run) || around.is_trace(run) || (is_dump && around.has_address()) {
        return;
    }
    let mut hidden_to = 0;
    for start in 0..run.cells.len() {
        let Some(brand) = brand_at(run, start) else { continue };
        for length in brand.lengths() {
            let window = start..start + length;
            if !is_clear(run, &window) {
                break;
            }
            if run.luhn(&window)
                && has_shape(run, &window, around)
                && (!is_dump || is_whole_print(run, &window, around))
                && !counts_up(run, &window)
                && !is_round(run, &window)
                && !around.any_ordinary(run, &window)
            {
                let from = start.max(hidden_to);
                hidden_to = hidden_to.max(window.end - LAST);
                run.cells[from..hidden_to].iter_mut().for_each(|cell| cell.hide = true);
            }
        }
    }
}

/// The scheme whose prefix is at a place.
fn brand_at(run: &Run, start: usize) -> Option<Brand> {
    let mut prefix = [0; PREFIX_DIGITS];
    for (digit, cell) in prefix.iter_mut().zip(run.cells.get(start..start + PREFIX_DIGITS)?) {
        if cell.value == HIDDEN {
            return None;
        }
        *digit = cell.value;
    }
    Brand::of(&prefix)
}

/// Whether a window fits into the run and contains no digit that is already hidden.
fn is_clear(run: &Run, window: &Range<usize>) -> bool {
    run.cells.get(window.clone()).is_some_and(|cells| cells.iter().all(|cell| cell.value != HIDDEN))
}
