//! Reads four characters with four look-ups: each table has the bits where they belong. Not with WebAssembly SIMD, where
//! the tables would take four kilobytes of the file, and `wide.rs` reads sixteen characters at a time.

use super::VALUES;

/// For each of four characters, the bits that a byte stands for, and above all 24 of them the flags of its alphabet.
static BITS: [[u32; 256]; 4] = {
    let mut bits = [[0; 256]; 4];
    let mut place = 0;
    while place < 4 {
        let mut byte = 0;
        while byte < 256 {
            let value = VALUES[byte] as u32;
            bits[place][byte] = (value & 63) << (18 - 6 * place) | (value >> 6) << 30;
            byte += 1;
        }
        place += 1;
    }
    bits
};

/// Reads all whole groups of four characters. Returns how many characters that are, and the flags of their alphabets.
pub(super) fn read(text: &[u8], out: &mut [u8]) -> (usize, u8) {
    let quads = text.as_chunks::<4>().0;
    let mut seen = 0;
    for (&[a, b, c, d], three) in quads.iter().zip(out.as_chunks_mut::<3>().0) {
        let [first, second, third, fourth] = &BITS;
        let bits =
            first[usize::from(a)] | second[usize::from(b)] | third[usize::from(c)] | fourth[usize::from(d)];
        seen |= bits;
        let [_, bytes @ ..] = bits.to_be_bytes();
        *three = bytes;
    }
    (quads.len() * 4, (seen >> 24) as u8)
}
