//! Trees of JSON values, from which JavaScript builds the values faster than by scanning their text again: see `tree.js`.

use super::words;
use crate::encoding::json::{Kind, Node, Token};
use alloc::vec::Vec;

/// Stands for a known word. A string with escapes is never written, so its kind is free.
const WORD: usize = Kind::Escaped as usize;

/// Writes the number of a value's tokens, and for each token its kind and size in one integer, and its span; a word has
/// its number instead. The number of tokens is 0 if JavaScript has to scan the text.
///
/// `room`: for how many integers there is room. `at`: the offset of the value in the text that the spans point into.
pub(super) fn write(out: &mut Vec<u32>, room: &mut usize, value: Node<'_>, at: usize) {
    let (tokens, text, from) = (value.tokens(), value.raw().as_bytes(), value.place().start);
    // A string with escapes is not in the text as it is.
    if 3 * tokens.len() > *room || tokens.iter().any(|token| token.kind == Kind::Escaped) {
        return out.push(0);
    }
    *room -= 3 * tokens.len();
    out.push(tokens.len() as u32);
    let begun = out.len();
    out.resize(begun + 3 * tokens.len(), 0);
    for (&Token { kind, start, end, size }, place) in tokens.iter().zip(out[begun..].as_chunks_mut::<3>().0) {
        let (start, end) = (start - from, end - from);
        let word = if kind == Kind::String { words::number(&text[start..end]) } else { None };
        *place = match word {
            Some(number) => [size << 3 | WORD, number, 0],
            None => [size << 3 | kind as usize, at + start, at + end],
        }
        .map(|n| n as u32);
    }
}
