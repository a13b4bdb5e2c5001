//! When a Lightning invoice expires, from its data part (BOLT 11).
//!
//! ```abnf
//! data = 7word *tagged 104word 6word   ; timestamp, fields, signature, checksum
//! tagged = word 2word *word            ; type, number of words, words
//! word = one of the 32 characters of bech32, five bits each; numbers are big-endian
//! ```

use crate::encoding::timestamp::Timestamp;
use alloc::vec::Vec;

const CHARACTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const TIMESTAMP_WORDS: usize = 7;
/// The signature and the checksum, which are up to the paying wallet.
const LAST_WORDS: usize = 104 + 6;
/// The field `x`.
const EXPIRY: u8 = 6;
/// If there is no such field.
const DEFAULT_SECONDS: i64 = 3600;

/// The moment from which on the invoice is refused; `None` if the data cannot be read. Of several expiries the first counts.
pub(super) fn expiry(data: &str) -> Option<Timestamp> {
    let word = |byte: u8| CHARACTERS.iter().position(|known| *known == byte).map(|at| at as u8);
    let words = data.bytes().map(word).collect::<Option<Vec<u8>>>()?;
    let signed = &words[..words.len().checked_sub(LAST_WORDS)?];
    let (timestamp, mut fields) = signed.split_at_checked(TIMESTAMP_WORDS)?;
    let mut seconds = None;
    while let [tag, more, less, rest @ ..] = fields {
        let (value, rest) = rest.split_at_checked(usize::from(*more) * 32 + usize::from(*less))?;
        if *tag == EXPIRY && seconds.is_none() {
            seconds = Some(number(value));
        }
        fields = rest;
    }
    let made = Timestamp::from_millis(number(timestamp) * 1000).filter(|_| fields.is_empty())?;
    Some(made.saturating_add_millis(seconds.unwrap_or(DEFAULT_SECONDS).saturating_mul(1000)))
}

fn number(words: &[u8]) -> i64 {
    words.iter().fold(0, |sum: i64, word| sum.saturating_mul(32).saturating_add(i64::from(*word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};

    /// A timestamp of 1496314658, fields, and a signature and a checksum of zeros.
    fn data(fields: &str) -> String {
        ["pvjluez", fields, &"q".repeat(LAST_WORDS)].concat()
    }

    #[test]
    fn the_first_expiry_counts_and_an_hour_without_one() {
        for (fields, expires) in [
            ("", "2017-06-01T11:57:38.000Z"),
            // The description `x`, of two words that would be an expiry.
            ("dqzpu", "2017-06-01T11:57:38.000Z"),
            ("xqzpu", "2017-06-01T10:58:38.000Z"),
            ("xqzpuxqpq", "2017-06-01T10:58:38.000Z"),
            ("xqq", "2017-06-01T10:57:38.000Z"),
            ("xq8lllllll", "3106-03-27T14:43:45.000Z"),
            ("xp5llllllllllllllllllllllllllllllllllllllllllllllllllll", "9999-12-31T23:59:59.999Z"),
        ] {
            let expiry = expiry(&data(fields)).map(|at| at.to_string());
            assert_eq!(expiry.as_deref(), Some(expires), "{fields}");
        }
    }

    #[test]
    fn unreadable_data_has_none() {
        let whole = data("xqzpu");
        for text in
            ["", "pvjluez", &whole[1..], &data("x"), &data("xqzp"), &data("xll"), &data("b"), &data("é")]
        {
            assert_eq!(expiry(text), None, "{text}");
        }
    }
}
