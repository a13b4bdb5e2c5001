//! Reading a text: as one that stays text, or as a value of its own.

use super::doc::Doc;
use super::node::Node;
use super::scanner::{MAX_DEPTH, scan};
use super::value::Value;
use crate::error::Result;
use alloc::string::String;

/// Reads one JSON value. The caller has already limited the length of `text`.
///
/// # Errors
/// [`Code::InvalidJson`](crate::error::Code::InvalidJson) when the text breaks the grammar, nests deeper than [`MAX_DEPTH`], names a member
/// twice or holds a lone surrogate.
///
/// ```
/// use mpp_wasm::encoding::json::parse;
/// assert!(parse(r#"{"amount":"100"}"#).is_ok());
/// assert!(parse(r#"{"amount":"100","amount":"1"}"#).is_err());
/// ```
pub fn parse(text: &str) -> Result<Value> {
    Ok(Doc::read(text.into())?.root().to_value())
}

impl Doc {
    /// Checks a text.
    ///
    /// # Errors
    /// As for [`parse`](super::parse).
    ///
    /// ```
    /// use mpp_wasm::encoding::json::Doc;
    /// let doc = Doc::read(r#"{"amount":"100","more":[1.50]}"#.into()).unwrap();
    /// assert_eq!(doc.root().get("amount").unwrap().as_text(), Some("100"));
    /// assert_eq!(doc.root().get("more").unwrap().raw(), "[1.50]");
    /// ```
    pub fn read(text: String) -> Result<Self> {
        Self::read_within(text, MAX_DEPTH)
    }

    /// The same with another limit of depth, for text that wraps what was read within [`MAX_DEPTH`] already.
    ///
    /// # Errors
    /// As for [`parse`](super::parse).
    pub fn read_within(text: String, max_depth: usize) -> Result<Self> {
        let mut doc = Self { text, ..Self::default() };
        scan(&mut doc, max_depth)?;
        Ok(doc)
    }

    /// The text of a value of ours, which breaks no rule.
    pub(crate) fn of(text: String) -> Self {
        Self::read_within(text, usize::MAX).unwrap_or_default()
    }
}

impl Node<'_> {
    /// The value, as a text of its own.
    pub fn to_doc(self) -> Doc {
        let doc = self.doc();
        let whole = self.size() == doc.tokens.len();
        if whole { doc.clone() } else { Doc::of(self.raw().into()) }
    }
}
