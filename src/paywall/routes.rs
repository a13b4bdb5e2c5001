//! Which requests a route is for: its pattern, and the paths as servers read them.

pub(super) mod path;
mod pattern;

pub(super) use pattern::{Pattern, Tells};
