//! Makes cards and secrets safe to show and safe to log. Knows no protocol.
//!
//! 1. A card number shows its last four digits or none, never its prefix, although PCI DSS would allow that.
//! 2. Card numbers have one format everywhere: the groups its scheme prints, single spaces, `•` for a hidden digit.
//! 3. A field *named* as a card number is masked whatever Luhn says. If it does not hold
//!    a number, it becomes four bullets. Other things have a `number` too, so that one needs 8 to 19 digits.
//! 4. A verification code becomes three bullets, whatever its length. No option shows it.
//! 5. An address shows its city and postal code. Names, streets, states and countries are hidden unless asked for.
//! 6. The brand is shown. The id, the expiry and every unknown field are hidden unless asked for ([`Parts`]). A shown
//!    field is hidden as a whole if it holds digits that could be a card number, a token or the name of a secret.
//! 7. A token keeps the prefix that tells its kind, `spt_••••`. No option shows more.
//! 8. In free text, digits are hidden only if they have a known prefix, a valid length, the right check
//!    digit and the shape of a card number. Where numbers overlap or stand in longer runs, no more than the
//!    last four digits of any of them stay.
//! 9. A value in text is hidden because of its name, like a member of an object, in whatever form the two are
//!    written. The looser the form, the more the value itself has to look like a secret.
//! 10. Everything takes linear time and leaves its input unchanged. Doing it again shows nothing new. Masking again changes
//!     nothing, and redacting again hardly ever does: it can hide more where one of a pair of quotation marks was hidden.
//! 11. Each secret has its own type, [`CardNumber`] or [`VerificationCode`], without `Display`, `Clone` or `==`.
//!
//! Left alone in text, so a card number or a secret there is missed:
//! - 12 or 13 digits inside a longer run;
//! - digits in a `0x` or a long hexadecimal word;
//! - floats: digits after `n.` with n below 1000, and digits on both sides of a single point;
//! - digits with two separators in a row, or with different separators and no printed grouping;
//! - digits that end in eight zeros or stand under `trace_id` or `span_id`;
//! - digits in a group of 19 that starts with 1 (a time, a snowflake id);
//! - a plain word after a secret's name in the middle of a sentence, such as `password is x`, and `-px`;
//! - bytes in decimal under a name without quotation marks, as `Debug` writes a `[u8; 32]`;
//! - a lone pair, `("password", "x")`; in a list of pairs, values are hidden;
//! - anything on the lines after a name, so what `{:#?}` breaks into lines. If an object under a secret's name does not end
//!   on its line, its members on later lines are judged by their own names.
//!
//! Hidden although it is not a card: one in ten of the decimal ids that start like a card number or contain 14 digits
//! that do, and most numbers of thirty or more digits, because they contain many numbers. This is deliberate.
//! Terminals and processors write messages (ISO 8583) that are one such row of digits with a card number in it, and
//! nothing in the row distinguishes it from a serial number. A missed card costs more than a hidden serial number.

mod brand;
mod digits;
mod ends;
mod fields;
mod key;
mod luhn;
mod mask;
mod number;
mod parts;
mod pass;
mod plain;
mod redact;

pub use brand::{Brand, PREFIX_DIGITS};
pub use digits::{MAX_DIGITS, NUMBER_DIGITS};
pub use fields::{Rule, address_rule, address_rule_for, apply, card_rule, card_rule_for, mask_name};
pub use key::secret_key_name;
pub use luhn::luhn;
pub use mask::{HIDDEN_TEXT, Reveal, mask_number};
pub use number::{CODE_DIGITS, CardNumber, VerificationCode};
pub use parts::{Part, Parts};
#[cfg(feature = "full")]
pub(crate) use pass::pass_key_name;
#[cfg(feature = "full")]
pub(crate) use redact::NEIGHBOURS;
pub use redact::{MAX_LINE, RedactStream, redact, redact_field};
