//! One paid request, step by step.
//!
//! Money first ([`Capture::BeforeDelivery`]):
//!
//! ```text
//! claim ── won ── pay ── settled ── record ── deliver ── ok ────── record ── send, with the receipt
//!   │              ├──── refused ── record ── answer     └ failed ─ record ── send: it is owed
//!   │              ├──── waits ──── record ── cancel ── record ── answer
//!   │              └──── open ───── record ── answer
//!   │ claimed before
//!   ├── outcome unknown: take over ── pay again, under the same key
//!   ├── paid and owed: take over ──── deliver
//!   └── in progress, used up, or too late ── answer
//! ```
//!
//! Delivery first ([`Capture::AfterDelivery`]): nothing that was made is sent before the money is known to be captured.
//!
//! ```text
//! claim ── won ── pay ── held ── record ── deliver ── ok ── record ── capture ── settled ── record ── send
//!   │                                        │                          ├─────── ended ──── record ── answer
//!   │                                        │                          └─────── open ───── record ── answer
//!   │                                        └ failed ─ record ── cancel ── released ── record ── send, no receipt
//!   │ claimed before
//!   ├── held, no request at work: take over ── deliver, or capture for the answer that was kept
//!   └── failed: take over ── cancel ── answer
//! ```
//!
//! If the processor's answer is inconclusive and repeating the call would tell no more, the attempt looks the
//! payment up instead ([`Ask::LookUp`]). A payment, a capture or a cancellation is tried twice before it is left to a
//! later request. An attempt writes the register before it calls the processor and before it sends a paid answer.
//! So two requests never capture and cancel against each other, and a resource that is made too late is discarded
//! unsent. One exception: if the store fails while a delivery is being recorded, the answer is sent anyway.
//!
//! | file | |
//! | --- | --- |
//! | `step` | what the caller is asked to do |
//! | `swap`, `call`, `deliver` | a swap, a call or a delivery, and what its report means |
//! | `found` | the record that another request has left |
//! | `key`, `holder`, `bind` | the `Idempotency-Key`, what its register holds, and how it is bound to a credential |
//! | `goal` | what a swap is for |
//! | `payer` | whether two credentials for one challenge are the same |
//! | `refusal` | answers with fresh challenges |

mod bind;
mod call;
mod deliver;
mod errors;
mod found;
mod goal;
mod holder;
mod key;
mod payer;
mod refusal;
mod step;
mod swap;

pub use deliver::Delivery;
pub(super) use key::IdempotencyKey;
pub use step::{FailedDelivery, Step};

use crate::binding::Verified;
use crate::encoding::timestamp::Timestamp;
use crate::error::Error;
use crate::paywall::record::{Record, State, StoredAnswer};
use crate::paywall::request::{NONCE_BYTES, RequestParts};
use crate::paywall::site::OfferIndex;
use crate::paywall::{answers::ServerFault, method};
use crate::rail::{Ask, Capture};
use crate::scheme::{Credential, Receipt};
use alloc::string::String;
use core::fmt;
use goal::Goal;
use payer::payer_of;
use refusal::OwnedParts;

/// The redemption of one verified credential, from [`Decision::Claim`](super::Decision::Claim). Call
/// [`start`](Attempt::start), then perform each [`Step`] and report its result with the method that the step names, until a
/// step is the end. `examples/paywall.rs` has the loop. `Debug` shows the challenge id, and nothing of the answer.
///
/// Run the loop to its end, in a task of its own: servers drop the future of a request whose client disconnects. An
/// attempt that is dropped takes no money twice. But what it had held or captured stays so, undelivered, until the same
/// credential comes again once its lease is over.
///
/// With tokio, for example, the request's future spawns that task and waits for a `oneshot` channel. If the client
/// disconnects, the receiver is dropped with the future: `is_closed` tells before the delivery is reported, and a `send`
/// that fails after it. A graceful shutdown waits for connections only, so let it wait for these tasks, too.
///
/// Not every server drops that future. actix-web does only when the connection is reset: a payer who closes it in order is
/// charged as one who is there. workers-rs never does: there, the task is for `Context::wait_until`, and `aborted` of the
/// request's `AbortSignal` tells, with the flag `enable_request_signal`.
#[must_use]
pub struct Attempt {
    order: Order,
    progress: Progress,
}

/// What is sold, and under which rules.
#[derive(Debug)]
pub(super) struct Sale {
    /// The offer that is paid.
    pub(super) at: OfferIndex,
    /// The processor's books, as this server's configuration names them.
    pub(super) books: String,
    pub(super) key: Option<IdempotencyKey>,
    /// The largest body that is kept for the key, in bytes.
    pub(super) max_replay_bytes: usize,
}

/// What stays the same throughout the attempt.
#[derive(Debug)]
struct Order {
    credential: Verified<Credential>,
    sale: Sale,
    parts: OwnedParts,
    /// See [`payer_of`].
    payer: String,
    /// See [`Attempt::has_side_effects`].
    has_side_effects: bool,
}

/// The state of the attempt.
#[derive(Clone, Debug)]
struct Progress {
    /// What the pending swap is for. `None` once it is reported.
    goal: Option<Goal>,
    /// What the processor is being asked.
    ask: Ask,
    /// The text the register is known to hold.
    expected: Option<String>,
    /// The record of the delivery, if the store failed while it was written. The register may hold it all the same.
    unheard: Option<String>,
    /// The record that the pending swap writes.
    entry: Record,
    /// Whether this attempt ran the handler, so that there is something to send.
    made: bool,
    /// Whether what it made says itself that it failed.
    failed_itself: bool,
    /// Whether the client was reported gone.
    client_left: bool,
    /// Whether a payment, capture or cancellation is being tried a second time.
    second_try: bool,
    /// Whether an earlier request may have asked the processor for the payment, and not learned the outcome.
    asked_before: bool,
    /// What the first answer about the payment was taken for, while it is asked for a second time.
    unclear: Option<Error>,
    /// The error to refuse with once the payment is canceled. A credential that comes back to a failed delivery is
    /// refused with [`errors::RELEASED`]; a payment that waits for the payer's bank sets its own.
    refusal: Error,
}

impl Attempt {
    /// `capture` is for a payment that begins now. One that an earlier request began goes on as its record says.
    pub(super) fn new(
        credential: Verified<Credential>,
        parts: &RequestParts<'_>,
        sale: Sale,
        capture: Capture,
        now: Timestamp,
    ) -> Self {
        let payer = payer_of(&credential.payload);
        let entry = Record {
            state: State::Claimed,
            since: now,
            first: now,
            nonce: String::new(),
            payer: payer.clone(),
            capture,
            books: Some(sale.books.clone()),
            hold: None,
            receipt: None,
            key: sale.key.as_ref().map(|key| key.digest().into()),
            answer: None,
        };
        Self {
            order: Order {
                credential,
                sale,
                parts: parts.into(),
                payer,
                has_side_effects: method::has_side_effects(parts.method),
            },
            progress: Progress {
                goal: None,
                ask: Ask::Pay(capture),
                expected: None,
                unheard: None,
                entry,
                made: false,
                failed_itself: false,
                client_left: false,
                second_try: false,
                asked_before: false,
                unclear: None,
                refusal: errors::RELEASED,
            },
        }
    }

    /// The id of the challenge being redeemed.
    pub fn challenge_id(&self) -> &str {
        &self.order.credential.challenge.id
    }

    /// The processor's reference of the payment, once the money is known to have moved.
    pub fn reference(&self) -> Option<&str> {
        self.progress.entry.receipt.as_ref().map(Receipt::reference)
    }

    /// Whether the delivery failed and its money may still be held, because it could not be released yet.
    pub const fn is_held(&self) -> bool {
        let entry = &self.progress.entry;
        entry.receipt.is_none() && matches!(entry.state, State::Failed | State::Canceling)
    }

    /// What became of the money for a delivery that failed ([`Step::Failed`](super::Step::Failed)), for logs. If what was
    /// made cannot be sent, its payer hears this in its place.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Attempt, Delivery, FailedDelivery, ServerFault, Step};
    /// # use mpp_wasm::binding::Body;
    /// # use mpp_wasm::encoding::timestamp::Timestamp;
    /// # use mpp_wasm::paywall::{Config, Decision, Paywall, RequestParts, RouteConfig};
    /// # use mpp_wasm::rail::{HttpResponse, stripe::{SharedPaymentToken, StripeConfig}};
    /// # use mpp_wasm::scheme::{Challenge, Credential};
    /// # let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    /// # let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    /// # config.routes = vec![RouteConfig::new("/paid", "1.00 USD")];
    /// # let paywall = Paywall::new(config)?;
    /// # let now = Timestamp::parse("2026-01-15T12:00:00Z")?;
    /// # let nonce = "8f14e45fceea167a5a36dedd4bea2543";
    /// # let mut parts = RequestParts::new("GET", "https://api.example.com/paid", Body::Absent, nonce);
    /// # let route = paywall.route("GET", parts.url);
    /// # let Decision::Answer(asked) = paywall.decide(route, &parts, now) else { unreachable!() };
    /// # let challenge = asked.headers.iter().find(|(name, _)| *name == "WWW-Authenticate").unwrap();
    /// # let payload = SharedPaymentToken::new("spt_1").unwrap().to_payload(None)?;
    /// # let credential = Credential::new(Challenge::parse(&challenge.1)?, payload).to_header()?;
    /// # parts.authorization = Some(credential.expose());
    /// # let Decision::Claim(mut attempt) = paywall.decide(route, &parts, now) else { unreachable!() };
    /// # let processor = |url: &str| match url.rsplit('/').next() {
    /// #     Some("cancel") => r#"{"id":"pi_1","status":"canceled","amount":100,"currency":"usd"}"#,
    /// #     _ => r#"{"id":"pi_1","status":"requires_capture","amount":100,"currency":"usd"}"#,
    /// # };
    /// # let mut step = attempt.start(nonce, now);
    /// # let mut perform = |attempt: &mut Attempt, step: Step| match step {
    /// #     Step::Swap { expected, .. } => attempt.swapped(&paywall, expected.as_deref(), now),
    /// #     Step::Call { call, .. } => {
    /// #         attempt.answered(&paywall, Some(HttpResponse::new(200, |_| None, processor(&call.url))), now)
    /// #     }
    /// #     _ => unreachable!(),
    /// # };
    /// let failed = loop {
    ///     step = match step {
    ///         // The handler panicked.
    ///         Step::Deliver { .. } => {
    ///             attempt.delivered(Delivery { made: None, client_connected: true, answer: None }, now)
    ///         }
    ///         Step::Failed(failed) => break failed,
    ///         step => perform(&mut attempt, step),
    ///     }
    /// };
    /// assert_eq!(failed, FailedDelivery::Fault(ServerFault::Released));
    /// assert_eq!(attempt.failure().answer().status, 502);
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub const fn failure(&self) -> ServerFault {
        match (self.is_held(), self.progress.client_left) {
            (true, true) => ServerFault::GivenUp,
            (true, false) => ServerFault::OriginUnavailable,
            (false, _) if self.progress.entry.receipt.is_some() => ServerFault::Owed,
            (false, _) => ServerFault::Released,
        }
    }

    /// Whether the request's method may have side effects. If so, run the request to its end: its success counts as a
    /// delivery even if the client has left.
    pub const fn has_side_effects(&self) -> bool {
        self.order.has_side_effects
    }

    /// Starts the attempt, once: a request that comes again is decided about again. `nonce` is fresh random text of at
    /// least 128 bits, drawn for this call. A shorter one ends the attempt with an internal error, because two requests
    /// could both win with it. So does a second start, which would claim what this attempt has used up. Pass the same
    /// paywall that decided to every call, and the time of that call: leases are measured by it.
    pub fn start(&mut self, nonce: &str, now: Timestamp) -> Step {
        let is_started = !self.progress.entry.nonce.is_empty();
        if is_started || nonce.len() < NONCE_BYTES {
            return self.stop(&errors::INTERNAL, None);
        }
        self.progress.entry.nonce = nonce.into();
        self.progress.entry.first = now;
        self.bind_key(None, now)
    }

    /// The name of the `Idempotency-Key` in records, if the request has one that counts.
    fn key(&self) -> Option<&str> {
        self.order.sale.key.as_ref().map(IdempotencyKey::digest)
    }

    /// Whether the challenge has expired.
    fn is_late(&self, now: Timestamp) -> bool {
        self.order.credential.expires() <= now
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").field("challenge", &self.challenge_id()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
