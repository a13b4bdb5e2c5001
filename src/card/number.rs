//! The two secrets of a card, as types that cannot be shown.

use super::brand::Brand;
use super::digits::{Digits, NUMBER_DIGITS};
use super::luhn::luhn;
use super::mask::{Reveal, mask_digits};
use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::fmt;
use core::ops::RangeInclusive;
use zeroize::ZeroizeOnDrop;

/// How many digits a verification code has.
pub const CODE_DIGITS: RangeInclusive<usize> = 3..=4;

/// A card number, wiped when dropped. The only way to show it is [`CardNumber::masked`].
///
/// ```
/// use mpp_wasm::card::{Brand, CardNumber, Reveal};
/// let number = CardNumber::parse("3782-822463-10005")?;
/// assert_eq!(number.masked(Reveal::LastFour), "•••• •••••• •0005");
/// assert_eq!(number.brand(), Some(Brand::Amex));
/// assert!(number.passes_luhn());
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
///
/// It cannot be printed. It cannot be compared either, because the time that takes
/// would reveal where two numbers differ:
///
/// ```compile_fail,E0277
/// # let number = mpp_wasm::card::CardNumber::parse("378282246310005").unwrap();
/// println!("{number}");
/// ```
/// ```compile_fail,E0369
/// # let number = mpp_wasm::card::CardNumber::parse("378282246310005").unwrap();
/// number == number;
/// ```
pub struct CardNumber(Digits);

impl CardNumber {
    /// Reads 8 to 19 digits, with at most one space, dash or dot between two digits.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`], which never repeats the text.
    pub fn parse(text: &str) -> Result<Self> {
        match Digits::read(text) {
            Some(digits) if !digits.any_hidden() && NUMBER_DIGITS.contains(&digits.values().len()) => {
                Ok(Self(digits))
            }
            _ => Err(Error::new(
                Code::InvalidArgument,
                "a card number is 8 to 19 digits, with at most one separator between two",
            )),
        }
    }

    /// The scheme, if its prefix is known.
    pub fn brand(&self) -> Option<Brand> {
        self.0.brand()
    }

    /// How many digits it has.
    pub fn length(&self) -> usize {
        self.0.values().len()
    }

    /// Whether the check digit is right. This is information, not a condition: UnionPay numbers may fail it.
    pub fn passes_luhn(&self) -> bool {
        luhn(self.0.values())
    }

    /// The number, safe to show.
    pub fn masked(&self, reveal: Reveal) -> String {
        mask_digits(&self.0, reveal)
    }
}

impl ZeroizeOnDrop for CardNumber {}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardNumber(..)")
    }
}

/// A card's verification code, wiped when dropped. Nothing about it can be shown, not even its length.
///
/// ```
/// use mpp_wasm::card::VerificationCode;
/// let code = VerificationCode::parse("0123")?;
/// assert_eq!(VerificationCode::MASK, "•••");
/// # assert!(VerificationCode::parse("12").is_err() && VerificationCode::parse("1 23").is_err());
/// # let _ = code;
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
/// ```compile_fail,E0277
/// # let code = mpp_wasm::card::VerificationCode::parse("123").unwrap();
/// println!("{code}");
/// ```
/// ```compile_fail,E0369
/// # let code = mpp_wasm::card::VerificationCode::parse("123").unwrap();
/// code == code;
/// ```
pub struct VerificationCode(Digits);

impl VerificationCode {
    /// Shown in place of any code.
    pub const MASK: &'static str = "•••";

    /// Reads three or four digits.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`], which never repeats the text.
    pub fn parse(text: &str) -> Result<Self> {
        match Digits::read(text) {
            Some(digits)
                if !digits.any_hidden()
                    && !digits.is_grouped()
                    && CODE_DIGITS.contains(&digits.values().len()) =>
            {
                Ok(Self(digits))
            }
            _ => Err(Error::new(Code::InvalidArgument, "a verification code is three or four digits")),
        }
    }

    /// Whether the code has as many digits as this scheme prints on its cards.
    pub fn fits(&self, brand: Brand) -> bool {
        self.0.values().len() == brand.code_length()
    }
}

impl ZeroizeOnDrop for VerificationCode {}

impl fmt::Debug for VerificationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerificationCode(..)")
    }
}
