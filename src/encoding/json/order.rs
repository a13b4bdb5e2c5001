//! The canonical order of members (RFC 8785).

use alloc::{collections::BinaryHeap, vec::Vec};
use core::cmp::Ordering;

/// Sorts members by the UTF-16 code units of their names (RFC 8785 section 3.2.3). Uses a heap, because an
/// untrusted object may have thousands of members and the standard library's sorts take ten times the code.
pub(in crate::encoding) fn order<'a, T>(
    members: impl Iterator<Item = (&'a str, T)>,
) -> impl Iterator<Item = (&'a str, T)> {
    let mut members: Vec<Member<'a, T>> = members.map(|(name, value)| Member(name, value)).collect();
    if !members.is_sorted() {
        members = BinaryHeap::from(members).into_sorted_vec();
    }
    members.into_iter().map(|Member(name, value)| (name, value))
}

/// A member, compared by its name alone.
pub(in crate::encoding) struct Member<'a, T>(pub(in crate::encoding) &'a str, pub(in crate::encoding) T);

impl<T> Ord for Member<'_, T> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        match a.iter().zip(b).find(|(a, b)| a != b) {
            Some((a, b)) => rank(*a).cmp(&rank(*b)),
            None => a.len().cmp(&b.len()),
        }
    }
}

/// Corrects for where UTF-8 and UTF-16 order differ: characters of four bytes are surrogates, which sort
/// before U+E000.
const fn rank(byte: u8) -> u8 {
    if matches!(byte, 0xee | 0xef) { byte | 0x10 } else { byte }
}

impl<T> PartialOrd for Member<'_, T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Member<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Member<'_, T> {}
