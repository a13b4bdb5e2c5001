//! How money moves, one folder a rail. Sans I/O: a rail says which HTTP call to make and reads the answer.

pub mod stripe;

use crate::error::{Error, Result};
use crate::scheme::{Credential, Receipt, Request, money::Price};
use crate::{binding::Verified, encoding::json::Object, encoding::timestamp::Timestamp};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// An HTTP call to a processor. Its `Debug` shows where it goes and nothing of what it carries.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpCall {
    /// The method.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// The header fields, credentials among them.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl fmt::Debug for HttpCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpCall")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What came back, as far as any rail looks at it.
#[derive(Clone, Copy, Debug)]
pub struct HttpAnswer<'a> {
    /// The status.
    pub status: u16,
    /// The `Retry-After` field.
    pub retry_after: Option<&'a str>,
    /// The body; longer ones than [`MAX_ANSWER_BYTES`] need not be read to the end.
    pub body: &'a str,
}

/// The most bytes of a processor's answer that are worth reading.
pub const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// What became of a settlement.
#[derive(Debug)]
#[must_use]
pub enum Outcome {
    /// The money moved.
    Settled(Receipt),
    /// It did not and will not for this challenge: the payer needs a new one.
    Refused(Error),
    /// It may have, or could not be tried. Keep the claim; the same credential tried again under the same
    /// idempotency key finds out. Never a reason to ask for money again.
    Open {
        /// What to tell the payer.
        error: Error,
        /// When to try again, in seconds.
        retry_after: u32,
    },
}

/// A rail, by its payment method.
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

    /// The payment request for a price.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidArgument`] when the rail cannot move the price.
    pub fn request(&self, price: &Price, metadata: &Object) -> Result<Request> {
        match self {
            Rail::Stripe(rail) => rail.request(price, metadata),
        }
    }

    /// Looks at a payload before anything is claimed.
    ///
    /// # Errors
    /// [`crate::error::Code::MalformedCredential`].
    pub fn check(&self, credential: &Credential) -> Result<()> {
        match self {
            Rail::Stripe(_) => stripe::Payload::read(credential).map(drop),
        }
    }

    /// The call that settles a verified credential for an offer of ours.
    ///
    /// # Errors
    /// As for [`Rail::check`].
    pub fn call(&self, credential: &Verified<Credential>, offer: &Request) -> Result<HttpCall> {
        match self {
            Rail::Stripe(rail) => rail.call(credential, offer),
        }
    }

    /// Reads the answer to [`Rail::call`]; `None` when there was none in time.
    pub fn read(
        &self,
        answer: Option<HttpAnswer<'_>>,
        credential: &Verified<Credential>,
        offer: &Request,
        now: Timestamp,
    ) -> Outcome {
        match self {
            Rail::Stripe(_) => stripe::read_answer(answer, credential, offer, now),
        }
    }
}
