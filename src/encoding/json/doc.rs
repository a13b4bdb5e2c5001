//! JSON that has been checked but stays text: values are looked up in place.
//!
//! A text that is only passed on, like most payment requests, needs no allocation per member, and cloning it
//! copies two blocks of memory.

use alloc::{string::String, vec::Vec};

/// A JSON text that has been checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    pub(in crate::encoding) text: String,
    /// The strings that are written with escapes, unescaped, one after another.
    pub(in crate::encoding) plain: String,
    pub(in crate::encoding) tokens: Vec<Token>,
}

impl Doc {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the text.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Where the value is in the text. For a string, the range between its quotes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The number of tokens the value has, including this one.
    pub(crate) size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    True,
    False,
    Number,
    String,
    /// A string with escapes. The token after it, of the kind [`Kind::String`], says where its unescaped text is.
    Escaped,
    Array,
    Object,
}
