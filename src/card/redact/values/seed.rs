//! The words from which a wallet's keys are made (BIP 39): `MNEMONIC="test test … junk"`.

use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::notation::bytes::end_of;
use crate::card::redact::notation::written::{self, Way};
use crate::card::redact::redacted::Secret;

/// The fewest words.
const WORDS: usize = 12;

/// The longest word.
const WORD_LONG: usize = 8;

/// The words after a separator that is written in this way, in quotation marks or not.
pub(super) fn value(bytes: &[u8], after: usize, way: Way) -> Option<Secret> {
    let gap = written::gap(bytes, after, way);
    let from = written::quote(bytes, gap).map_or(gap, |quote| quote.end);
    let (to, words) = words(bytes, from);
    (words >= WORDS).then_some(Secret { from, to, with: HIDDEN_TEXT })
}

/// Whether a text consists of such words.
pub(in crate::card::redact) fn is_seed(text: &str) -> bool {
    let text = text.trim().as_bytes();
    let (to, words) = words(text, 0);
    to == text.len() && words >= WORDS
}

/// Where the last of several words ends that start at a place, and how many they are. In a URL, a blank is `+` or `%20`.
fn words(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let mut count = 0;
    let mut from = at;
    loop {
        let to =
            end_of(&bytes[..bytes.len().min(from + WORD_LONG + 1)], from, |byte| byte.is_ascii_lowercase());
        let follows = match bytes[to..] {
            [b' ' | b'+', ..] => 1,
            [b'%', b'2', b'0', ..] => 3,
            _ => 0,
        };
        if to == from || to - from > WORD_LONG {
            return (at, count);
        }
        (at, count) = (to, count + 1);
        if follows == 0 {
            return (at, count);
        }
        from = to + follows;
    }
}
