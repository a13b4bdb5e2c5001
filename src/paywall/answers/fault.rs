//! Faults that only the server around the paywall sees, and how they are answered.

use super::answer::Answer;
use super::page::Charged;
use crate::error::{Code, Error, Result, named};
use core::{fmt, str::FromStr};

macro_rules! faults {
    ($($(#[$doc:meta])* $fault:ident = $name:literal, $code:ident, $charged:ident, $message:literal;)+) => {
        /// A fault that the server sees and the core does not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ServerFault { $($(#[$doc])* $fault,)+ }

        impl ServerFault {
            /// Every fault, for tables and tests.
            pub const ALL: &'static [Self] = &[$(Self::$fault),+];

            /// Name, code, whether money was taken, and message.
            const fn row(self) -> (&'static str, Code, Charged, &'static str) {
                match self { $(Self::$fault => ($name, Code::$code, Charged::$charged, $message)),+ }
            }
        }
    };
}

faults! {
    /// The request's body is larger than the server reads.
    BodyTooLarge = "body-too-large", BodyTooLarge, No,
        "the request body is larger than this paywall can bind to a payment; send a smaller one";
    /// The request's body broke off.
    BodyBrokenOff = "body-broken-off", NotPayable, No,
        "the request body was cut off; send the whole request again";
    /// The request's body was announced as sent in chunks, and arrived empty.
    BodyMissing = "body-missing", NotPayable, No,
        "the chunked request body arrived empty; if there is no body, send Content-Length: 0 instead";
    /// The request would open a WebSocket, or a tunnel (`CONNECT`).
    Upgrade = "upgrade", NotPayable, No,
        "a WebSocket or tunnel cannot be paid for here; request this resource without Upgrade or CONNECT";
    /// The origin failed at a request that has no price, or has an access pass.
    NotServed = "not-served", OriginUnavailable, No,
        "the resource could not be fetched; try again later";
    /// The origin failed at a paid request, or its response cannot be sent.
    OriginUnavailable = "origin-unavailable", OriginUnavailable, Perhaps,
        "the resource could not be fetched; try again, with the same credential if you paid: you get the resource if you were charged, or a new challenge if not";
    /// A paid request came to nothing, and its money is known to be released.
    Released = "released", OriginUnavailable, No,
        "the resource could not be delivered; you were not charged, and this credential is used up: try again later, with a new challenge";
    /// A paid request came to nothing, and its money is known to be taken.
    Owed = "owed", OriginUnavailable, Yes,
        "the resource was paid for but could not be delivered; send the same credential again, you will not be charged twice";
    /// The client was considered gone before anything was sent to it.
    GivenUp = "given-up", OriginUnavailable, Perhaps,
        "this request was aborted before its response was sent; try again with the same credential: you get the resource if you were charged, or a new challenge if not";
    /// The paywall's configuration is wrong.
    BadConfig = "bad-config", BadConfig, No,
        "the paywall is misconfigured; its owner can find the reason in the log";
    /// Anything else, at a request without a credential.
    NotHandled = "not-handled", Internal, No,
        "the server failed; try again later";
    /// Anything else.
    Internal = "internal", Internal, Perhaps,
        "the server failed; if you paid, send the same credential again: you will not be charged twice";
}

impl ServerFault {
    /// Its name, such as `body-too-large`.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The error to answer with.
    pub const fn error(self) -> Error {
        let (_, code, _, message) = self.row();
        Error::new(code, message)
    }

    /// The answer to it, a problem. No answer to a fault asks for money.
    pub fn answer(self) -> Answer {
        Answer::refusal(&self.error(), None, None)
    }

    /// The same answer as a page, for a browser ([`crate::paywall::wants_page`]).
    pub fn page(self) -> Answer {
        Answer::refusal(&self.error(), None, Some(self.row().2))
    }
}

impl fmt::Display for ServerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The fault with this name.
///
/// ```
/// use mpp_wasm::paywall::ServerFault;
/// assert_eq!("upgrade".parse(), Ok(ServerFault::Upgrade));
/// assert!("typo".parse::<ServerFault>().is_err());
/// ```
impl FromStr for ServerFault {
    type Err = Error;

    /// # Errors
    /// [`Code::InvalidArgument`] for a name that no fault has.
    fn from_str(name: &str) -> Result<Self> {
        named(Self::ALL, Self::as_str, name, "no fault of the server has this name")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own_and_an_answer_without_a_challenge() {
        for &fault in ServerFault::ALL {
            assert_eq!(fault.as_str().parse(), Ok(fault));
            let (answer, page) = (fault.answer(), fault.page());
            assert!(answer.status >= 400 && answer.status != 402, "{fault:?}");
            assert_eq!((answer.code, answer.challenge_id), (fault.error().code(), None));
            assert_eq!((page.code, page.status), (answer.code, answer.status));
            assert!(answer.body.starts_with('{') && page.body.starts_with("<!doctype html>"), "{fault:?}");
        }
        for name in ["", "typo", "Upgrade"] {
            assert_eq!(name.parse::<ServerFault>().unwrap_err().code(), Code::InvalidArgument);
        }
    }
}
