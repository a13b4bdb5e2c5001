//! The words that requests and payloads are mostly made of: the member names of the charge and session drafts, and a few
//! values. Where a tree has one, JavaScript gets its number instead of a span: to cut out a name, and to look up the one
//! string that an engine keeps for it, takes longer than all else about a member. Other names only take that time.
//! `words.js` sets the members.

use crate::ascii;
use alloc::string::String;
use wasm_bindgen::prelude::*;

const WORDS: [&str; 46] = [
    "to",
    "spt",
    "usd",
    "card",
    "data",
    "from",
    "hash",
    "link",
    "memo",
    "mode",
    "type",
    "payer",
    "token",
    "value",
    "action",
    "amount",
    "method",
    "source",
    "splits",
    "chainId",
    "deposit",
    "invoice",
    "network",
    "payload",
    "request",
    "currency",
    "decimals",
    "feePayer",
    "metadata",
    "operator",
    "preimage",
    "unitType",
    "challenge",
    "channelId",
    "networkId",
    "recipient",
    "signature",
    "externalId",
    "description",
    "paymentHash",
    "transaction",
    "methodDetails",
    "escrowContract",
    "minVoucherDelta",
    "cumulativeAmount",
    "paymentMethodTypes",
];

const SLOTS: usize = 128;

/// The slot of a word. The factors give each a slot of its own, so that one comparison is enough.
const fn slot(text: &[u8]) -> usize {
    let [first, .., last] = text else { return 0 };
    (8 * text.len() + 2 * *first as usize + 23 * *last as usize) % SLOTS
}

/// The number of the word in each slot, if it has one.
const NUMBERS: [Option<u8>; SLOTS] = {
    let mut numbers = [None; SLOTS];
    let mut at = 0;
    while at < WORDS.len() {
        let slot = slot(WORDS[at].as_bytes());
        assert!(numbers[slot].is_none(), "two words share a slot: choose other factors");
        numbers[slot] = Some(at as u8);
        at += 1;
    }
    numbers
};

/// All words, one per line, in the order of their numbers.
#[wasm_bindgen]
pub fn words() -> String {
    WORDS.join("\n")
}

/// The number of a word.
pub(super) fn number(text: &[u8]) -> Option<usize> {
    let number = usize::from(NUMBERS[slot(text)]?);
    ascii::same(WORDS[number], text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_its_number_and_nothing_else_has_one() {
        for (at, word) in WORDS.iter().enumerate() {
            assert_eq!(number(word.as_bytes()), Some(at), "{word}");
            assert_eq!(number(word.to_uppercase().as_bytes()), None, "{word}");
        }
        for other in ["", "a", "amoun", "amounts", "a word longer than any other", "é"] {
            assert_eq!(number(other.as_bytes()), None, "{other}");
        }
    }
}
