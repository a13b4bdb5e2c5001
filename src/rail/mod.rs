//! How money moves, one folder per rail. Sans I/O: a rail says which HTTP call to make, and reads the answer.

mod capture;
mod http;
mod outcome;
pub mod stripe;

pub use capture::Capture;
pub use http::{HttpRequest, HttpResponse, MAX_RESPONSE_BYTES};
pub(crate) use outcome::is_reference;
pub use outcome::{Ask, Outcome};

use crate::binding::Verified;
use crate::encoding::{json::Node, timestamp::Timestamp};
use crate::error::Result;
use crate::scheme::{Credential, Request, money::Price};

/// A rail; one variant per payment method. The paywall uses it. A program with a flow of its own can use it directly:
///
/// ```
/// use mpp_wasm::binding::{ChallengeKey, Expect, IssueOptions, Offer, Secret};
/// use mpp_wasm::encoding::{json::Doc, timestamp::Timestamp};
/// use mpp_wasm::rail::{Ask, Capture, HttpResponse, Outcome, Rail};
/// use mpp_wasm::rail::stripe::{SharedPaymentToken, Stripe, StripeConfig};
/// use mpp_wasm::scheme::Credential;
/// let rail = Rail::Stripe(Stripe::new(StripeConfig::new("sk_test_123456789", "profile_1"))?);
/// let request = rail.request(&"1.00 USD".parse()?, Doc::default().root())?;
/// let (method, intent) = rail.names();
/// let offer = Offer::new("api.example.com", method.parse()?, intent.parse()?, request.clone());
/// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
/// let now = Timestamp::parse("2026-01-15T12:00:00Z")?;
/// let challenge = key.issue(offer.clone(), IssueOptions::until(now.saturating_add_millis(300_000)), now)?;
/// // The client pays.
/// let payload = SharedPaymentToken::new("spt_1").unwrap().to_payload(None)?;
/// let verified = key.verify(Credential::new(challenge, payload), &Expect::of(&offer), now)?;
/// // Claim `verified.challenge_id()` once, make the call, and read what Stripe answers.
/// let ask = Ask::Pay(Capture::BeforeDelivery);
/// let call = rail.call(&ask, &verified, &request)?;
/// assert_eq!((call.method, call.url.as_str()), ("POST", "https://api.stripe.com/v1/payment_intents"));
/// let body = r#"{"id":"pi_1","status":"succeeded","amount":100,"currency":"usd"}"#;
/// let answer = HttpResponse::new(200, |_| None, body);
/// let outcome = rail.read(&ask, Some(answer), &verified, &request, now);
/// assert!(matches!(outcome, Outcome::Settled(receipt) if receipt.reference() == "pi_1"));
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
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

    /// A name for the processor's books that payments are in. Under another name, the processor may know nothing of a
    /// payment, or of the idempotency key that it was asked for under. The name is not secret.
    pub fn books(&self) -> &str {
        match self {
            Rail::Stripe(rail) => rail.books(),
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
    pub fn check_metadata(&self, metadata: Node<'_>) -> Result<()> {
        match self {
            Rail::Stripe(_) => stripe::check_metadata(metadata),
        }
    }

    /// Checks a payload before anything is claimed.
    ///
    /// # Errors
    /// [`crate::error::Code::InvalidPayload`] if the rail cannot read it.
    pub fn check(&self, credential: &Credential) -> Result<()> {
        match self {
            Rail::Stripe(_) => stripe::Payload::read(credential).map(drop),
        }
    }

    /// Checks that payments can be captured at that time.
    ///
    /// # Errors
    /// [`crate::error::Code::BadConfig`] if an offered payment method cannot be held.
    pub fn check_capture(&self, capture: Capture) -> Result<()> {
        match self {
            Rail::Stripe(rail) => rail.check_capture(capture),
        }
    }

    /// The call for `ask`, with a verified credential and our own offer.
    ///
    /// # Errors
    /// As for [`Rail::check`]. [`crate::error::Code::InvalidArgument`] if the reference in `ask` is none of a processor's: it
    /// becomes a part of the URL.
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
