//! Makes a field that is named as a card number safe to show, in one format everywhere.
//!
//! PCI DSS 4.0.1 section 3.4.1 allows showing the first six and the last four digits at most, and fewer if
//! fewer will do. Here it is the last four or nothing.

use super::brand::{Brand, FOURS};
use super::digits::{BULLET, Digits, HIDDEN, NUMBER_DIGITS};
use alloc::string::String;

/// Shown for a value about which nothing is revealed, not even its length.
pub const HIDDEN_TEXT: &str = "••••";

/// The digits at the end that may be shown.
const LAST: usize = 4;

/// How much of a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reveal {
    /// The last four digits.
    #[default]
    LastFour,
    /// No digits, but still the length and the grouping.
    Nothing,
}

/// Masks the text of a field that holds a card number, whatever Luhn says about it.
///
/// A number is 8 to 19 digits with single separators. It is regrouped the way its scheme prints it. A number
/// that is already masked, by us or with `*`, `x` or `#`, keeps its groups. Anything else, including a
/// shorter number, becomes [`HIDDEN_TEXT`]. Empty text stays empty. Masking twice changes nothing.
///
/// ```
/// use mpp_wasm::card::{Reveal, mask_number};
/// assert_eq!(mask_number("4242424242424242", Reveal::LastFour), "•••• •••• •••• 4242");
/// assert_eq!(mask_number("3782 822463 10005", Reveal::Nothing), "•••• •••••• •••••");
/// assert_eq!(mask_number("1234567", Reveal::LastFour), "••••");
/// assert_eq!(mask_number("see the other card", Reveal::LastFour), "••••");
/// ```
#[must_use = "the text itself is unchanged"]
pub fn mask_number(text: &str, reveal: Reveal) -> String {
    match Digits::read(text) {
        Some(digits) if NUMBER_DIGITS.contains(&digits.values().len()) => mask_digits(&digits, reveal),
        _ => hide(text),
    }
}

/// [`HIDDEN_TEXT`] for any text except an empty one.
pub(super) fn hide(text: &str) -> String {
    String::from(if text.trim().is_empty() { "" } else { HIDDEN_TEXT })
}

/// Writes digits in groups, with bullets for all except the revealed ones.
pub(super) fn mask_digits(digits: &Digits, reveal: Reveal) -> String {
    let values = digits.values();
    let shown = match reveal {
        Reveal::LastFour => values.len() - LAST,
        Reveal::Nothing => values.len(),
    };
    // Once the prefix is hidden, only the text itself still shows how the scheme groups it.
    let keep_groups = digits.brand().is_none() && digits.any_hidden() && digits.is_grouped();
    let mut breaks = Breaks::of(digits.brand(), values.len());
    let mut out = String::with_capacity(values.len() * BULLET.len_utf8() + FOURS.len());
    for (place, value) in values.iter().enumerate() {
        let scheme_breaks = breaks.before(place);
        if if keep_groups { digits.breaks_before(place) } else { scheme_breaks } {
            out.push(' ');
        }
        out.push(if place < shown || *value == HIDDEN { BULLET } else { char::from(b'0' + value) });
    }
    out
}

/// Where a scheme breaks its numbers into groups. Call it for each place in turn.
struct Breaks {
    groups: &'static [usize],
    next: usize,
}

impl Breaks {
    fn of(brand: Option<Brand>, length: usize) -> Self {
        Self { groups: brand.map_or(FOURS, |brand| brand.groups(length)), next: 0 }
    }

    fn before(&mut self, place: usize) -> bool {
        if place != self.next {
            return false;
        }
        if let Some((size, rest)) = self.groups.split_first() {
            self.next += size;
            self.groups = rest;
        }
        place != 0
    }
}
