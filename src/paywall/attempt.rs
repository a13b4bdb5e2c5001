//! One paid request, step by step.
//!
//! ```text
//! claim ── won ───────────── call ── settled ── record it ── deliver ── ok ────── record it ── done
//!   │                         ▲  ├── refused ── record it ── answer     └ failed ─ record it ── done
//!   │ held by another         │  └── open ───── record it ── answer
//!   ├── outcome unknown: take over
//!   ├── paid and owed: take over ── deliver
//!   └── in progress, used up, or too late ── answer
//! ```

use super::record::{KEEP_MS, RETRY_MS, Record, SETTLEMENT_LEASE_MS, State};
use super::{Answer, Parts, Paywall};
use crate::binding::{Body, Verified};
use crate::encoding::{base64url, jcs, timestamp::Timestamp};
use crate::error::{Code, Error};
use crate::rail::{HttpAnswer, HttpCall, Outcome};
use crate::scheme::{Credential, Receipt};
use alloc::{boxed::Box, string::String};
use sha2::{Digest as _, Sha256};

/// A verified credential on its way.
#[derive(Debug)]
pub struct Attempt {
    credential: Verified<Credential>,
    /// Route and offer.
    at: (usize, usize),
    request: Request,
    /// Tells this credential from another one for the same challenge.
    payer: String,
    nonce: String,
    /// The swap under way: what it is for, the text it must find, the text it writes.
    goal: Goal,
    expected: Option<String>,
    written: String,
    receipt: Option<Receipt>,
    /// When the challenge was first claimed, by whichever request.
    first: Option<Timestamp>,
}

/// What is kept of the request, to make fresh challenges for it.
#[derive(Debug)]
struct Request {
    method: String,
    url: String,
    accept_payment: Option<String>,
    body: Body,
    nonce: String,
}

/// What to do next, and the method of [`Attempt`] to report back with.
#[derive(Debug)]
#[must_use]
pub enum Step {
    /// In the store, atomically: if `id` holds `expected` (`None`: nothing), make it hold `next`. Report what
    /// it held before with [`Attempt::swapped`], or [`Attempt::store_failed`].
    Swap {
        /// The register.
        id: String,
        /// The text it must hold.
        expected: Option<String>,
        /// The text it then holds.
        next: String,
        /// When it may be forgotten.
        keep_until: Timestamp,
    },
    /// Make this call, now, and give it up before half of [`super::SETTLEMENT_LEASE_MS`] is over. Report with
    /// [`Attempt::answered`], `None` when no answer came in time.
    Call(HttpCall),
    /// Serve the resource, with this receipt if that succeeds. Report with [`Attempt::delivered`].
    Deliver(Receipt),
    /// Answer this. The end.
    Answer(Answer),
    /// Send what was delivered. The end.
    Done,
}

#[derive(Debug)]
enum Goal {
    /// The challenge has expired: see what became of it, and close it if nothing did.
    Look,
    Claim,
    /// Take over an attempt whose outcome is unknown.
    Reclaim,
    /// Take over a delivery that is owed.
    Redeliver,
    Settle,
    /// Use the challenge up, then answer with fresh ones. Never before that is recorded: a retry might still
    /// charge the old one.
    Refuse(Box<Answer>),
    /// Note that the outcome is unknown, and answer so.
    Finish(Box<Answer>),
    Deliver,
}

const EXPIRED: Error = Error::new(Code::PaymentExpired, "the challenge has expired; pay a new one");
const USED: Error = Error::new(Code::InvalidChallenge, "this challenge was already used; pay a new one");
const IN_PROGRESS: Error = Error::new(
    Code::PaymentInProgress,
    "this credential is being redeemed by another request; send it again in a moment",
);
const OTHER: Error = Error::new(
    Code::PaymentInProgress,
    "this challenge was tried with another credential; send that one again, or ask for a new challenge",
);
const LOST: Error = Error::new(
    Code::ProcessorUnavailable,
    "what became of this payment could not be found out; ask the seller, who finds it by the challenge id",
);
const STORE: Error = Error::new(
    Code::StoreUnavailable,
    "the server could not record this payment; send the same credential again, you will not be charged twice",
);
const INTERNAL: Error = Error::new(Code::Internal, "the server could not handle this payment");

impl Attempt {
    pub(super) fn new(credential: Verified<Credential>, at: (usize, usize), parts: &Parts<'_>) -> Self {
        let request = Request {
            method: parts.method.into(),
            url: parts.url.into(),
            accept_payment: parts.accept_payment.map(String::from),
            body: parts.body,
            nonce: parts.nonce.into(),
        };
        let payload = jcs::sort_object_to_string(&credential.payload);
        let payer = base64url::encode(Sha256::digest(payload.as_bytes()));
        let (nonce, written) = (String::new(), String::new());
        Self {
            credential,
            payer,
            at,
            request,
            nonce,
            goal: Goal::Claim,
            expected: None,
            written,
            receipt: None,
            first: None,
        }
    }

    /// The id of the challenge that is being redeemed.
    pub fn challenge_id(&self) -> String {
        self.credential.challenge_id().as_str().into()
    }

    /// Begins. `nonce` is fresh random text of 128 bits or more.
    pub fn start(&mut self, nonce: &str, now: Timestamp) -> Step {
        self.nonce = nonce.into();
        self.expected = None;
        match self.is_late(now) {
            true => self.swap(Goal::Look, State::Refused, now),
            false => self.swap(Goal::Claim, State::Claimed, now),
        }
    }

    /// The store has compared and perhaps swapped; `found` is what the register held before.
    pub fn swapped(&mut self, paywall: &Paywall, found: Option<&str>, now: Timestamp) -> Step {
        let won = found == self.expected.as_deref();
        if won {
            // From here on the register holds our text.
            self.expected = Some(core::mem::take(&mut self.written));
        }
        match (core::mem::replace(&mut self.goal, Goal::Look), won) {
            (Goal::Look, true) => self.refuse(paywall, &EXPIRED, now),
            (Goal::Claim, true) if self.is_late(now) => self.refused(paywall, &EXPIRED, now),
            (Goal::Claim | Goal::Reclaim, true) if self.is_stale(now) => {
                Step::Answer(Answer::refusal(&STORE, Some(5)))
            }
            (Goal::Claim | Goal::Reclaim, true) => self.call(paywall, now),
            (Goal::Settle | Goal::Redeliver, true) => match self.receipt.clone() {
                Some(receipt) => Step::Deliver(receipt),
                None => Step::Answer(Answer::refusal(&INTERNAL, None)),
            },
            (Goal::Refuse(answer), true) | (Goal::Finish(answer), _) => Step::Answer(*answer),
            (Goal::Deliver, _) => Step::Done,
            // The lease ran out while the processor was thinking, and another request has taken over. It asks
            // the processor too, under the same key, and delivers.
            (Goal::Settle | Goal::Refuse(_), false) => Step::Answer(Answer::refusal(&IN_PROGRESS, Some(1))),
            (Goal::Look | Goal::Claim | Goal::Reclaim | Goal::Redeliver, _) => {
                self.contend(paywall, found, now)
            }
        }
    }

    /// The register holds something that is not ours.
    fn contend(&mut self, paywall: &Paywall, found: Option<&str>, now: Timestamp) -> Step {
        // A register that held our text a moment ago and is empty now has been forgotten too soon.
        let Some(text) = found else { return Step::Answer(Answer::refusal(&STORE, Some(5))) };
        // A record that cannot be read is somebody's claim: nothing is charged or delivered on a guess.
        let Some(record) = Record::parse(text) else {
            return Step::Answer(Answer::refusal(&IN_PROGRESS, Some(60)));
        };
        let (state, ours) = (record.state_at(now), record.payer == self.payer);
        self.expected = Some(text.into());
        self.receipt = record.receipt;
        self.first = Some(record.first);
        match state {
            State::Unknown | State::Owed if !ours => Step::Answer(Answer::refusal(&OTHER, Some(1))),
            State::Unknown if record.first.plus_millis(RETRY_MS) <= now => {
                Step::Answer(Answer::refusal(&LOST, Some(3600)))
            }
            State::Unknown => self.swap(Goal::Reclaim, State::Claimed, now),
            State::Owed => self.swap(Goal::Redeliver, State::Settled, now),
            State::Refused if self.is_late(now) => self.refuse(paywall, &EXPIRED, now),
            State::Delivered | State::Refused => self.refuse(paywall, &USED, now),
            State::Claimed | State::Settled => Step::Answer(Answer::refusal(&IN_PROGRESS, Some(1))),
        }
    }

    fn call(&mut self, paywall: &Paywall, now: Timestamp) -> Step {
        let call = paywall
            .offer(self.at)
            .ok_or(INTERNAL)
            .and_then(|(rail, offer)| rail.call(&self.credential, &offer.request));
        match call {
            Ok(call) => Step::Call(call),
            Err(error) => self.refused(paywall, &error, now),
        }
    }

    /// The processor has answered, or not in time.
    pub fn answered(&mut self, paywall: &Paywall, answer: Option<HttpAnswer<'_>>, now: Timestamp) -> Step {
        let outcome = paywall
            .offer(self.at)
            .map(|(rail, offer)| rail.read(answer, &self.credential, &offer.request, now));
        match outcome {
            Some(Outcome::Settled(receipt)) => {
                self.receipt = Some(receipt);
                self.swap(Goal::Settle, State::Settled, now)
            }
            Some(Outcome::Refused(error)) => self.refused(paywall, &error, now),
            Some(Outcome::Open { error, retry_after }) => {
                let answer = Answer::refusal(&error, Some(retry_after));
                self.swap(Goal::Finish(Box::new(answer)), State::Unknown, now)
            }
            None => Step::Answer(Answer::refusal(&INTERNAL, None)),
        }
    }

    /// The resource was served, or failed. What failed is owed: the same credential gets it without a charge.
    pub fn delivered(&mut self, ok: bool, now: Timestamp) -> Step {
        self.swap(Goal::Deliver, if ok { State::Delivered } else { State::Owed }, now)
    }

    /// The store did not answer.
    pub fn store_failed(&mut self) -> Step {
        match core::mem::replace(&mut self.goal, Goal::Look) {
            // Decided already; the record catches up when its lease is over.
            Goal::Finish(answer) => Step::Answer(*answer),
            Goal::Deliver => Step::Done,
            Goal::Look | Goal::Claim | Goal::Reclaim | Goal::Redeliver | Goal::Settle | Goal::Refuse(_) => {
                Step::Answer(Answer::refusal(&STORE, Some(5)))
            }
        }
    }

    /// Asks the store to replace what we know it to hold by `state`.
    fn swap(&mut self, goal: Goal, state: State, now: Timestamp) -> Step {
        let (nonce, payer) = (self.nonce.clone(), self.payer.clone());
        let first = *self.first.get_or_insert(now);
        let record = Record { state, since: now, first, nonce, payer, receipt: self.receipt.clone() };
        self.goal = goal;
        self.written = record.to_text();
        let expires = self.credential.expires().map_or(now, crate::scheme::Expires::at);
        Step::Swap {
            id: self.challenge_id(),
            expected: self.expected.clone(),
            next: self.written.clone(),
            keep_until: expires.plus_millis(KEEP_MS),
        }
    }

    /// Uses the challenge up and answers with fresh ones.
    fn refused(&mut self, paywall: &Paywall, error: &Error, now: Timestamp) -> Step {
        let answer = paywall.refuse(self.at.0, &self.parts(), error, now);
        self.swap(Goal::Refuse(Box::new(answer)), State::Refused, now)
    }

    fn refuse(&self, paywall: &Paywall, error: &Error, now: Timestamp) -> Step {
        Step::Answer(paywall.refuse(self.at.0, &self.parts(), error, now))
    }

    /// The store took so long to answer that a call could outlive the claim it is made under: another request
    /// might be refused meanwhile, and what this one pays for would be lost.
    fn is_stale(&self, now: Timestamp) -> bool {
        let own = self.expected.as_deref().and_then(Record::parse);
        own.is_none_or(|own| own.since.plus_millis(SETTLEMENT_LEASE_MS / 2) <= now)
    }

    fn is_late(&self, now: Timestamp) -> bool {
        self.credential.expires().is_none_or(|expires| expires.is_past(now))
    }

    fn parts(&self) -> Parts<'_> {
        Parts {
            method: &self.request.method,
            url: &self.request.url,
            authorization: None,
            payment_authorization: None,
            accept_payment: self.request.accept_payment.as_deref(),
            body: self.request.body,
            nonce: &self.request.nonce,
        }
    }
}

#[cfg(test)]
#[path = "attempt_tests.rs"]
mod tests;
