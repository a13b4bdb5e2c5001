//! Reads digits as people write them: ASCII, full-width or Arabic-Indic, with single separators.

use super::brand::Brand;
use alloc::vec::Vec;
use core::ops::RangeInclusive;
use zeroize::Zeroizing;

/// The most digits of a card number (ISO/IEC 7812-1).
pub const MAX_DIGITS: usize = 19;

/// How many digits a card number has (ISO/IEC 7812-1).
pub const NUMBER_DIGITS: RangeInclusive<usize> = 8..=MAX_DIGITS;

/// The fewest digits of a card number in any scheme, and so in free text.
pub(super) const MIN_DIGITS: usize = 12;

/// Stands for a hidden digit in our own output.
pub(super) const BULLET: char = '•';

/// The value of a digit that is already hidden.
pub(super) const HIDDEN: u8 = u8::MAX;

/// The value of an ASCII, full-width (U+FF10) or Arabic-Indic (U+0660, U+06F0) digit.
pub(super) const fn digit(char: char) -> Option<u8> {
    let zero = match char {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some((char as u32 - zero as u32) as u8)
}

/// Whether a character may appear once between two digits: a space, a dash or a dot of any width.
pub(super) const fn is_separator(char: char) -> bool {
    matches!(
        char,
        ' ' | '-'
            | '.'
            | '\u{a0}'
            | '\u{ad}'
            | '\u{2000}'..='\u{200b}'
            | '\u{2010}'..='\u{2015}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{2060}'
            | '\u{2212}'
            | '\u{3000}'
            | '\u{ff0d}'
            | '\u{ff0e}'
    )
}

/// Whether a character is a common mask for a digit.
const fn is_mask(char: char) -> bool {
    matches!(char, BULLET | '*' | 'x' | 'X' | '#' | '●')
}

/// A number as it was written. Some of its digits may already be hidden. Wiped when dropped.
pub(super) struct Digits {
    values: Zeroizing<Vec<u8>>,
    /// Bit `n` is set if there is a separator before digit `n`.
    breaks: u32,
}

impl Digits {
    /// Reads text that is only a number, of at most [`MAX_DIGITS`] digits.
    pub(super) fn read(text: &str) -> Option<Self> {
        // Reserve the full capacity at once: growing would leave an unwiped copy behind.
        let mut values = Zeroizing::new(Vec::with_capacity(MAX_DIGITS));
        let mut breaks = 0;
        let mut after_separator = true;
        for char in text.trim().chars() {
            match digit(char).or(if is_mask(char) { Some(HIDDEN) } else { None }) {
                Some(_) if values.len() == MAX_DIGITS => return None,
                Some(value) => {
                    if after_separator {
                        breaks |= 1 << values.len();
                    }
                    values.push(value);
                    after_separator = false;
                }
                None if is_separator(char) && !after_separator => after_separator = true,
                None => return None,
            }
        }
        if after_separator { None } else { Some(Self { values, breaks: breaks & !1 }) }
    }

    /// The digit values, including [`HIDDEN`] ones.
    pub(super) fn values(&self) -> &[u8] {
        &self.values
    }

    /// Whether a digit is hidden already.
    pub(super) fn any_hidden(&self) -> bool {
        self.values.iter().any(|value| *value > 9)
    }

    /// The scheme, if the digits that tell it are not hidden.
    pub(super) fn brand(&self) -> Option<Brand> {
        Brand::of(&self.values)
    }

    /// Whether the text has any separator.
    pub(super) fn is_grouped(&self) -> bool {
        self.breaks != 0
    }

    /// Whether a separator stands before a digit.
    pub(super) fn breaks_before(&self, place: usize) -> bool {
        self.breaks & (1 << place) != 0
    }
}
