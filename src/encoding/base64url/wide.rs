//! Reads sixteen characters at a time with WebAssembly SIMD. Half the time of reading a credential was spent here.

use super::{ONLY_STANDARD, ONLY_URL};
use crate::ascii::lanes;
use core::arch::wasm32::{
    i8x16_swizzle, u8x16, u8x16_add, u8x16_eq, u8x16_shr, u8x16_splat, u16x8_shl, u16x8_shr, u16x8_splat,
    u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_splat, u64x2_extract_lane, v128, v128_and, v128_any_true,
    v128_or,
};

const CHARS: usize = 16;
const BYTES: usize = 12;

/// One bit for each row of ASCII (sixteen characters a row) that has characters of an alphabet: signs 1,
/// digits 2, `A` to `O` and `a` to `o` 4, `P` to `Z` and `_` 8, `p` to `z` 16. `COLUMNS` has, for each
/// column, the bits of the rows that have such a character in it.
const ROWS: v128 = u8x16(0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0);
const COLUMNS: v128 = u8x16(26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 5, 4, 13);
/// The offset to add to the characters of each row: that of the plus, of digits, of capitals twice, of small
/// letters twice.
const ADDED: v128 = u8x16(0, 0, 62 - b'+', 52 - b'0', CAPITAL, CAPITAL, SMALL, SMALL, 0, 0, 0, 0, 0, 0, 0, 0);
const CAPITAL: u8 = b'A'.wrapping_neg();
const SMALL: u8 = 26_u8.wrapping_sub(b'a');

/// Reads as many whole blocks of sixteen as there are. Returns the number of characters and the flags of
/// their alphabets.
pub(super) fn read(text: &[u8], out: &mut [u8]) -> (usize, u8) {
    let (sixteens, _) = text.as_chunks::<CHARS>();
    let none = u8x16_splat(0);
    let (mut url, mut standard, mut strange) = (none, none, none);
    for (chars, bytes) in sixteens.iter().zip(out.as_chunks_mut::<BYTES>().0) {
        let chars = lanes(chars);
        let is = |char: u8| u8x16_eq(chars, u8x16_splat(char));
        let (minus, low_line, plus, slash) = (is(b'-'), is(b'_'), is(b'+'), is(b'/'));
        let (row, column) = (u8x16_shr(chars, 4), v128_and(chars, u8x16_splat(15)));
        let known = v128_and(i8x16_swizzle(ROWS, row), i8x16_swizzle(COLUMNS, column));
        strange = v128_or(strange, u8x16_eq(known, none));
        url = v128_or(url, v128_or(minus, low_line));
        standard = v128_or(standard, v128_or(plus, slash));
        // Adding the offset to a character yields its six bits. All characters of a row share an offset,
        // except for three.
        let added = [
            (minus, (62 - b'-').wrapping_sub(62 - b'+')),
            (slash, (63 - b'/').wrapping_sub(62 - b'+')),
            (low_line, 63_u8.wrapping_sub(b'_').wrapping_add(b'A')),
        ]
        .into_iter()
        .fold(i8x16_swizzle(ADDED, row), |added, (mask, more)| {
            u8x16_add(added, v128_and(mask, u8x16_splat(more)))
        });
        store(packed(u8x16_add(chars, added)), bytes);
    }
    let flag = |mask: v128, flag: u8| if v128_any_true(mask) { flag } else { 0 };
    let seen = flag(url, ONLY_URL) | flag(standard, ONLY_STANDARD) | flag(strange, ONLY_URL | ONLY_STANDARD);
    (sixteens.len() * CHARS, seen)
}

/// Packs the four groups of six bits in each 32-bit lane into three bytes, and moves the bytes of all lanes
/// to the front.
fn packed(sixes: v128) -> v128 {
    let low = v128_and(sixes, u16x8_splat(0x3f));
    let twelves = v128_or(u16x8_shl(low, 6), u16x8_shr(sixes, 8));
    let low = v128_and(twelves, u32x4_splat(0xfff));
    let threes = v128_or(u32x4_shl(low, 12), u32x4_shr(twelves, 16));
    i8x16_swizzle(threes, u8x16(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 16, 16, 16, 16))
}

fn store(threes: v128, bytes: &mut [u8; BYTES]) {
    bytes[..8].copy_from_slice(&u64x2_extract_lane::<0>(threes).to_le_bytes());
    bytes[8..].copy_from_slice(&u32x4_extract_lane::<2>(threes).to_le_bytes());
}
