//! Reads sixteen characters at a time with WebAssembly SIMD. Half the time of reading a credential was spent here.

use super::{ONLY_STANDARD, ONLY_URL};
use crate::ascii::lanes;
use core::arch::wasm32::{
    i8x16_swizzle, u8x16, u8x16_add, u8x16_all_true, u8x16_min, u8x16_shr, u8x16_splat, u16x8_shl, u16x8_shr,
    u16x8_splat, u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_splat, u64x2_extract_lane, v128, v128_and,
    v128_any_true, v128_or,
};

const CHARS: usize = 16;
const BYTES: usize = 12;

/// The kinds of characters, one bit each. Those of the signs are also places in [`OWN`].
const MINUS: u8 = 1;
const LOW_LINE: u8 = 2;
const SLASH: u8 = 4;
const PLUS: u8 = 8;
const DIGIT: u8 = 16;
/// `A` to `O` and `a` to `o`.
const EARLY: u8 = 32;
/// `P` to `Z` and `p` to `z`.
const LATE: u8 = 64;

/// The kinds in each row of ASCII (sixteen characters a row).
const ROWS: v128 =
    u8x16(0, 0, PLUS | MINUS | SLASH, DIGIT, EARLY, LATE | LOW_LINE, EARLY, LATE, 0, 0, 0, 0, 0, 0, 0, 0);
/// The kinds in each column. A character is of the kind that its row and its column have in common.
const COLUMNS: v128 = u8x16(
    DIGIT | LATE,
    ALL,
    ALL,
    ALL,
    ALL,
    ALL,
    ALL,
    ALL,
    ALL,
    ALL,
    EARLY | LATE,
    EARLY | PLUS,
    EARLY,
    EARLY | MINUS,
    EARLY,
    EARLY | SLASH | LOW_LINE,
);
const ALL: u8 = DIGIT | EARLY | LATE;

/// What to add to the characters of each row for their six bits: that of the plus, of digits, of capitals twice, of
/// small letters twice.
const ADDED: v128 = u8x16(0, 0, 62 - b'+', 52 - b'0', CAPITAL, CAPITAL, SMALL, SMALL, 0, 0, 0, 0, 0, 0, 0, 0);
const CAPITAL: u8 = b'A'.wrapping_neg();
const SMALL: u8 = 26_u8.wrapping_sub(b'a');
/// What to add beyond that to the signs of each kind.
const OWN: v128 = {
    let minus = b'+'.wrapping_sub(b'-');
    let low_line = (63 + b'A').wrapping_sub(b'_');
    let slash = (1 + b'+').wrapping_sub(b'/');
    u8x16(0, minus, low_line, 0, slash, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
};

/// Reads as many whole blocks of sixteen as there are. Returns the number of characters and the flags of
/// their alphabets.
pub(super) fn read(text: &[u8], out: &mut [u8]) -> (usize, u8) {
    let (sixteens, _) = text.as_chunks::<CHARS>();
    // All kinds that occur, and the least kind at each place: 0 if a character is of none.
    let (mut seen, mut least) = (u8x16_splat(0), u8x16_splat(u8::MAX));
    for (chars, bytes) in sixteens.iter().zip(out.as_chunks_mut::<BYTES>().0) {
        let chars = lanes(chars);
        let (row, column) = (u8x16_shr(chars, 4), v128_and(chars, u8x16_splat(15)));
        let kind = v128_and(i8x16_swizzle(ROWS, row), i8x16_swizzle(COLUMNS, column));
        (seen, least) = (v128_or(seen, kind), u8x16_min(least, kind));
        // No place in `OWN` is beyond its end but those of digits and letters, which read as 0.
        let added = u8x16_add(i8x16_swizzle(ADDED, row), i8x16_swizzle(OWN, kind));
        store(packed(u8x16_add(chars, added)), bytes);
    }
    let flag = |is: bool, flag: u8| if is { flag } else { 0 };
    let any = |kinds: u8| v128_any_true(v128_and(seen, u8x16_splat(kinds)));
    let strange = flag(!u8x16_all_true(least), ONLY_URL | ONLY_STANDARD);
    let flags = flag(any(MINUS | LOW_LINE), ONLY_URL) | flag(any(PLUS | SLASH), ONLY_STANDARD) | strange;
    (sixteens.len() * CHARS, flags)
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
