//! Cards.

mod brand;
mod digits;
mod fields;
mod key;
mod luhn;
mod mask;
mod number;
mod parts;
mod redact;

pub use brand::{Brand, PREFIX_DIGITS};
pub use digits::MAX_DIGITS;
pub use fields::{Rule, address_rule, address_rule_for, apply, card_rule, card_rule_for};
pub use key::secret_key_name;
pub use luhn::luhn;
pub use mask::{HIDDEN_TEXT, Reveal, mask_number};
pub use number::{CODE_DIGITS, CardNumber, NUMBER_DIGITS, VerificationCode};
pub use parts::{Part, Parts};
pub use redact::{redact, redact_field};
