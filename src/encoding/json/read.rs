//! Reads a text.

use super::doc::Doc;
use super::node::Node;
use super::scanner::{MAX_DEPTH, MOST_DEPTH, scan};
use crate::error::Result;
use alloc::string::String;

impl Doc {
    /// Checks a text and keeps it. The caller must have limited its length before.
    ///
    /// # Errors
    /// [`Code::InvalidJson`](crate::error::Code::InvalidJson) when the text breaks the grammar, nests deeper than
    /// [`MAX_DEPTH`], repeats a member name, or contains a lone surrogate or a number beyond the range of doubles.
    ///
    /// ```
    /// use mpp_wasm::encoding::json::Doc;
    /// let doc = Doc::read(r#"{"amount":"100","more":[1.50]}"#.into()).unwrap();
    /// assert_eq!(doc.root().get("amount").unwrap().as_text(), Some("100"));
    /// assert_eq!(doc.root().get("more").unwrap().raw(), "[1.50]");
    /// assert!(Doc::read(r#"{"amount":"100","amount":"1"}"#.into()).is_err());
    /// ```
    pub fn read(text: String) -> Result<Self> {
        Self::read_within(text, MAX_DEPTH)
    }

    /// Like [`Doc::read`] with another depth limit, for text that wraps a value already read within [`MAX_DEPTH`]. Each
    /// level takes stack, so a limit over 128 counts as 128.
    ///
    /// # Errors
    /// As for [`Doc::read`].
    pub fn read_within(text: String, max_depth: usize) -> Result<Self> {
        let mut doc = Self { text, ..Self::default() };
        scan(&mut doc, max_depth)?;
        Ok(doc)
    }

    /// Takes text that this crate wrote, which breaks no rule.
    pub(crate) fn of(text: String) -> Self {
        Self::read_within(text, MOST_DEPTH).unwrap_or_default()
    }
}

impl Node<'_> {
    /// The value as a document of its own.
    pub fn to_doc(self) -> Doc {
        let doc = self.doc();
        let whole = self.tokens().len() == doc.tokens.len();
        if whole { doc.clone() } else { Doc::of(self.raw().into()) }
    }
}
