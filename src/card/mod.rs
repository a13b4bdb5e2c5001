//! Cards and secrets, safe to show and safe to log. Knows no protocol.
//!
//! 1. A card number shows its last four digits, or none: never its prefix, though PCI DSS would allow it.
//! 2. One format everywhere: the groups its scheme prints, single spaces, `•` for a hidden digit.
//! 3. A field *named* number is masked whatever Luhn says; what is no number becomes four bullets.
//! 4. A verification code is three bullets, whatever its length; no option shows it.
//! 5. An address shows city and postal code. Names, streets, states and countries are hidden unless asked for.
//! 6. The brand is shown. Id, expiry and every unknown field are hidden unless asked for ([`Parts`]). A field that is
//!    shown is hidden as a whole where it holds digits that could be a card number, a token or the name of a secret.
//! 7. A token keeps the prefix that tells its kind, `spt_••••`; no option shows more.
//! 8. Free text: a known prefix, a valid length, the right check digit and the shape of a number, or nothing is
//!    done to digits; numbers that overlap or stand in longer runs keep no more than the last four of any.
//! 9. A value in text is hidden for its name, as a member of an object is, in whatever form the two are written;
//!    the looser the form, the more the value has to look like a secret.
//! 10. Everything is idempotent, takes linear time, and leaves its input alone.
//! 11. A secret has its own type, [`CardNumber`] or [`VerificationCode`]: no `Display`, `Clone` or `==`.
//!
//! Left alone in text, so missed there: 12 or 13 digits inside a longer run, digits in a `0x` or a long
//! hexadecimal word, digits after `n.` with n below 1000 and those on both sides of one point (floats), digits
//! with two separators between or with different ones in no printed grouping, digits that end in eight zeros or
//! stand under `trace_id`, digits in a group of 19 that starts with 1 (a time, a snowflake id); a plain word after a secret's name in the middle
//! of a sentence, `password is x` and `-px`; what follows in other lines: an object under a secret's name that
//! does not end on its line goes by the names of its members there.
//!
//! Hit though no card: one in ten of the decimal ids that start like a card number or have 14 digits of
//! such a one inside, and most numbers of thirty and more digits, for they have many numbers inside. That is
//! decided so: terminals and processors write messages (ISO 8583) that are one such row of digits with a card
//! number in it, and nothing in the row tells it from a serial. A missed card costs more than a hidden serial.

mod brand;
mod digits;
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
pub use redact::{MAX_LINE, RedactStream, redact, redact_field};
