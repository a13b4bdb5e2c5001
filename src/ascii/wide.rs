//! Searches many bytes at a time, for texts that contain little of interest: sixteen bytes with WebAssembly
//! SIMD, if the build turns it on (without, each instruction would be a call); eight in a word elsewhere.

/// A block of bytes.
#[derive(Clone, Copy)]
pub(super) struct Wide(own::Bytes);

/// The bytes of a block that match. Only the first marked byte is exact; later ones may be marked wrongly.
#[derive(Clone, Copy)]
pub(super) struct Mask(own::Bytes);

pub(super) use own::LENGTH;
/// Loads sixteen bytes into a SIMD vector.
#[cfg(target_feature = "simd128")]
pub(crate) use own::of as lanes;

impl Wide {
    pub(super) fn of(bytes: &[u8; LENGTH]) -> Self {
        Self(own::of(bytes))
    }

    /// The bytes below `limit`, which is at most 0x80.
    pub(super) fn below(self, limit: u8) -> Mask {
        Mask(own::below(self.0, limit))
    }

    /// The bytes that are not ASCII.
    pub(super) fn beyond(self) -> Mask {
        Mask(self.0)
    }

    /// The bytes equal to `byte`.
    pub(super) fn are(self, byte: u8) -> Mask {
        Mask(own::are(self.0, byte))
    }
}

impl Mask {
    pub(super) fn or(self, other: Self) -> Self {
        Self(own::or(self.0, other.0))
    }

    pub(super) fn first(self) -> Option<usize> {
        let place = own::first(self.0) as usize;
        (place < LENGTH).then_some(place)
    }
}

#[cfg(target_feature = "simd128")]
mod own {
    use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128};

    pub(super) use core::arch::wasm32::v128_or as or;

    pub(super) type Bytes = v128;
    pub(crate) const LENGTH: usize = 16;

    pub(crate) fn of(bytes: &[u8; LENGTH]) -> Bytes {
        let mut halves = bytes.as_chunks::<8>().0.iter().map(|half| u64::from_le_bytes(*half));
        u64x2(halves.next().unwrap_or(0), halves.next().unwrap_or(0))
    }

    pub(super) fn below(bytes: Bytes, limit: u8) -> Bytes {
        u8x16_lt(bytes, u8x16_splat(limit))
    }

    pub(super) fn are(bytes: Bytes, byte: u8) -> Bytes {
        u8x16_eq(bytes, u8x16_splat(byte))
    }

    pub(super) fn first(mask: Bytes) -> u32 {
        u32::from(u8x16_bitmask(mask)).trailing_zeros()
    }
}

#[cfg(not(target_feature = "simd128"))]
mod own {
    pub(super) type Bytes = u64;
    pub(crate) const LENGTH: usize = 8;

    const ONES: u64 = u64::from_le_bytes([1; LENGTH]);
    const HIGH: u64 = ONES << 7;

    pub(super) const fn of(bytes: &[u8; LENGTH]) -> Bytes {
        u64::from_le_bytes(*bytes)
    }

    /// The borrow sets the highest bit of the first byte below the limit, and of no byte before it.
    pub(super) const fn below(bytes: Bytes, limit: u8) -> Bytes {
        bytes.wrapping_sub(ONES * limit as u64) & !bytes
    }

    pub(super) const fn are(bytes: Bytes, byte: u8) -> Bytes {
        below(bytes ^ (ONES * byte as u64), 1)
    }

    pub(super) const fn or(a: Bytes, b: Bytes) -> Bytes {
        a | b
    }

    pub(super) const fn first(mask: Bytes) -> u32 {
        (mask & HIGH).trailing_zeros() / 8
    }
}
