//! Cards.

mod brand;
mod digits;
mod luhn;
mod mask;
mod number;

pub use brand::{Brand, PREFIX_DIGITS};
pub use digits::MAX_DIGITS;
pub use luhn::luhn;
pub use mask::{HIDDEN_TEXT, Reveal, mask_number};
pub use number::{CODE_DIGITS, CardNumber, NUMBER_DIGITS, VerificationCode};
