//! The Luhn check digit (ISO/IEC 7812-1 annex B): a hint that digits are a card number, never proof.
//!
//! UnionPay issues numbers that fail it, so it decides only in free text, where nothing else is known.

/// Whether digit values (`0..=9`, not characters) end in the right check digit.
///
/// ```
/// use mpp_wasm::card::luhn;
/// assert!(luhn(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3]));
/// assert!(!luhn(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 4]));
/// assert!(!luhn(&[]) && !luhn(&[255; 4]));
/// ```
pub fn luhn(digits: &[u8]) -> bool {
    if digits.iter().any(|digit| *digit > 9) {
        return false;
    }
    let mut sum = 0;
    for (place, digit) in digits.iter().rev().enumerate() {
        sum = (sum + if place % 2 == 0 { *digit } else { doubled(*digit) }) % 10;
    }
    sum == 0 && !digits.is_empty()
}

/// Twice a digit, as the sum of its digits.
pub(super) const fn doubled(digit: u8) -> u8 {
    if digit < 5 { digit * 2 } else { digit * 2 - 9 }
}
