//! Secret JSON text that has been checked.

use super::doc::Doc;
use super::node::Node;
use super::scanner::{MOST_DEPTH, scan};
use crate::error::Result;
use crate::secret::{SecretText, wipe};
use core::fmt;
use zeroize::ZeroizeOnDrop;

/// A secret JSON text that has been checked. It is wiped when dropped, and cannot be printed, copied or compared.
#[derive(Default)]
pub struct SecretDoc(Doc);

impl SecretDoc {
    /// Checks a text, as [`Doc::read_within`] does. A text that breaks the rules is wiped.
    ///
    /// # Errors
    /// As for [`Doc::read`].
    pub fn read_within(text: SecretText, max_depth: usize) -> Result<Self> {
        let mut doc = Self(Doc { text: text.into_exposed(), ..Doc::default() });
        scan(&mut doc.0, max_depth)?;
        Ok(doc)
    }

    /// Copies a value that was read.
    pub(crate) fn of(value: Node<'_>) -> Self {
        Self::of_text(value.raw().into())
    }

    /// Takes text that this crate wrote, which breaks no rule.
    pub(crate) fn of_text(text: SecretText) -> Self {
        Self::read_within(text, MOST_DEPTH).unwrap_or_default()
    }

    /// The text. Pass it only to the party it is meant for.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The value. Pass it only to the party it is meant for.
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
