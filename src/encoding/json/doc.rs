//! JSON that has been checked and stays text: what it holds is looked up where it stands.
//!
//! A text that is only passed on, like most payment requests, costs no allocation a member, and copying one is copying
//! two blocks.

use alloc::{string::String, vec::Vec};

/// A JSON text that has been checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    pub(in crate::encoding) text: String,
    /// The strings that are written with escapes, without them, one after the other.
    pub(in crate::encoding) plain: String,
    pub(in crate::encoding) tokens: Vec<Token>,
}

impl Doc {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text again.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::encoding) struct Token {
    pub(in crate::encoding) kind: Kind,
    /// Where the value is in the text; of a string, what is between its quotes.
    pub(in crate::encoding) start: usize,
    pub(in crate::encoding) end: usize,
    /// How many tokens the value has, its own counted.
    pub(in crate::encoding) size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::encoding) enum Kind {
    Null,
    True,
    False,
    Number,
    String,
    /// A string with escapes. Where it stands without them is the token that follows, of the kind [`Kind::String`].
    Escaped,
    Array,
    Object,
}
