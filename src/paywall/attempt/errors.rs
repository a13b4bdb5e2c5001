//! The errors an attempt refuses with.

use crate::error::{Code, Error};

pub(super) const EXPIRED: Error =
    Error::new(Code::PaymentExpired, "the challenge has expired; pay a new one");
pub(super) const USED: Error =
    Error::new(Code::InvalidChallenge, "this challenge was already used; pay a new one");
/// Its payment came to nothing: every record that is `released` says so for sure.
pub(super) const RELEASED: Error = Error::new(
    Code::InvalidChallenge,
    "this challenge is used up, and nothing was charged for it; pay a new one",
);
pub(super) const IN_PROGRESS: Error = Error::new(
    Code::PaymentInProgress,
    "this credential is being redeemed by another request; send it again in a moment",
);
pub(super) const OTHER_CREDENTIAL: Error = Error::new(
    Code::PaymentInProgress,
    "this challenge was tried with another credential; send that one again, or ask for a new challenge",
);
pub(super) const KEY_IN_PROGRESS: Error = Error::new(
    Code::PaymentInProgress,
    "another credential is being redeemed under this Idempotency-Key; send this one again in a moment",
);
pub(super) const KEY_REUSED: Error = Error::new(
    Code::IdempotencyKeyReused,
    "this Idempotency-Key belongs to another payment: send that credential and body again, or use a new key",
);
pub(super) const GONE: Error = Error::new(
    Code::AnswerGone,
    "this request was paid for and answered; the answer was not kept and is not made again",
);
pub(super) const LOST: Error = Error::new(
    Code::ProcessorUnavailable,
    "the outcome of this payment could not be determined; ask the seller, who can find it by the challenge id",
);
pub(super) const UNCAPTURED: Error = Error::new(
    Code::ProcessorUnavailable,
    "the resource is ready, but its payment could not be completed; send the same credential again, you will not be charged twice",
);
pub(super) const UNCANCELED: Error = Error::new(
    Code::ProcessorUnavailable,
    "this payment is not canceled yet; send the same credential again: you will not be charged, or you get what you paid for",
);
pub(super) const STORE: Error = Error::new(
    Code::StoreUnavailable,
    "the server could not record this payment; send the same credential again, you will not be charged twice",
);
pub(super) const INTERNAL: Error = Error::new(Code::Internal, "the server could not handle this payment");
