//! Secrets in text form: API keys, signing secrets before they become keys, credentials, the contents of a call.

use alloc::{string::String, vec::Vec};
use core::{fmt, mem};
use zeroize::{ZeroizeOnDrop, optimization_barrier};

/// A secret in text form. It cannot be printed, serialized, copied or compared, and it is wiped when dropped.
/// Reading it takes an explicit call to [`SecretText::expose`].
///
/// Functions that only look at a secret take a borrowed `&str` and keep nothing of it after the call. Wiping
/// it is up to its owner: a `SecretText`, or the calling program.
///
/// ```
/// use mpp_wasm::secret::SecretText;
/// let key = SecretText::from("sk_test_1");
/// assert_eq!(key.expose(), "sk_test_1");
/// assert_eq!(format!("{key:?}"), "SecretText(..)");
/// ```
/// ```compile_fail,E0277
/// println!("{}", mpp_wasm::secret::SecretText::default());
/// ```
/// ```compile_fail,E0599
/// mpp_wasm::secret::SecretText::default().clone();
/// ```
/// ```compile_fail,E0369
/// mpp_wasm::secret::SecretText::default() == mpp_wasm::secret::SecretText::default();
/// ```
#[derive(Default)]
#[must_use]
pub struct SecretText(String);

impl SecretText {
    /// The text. Pass it only to the party it is meant for.
    pub const fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// Makes room for `more` further bytes. If the text has to move, its old place is wiped.
    pub(crate) fn reserve(&mut self, more: usize) {
        if self.0.capacity() - self.0.len() < more {
            let mut larger = String::with_capacity(2 * self.0.len() + more);
            larger.push_str(&self.0);
            wipe(&mut mem::replace(&mut self.0, larger));
        }
    }

    /// Appends a text.
    pub(crate) fn push_str(&mut self, text: &str) {
        self.reserve(text.len());
        self.0.push_str(text);
    }

    /// Appends a character.
    pub(crate) fn push(&mut self, char: char) {
        self.reserve(char.len_utf8());
        self.0.push(char);
    }

    /// Returns the text, which the caller must wipe from here on.
    pub(crate) fn into_exposed(mut self) -> String {
        mem::take(&mut self.0)
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl ZeroizeOnDrop for SecretText {}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(..)")
    }
}

/// Overwrites a text and leaves it empty.
pub(crate) fn wipe(text: &mut String) {
    wipe_bytes(mem::take(text).into_bytes());
}

/// Overwrites bytes. A credential has hundreds of them and is wiped at every request, so this works on the whole block,
/// not byte by byte.
pub(crate) fn wipe_bytes(mut bytes: Vec<u8>) {
    bytes.fill(0);
    optimization_barrier(bytes.as_slice());
}
