//! The HTTP calls to a processor, and the answers to them.

use crate::secret::SecretText;
use alloc::{string::String, vec::Vec};
use core::fmt;

/// An HTTP call to a processor. It contains the seller's key, and the payer's token if it pays. So it cannot be copied
/// or compared, and `Debug` shows where it goes but nothing of what it carries. Only a rail makes one.
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// The header fields, including the seller's key. Names have capitals, as those of [`crate::paywall::Fields`].
    pub headers: Vec<(&'static str, SecretText)>,
    /// The body, with the payer's token if the call pays.
    pub body: SecretText,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// The parts of an answer that rails look at. Make one with [`HttpResponse::new`]. `Debug` shows no body: a processor may
/// repeat the payer's token in it.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct HttpResponse<'a> {
    /// The status.
    pub status: u16,
    /// The `Retry-After` field.
    pub retry_after: Option<&'a str>,
    /// Whether it is an earlier answer, sent again under its idempotency key (`Idempotent-Replayed: true`).
    pub replayed: bool,
    /// The body. Stop reading after [`MAX_RESPONSE_BYTES`]: an answer that is longer counts as none.
    pub body: &'a str,
}

impl<'a> HttpResponse<'a> {
    /// An answer. `field` looks up the fields that a rail asks for, by their names in lower case.
    ///
    /// ```
    /// use mpp_wasm::rail::HttpResponse;
    /// let fields = [("Content-Type", "application/json"), ("Idempotent-Replayed", "true")];
    /// let field = |name: &str| Some(fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?.1);
    /// let answer = HttpResponse::new(200, field, r#"{"id":"pi_1"}"#);
    /// assert!(answer.replayed && answer.retry_after.is_none());
    /// ```
    pub fn new(status: u16, field: impl Fn(&str) -> Option<&'a str>, body: &'a str) -> Self {
        let replayed = field("idempotent-replayed") == Some("true");
        Self { status, retry_after: field("retry-after"), replayed, body }
    }
}

impl fmt::Debug for HttpResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("retry_after", &self.retry_after)
            .field("replayed", &self.replayed)
            .finish_non_exhaustive()
    }
}

/// The most bytes of a processor's answer that are read.
pub const MAX_RESPONSE_BYTES: usize = 256 * 1024;
