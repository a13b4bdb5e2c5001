//! The currency next to a number, judged by their positions.

use super::currency::{Currency, american, symbol, word};
use super::number::Number;
use crate::ascii;
use crate::detect::tokens::token::Unit;

/// The currency next to a number; `None` if the number is not a price.
pub(super) fn beside(number: &Number<'_>, unit: &Unit) -> Option<Currency> {
    // "mp3", "v2"
    let is_part_of_word = number.before.ends_with(char::is_alphabetic);
    match in_front(number, unit) {
        None if !is_part_of_word => behind(number, unit),
        found => found,
    }
}

/// The currency in front of a number, as in "$5" or "USD: 5".
fn in_front(number: &Number<'_>, unit: &Unit) -> Option<Currency> {
    let before = number.before.trim_end_matches(' ');
    let text = before.trim_end_matches([' ', '\n', ':', '=', '~', '(', '*', '_']);
    let gap = &before[text.len()..];
    let ends_line = matches!(number.after.trim_start_matches(' ').bytes().next(), None | Some(b'\n'));
    if !reaches(number, gap, ends_line) {
        return None;
    }
    let (found, rest) = at_end(text, unit)?;
    // In "5.00 USD (2 calls)" the currency belongs to the number before it.
    let follows_number = !number.first && rest.trim_matches([' ', '\n', '*']).is_empty();
    (gap.is_empty() || !follows_number).then_some(found)
}

/// The currency behind a number, as in "5 USD" or "5-US-Dollar".
fn behind(number: &Number<'_>, unit: &Unit) -> Option<Currency> {
    let text = number.after.trim_start_matches([' ', '\n', '*', '_', '(', ')']);
    let gap = &number.after[..number.after.len() - text.len()];
    let before = number.before.trim_end_matches(' ');
    let begins_line = if before.is_empty() { number.first } else { before.ends_with(['\n', ':']) };
    if !reaches(number, gap, begins_line) {
        return None;
    }
    let text = text.strip_prefix('-').filter(|word| word.starts_with(char::is_alphabetic)).unwrap_or(text);
    let text = american(text).unwrap_or(text);
    let (found, rest) = at_start(text, unit)?;
    // "5 (USD)" and "(5) USD", but neither "Version 2 (USD only)" nor "1) USD".
    let opens = !ascii::holds(gap, b'(') || rest.trim_start_matches(' ').starts_with(')');
    let closes = !ascii::holds(gap, b')') || before.ends_with('(');
    if !(opens && closes || number.is_precise()) {
        return None;
    }
    // In "tier 5 $10" the sign belongs to the number after it; in a row of three cells, so does the currency.
    let rest = rest.trim_start_matches(if breaks(gap) == 0 { &[' '][..] } else { &[' ', '\n'] });
    // A full stop does not start a number.
    let precedes_number = rest.strip_prefix('.').unwrap_or(rest).starts_with(|c: char| c.is_ascii_digit());
    (!precedes_number).then_some(found)
}

/// Whether a currency can belong to a number across a gap. Across a line break, it does only if the number has a line of
/// its own: other lines are list items under a heading.
fn reaches(number: &Number<'_>, gap: &str, has_own_line: bool) -> bool {
    match breaks(gap) {
        0 => true,
        1 => has_own_line || number.is_precise(),
        _ => number.is_precise(),
    }
}

/// How many line breaks a gap contains.
fn breaks(gap: &str) -> usize {
    gap.bytes().filter(|byte| *byte == b'\n').count()
}

/// The currency at the end of a text, and the text before it.
fn at_end<'t>(text: &'t str, unit: &Unit) -> Option<(Currency, &'t str)> {
    if let Some(last) = text.chars().next_back()
        && let Some(found) = symbol(last, unit)
    {
        return Some((found, &text[..text.len() - last.len_utf8()]));
    }
    let rest = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    Some((word(&text[rest.len()..], unit)?, rest))
}

/// The currency at the start of a text, and the text after it.
fn at_start<'t>(text: &'t str, unit: &Unit) -> Option<(Currency, &'t str)> {
    if let Some(first) = text.chars().next()
        && let Some(found) = symbol(first, unit)
    {
        return Some((found, &text[first.len_utf8()..]));
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    Some((word(&text[..text.len() - rest.len()], unit)?, rest))
}
