//! Errors that several modules of the paywall use.

use crate::error::{Code, Error};

pub(super) const INTERNAL: Error =
    Error::new(Code::Internal, "the server could not handle this payment; you were not charged");

/// The request carries no credential: the most common refusal.
pub(super) const UNPAID: Error = Error::new(
    Code::PaymentRequired,
    "this resource has a price: pay a challenge from WWW-Authenticate and send the credential in Authorization",
);
