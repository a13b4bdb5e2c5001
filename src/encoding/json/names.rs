//! Whether an object repeats a member name.

use super::escape::bad;
use super::node::Node;
use super::order::order;
use crate::error::Result;

/// What is kept of an object's names to tell whether two may be equal.
#[derive(Default)]
pub(super) struct Names {
    /// One of 64 bits for each name. Equal names have the same bit.
    marks: u64,
    /// Whether two names have the same bit. Most different names do not.
    alike: bool,
}

impl Names {
    /// The bit of a name.
    pub(super) fn mark(name: &[u8]) -> u64 {
        let first = name.first().copied().unwrap_or(0);
        1 << ((7 * name.len() + usize::from(first)) & 63)
    }

    /// Adds the bit of a name.
    pub(super) fn add(&mut self, mark: u64) {
        self.alike |= self.marks & mark != 0;
        self.marks |= mark;
    }

    /// Refuses an object that repeats a member name. The names are sorted for this, so that an untrusted
    /// object with thousands of members does not take quadratic time.
    pub(super) fn refuse_twice(&self, object: Node<'_>) -> Result<()> {
        if self.alike {
            let mut sorted = order(object.members()).map(|(name, _)| name);
            let mut last = sorted.next();
            if sorted.any(|name| last.replace(name) == Some(name)) {
                return Err(bad("an object in the JSON repeats a member name"));
            }
        }
        Ok(())
    }
}
