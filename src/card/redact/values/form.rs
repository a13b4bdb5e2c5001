//! How a name and its value are written together.

use crate::card::redact::names::kind::Kind;
use crate::card::redact::names::name::Name;
use crate::card::redact::notation::written::Way;
use core::ops::Range;

/// What separates the two.
pub(in crate::card::redact) struct Form {
    /// Whether the separator assigns: `=`, `:=`, `=>`.
    pub equals: bool,
    /// Whether it is `=` with no blank before it.
    pub tight: bool,
    /// How the separator is written.
    pub way: Way,
    /// How many levels of encoding the separator is written through.
    pub depth: usize,
}

/// Where a value is looked for.
#[derive(Clone, Copy)]
pub(in crate::card::redact) struct Place<'a> {
    pub bytes: &'a [u8],
    /// Where the separator ends.
    pub after: usize,
    /// The value has to start before this. A later one is not read, because its end may be far away.
    pub limit: usize,
    pub kind: Kind,
    pub name: &'a Name<'a>,
    pub form: &'a Form,
}

/// A value where it was found.
pub(super) struct Value {
    pub range: Range<usize>,
    /// Whether its form alone is enough reason to hide it.
    pub sure: bool,
    /// Whether it is hidden no matter what it holds.
    pub long: bool,
}
