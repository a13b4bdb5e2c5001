//! Card schemes: their prefixes, the lengths of their numbers, and how the numbers are printed.

use core::fmt;

/// How many digits it takes to tell a number's scheme.
pub const PREFIX_DIGITS: usize = 4;

/// A card scheme.
///
/// ```
/// use mpp_wasm::card::Brand;
/// assert_eq!(Brand::of(&[3, 7, 8, 2]), Some(Brand::Amex));
/// assert_eq!(Brand::of(&[9, 0, 0, 0]), None);
/// assert_eq!(Brand::Amex.groups(15), [4, 6, 5]);
/// assert_eq!(Brand::Amex.to_string(), "amex");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Brand {
    /// 4; 16, 18 or 19 digits, or 13 in old numbers.
    Visa,
    /// 51-55 and 2221-2720; 16 digits.
    Mastercard,
    /// 34 and 37; 15 digits, and a four-digit verification code.
    Amex,
    /// 300-305, 36, 38 and 39; 14 to 19 digits.
    Diners,
    /// 6011, 644-649 and 65; 16 to 19 digits.
    Discover,
    /// 3528-3589; 16 to 19 digits.
    Jcb,
    /// 62; 14 to 19 digits, not always with a Luhn check digit.
    UnionPay,
    /// 50, 56-59 and the rest of 6; 12 to 19 digits.
    Maestro,
}

impl Brand {
    /// The scheme of a number, from at least its first [`PREFIX_DIGITS`] digit values (`0..=9`, not characters).
    pub fn of(digits: &[u8]) -> Option<Self> {
        let prefix = digits.get(..PREFIX_DIGITS).filter(|prefix| prefix.iter().all(|digit| *digit <= 9))?;
        Some(match prefix.iter().fold(0_u16, |sum, digit| sum * 10 + u16::from(*digit)) {
            4000..=4999 => Self::Visa,
            2221..=2720 | 5100..=5599 => Self::Mastercard,
            3400..=3499 | 3700..=3799 => Self::Amex,
            3000..=3059 | 3600..=3699 | 3800..=3999 => Self::Diners,
            6011 | 6440..=6499 | 6500..=6599 => Self::Discover,
            3528..=3589 => Self::Jcb,
            6200..=6299 => Self::UnionPay,
            5000..=5099 | 5600..=5999 | 6000..=6999 => Self::Maestro,
            _ => return None,
        })
    }

    /// The valid lengths of its numbers, ascending.
    pub const fn lengths(self) -> &'static [usize] {
        match self {
            Self::Visa => &[13, 16, 18, 19],
            Self::Mastercard => &[16],
            Self::Amex => &[15],
            Self::Diners | Self::UnionPay => &[14, 15, 16, 17, 18, 19],
            Self::Discover | Self::Jcb => &[16, 17, 18, 19],
            Self::Maestro => &[12, 13, 14, 15, 16, 17, 18, 19],
        }
    }

    /// How a number of this length is printed: the size of each group. The last group may be shorter.
    pub const fn groups(self, length: usize) -> &'static [usize] {
        match (self, length) {
            (Self::Amex, 15) => &[4, 6, 5],
            (Self::Diners, 14) => &[4, 6, 4],
            _ => FOURS,
        }
    }

    /// How many digits its verification code has.
    pub const fn code_length(self) -> usize {
        if matches!(self, Self::Amex) { 4 } else { 3 }
    }

    /// The name in JSON, spelled as Stripe does.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visa => "visa",
            Self::Mastercard => "mastercard",
            Self::Amex => "amex",
            Self::Diners => "diners",
            Self::Discover => "discover",
            Self::Jcb => "jcb",
            Self::UnionPay => "unionpay",
            Self::Maestro => "maestro",
        }
    }
}

impl fmt::Display for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The default grouping, also used when the scheme is unknown.
pub(super) const FOURS: &[usize] = &[4, 4, 4, 4, 4];
