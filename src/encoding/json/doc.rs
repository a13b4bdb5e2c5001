//! JSON that has been checked and stays text: what it holds is looked up where it stands.
//!
//! A text that is only passed on, like most payment requests, costs no allocation a member, and copying one is copying
//! two blocks.

use super::node::{Node, Token};
use super::reader::{MAX_DEPTH, scan};
use crate::error::Result;
use crate::secret::{SecretText, wipe};
use alloc::{string::String, vec::Vec};
use core::fmt;
use zeroize::ZeroizeOnDrop;

/// A JSON text that has been checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    pub(in crate::encoding) text: String,
    /// The strings that are written with escapes, without them, one after the other.
    pub(in crate::encoding) plain: String,
    pub(in crate::encoding) tokens: Vec<Token>,
}

/// The same of a text that is secret: wiped when dropped, and nothing of it is printed, copied or compared.
#[derive(Default)]
pub struct SecretDoc(Doc);

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

    /// The value; `null` of an empty one.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, &self.tokens)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text again.
    pub fn into_text(self) -> String {
        self.text
    }
}

impl SecretDoc {
    /// Checks a text, which is wiped if it breaks the rules.
    ///
    /// # Errors
    /// As for [`parse`](super::parse).
    pub fn read_within(text: SecretText, max_depth: usize) -> Result<Self> {
        let mut doc = Self(Doc { text: text.into_exposed(), ..Doc::default() });
        scan(&mut doc.0, max_depth)?;
        Ok(doc)
    }

    /// A value that was read, on its own.
    pub(crate) fn of(value: Node<'_>) -> Self {
        Self::of_text(value.raw().into())
    }

    /// The text of a value of ours, which breaks no rule.
    pub(crate) fn of_text(text: SecretText) -> Self {
        Self::read_within(text, usize::MAX).unwrap_or_default()
    }

    /// The text, likewise.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The value, for the one it is meant for.
    pub fn expose(&self) -> Node<'_> {
        self.0.root()
    }
}

impl From<Doc> for SecretDoc {
    fn from(doc: Doc) -> Self {
        Self(doc)
    }
}

impl Drop for SecretDoc {
    fn drop(&mut self) {
        wipe(&mut self.0.text);
        wipe(&mut self.0.plain);
    }
}

impl ZeroizeOnDrop for SecretDoc {}

impl fmt::Debug for SecretDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDoc(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_one_is_null() {
        assert!(Doc::default().root().is_null() && Doc::default().root().members().next().is_none());
    }
}
