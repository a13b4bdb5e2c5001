//! How money moves, one folder a rail. Sans I/O: a rail says which HTTP call to make and reads the answer.

pub mod stripe;

use crate::error::{Error, Result};
use crate::scheme::{Credential, Receipt, Request, money::Price};
use crate::secret::SecretText;
use crate::{binding::Verified, encoding::json::Node, encoding::timestamp::Timestamp};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// An HTTP call to a processor, the seller's key and the payer's token in it. It cannot be copied or compared, and its
/// `Debug` shows where it goes and nothing of what it carries.
pub struct HttpCall {
    /// The method.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// The header fields, the seller's key among them.
    pub headers: Vec<(&'static str, SecretText)>,
    /// The body, the payer's token in it.
    pub body: SecretText,
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
    /// Whether it is an answer of before, given again under its idempotency key (`Idempotent-Replayed: true`).
    pub replayed: bool,
    /// The body; longer ones than [`MAX_ANSWER_BYTES`] need not be read to the end.
    pub body: &'a str,
}

/// The most bytes of a processor's answer that are worth reading.
pub const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// When a payment is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Capture {
    /// The money is held, the resource made, and the money taken only then: nobody pays for an answer that
    /// failed.
    #[default]
    AfterDelivery,
    /// The money is taken first; what then fails is owed.
    BeforeDelivery,
}

impl Capture {
    /// Its name in a configuration.
    pub const AFTER_DELIVERY: &'static str = "after-delivery";
    /// Its name in a configuration.
    pub const BEFORE_DELIVERY: &'static str = "before-delivery";
}

/// What a processor is asked. Each may be asked again, as often as it takes: paying has an idempotency key made
/// of the challenge id alone, taking and releasing act on one payment and cannot happen twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Take the money, or hold it.
    Pay(Capture),
    /// What became of a payment: by its reference, or else by the challenge it was for.
    Look(Option<String>),
    /// Take what is held, by its reference.
    Capture(String),
    /// Release what is held, by its reference.
    Cancel(String),
}

/// What became of a payment.
#[derive(Debug)]
#[must_use]
pub enum Outcome {
    /// The money moved.
    Settled(Receipt),
    /// The money is held under this reference, for us to take or to release.
    Held(String),
    /// It did not move and will not for this challenge: the payer needs a new one.
    Refused(Error),
    /// It waits for what the payer cannot be asked for here, and may move once they do it elsewhere: cancel it, and only then
    /// refuse it.
    Waits {
        /// The processor's reference of it.
        reference: String,
        /// What to tell the payer when it is canceled.
        error: Error,
    },
    /// The answer tells nothing, and to ask the same again would tell no more: [`Ask::Look`].
    Look(Option<String>),
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

    /// Who is paid.
    pub fn recipient(&self) -> &str {
        match self {
            Rail::Stripe(rail) => rail.network_id(),
        }
    }

    /// The payment request for a price.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidArgument`] when the rail cannot move the price.
    pub fn request(&self, price: &Price, metadata: Node<'_>) -> Result<Request> {
        match self {
            Rail::Stripe(rail) => rail.request(price, metadata),
        }
    }

    /// Whether the rail keeps a payment's correlation data.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidArgument`].
    pub fn takes(&self, metadata: Node<'_>) -> Result<()> {
        match self {
            Rail::Stripe(_) => stripe::takes(metadata),
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

    /// Whether payments can be taken then.
    ///
    /// # Errors
    /// [`crate::error::Code::BadConfig`] when a payment method that is offered cannot be held, or is known to have been paid with
    /// only after days.
    pub fn allows(&self, capture: Capture) -> Result<()> {
        match self {
            Rail::Stripe(rail) => rail.allows(capture),
        }
    }

    /// The call that asks for a verified credential and an offer of ours.
    ///
    /// # Errors
    /// As for [`Rail::check`].
    pub fn call(&self, ask: &Ask, credential: &Verified<Credential>, offer: &Request) -> Result<HttpCall> {
        match self {
            Rail::Stripe(rail) => rail.call(ask, credential, offer),
        }
    }

    /// Reads the answer to [`Rail::call`]; `None` when there was none in time.
    pub fn read(
        &self,
        ask: &Ask,
        answer: Option<HttpAnswer<'_>>,
        credential: &Verified<Credential>,
        offer: &Request,
        now: Timestamp,
    ) -> Outcome {
        match self {
            Rail::Stripe(_) => stripe::read_answer(ask, answer, credential, offer, now),
        }
    }
}
