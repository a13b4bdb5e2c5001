//! The payload of a credential: a method's proof of payment.

use crate::encoding::json::{self, Node, SecretDoc};
use crate::error::{Code, Error, Result};
use crate::secret::SecretText;
use core::fmt;
use zeroize::ZeroizeOnDrop;

/// How deep a payload may nest: the credential around it is one more level.
pub const MAX_PAYLOAD_DEPTH: usize = json::MAX_DEPTH - 1;

/// A proof of payment, such as `{"spt":"spt_…"}`. Anyone who reads it can spend it, so it cannot be printed,
/// compared or copied by accident, and it is wiped when dropped. Writing it out takes an explicit call to
/// [`Payload::expose`].
///
/// ```
/// use mpp_wasm::scheme::Payload;
/// let payload = Payload::read(r#"{"spt":"spt_1"}"#.into())?;
/// assert_eq!(payload.expose().text("spt"), Some("spt_1"));
/// assert_eq!(format!("{payload:?}"), "Payload(..)");
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
/// ```compile_fail,E0277
/// println!("{}", mpp_wasm::scheme::Payload::default());
/// ```
/// ```compile_fail,E0599
/// mpp_wasm::scheme::Payload::default().clone();
/// ```
/// ```compile_fail,E0369
/// mpp_wasm::scheme::Payload::default() == mpp_wasm::scheme::Payload::default();
/// ```
pub struct Payload(SecretDoc);

impl Payload {
    /// Reads a proof from its JSON. A shared payment token makes its own:
    /// [`to_payload`](crate::rail::stripe::SharedPaymentToken::to_payload). A writer that is given room for all of it leaves no
    /// copy behind:
    ///
    /// ```
    /// use mpp_wasm::{encoding::json::ObjectWriter, scheme::Payload};
    /// let mut json = ObjectWriter::with_capacity(64);
    /// json.text("hash", "0x1");
    /// let payload = Payload::read(json.finish().into())?;
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it is not an object, [`Code::InvalidJson`] when it is not valid JSON or nests
    /// deeper than [`MAX_PAYLOAD_DEPTH`].
    pub fn read(json: SecretText) -> Result<Self> {
        let doc = SecretDoc::read_within(json, MAX_PAYLOAD_DEPTH)?;
        if doc.expose().is_object() {
            Ok(Self(doc))
        } else {
            Err(Error::new(Code::InvalidArgument, "the payload must be an object"))
        }
    }

    /// Copies a value that was read, an object.
    pub(super) fn of(json: Node<'_>) -> Self {
        Self(SecretDoc::of(json))
    }

    /// All of it, to be sent to the party that settles the payment.
    pub fn expose(&self) -> Node<'_> {
        self.0.expose()
    }
}

impl Default for Payload {
    fn default() -> Self {
        Self(SecretDoc::of_text("{}".into()))
    }
}

impl ZeroizeOnDrop for Payload {}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payload(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_an_object() {
        assert!(Payload::read("{}".into()).is_ok());
        for json in ["[]", "\"spt_1\"", "null"] {
            assert_eq!(Payload::read(json.into()).unwrap_err().code(), Code::InvalidArgument, "{json}");
        }
    }
}
