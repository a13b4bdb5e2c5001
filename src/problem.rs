//! The one table from error code to RFC 9457 problem type, title and HTTP status.
//!
//! The types and statuses under `https://paymentauth.org/problems/` are those of draft-httpauth-payment-01,
//! "Error Codes".
//! Everything the draft has no type for is `about:blank` with a `code` of its own.

use crate::error::{Code, Error};
use alloc::string::String;

/// The base URI of the draft's problem types.
pub const BASE: &str = "https://paymentauth.org/problems/";

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The last segment of the type URI, or `""` for `about:blank`.
    pub slug: &'static str,
    /// The RFC 9457 title: the same text for every occurrence.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
}

impl Problem {
    /// The type URI.
    pub fn type_uri(&self) -> String {
        if self.slug.is_empty() { "about:blank".into() } else { [BASE, self.slug].concat() }
    }
}

/// The problem to answer with for a code; `None` for codes that are not about a request.
///
/// ```
/// use mpp_wasm::{error::Code, problem};
/// let problem = problem::of(Code::PaymentExpired).unwrap();
/// assert_eq!(problem.type_uri(), "https://paymentauth.org/problems/payment-expired");
/// assert_eq!((problem.title, problem.status), ("Payment Expired", 402));
/// assert_eq!(problem::of(Code::InvalidArgument), None);
/// ```
pub const fn of(code: Code) -> Option<Problem> {
    const fn row(slug: &'static str, title: &'static str, status: u16) -> Option<Problem> {
        Some(Problem { slug, title, status })
    }
    match code {
        Code::PaymentRequired => row("payment-required", "Payment Required", 402),
        Code::MalformedCredential => row("malformed-credential", "Malformed Credential", 402),
        Code::InvalidPayload => row("invalid-payload", "Invalid Payload", 402),
        Code::InvalidChallenge => row("invalid-challenge", "Invalid Challenge", 402),
        Code::PaymentExpired => row("payment-expired", "Payment Expired", 402),
        Code::VerificationFailed => row("verification-failed", "Payment Verification Failed", 402),
        Code::PaymentInsufficient => row("payment-insufficient", "Payment Insufficient", 402),
        Code::PaymentActionRequired => row("payment-action-required", "Payment Action Required", 402),
        Code::MethodUnsupported => row("method-unsupported", "Method Unsupported", 400),
        Code::MultipleCredentials | Code::NotPayable | Code::InvalidIdempotencyKey => {
            row("bad-request", "Bad Request", 400)
        }
        Code::BodyTooLarge => row("", "Content Too Large", 413),
        Code::InsecureTransport => row("", "Forbidden", 403),
        Code::IdempotencyKeyReused => row("", "Unprocessable Content", 422),
        Code::AnswerGone => row("", "Gone", 410),
        Code::PaymentInProgress => row("", "Conflict", 409),
        Code::BadConfig | Code::BadSecret => row("", "Internal Server Error", 500),
        Code::Internal => row("internal-payment-error", "Internal Payment Error", 500),
        Code::OriginUnavailable | Code::ProcessorRefused => row("", "Bad Gateway", 502),
        Code::StoreUnavailable | Code::ProcessorUnavailable => row("", "Service Unavailable", 503),
        Code::MalformedChallenge
        | Code::NoChallenge
        | Code::MalformedReceipt
        | Code::InvalidHeader
        | Code::InvalidEncoding
        | Code::InvalidJson
        | Code::InvalidTimestamp
        | Code::InvalidRequest
        | Code::TooLarge
        | Code::InvalidArgument
        | Code::NotReady => None,
    }
}

/// The code that a problem's type stands for, for a client: the inverse of [`of`]. `None` if it stands for several codes, as
/// `bad-request` and `about:blank` do, or for none that is known here. A server made with this crate also names the code
/// itself, in the member `code`.
///
/// ```
/// use mpp_wasm::{encoding::json::Doc, error::Code, problem};
/// let code = |body: &str| {
///     let body = Doc::read(body.into()).ok()?;
///     let named = body.root().text("code").and_then(|code| code.parse().ok());
///     named.or_else(|| problem::code(body.root().text("type")?))
/// };
/// let expired = r#"{"type":"https://paymentauth.org/problems/payment-expired","title":"Payment Expired","status":402}"#;
/// assert_eq!(code(expired), Some(Code::PaymentExpired));
/// assert_eq!(code(r#"{"type":"about:blank","status":409,"code":"payment-in-progress"}"#), Some(Code::PaymentInProgress));
/// assert_eq!(code(r#"{"type":"about:blank","status":409}"#), None);
/// ```
pub fn code(type_uri: &str) -> Option<Code> {
    let slug = type_uri.strip_prefix(BASE)?;
    let mut codes =
        Code::ALL.iter().copied().filter(|code| of(*code).is_some_and(|problem| problem.slug == slug));
    codes.next().filter(|_| codes.next().is_none())
}

impl Error {
    /// The problem to answer with, if this error is about a request.
    pub const fn problem(&self) -> Option<Problem> {
        of(self.code())
    }
}
