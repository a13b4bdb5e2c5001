//! Trees of JSON values, from which JavaScript builds the values faster than by scanning their text again: see `tree.js`.

use crate::encoding::json::{Kind, Node, Token};
use alloc::vec::Vec;

/// Writes the number of a value's tokens, and for each token its kind and size in one integer, and its span. The number
/// is 0 if JavaScript has to scan the text.
///
/// `room`: for how many integers there is room. `at`: the offset of the value in the text that the spans point into.
pub(super) fn write(out: &mut Vec<u32>, room: &mut usize, value: Node<'_>, at: usize) {
    let (tokens, from) = (value.tokens(), value.place().start);
    // A string with escapes is not in the text as it is.
    if 3 * tokens.len() > *room || tokens.iter().any(|token| token.kind == Kind::Escaped) {
        return out.push(0);
    }
    *room -= 3 * tokens.len();
    out.push(tokens.len() as u32);
    for &Token { kind, start, end, size } in tokens {
        out.extend([size << 3 | kind as usize, at + start - from, at + end - from].map(|n| n as u32));
    }
}
