//! Digits parted by spaces that belong to one number: `0 05`, `1 000`.
//!
//! Nobody writes an amount with a leading zero, or as a lone zero before another one. `Room 4 5 USD` names 5 USD, but
//! `Room 4 05 USD` can only be read as a price of 4.05. Groups of thousands that begin with another digit stay apart:
//! `tier 4 100 USD` names 100 USD.

use alloc::string::String;

/// The text with a decimal point in place of spaces that stand for one, and without those in groups of thousands.
#[inline(never)]
pub(super) fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        out.push_str(mark(out.as_bytes(), word.as_bytes()));
        out.push_str(word);
    }
    out
}

/// What stands for the spaces between two texts.
fn mark(before: &[u8], after: &[u8]) -> &'static str {
    let whole = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let length = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (around, whole) = before.split_at(before.len() - whole);
    let part_of_number = matches!(around, [.., b'.' | b',']);
    if whole.is_empty() || length == 0 || part_of_number {
        return " ";
    }
    let has_decimals = matches!(after[length..], [b'.' | b',', b'0'..=b'9', ..]);
    let is_zero = whole == b"0" && !around.last().is_some_and(u8::is_ascii_alphabetic);
    match length {
        _ if is_zero && !has_decimals => ".",
        2 if after[0] == b'0' && !has_decimals => ".",
        3 if after[0] == b'0' => "",
        _ => " ",
    }
}
