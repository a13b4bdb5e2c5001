//! How money moves, one folder per rail. Sans I/O: a rail says which HTTP call to make, and reads the answer.

pub mod stripe;

use crate::error::{Error, Result, named};
use crate::scheme::{Credential, Receipt, Request, money::Price};
use crate::secret::SecretText;
use crate::{binding::Verified, encoding::json::Node, encoding::timestamp::Timestamp};
use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

/// An HTTP call to a processor. It contains the seller's key, and the payer's token if it pays. So it cannot be copied
/// or compared, and `Debug` shows where it goes but nothing of what it carries. Only a rail makes one.
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// The header fields, including the seller's key.
    pub headers: Vec<(&'static str, SecretText)>,
    /// The body, with the payer's token if the call pays.
    pub body: SecretText,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// The parts of an answer that rails look at. Make one with [`HttpResponse::new`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct HttpResponse<'a> {
    /// The status.
    pub status: u16,
    /// The `Retry-After` field.
    pub retry_after: Option<&'a str>,
    /// Whether it is an earlier answer, sent again under its idempotency key (`Idempotent-Replayed: true`).
    pub replayed: bool,
    /// The body. Stop reading after [`MAX_RESPONSE_BYTES`]: an answer that is longer counts as none.
    pub body: &'a str,
}

impl<'a> HttpResponse<'a> {
    /// An answer. `field` looks up the fields that a rail asks for, by their names in lower case.
    ///
    /// ```
    /// use mpp_wasm::rail::HttpResponse;
    /// let fields = [("Content-Type", "application/json"), ("Idempotent-Replayed", "true")];
    /// let field = |name: &str| Some(fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?.1);
    /// let answer = HttpResponse::new(200, field, r#"{"id":"pi_1"}"#);
    /// assert!(answer.replayed && answer.retry_after.is_none());
    /// ```
    pub fn new(status: u16, field: impl Fn(&str) -> Option<&'a str>, body: &'a str) -> Self {
        let replayed = field("idempotent-replayed") == Some("true");
        Self { status, retry_after: field("retry-after"), replayed, body }
    }
}

/// The most bytes of a processor's answer that are read.
pub const MAX_RESPONSE_BYTES: usize = 256 * 1024;

/// When a payment is captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Capture {
    /// The money is held, the resource is made, and only then is the money captured: nobody pays for an answer that
    /// failed.
    #[default]
    AfterDelivery,
    /// The money is captured first. A delivery that then fails is owed.
    BeforeDelivery,
}

impl Capture {
    /// Its name in a configuration: `after-delivery` or `before-delivery`.
    ///
    /// ```
    /// use mpp_wasm::rail::Capture;
    /// assert_eq!(Capture::default().as_str(), "after-delivery");
    /// assert_eq!("before-delivery".parse(), Ok(Capture::BeforeDelivery));
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AfterDelivery => "after-delivery",
            Self::BeforeDelivery => "before-delivery",
        }
    }
}

impl fmt::Display for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The capture with this name.
impl FromStr for Capture {
    type Err = Error;

    /// # Errors
    /// [`Code::InvalidArgument`](crate::error::Code::InvalidArgument) for any other text.
    fn from_str(name: &str) -> Result<Self> {
        const ALL: [Capture; 2] = [Capture::AfterDelivery, Capture::BeforeDelivery];
        named(&ALL, Self::as_str, name, "capture is \"after-delivery\" or \"before-delivery\"")
    }
}

/// What a processor is asked. Each may be asked again as often as needed: a payment has an idempotency key made of the
/// challenge id alone (while the processor remembers it: [`crate::paywall::RETRY_MS`]); a capture or cancellation acts
/// on one payment and cannot happen twice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ask {
    /// Charge the payer, or hold the money.
    Pay(Capture),
    /// Look a payment up: by its reference, or by the challenge it was for if `None`.
    Look(Option<String>),
    /// Capture a held payment, by its reference.
    Capture(String),
    /// Cancel a payment that is held or waits for the payer, by its reference.
    Cancel(String),
}

/// The outcome of a payment. Treat an unknown one as [`Outcome::Open`].
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub enum Outcome {
    /// The money moved.
    Settled(Receipt),
    /// The money is held under this reference, for us to capture or to cancel.
    Held(String),
    /// The money did not move, and will not move for this challenge: the payer needs a new one.
    Refused(Error),
    /// The payment waits for something that the payer cannot be asked for here, and its money may move once they do it
    /// elsewhere. Cancel it first, and only then refuse it.
    ActionRequired {
        /// The processor's reference of the payment.
        reference: String,
        /// What to tell the payer once it is canceled.
        error: Error,
    },
    /// The answer is inconclusive, and asking the same again would tell no more: use [`Ask::Look`].
    Look(Option<String>),
    /// The money may have moved, or the payment could not be tried. Keep the claim: the same credential, tried again
    /// under the same idempotency key, finds out. Never a reason to ask for money again.
    Open {
        /// What to tell the payer.
        error: Error,
        /// How long to wait before trying again, in seconds.
        retry_after: u32,
    },
}

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
