//! Errors that several modules of the paywall use, and what an error is answered with.

use crate::error::{Code, Error};
use crate::problem::Problem;

pub(in crate::paywall) const INTERNAL: Error =
    Error::new(Code::Internal, "the server could not handle this payment; you were not charged");

/// The request carries no credential: the most common refusal.
pub(in crate::paywall) const UNPAID: Error = Error::new(
    Code::PaymentRequired,
    "this resource has a price: pay a challenge from WWW-Authenticate and send the credential in Authorization, or the field that the challenge names",
);

/// The row of the table that an error is answered with. One that is not about a request is a fault of this server.
pub(super) fn problem_of(error: &Error) -> Problem {
    error.problem().unwrap_or(Problem { slug: "", title: "Internal Server Error", status: 500 })
}
