//! What several rooms of the paywall say.

use crate::error::{Code, Error};

pub(super) const INTERNAL: Error =
    Error::new(Code::Internal, "the server could not handle this payment; you were not charged");

/// The request brings no credential: what most answers say.
pub(super) const UNPAID: Error = Error::new(
    Code::PaymentRequired,
    "this resource has a price: pay a challenge of WWW-Authenticate and send the credential in Authorization",
);
