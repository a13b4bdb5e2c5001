//! Many bytes at a time, for texts that hold nothing of interest for most of their way: what engines of WebAssembly compare
//! sixteen of at once, and eight in a word elsewhere.

/// Some bytes of a text.
#[derive(Clone, Copy)]
pub(super) struct Wide(own::Bytes);

/// Which of them are meant. The first is one that is; there may be more after it than there should.
#[derive(Clone, Copy)]
pub(super) struct Mask(own::Bytes);

pub(super) use own::LENGTH;
/// Sixteen bytes as engines of WebAssembly take them.
#[cfg(target_arch = "wasm32")]
pub(crate) use own::of as lanes;

impl Wide {
    pub(super) fn of(bytes: &[u8; LENGTH]) -> Self {
        Self(own::of(bytes))
    }

    /// Those below a limit, of 0x80 at most.
    pub(super) fn below(self, limit: u8) -> Mask {
        Mask(own::below(self.0, limit))
    }

    /// Those that are `byte`.
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

#[cfg(target_arch = "wasm32")]
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

#[cfg(not(target_arch = "wasm32"))]
mod own {
    pub(super) type Bytes = u64;
    pub(crate) const LENGTH: usize = 8;

    const ONES: u64 = u64::from_le_bytes([1; LENGTH]);
    const HIGH: u64 = ONES << 7;

    pub(super) const fn of(bytes: &[u8; LENGTH]) -> Bytes {
        u64::from_le_bytes(*bytes)
    }

    /// A borrow runs through the highest bit of a byte below the limit, and of no byte before the first such.
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
