//! A request, as the decision sees it.

use super::accept::wants_page;
use crate::binding::Body;
use crate::scheme::BodyDigest;
use alloc::vec::Vec;
use core::fmt;

/// The minimum length of a nonce in bytes: 128 bits, raw or in any text encoding.
pub(in crate::paywall) const NONCE_BYTES: usize = 16;

/// The parts of a request that matter to its payment: make them with [`RequestParts::new`], then set those it has or take
/// them all with [`RequestParts::with_fields`]. `Debug` shows no credential.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RequestParts<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The absolute URL the client used. Its host must be your own name or an authority that was parsed, never the text of
    /// a `Host` field: `Host: x/free?` would begin the path. A request's target that you put after the host must begin with
    /// `/`: after `api.example.com`, `.x/free` or `@x/free` would be another host. Its path must be whole: a router that
    /// mounts handlers below a prefix cuts that off (axum's `OriginalUri` has it), and what is left may have no price.
    pub url: &'a str,
    /// The `Authorization` field; several are joined by commas.
    pub authorization: Option<&'a str>,
    /// The `Payment-Authorization` field.
    pub payment_authorization: Option<&'a str>,
    /// The `Accept-Payment` field.
    pub accept_payment: Option<&'a str>,
    /// Whether to answer with an HTML page in place of a problem: [`crate::paywall::wants_page`] of the `Accept` field.
    pub page: bool,
    /// The `Cookie` field; several are joined by `; `.
    pub cookie: Option<&'a str>,
    /// The `Idempotency-Key` field.
    pub idempotency_key: Option<&'a str>,
    /// The body.
    pub body: Body,
    /// Fresh random text, so that two payers never get the same challenge, even in the same millisecond. With fewer than 16
    /// bytes, a request that has a price is answered with an internal error.
    pub nonce: &'a str,
}

impl<'a> RequestParts<'a> {
    /// A request with none of the fields that concern a payment.
    ///
    /// `nonce` is fresh random text: 128 bits for each request, for example in hexadecimal.
    ///
    /// ```
    /// use mpp_wasm::binding::Body;
    /// use mpp_wasm::paywall::RequestParts;
    /// let body = Body::from(&b"which report?"[..]);
    /// let mut parts = RequestParts::new("POST", "https://api.example.com/paid", body, "8f14e45fceea167a5a36dedd4bea2543");
    /// parts.authorization = Some("Payment eyJ9");
    /// ```
    pub const fn new(method: &'a str, url: &'a str, body: Body, nonce: &'a str) -> Self {
        Self {
            method,
            url,
            authorization: None,
            payment_authorization: None,
            accept_payment: None,
            page: false,
            cookie: None,
            idempotency_key: None,
            body,
            nonce,
        }
    }

    /// The same with all header fields that concern a payment, and the page that a browser's `Accept` asks for. `field`
    /// looks up a field by its name in lower case; a field that occurs several times is one value, joined by commas. Only
    /// `Cookie` is joined by `; `: HTTP/2 sends each cookie in a field of its own. Replace what is not
    /// UTF-8, as `String::from_utf8_lossy` does: a payer whose `Idempotency-Key` is left out because it is no text would pay,
    /// and pay again for the same operation, where this refuses the key.
    ///
    /// ```
    /// use mpp_wasm::binding::Body;
    /// use mpp_wasm::paywall::RequestParts;
    /// let fields = [("Accept", "text/html"), ("Authorization", "Payment eyJ9")];
    /// let field = |name: &str| Some(fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?.1);
    /// let parts = RequestParts::new("GET", "https://api.example.com/paid", Body::Absent, "8f14e45fceea167a5a36dedd4bea2543");
    /// let parts = parts.with_fields(field);
    /// assert_eq!(parts.authorization, Some("Payment eyJ9"));
    /// assert!(parts.page && parts.cookie.is_none());
    /// ```
    #[must_use]
    pub fn with_fields(self, field: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            authorization: field("authorization"),
            payment_authorization: field("payment-authorization"),
            accept_payment: field("accept-payment"),
            page: field("accept").is_some_and(wants_page),
            cookie: field("cookie"),
            idempotency_key: field("idempotency-key"),
            ..self
        }
    }
}

impl fmt::Debug for RequestParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestParts")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// The body of a request, from its bytes. Empty bytes are [`Body::Absent`].
impl From<&[u8]> for Body {
    fn from(bytes: &[u8]) -> Self {
        if bytes.is_empty() { Body::Absent } else { Body::Present(BodyDigest::of(bytes)) }
    }
}

/// The body of a request, from its bytes. Empty bytes are [`Body::Absent`].
impl<const N: usize> From<&[u8; N]> for Body {
    fn from(bytes: &[u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

/// The body of a request, from its bytes. Empty bytes are [`Body::Absent`].
impl From<&Vec<u8>> for Body {
    fn from(bytes: &Vec<u8>) -> Self {
        bytes.as_slice().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_taken_by_its_name() {
        let names = ["authorization", "payment-authorization", "accept-payment", "cookie", "idempotency-key"];
        let parts = RequestParts::new("GET", "https://h/", Body::Absent, "nonce");
        let none = parts.with_fields(|_| None);
        for name in names.into_iter().chain(["accept"]) {
            let read = parts.with_fields(|asked| (asked == name).then_some("text/html"));
            let taken = |parts: &RequestParts<'_>| {
                let RequestParts { authorization, payment_authorization, accept_payment, .. } = *parts;
                let [cookie, key] = [parts.cookie, parts.idempotency_key];
                [authorization, payment_authorization, accept_payment, cookie, key]
                    .map(|field| field.is_some())
            };
            assert_eq!(taken(&read), names.map(|own| own == name), "{name}");
            assert_eq!(read.page, name == "accept");
            assert_eq!((taken(&none), none.page), ([false; 5], false));
        }
    }

    #[test]
    fn a_body_is_made_of_any_bytes() {
        let present = Body::Present(BodyDigest::of(b"a"));
        assert_eq!((Body::from(b"a"), Body::from(&Vec::from(b"a"))), (present, present));
        assert_eq!((Body::from(b""), Body::from(&Vec::new())), (Body::Absent, Body::Absent));
    }
}
