//! The payload of a credential: a method's proof of payment.

use crate::encoding::json::{Object, Value};
use core::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A proof of payment, such as `{"spt":"spt_…"}`. Whoever reads it can pay with it, so it cannot be printed, compared
/// or copied by accident, and it is wiped when dropped. Writing it out is a call that says so.
///
/// ```
/// use mpp_wasm::{encoding::json, scheme::Payload};
/// let payload = Payload::from(json::parse(r#"{"spt":"spt_1"}"#)?.as_object().unwrap().clone());
/// assert_eq!(payload.get("spt").and_then(json::Value::as_str), Some("spt_1"));
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
#[derive(Default)]
pub struct Payload(Object);

impl Payload {
    /// A member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All of it, to be written to the one who settles.
    pub const fn expose(&self) -> &Object {
        &self.0
    }
}

impl From<Object> for Payload {
    fn from(object: Object) -> Self {
        Self(object)
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Payload {}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payload(..)")
    }
}
