//! What the payer is told about each outcome but a success.

use crate::error::{Code, Error};
use crate::rail::Outcome;

pub(super) const ACTION_REQUIRED: Error = Error::new(
    Code::PaymentActionRequired,
    "the payer's bank asks for a confirmation that cannot be given here; pay the new challenge with a confirmed token",
);

pub(super) fn declined() -> Outcome {
    Outcome::Refused(Error::new(
        Code::VerificationFailed,
        "the payment was declined; pay the new challenge with another payment method",
    ))
}

pub(super) fn insufficient() -> Outcome {
    Outcome::Refused(Error::new(
        Code::PaymentInsufficient,
        "the payment token is limited to less than the price; pay the new challenge with a token for all of it",
    ))
}

pub(super) fn bad_token() -> Outcome {
    Outcome::Refused(Error::new(
        Code::VerificationFailed,
        "the payment token was refused: unknown, used, expired, or not valid for this payment; pay the new challenge with a new token",
    ))
}

pub(super) fn cannot_be_held() -> Outcome {
    Outcome::Refused(Error::new(
        Code::VerificationFailed,
        "this payment method cannot be held until the resource is delivered; pay the new challenge with a card or Link",
    ))
}

pub(super) fn not_offered() -> Outcome {
    Outcome::Refused(Error::new(
        Code::VerificationFailed,
        "this payment method was not offered; pay the new challenge with one of those it names",
    ))
}

pub(super) fn ended() -> Outcome {
    Outcome::Refused(Error::new(
        Code::VerificationFailed,
        "the payment was canceled before it was taken; you were not charged, pay the new challenge",
    ))
}

pub(super) fn lost() -> Outcome {
    Outcome::Unknown {
        error: Error::new(
            Code::ProcessorUnavailable,
            "the outcome of this payment is not known yet; send the same credential again, or ask the seller, who can find it by the challenge id",
        ),
        retry_after: 60,
    }
}

pub(super) fn refused_us() -> Outcome {
    Outcome::Unknown {
        error: Error::new(
            Code::ProcessorRefused,
            "the payment processor refused this server; send the same credential again later, you will not be charged twice",
        ),
        retry_after: 60,
    }
}

pub(super) fn in_progress(message: &'static str) -> Outcome {
    Outcome::Unknown { error: Error::new(Code::PaymentInProgress, message), retry_after: 1 }
}

pub(super) fn unknown(retry_after: Option<&str>) -> Outcome {
    let seconds = retry_after.and_then(|text| text.trim_ascii().parse().ok()).unwrap_or(5);
    Outcome::Unknown {
        error: Error::new(
            Code::ProcessorUnavailable,
            "the payment processor did not answer; send the same credential again, you will not be charged twice",
        ),
        retry_after: seconds.min(3600),
    }
}
