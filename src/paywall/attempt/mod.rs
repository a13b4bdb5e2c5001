//! One paid request, step by step.
//!
//! Money first ([`Capture::BeforeDelivery`]):
//!
//! ```text
//! claim ── won ── pay ── settled ── record ── deliver ── ok ────── record ── send, with the receipt
//!   │              ├──── refused ── record ── answer     └ failed ─ record ── send: it is owed
//!   │              ├──── waits ──── record ── cancel ── record ── answer
//!   │              └──── open ───── record ── answer
//!   │ held by another
//!   ├── outcome unknown: take over ── pay again, under the same key
//!   ├── paid and owed: take over ──── deliver
//!   └── in progress, used up, or too late ── answer
//! ```
//!
//! Delivery first ([`Capture::AfterDelivery`]): nobody sees what was made before the money is known to be taken.
//!
//! ```text
//! claim ── won ── pay ── held ── record ── deliver ── ok ── record ── capture ── settled ── record ── send
//!   │                                        │                          ├─────── ended ──── record ── answer
//!   │                                        │                          └─────── open ───── record ── answer
//!   │                                        └ failed ─ record ── cancel ── released ── record ── send, no receipt
//!   │ held by another
//!   ├── held, nobody at work: take over ── deliver, or capture for the answer that is kept
//!   └── failed: take over ── cancel ── answer
//! ```
//!
//! Whenever an answer tells nothing that asking again would not tell either, the processor's books are looked at
//! ([`Ask::Look`]). To take or to release what is held is asked twice before it is left to who comes again. Whoever
//! calls a processor or sends an answer has just written the register: two requests never capture and cancel against each
//! other, and what comes too late is thrown away unseen.

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
use super::{Answer, KEEP_MS, Parts, Paywall, RETRY_MS, SETTLEMENT_LEASE_MS, method};
use crate::binding::{Body, Verified};
use crate::encoding::{base64url, jcs, json::SecretDoc, timestamp::Timestamp};
use crate::error::Error;
use crate::rail::{Ask, Capture, HttpAnswer, Outcome, Rail};
use crate::scheme::Credential;
use alloc::{boxed::Box, string::String};
use core::fmt;
use sha2::{Digest as _, Sha256};

/// The least bytes of a nonce: 128 bits, as bytes or written in any way.
const NONCE_BYTES: usize = 16;

/// What a processor waits for before it is asked a second time, in milliseconds. It counts calls by the second.
const PAUSE_MS: u32 = 1000;

/// A verified credential on its way. Its `Debug` shows which, and nothing of the answer it is for.
pub struct Attempt {
    order: Order,
    progress: Progress,
}

/// What does not change on the way.
#[derive(Debug)]
struct Order {
    credential: Verified<Credential>,
    /// Route and offer.
    at: (usize, usize),
    request: Request,
    /// Tells this credential from another one for the same challenge.
    payer: String,
    key: Option<IdempotencyKey>,
    /// The most bytes of an answer that are kept.
    keep: usize,
    /// [`Attempt::works`].
    works: bool,
}

/// How far it has come.
#[derive(Clone, Debug)]
struct Progress {
    goal: Goal,
    /// What the processor is being asked.
    ask: Ask,
    /// The text the register is known to hold.
    expected: Option<String>,
    /// What the swap under way writes.
    entry: Record,
    /// Whether the resource was made here: then there is something to send.
    made: bool,
    /// Whether what is held is asked for a second time, to be taken or to be released.
    again: bool,
    /// What to refuse with when what is not to be paid for any more is canceled.
    refusal: Error,
}

/// What is kept of the request, to make fresh challenges for it.
#[derive(Debug)]
struct Request {
    method: String,
    url: String,
    accept_payment: Option<String>,
    page: bool,
    body: Body,
    nonce: String,
}

/// What the swap under way is for.
#[derive(Clone, Debug)]
enum Goal {
    /// Note that this credential is the one of its `Idempotency-Key`; the register holds this, or nothing.
    Key(Option<String>),
    /// See what became of the payment another credential made under the key; the key's register holds this.
    Holder(key::Holder),
    /// The challenge has expired: see what became of it, and close it if nothing did.
    Look,
    Claim,
    /// Take over what another request has left behind, and ask.
    Ask(Ask),
    /// Begin to deliver what was paid for or is held, after our own payment.
    Begin,
    /// Take over a delivery.
    Redeliver,
    /// Take what is held: the resource is made.
    Capture,
    /// Release what is held: the resource failed.
    Cancel,
    /// Use the challenge up, then answer with fresh ones. Never before that is recorded: a retry might still
    /// charge the old one.
    Refuse(Box<Answer>),
    /// Note what is decided, and end so whatever the store says.
    Finish(Box<End>),
    /// Note that it is delivered, and send it, if nobody else does.
    Deliver(Box<End>),
}

impl Attempt {
    pub(super) fn new(
        credential: Verified<Credential>,
        at: (usize, usize),
        parts: &Parts<'_>,
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
        let works = method::works(parts.method);
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
            order: Order { credential, at, request, payer, key, keep, works },
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

    /// The id of the challenge that is being redeemed.
    pub fn challenge_id(&self) -> String {
        self.order.credential.challenge_id().as_str().into()
    }

    /// The processor's name for the payment, once money is known to have moved.
    pub fn reference(&self) -> Option<&str> {
        self.progress.entry.receipt.as_ref().map(|receipt| receipt.reference.as_str())
    }

    /// Whether what failed may still be held: it could not be released yet.
    pub const fn is_held(&self) -> bool {
        let entry = &self.progress.entry;
        entry.receipt.is_none() && matches!(entry.state, State::Failed | State::Canceling)
    }

    /// Whether the request may do something: that is to be brought to its end, and counts, whoever is there to hear of it.
    pub const fn works(&self) -> bool {
        self.order.works
    }

    /// Begins. `nonce` is fresh random text of 128 bits or more: a shorter one, with which two requests could both win, ends it.
    /// What follows is reported to the same paywall that decided.
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

    /// The resource was made, or failed.
    pub fn delivered(&mut self, delivery: Delivery, now: Timestamp) -> Step {
        let keyed = self.order.key.is_some();
        self.progress.made = true;
        let entry = &mut self.progress.entry;
        entry.answer =
            delivery.answer.filter(|kept| keyed && delivery.ok && kept.body.len() <= self.order.keep);
        // What nobody is there to receive has failed, unless it is kept, or is something done and not told: that would be had for
        // nothing, or as often as somebody hangs up.
        let ok = delivery.ok && (delivery.heard || self.order.works || entry.answer.is_some());
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

    /// The client has left before anything of the answer was sent: what is neither kept for it nor done is owed.
    pub fn unheard(&mut self, now: Timestamp) -> Step {
        let entry = &self.progress.entry;
        match &entry.receipt {
            Some(receipt) if self.order.works || entry.answer.is_some() => Step::Done(Some(receipt.clone())),
            _ => self.finish(End::Done(None), State::Owed, now),
        }
    }

    /// The call that asks, or the end where there is none to make.
    fn ask(&mut self, paywall: &Paywall, ask: Ask, now: Timestamp) -> Step {
        let Some((rail, offer)) = self.offer(paywall) else { return end(&errors::INTERNAL, None) };
        let call = rail.call(&ask, &self.order.credential, offer.request());
        self.progress.ask = ask;
        match call {
            Ok(call) => Step::Call { call, after_ms: if self.progress.again { PAUSE_MS } else { 0 } },
            Err(error) => self.release(paywall, &error, now),
        }
    }

    /// What is paid for, in the paywall that decided. Another one may have another price in its place: then nothing is asked
    /// for, nothing is written, and who comes again goes on from there.
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

    fn parts(&self) -> Parts<'_> {
        let request = &self.order.request;
        Parts {
            method: &request.method,
            url: &request.url,
            authorization: None,
            payment_authorization: None,
            accept_payment: request.accept_payment.as_deref(),
            page: request.page,
            cookie: None,
            idempotency_key: None,
            body: request.body,
            nonce: &request.nonce,
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
