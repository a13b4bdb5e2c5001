//! How money moves, one folder per rail. Sans I/O: a rail says which HTTP call to make, and reads the answer.

mod capture;
mod http;
mod outcome;
pub mod stripe;

pub use capture::Capture;
pub use http::{HttpRequest, HttpResponse, MAX_RESPONSE_BYTES};
pub use outcome::{Ask, Outcome};

use crate::binding::Verified;
use crate::encoding::{json::Node, timestamp::Timestamp};
use crate::error::Result;
use crate::scheme::{Credential, Request, money::Price};

/// A rail; one variant per payment method.
#[derive(Debug)]
#[non_exhaustive]
pub enum Rail {
    /// Shared payment tokens, charged through PaymentIntents.
    Stripe(stripe::Stripe),
}

impl Rail {
    /// The payment method and intent it settles.
    pub const fn names(&self) -> (&'static str, &'static str) {
        match self {
            Rail::Stripe(_) => (stripe::METHOD, stripe::INTENT),
        }
    }

    /// The recipient of the payments.
    pub fn recipient(&self) -> &str {
        match self {
            Rail::Stripe(rail) => rail.network_id(),
        }
    }

    /// The payment request for a price.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidArgument`] if the rail cannot move the price.
    pub fn request(&self, price: &Price, metadata: Node<'_>) -> Result<Request> {
        match self {
            Rail::Stripe(rail) => rail.request(price, metadata),
        }
    }

    /// Checks that the rail can store this correlation data.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidArgument`] if it cannot.
    pub fn takes(&self, metadata: Node<'_>) -> Result<()> {
        match self {
            Rail::Stripe(_) => stripe::check_metadata(metadata),
        }
    }

    /// Checks a payload before anything is claimed.
    ///
    /// # Errors
    /// [`crate::error::Code::MalformedCredential`] if the rail cannot read it.
    pub fn check(&self, credential: &Credential) -> Result<()> {
        match self {
            Rail::Stripe(_) => stripe::Payload::read(credential).map(drop),
        }
    }

    /// Checks that payments can be captured at that time.
    ///
    /// # Errors
    /// [`crate::error::Code::BadConfig`] if an offered payment method cannot be held.
    pub fn allows(&self, capture: Capture) -> Result<()> {
        match self {
            Rail::Stripe(rail) => rail.allows(capture),
        }
    }

    /// The call for `ask`, with a verified credential and our own offer.
    ///
    /// # Errors
    /// As for [`Rail::check`].
    pub fn call(&self, ask: &Ask, credential: &Verified<Credential>, offer: &Request) -> Result<HttpRequest> {
        match self {
            Rail::Stripe(rail) => rail.call(ask, credential, offer),
        }
    }

    /// Reads the answer to [`Rail::call`]; `None` if none came in time.
    pub fn read(
        &self,
        ask: &Ask,
        answer: Option<HttpResponse<'_>>,
        credential: &Verified<Credential>,
        offer: &Request,
        now: Timestamp,
    ) -> Outcome {
        match self {
            Rail::Stripe(_) => stripe::read_answer(ask, answer, credential, offer, now),
        }
    }
}
