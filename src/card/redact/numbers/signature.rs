//! Signatures of wallets under their name: `signature: '0x…'`. One may be a payment of x402 or of MPP, whose other members
//! are on other lines, and anyone who has it may be able to spend it.

use crate::card::redact::notation::bytes::{ends_with, start_of};

const NAME: &[u8] = b"signature";

/// The fewest hexadecimal digits: 64 bytes and `0x`. Those of a wallet have 65, a signed transaction more.
const LONG: usize = 130;

/// The most marks between the name and the digits.
const GAP: usize = 16;

/// Whether the hexadecimal digits from a place to another are under the name of a signature.
#[cold]
#[inline(never)]
pub(super) fn follows(bytes: &[u8], at: usize, to: usize) -> bool {
    let mark = |byte: u8| matches!(byte, b'"' | b'\'' | b'\\' | b':' | b'=' | b' ' | b'(' | b'>');
    to - at >= LONG && bytes[at] == b'0' && ends_with(bytes, start_of(bytes, at, GAP, mark), NAME)
}
