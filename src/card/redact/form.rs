//! How a name and its value stand to each other.

use super::written::Way;
use core::ops::Range;

/// What stands between the two.
pub(super) struct Form {
    /// Whether the separator assigns: `=`, `:=`, `=>`.
    pub equals: bool,
    /// Whether it is `=` with no blank before it.
    pub tight: bool,
    /// How the separator is written.
    pub way: Way,
    /// How many texts it is written through.
    pub depth: usize,
}

/// A value, as it stands there.
pub(super) struct Value {
    pub range: Range<usize>,
    /// Whether its form is enough to hide it.
    pub sure: bool,
    /// Whether it is so, whatever it holds.
    pub long: bool,
}
