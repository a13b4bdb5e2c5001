//! The currency next to a number, judged by their positions.

use super::currency::{Currency, american, symbol, word};
use crate::detect::token::Unit;

/// The currency next to a number; `None` if the number is not a price. `before` starts after the previous
/// number, if there is one. `precise` means at least two digits after a decimal mark, which list numbers
/// never have and versions and sizes rarely do.
pub(super) fn beside(before: &str, after: &str, first: bool, precise: bool, unit: &Unit) -> Option<Currency> {
    let attached = before.ends_with(char::is_alphabetic);
    let line = before.trim_end_matches(' ');
    let before = line.trim_end_matches([' ', '\n', ':', '=', '~', '(', '*', '_']);
    // Across a line break, a currency belongs only to a number with a line of its own. Other
    // lines are list items under a heading.
    let ends = || matches!(after.trim_start_matches(' ').bytes().next(), None | Some(b'\n'));
    let (before, spaced) = match breaks(&line[before.len()..]) {
        0 => (before, line),
        _ if precise => (before, line),
        1 if ends() => (before, line),
        _ => ("", ""),
    };
    let start = before.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + width(&before[at..]));
    let last = before.chars().next_back();
    let found = match last.and_then(|c| symbol(c, unit)) {
        Some(found) => Some((found, &before[..before.len() - last.map_or(0, char::len_utf8)])),
        None => word(&before[start..], unit).map(|found| (found, &before[..start])),
    };
    // In "5.00 USD (2 calls)" the currency belongs to the number before it.
    let taken = |rest: &str| !first && rest.trim_matches([' ', '\n', '*']).is_empty();
    let found =
        found.filter(|(_, rest)| before.len() == spaced.len() || !taken(rest)).map(|(found, _)| found);
    // "mp3", "v2"
    if found.is_some() || attached {
        return found;
    }
    let next = after.trim_start_matches([' ', '\n', '*', '_']);
    let begins = || if line.is_empty() { first } else { line.ends_with(['\n', ':']) };
    let gap = breaks(&after[..after.len() - next.len()]);
    let after = match gap {
        0 => next,
        _ if precise => next,
        1 if begins() => next,
        _ => return None,
    };
    let after = after.strip_prefix('-').filter(|word| word.starts_with(char::is_alphabetic)).unwrap_or(after);
    let after = american(after).unwrap_or(after);
    let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
    let (found, rest) = match after.chars().next().and_then(|c| symbol(c, unit)) {
        Some(found) => (Some(found), &after[width(after)..]),
        None => (word(&after[..letters], unit), &after[letters..]),
    };
    // In "tier 5 $10" the sign belongs to the number after it; in a row of three cells, so does the
    // currency. A full stop does not start a number.
    found.filter(|_| {
        let rest = rest.trim_start_matches(if gap == 0 { &[' '][..] } else { &[' ', '\n'] });
        !rest.strip_prefix('.').unwrap_or(rest).starts_with(|c: char| c.is_ascii_digit())
    })
}

/// How many line breaks a gap contains.
fn breaks(gap: &str) -> usize {
    gap.bytes().filter(|byte| *byte == b'\n').count()
}

fn width(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}
