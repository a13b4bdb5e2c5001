//! Trees of JSON values, from which JavaScript builds the values faster than by scanning their text again: see `tree.js`.

use crate::encoding::json::{Kind, Node, Token};
use alloc::vec::Vec;

/// Writes the number of a value's tokens, and for each token its kind and size in one integer, and its span. The number
/// is 0 if JavaScript has to scan the text.
///
/// `room`: for how many integers there is room. `at`: the offset of the value in the text that the spans point into.
pub(super) fn write(out: &mut Vec<u32>, room: &mut usize, value: Node<'_>, at: usize) {
    let (tokens, from) = (value.tokens(), value.place().start);
    if 3 * tokens.len() > *room || needs_scanning(value) {
        return out.push(0);
    }
    *room -= 3 * tokens.len();
    out.push(tokens.len() as u32);
    for &Token { kind, start, end, size } in tokens {
        out.extend([size << 3 | kind as usize, at + start - from, at + end - from].map(|n| n as u32));
    }
}

/// Whether a value has a string that its text does not show as it is, or one that JavaScript would not take for the name
/// of a member.
fn needs_scanning(value: Node<'_>) -> bool {
    const NO_NAME: &str = "__proto__";
    let (text, from) = (value.raw(), value.place().start);
    value.tokens().iter().any(|token| match token.kind {
        Kind::Escaped => true,
        Kind::String => {
            token.end - token.start == NO_NAME.len() && &text[token.start - from..token.end - from] == NO_NAME
        }
        _ => false,
    })
}
