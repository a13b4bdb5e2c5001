//! The shapes in which people write card numbers, and in which tables of other numbers rarely come.

use super::run::{NONE, Run};
use super::surroundings::Surroundings;
use crate::card::brand::Brand;
use crate::card::digits::{HIDDEN, MAX_DIGITS};
use core::ops::Range;

/// The fewest digits of a card number inside a longer group of digits.
const MIN_EMBEDDED: usize = 14;

/// The same, if the whole group has the prefix and the length of a card number. The group then counts as a card number
/// with a wrong digit, unless a number of at least the most common length is glued to other digits.
const MIN_IN_NUMBER: usize = 16;

/// The fewest digits of a card number with separators inside a longer run.
const MIN_GROUPED: usize = 15;

/// Groupings printed on cards, besides groups of four.
const PRINTED: &[&[usize]] = &[&[4, 6, 5], &[4, 6, 4], &[4, 3, 3, 3], &[6, 13]];

/// The size of most printed groups.
const FOUR: usize = 4;

/// The most digits after groups of four: 4-4-4-7 is one way to print 19 digits.
const MAX_AFTER_FOURS: usize = 7;

/// Whether the digits of a window are grouped like a card number, given the run around them.
pub(super) fn has_shape(run: &Run, window: &Range<usize>, around: &Surroundings<'_>) -> bool {
    let group = run.cells[window.start].group;
    if group == run.cells[window.end - 1].group {
        return has_group_shape(run, window, group);
    }
    let mut sizes = [0; MAX_DIGITS];
    let pieces = pieces(run, window, &mut sizes);
    let whole = window.len() == run.cells.len();
    let printed = is_printed(pieces);
    if whole {
        return printed || !around.is_column(run);
    }
    if window.len() < MIN_GROUPED && !PRINTED.contains(&pieces) {
        return false;
    }
    let cells = &run.cells[window.clone()];
    let groups = &run.groups[group..=run.cells[window.end - 1].group];
    let ends = [(&groups[0], pieces[0]), (&groups[groups.len() - 1], pieces[pieces.len() - 1])];
    let aligned = ends.iter().all(|(group, size)| group.cells.len() == *size);
    // Digits glued to a printed group make it longer than four. A shorter group is printed as it is.
    let glued = ends.iter().all(|(group, size)| group.cells.len() == *size || group.cells.len() > FOUR);
    let mut separators = cells[1..].iter().map(|cell| cell.before).filter(|before| *before != NONE);
    let first = separators.next();
    let same = separators.all(|before| Some(before) == first);
    let even = pieces[0] <= 2 && pieces.iter().all(|size| *size == pieces[0]);
    (printed && (aligned || (glued && same))) || (even && aligned && same)
}

/// Whether a window is printed like a card number and consists of whole words that contain only its digits.
/// In a byte dump this may be chance, but hiding a dump costs less than showing a card number.
pub(super) fn is_whole_print(run: &Run, window: &Range<usize>, around: &Surroundings<'_>) -> bool {
    let groups = &run.groups[run.cells[window.start].group..=run.cells[window.end - 1].group];
    let mut sizes = [0; MAX_DIGITS];
    let pieces = pieces(run, window, &mut sizes);
    let whole = groups.iter().zip(pieces).all(|(group, size)| group.cells.len() == *size);
    whole && is_printed(pieces) && !around.is_glued(run, window)
}

/// Whether a window inside a group of digits is the whole group, or long enough to count
/// although other digits are glued to it.
fn has_group_shape(run: &Run, window: &Range<usize>, group: usize) -> bool {
    let group = &run.groups[group];
    let cells = &run.cells[group.cells.clone()];
    if cells.len() == window.len() {
        return true;
    }
    let prefix = [0, 1, 2, 3].map(|place| cells[place].value);
    let is_number = !prefix.contains(&HIDDEN)
        && Brand::of(&prefix).is_some_and(|brand| brand.lengths().contains(&cells.len()));
    let least = if group.any_hidden || is_number { MIN_IN_NUMBER } else { MIN_EMBEDDED };
    window.len() >= least
}

/// Whether digits in groups of these sizes look printed: groups of four and a rest, or the grouping of some schemes.
fn is_printed(pieces: &[usize]) -> bool {
    let Some((last, fours)) = pieces.split_last() else { return false };
    (fours.len() >= 2 && fours.iter().all(|size| *size == FOUR) && *last <= MAX_AFTER_FOURS)
        || PRINTED.contains(&pieces)
}

/// The sizes of the groups of a window. The window may cut its first and last group.
fn pieces<'a>(run: &Run, window: &Range<usize>, sizes: &'a mut [usize; MAX_DIGITS]) -> &'a [usize] {
    let mut count = 0;
    for (place, cell) in run.cells[window.clone()].iter().enumerate() {
        if cell.before != NONE && place > 0 {
            count += 1;
        }
        sizes[count] += 1;
    }
    &sizes[..=count]
}
