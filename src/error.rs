//! The crate's single error type.
//!
//! An [`Error`] has a stable [`Code`] and a message that says what to do. The message is fixed text or names
//! a field of the caller's own configuration. It never repeats what a peer sent, so it cannot leak a card
//! number, token, credential or secret.

use alloc::borrow::Cow;
use core::{fmt, str::FromStr};

/// `Result` with this crate's [`Error`].
pub type Result<T> = core::result::Result<T, Error>;

/// Why a call failed. It can be compared, is cheap to pass on, and is safe to show and to log.
///
/// ```
/// use mpp_wasm::error::{Code, Error};
/// let error = Error::new(Code::PaymentExpired, "the challenge has expired; ask for a new one");
/// assert_eq!(error.code().to_string(), "payment-expired");
/// assert_eq!("payment-expired".parse(), Ok(error.code()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    code: Code,
    message: Cow<'static, str>,
}

impl Error {
    /// An error with a fixed message.
    pub const fn new(code: Code, message: &'static str) -> Self {
        Self { code, message: Cow::Borrowed(message) }
    }

    /// An error whose message names a part of the caller's own arguments. Never pass a peer's text.
    pub(crate) fn owned(code: Code, message: alloc::string::String) -> Self {
        Self { code, message: Cow::Owned(message) }
    }

    /// The stable code, for programs.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The message, for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Who has to act.
    pub const fn fault(&self) -> Fault {
        self.code.fault()
    }

    /// The same message under another code, for a caller that knows what was being read.
    pub(crate) fn with_code(self, code: Code) -> Self {
        Self { code, ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for Error {}

/// Who has to act on an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The other side sent something wrong, or has to pay.
    Peer,
    /// This side was called or configured incorrectly.
    Caller,
    /// This side, or something it depends on, failed. Never a reason to ask for money again.
    Server,
}

/// The one of `all` whose text is `text`.
pub(crate) fn named<T: Copy>(
    all: &[T],
    as_str: fn(T) -> &'static str,
    text: &str,
    unknown: &'static str,
) -> Result<T> {
    let found = all.iter().copied().find(|one| as_str(*one) == text);
    found.ok_or(Error::new(Code::InvalidArgument, unknown))
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $fault:ident;)+) => {
        /// The error codes. Codes are never renamed or removed; new ones may be added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// Every code, for tables and tests.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The code as written in problem bodies and in `MppError.code`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text),+ }
            }

            /// Who has to act.
            pub const fn fault(self) -> Fault {
                match self { $(Code::$name => Fault::$fault),+ }
            }
        }

        impl fmt::Display for Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        /// The code with this text, as [`Code::as_str`] writes it.
        impl FromStr for Code {
            type Err = Error;

            /// # Errors
            /// [`Code::InvalidArgument`] for a text that is no code of this version.
            fn from_str(text: &str) -> Result<Self> {
                named(Self::ALL, Self::as_str, text, "this is not an error code of this version")
            }
        }
    };
}

codes! {
    /// The resource has a price and the request has no credential.
    PaymentRequired = "payment-required", Peer;
    /// The credential cannot be read.
    MalformedCredential = "malformed-credential", Peer;
    /// The credential's payload is not valid for its payment method.
    InvalidPayload = "invalid-payload", Peer;
    /// The challenge was not issued by this server, is not for this request, or was already used.
    InvalidChallenge = "invalid-challenge", Peer;
    /// The challenge was issued by this server but has expired.
    PaymentExpired = "payment-expired", Peer;
    /// The payment proof was refused, or the body is not the one that was priced.
    VerificationFailed = "verification-failed", Peer;
    /// The payment covers less than the price.
    PaymentInsufficient = "payment-insufficient", Peer;
    /// The payer must first confirm the payment somewhere else.
    PaymentActionRequired = "payment-action-required", Peer;
    /// The credential's payment method or intent is not offered here.
    MethodUnsupported = "method-unsupported", Peer;
    /// The request has more than one Payment credential.
    MultipleCredentials = "multiple-credentials", Peer;
    /// This kind of request cannot be paid for.
    NotPayable = "not-payable", Peer;
    /// The body is too large to be bound to a payment.
    BodyTooLarge = "body-too-large", Peer;
    /// Payments need TLS; plain HTTP is served on loopback only.
    InsecureTransport = "insecure-transport", Peer;
    /// Another request is settling this credential, the challenge was tried with another credential, or
    /// another credential is in progress under the same `Idempotency-Key`.
    PaymentInProgress = "payment-in-progress", Peer;
    /// The `Idempotency-Key` cannot be read.
    InvalidIdempotencyKey = "invalid-idempotency-key", Peer;
    /// The `Idempotency-Key` belongs to another credential or another body.
    IdempotencyKeyReused = "idempotency-key-reused", Peer;
    /// The response for this `Idempotency-Key` was delivered and was not kept.
    AnswerGone = "answer-gone", Peer;
    /// A challenge cannot be read.
    MalformedChallenge = "malformed-challenge", Peer;
    /// There is no Payment challenge where one was expected.
    NoChallenge = "no-challenge", Peer;
    /// A receipt cannot be read.
    MalformedReceipt = "malformed-receipt", Peer;
    /// A header breaks its grammar (RFC 9110).
    InvalidHeader = "invalid-header", Peer;
    /// Text is not base64url (RFC 4648).
    InvalidEncoding = "invalid-encoding", Peer;
    /// Text is not JSON, or not JSON that every reader understands the same way.
    InvalidJson = "invalid-json", Peer;
    /// Text is not a timestamp (RFC 3339).
    InvalidTimestamp = "invalid-timestamp", Peer;
    /// A payment request lacks a field or has one of the wrong type.
    InvalidRequest = "invalid-request", Peer;
    /// Something is larger than its documented limit.
    TooLarge = "too-large", Peer;
    /// A function was called with an argument it cannot use.
    InvalidArgument = "invalid-argument", Caller;
    /// The configuration cannot work. Nothing is served with it.
    BadConfig = "bad-config", Caller;
    /// A signing secret is missing or shorter than 32 bytes.
    BadSecret = "bad-secret", Caller;
    /// The package was called before its wasm was loaded.
    NotReady = "not-ready", Caller;
    /// The claim store gave no answer, or an invalid one.
    StoreUnavailable = "store-unavailable", Server;
    /// The payment processor gave no conclusive answer in time, so the payment may have happened.
    ProcessorUnavailable = "processor-unavailable", Server;
    /// The payment processor refused this server, not the payer.
    ProcessorRefused = "processor-refused", Server;
    /// The origin behind the paywall gave no usable answer.
    OriginUnavailable = "origin-unavailable", Server;
    /// A fault in this package or in a handler.
    Internal = "internal", Server;
}
