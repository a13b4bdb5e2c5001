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
//! If the processor's answer is inconclusive and repeating the call would tell no more, the attempt looks the payment
//! up instead ([`Ask::Look`]). A capture or cancellation is tried twice before it is left to a later request. An
//! attempt writes the register before it calls the processor and before it sends a paid answer. So two requests never
//! capture and cancel against each other, and a resource that is made too late is discarded unsent. One exception: if
//! the store fails while a delivery is being recorded, the answer is sent anyway.

mod errors;
mod key;
mod outcome;
mod step;
mod swap;

pub(super) use key::IdempotencyKey;
use step::End;
pub use step::{Delivery, Step};
use swap::end;

use super::record::{Record, State};
use super::site::Offer;
use super::{Answer, CALL_TIMEOUT_MS, KEEP_MS, Paywall, RETRY_MS, RequestParts, SETTLEMENT_LEASE_MS, method};
use crate::binding::{Body, Verified};
use crate::encoding::{base64url, jcs, json::SecretDoc, timestamp::Timestamp};
use crate::error::Error;
use crate::rail::{Ask, Capture, HttpResponse, Outcome, Rail};
use crate::scheme::Credential;
use alloc::{boxed::Box, string::String};
use core::fmt;
use sha2::{Digest as _, Sha256};

/// The minimum length of a nonce in bytes: 128 bits, raw or in any text encoding.
const NONCE_BYTES: usize = 16;

/// The pause before the processor is asked a second time, in milliseconds. It counts calls per second.
const PAUSE_MS: u32 = 1000;

/// The redemption of one verified credential. `Debug` shows the challenge id, and nothing of the answer.
#[must_use]
pub struct Attempt {
    order: Order,
    progress: Progress,
}

/// What stays the same throughout the attempt.
#[derive(Debug)]
struct Order {
    credential: Verified<Credential>,
    /// The indexes of the route and of its offer.
    at: (usize, usize),
    request: Request,
    /// A digest of the payload, to tell this credential from another one for the same challenge.
    payer: String,
    key: Option<IdempotencyKey>,
    /// The largest body that is kept, in bytes.
    keep: usize,
    /// See [`Attempt::has_side_effects`].
    has_side_effects: bool,
}

/// The state of the attempt.
#[derive(Clone, Debug)]
struct Progress {
    goal: Goal,
    /// What the processor is being asked.
    ask: Ask,
    /// The text the register is known to hold.
    expected: Option<String>,
    /// The record that the pending swap writes.
    entry: Record,
    /// Whether this attempt ran the handler, so that there is something to send.
    made: bool,
    /// Whether a capture or cancellation is being tried a second time.
    again: bool,
    /// The error to refuse with once the payment is canceled.
    refusal: Error,
}

/// The parts of the request that are needed to issue fresh challenges for it.
#[derive(Debug)]
struct Request {
    method: String,
    url: String,
    accept_payment: Option<String>,
    page: bool,
    body: Body,
    nonce: String,
}

/// The purpose of the pending swap.
#[derive(Clone, Debug)]
enum Goal {
    /// Bind the `Idempotency-Key` to this credential, if the key's register holds this text (`None`: nothing).
    Key(Option<String>),
    /// Read the record of the other credential that holds the key, as the key's register says.
    Holder(key::Holder),
    /// The same, when that credential's challenge has expired: close the challenge if it was never claimed.
    Close(key::Holder),
    /// The challenge has expired: read its record, and close the challenge if it was never claimed.
    Look,
    Claim,
    /// Take over what another request left behind, or cancel what waits for the payer's bank; then ask.
    Ask(Ask),
    /// Start the delivery: the money is captured or held.
    Begin,
    /// Take over a delivery from another request.
    Redeliver,
    /// Capture what is held: the resource is made.
    Capture,
    /// Cancel what is held: the resource failed.
    Cancel,
    /// Use the challenge up, then answer with fresh ones. The answer waits until that is recorded: otherwise a retry
    /// could still charge the old challenge.
    Refuse(Box<Answer>),
    /// Record the outcome, and end with it whatever the store says.
    Finish(Box<End>),
    /// Record the delivery, and send the answer unless another request has taken over.
    Deliver(Box<End>),
}

impl Attempt {
    pub(super) fn new(
        credential: Verified<Credential>,
        at: (usize, usize),
        parts: &RequestParts<'_>,
        capture: Capture,
        (key, keep): (Option<IdempotencyKey>, usize),
        now: Timestamp,
    ) -> Self {
        let request = Request {
            method: parts.method.into(),
            url: parts.url.into(),
            accept_payment: parts.accept_payment.map(String::from),
            page: parts.page,
            body: parts.body,
            nonce: parts.nonce.into(),
        };
        let has_side_effects = method::has_side_effects(parts.method);
        let payload = SecretDoc::from(jcs::sorted(credential.payload.expose()));
        let payer = base64url::encode(Sha256::digest(payload.as_str().as_bytes()));
        let entry = Record {
            state: State::Claimed,
            since: now,
            first: now,
            nonce: String::new(),
            payer: payer.clone(),
            capture,
            hold: None,
            receipt: None,
            key: key.as_ref().map(|key| key.digest().into()),
            answer: None,
        };
        Self {
            order: Order { credential, at, request, payer, key, keep, has_side_effects },
            progress: Progress {
                goal: Goal::Claim,
                ask: Ask::Pay(capture),
                expected: None,
                entry,
                made: false,
                again: false,
                refusal: errors::USED,
            },
        }
    }

    /// The id of the challenge being redeemed.
    pub fn challenge_id(&self) -> String {
        self.order.credential.challenge_id().as_str().into()
    }

    /// The processor's reference of the payment, once the money is known to have moved.
    pub fn reference(&self) -> Option<&str> {
        self.progress.entry.receipt.as_ref().map(|receipt| receipt.reference.as_str())
    }

    /// Whether the delivery failed and its money may still be held, because it could not be released yet.
    pub const fn is_held(&self) -> bool {
        let entry = &self.progress.entry;
        entry.receipt.is_none() && matches!(entry.state, State::Failed | State::Canceling)
    }

    /// Whether the request's method may have side effects. If so, run the request to its end: its success counts as a
    /// delivery even if the client has left.
    pub const fn has_side_effects(&self) -> bool {
        self.order.has_side_effects
    }

    /// Starts the attempt. `nonce` is fresh random text of at least 128 bits. A shorter one ends the attempt with an
    /// internal error, because two requests could both win with it. Pass the same paywall that decided to every call.
    pub fn start(&mut self, nonce: &str, now: Timestamp) -> Step {
        if nonce.len() < NONCE_BYTES {
            return end(&errors::INTERNAL, None);
        }
        self.progress.entry.nonce = nonce.into();
        self.progress.entry.first = now;
        match self.order.key {
            Some(_) => self.take_key(None, now),
            None => self.claim(now),
        }
    }

    /// Reports that the resource was made, or failed.
    pub fn delivered(&mut self, delivery: Delivery, now: Timestamp) -> Step {
        let keyed = self.order.key.is_some();
        self.progress.made = true;
        let entry = &mut self.progress.entry;
        entry.answer =
            delivery.answer.filter(|kept| keyed && delivery.ok && kept.body.len() <= self.order.keep);
        // If the client has left, a success counts as a failure, unless the answer is kept or the request may have had
        // side effects: otherwise clients could get those for nothing, or repeatedly, by hanging up.
        let ok = delivery.ok
            && (delivery.client_connected || self.order.has_side_effects || entry.answer.is_some());
        match (&entry.receipt, ok) {
            (Some(receipt), true) => {
                let send = End::Done(Some(receipt.clone()));
                self.swap(Goal::Deliver(Box::new(send)), State::Delivered, now)
            }
            (Some(_), false) => self.finish(End::Done(None), State::Owed, now),
            (None, true) => self.swap(Goal::Capture, State::Capturing, now),
            (None, false) => self.swap(Goal::Cancel, State::Canceling, now),
        }
    }

    /// Reports that the answer broke off while it was sent, through no fault of its client. It is then owed again.
    pub fn broke_off(&mut self, now: Timestamp) -> Step {
        self.delivered(Delivery { ok: false, client_connected: true, answer: None }, now)
    }

    /// Reports that the client left before any of the answer was sent. The delivery is then owed, unless the answer is
    /// kept or the request may have had side effects.
    pub fn client_disconnected(&mut self, now: Timestamp) -> Step {
        let entry = &self.progress.entry;
        match &entry.receipt {
            Some(receipt) if self.order.has_side_effects || entry.answer.is_some() => {
                Step::Done(Some(receipt.clone()))
            }
            _ => self.finish(End::Done(None), State::Owed, now),
        }
    }

    /// The call for `ask`, or the end if it cannot be built.
    fn ask(&mut self, paywall: &Paywall, ask: Ask, now: Timestamp) -> Step {
        let Some((rail, offer)) = self.offer(paywall) else { return end(&errors::INTERNAL, None) };
        let call = rail.call(&ask, &self.order.credential, offer.request());
        self.progress.ask = ask;
        match call {
            Ok(call) => {
                let delay_ms = if self.progress.again { PAUSE_MS } else { 0 };
                Step::Call { call, delay_ms, timeout_ms: CALL_TIMEOUT_MS }
            }
            Err(error) => self.release(paywall, &error, now),
        }
    }

    /// The offer that is paid, in the paywall that decided. Another paywall may have another price in its place: then
    /// nothing is asked for or written, and a later request continues from the record.
    fn offer<'p>(&self, paywall: &'p Paywall) -> Option<(&'p Rail, &'p Offer)> {
        let asked = &self.order.credential.challenge.request;
        paywall.offer(self.order.at).filter(|(_, offer)| offer.request().as_str() == asked.as_str())
    }

    /// Uses the challenge up and answers with fresh ones.
    fn release(&mut self, paywall: &Paywall, error: &Error, now: Timestamp) -> Step {
        let answer = paywall.refuse(self.order.at.0, &self.parts(), error, now);
        self.swap(Goal::Refuse(Box::new(answer)), State::Released, now)
    }

    fn refuse(&self, paywall: &Paywall, error: &Error, now: Timestamp) -> Step {
        Step::Answer(paywall.refuse(self.order.at.0, &self.parts(), error, now))
    }

    fn finish(&mut self, end: End, state: State, now: Timestamp) -> Step {
        self.swap(Goal::Finish(Box::new(end)), state, now)
    }

    fn is_late(&self, now: Timestamp) -> bool {
        self.order.credential.expires().is_none_or(|expires| expires.is_past(now))
    }

    fn parts(&self) -> RequestParts<'_> {
        let request = &self.order.request;
        RequestParts {
            accept_payment: request.accept_payment.as_deref(),
            page: request.page,
            ..RequestParts::new(&request.method, &request.url, request.body, &request.nonce)
        }
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").field("challenge", &self.challenge_id()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
