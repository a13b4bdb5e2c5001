//! Sixteen characters at a time, on engines of WebAssembly: half of what reading a credential took went here.

use super::{ONLY_STANDARD, ONLY_URL};
use core::arch::wasm32::{
    i8x16_swizzle, u8x16, u8x16_add, u8x16_eq, u8x16_lt, u8x16_splat, u8x16_sub, u16x8_shl, u16x8_shr,
    u16x8_splat, u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_splat, u64x2, u64x2_extract_lane, v128,
    v128_and, v128_any_true, v128_not, v128_or,
};

const CHARS: usize = 16;
const BYTES: usize = 12;

/// Reads as many whole sixteens as there are; how many characters that was, and the alphabets they name.
pub(super) fn read(text: &[u8], out: &mut [u8]) -> (usize, u8) {
    let (sixteens, _) = text.as_chunks::<CHARS>();
    let none = u8x16_splat(0);
    let (mut url, mut standard, mut strange) = (none, none, none);
    for (chars, bytes) in sixteens.iter().zip(out.as_chunks_mut::<BYTES>().0) {
        let chars = load(chars);
        let within = |from: u8, count: u8| u8x16_lt(u8x16_sub(chars, u8x16_splat(from)), u8x16_splat(count));
        let is = |char: u8| u8x16_eq(chars, u8x16_splat(char));
        let (upper, lower, digit) = (within(b'A', 26), within(b'a', 26), within(b'0', 10));
        let (minus, low_line, plus, slash) = (is(b'-'), is(b'_'), is(b'+'), is(b'/'));
        // What is added to a character makes its six bits.
        let kinds = [
            (upper, 0_u8.wrapping_sub(b'A')),
            (lower, 26_u8.wrapping_sub(b'a')),
            (digit, 52 - b'0'),
            (minus, 62 - b'-'),
            (low_line, 63_u8.wrapping_sub(b'_')),
            (plus, 62 - b'+'),
            (slash, 63 - b'/'),
        ];
        let (mut known, mut added) = (none, none);
        for (mask, add) in kinds {
            known = v128_or(known, mask);
            added = v128_or(added, v128_and(mask, u8x16_splat(add)));
        }
        url = v128_or(url, v128_or(minus, low_line));
        standard = v128_or(standard, v128_or(plus, slash));
        strange = v128_or(strange, v128_not(known));
        store(packed(u8x16_add(chars, added)), bytes);
    }
    let flag = |mask: v128, flag: u8| if v128_any_true(mask) { flag } else { 0 };
    let seen = flag(url, ONLY_URL) | flag(standard, ONLY_STANDARD) | flag(strange, ONLY_URL | ONLY_STANDARD);
    (sixteens.len() * CHARS, seen)
}

/// Four times six bits a lane of four become three bytes; those of all lanes come first.
fn packed(sixes: v128) -> v128 {
    let low = v128_and(sixes, u16x8_splat(0x3f));
    let twelves = v128_or(u16x8_shl(low, 6), u16x8_shr(sixes, 8));
    let low = v128_and(twelves, u32x4_splat(0xfff));
    let threes = v128_or(u32x4_shl(low, 12), u32x4_shr(twelves, 16));
    i8x16_swizzle(threes, u8x16(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 16, 16, 16, 16))
}

fn load(chars: &[u8; CHARS]) -> v128 {
    let [low, high] = [0, 8].map(|at| u64::from_le_bytes(core::array::from_fn(|place| chars[at + place])));
    u64x2(low, high)
}

fn store(lanes: v128, bytes: &mut [u8; BYTES]) {
    bytes[..8].copy_from_slice(&u64x2_extract_lane::<0>(lanes).to_le_bytes());
    bytes[8..].copy_from_slice(&u32x4_extract_lane::<2>(lanes).to_le_bytes());
}
