//! The processor's side: the calls, and what their answers mean for the attempt.

use super::errors::{INTERNAL, LOST, UNCANCELED, UNCAPTURED};
use super::goal::RecordGoal;
use super::step::{End, Step};
use super::{Attempt, State};
use crate::encoding::timestamp::Timestamp;
use crate::error::Code;
use crate::paywall::record::{CALL_TIMEOUT_MS, RETRY_MS};
use crate::paywall::site::{Offer, Paywall};
use crate::rail::{Ask, HttpResponse, Outcome, Rail};
use alloc::{boxed::Box, string::String};
use core::mem;

/// The pause before the processor is asked a second time, in milliseconds. It counts calls per second.
const PAUSE_MS: u32 = 1000;

/// The longest wait, in seconds, after which a payment is still tried again at once. A processor that wants a longer one
/// limits its calls, or has refused them.
const SOON: u32 = 5;

impl Attempt {
    /// The call for `ask`, or the end if it cannot be built.
    pub(super) fn ask(&mut self, paywall: &Paywall, ask: Ask, now: Timestamp) -> Step {
        let Some((rail, offer)) = self.offer(paywall) else { return self.stop(&INTERNAL, None) };
        let call = rail.call(&ask, &self.order.credential, offer.request());
        self.progress.ask = ask;
        match call {
            Ok(call) => {
                let delay_ms = if self.progress.second_try { PAUSE_MS } else { 0 };
                Step::Call { call, delay_ms, timeout_ms: CALL_TIMEOUT_MS }
            }
            Err(error) => self.release(paywall, &error, now),
        }
    }

    /// The call to capture or to cancel what is held.
    pub(super) fn ask_of_hold(&mut self, paywall: &Paywall, ask: fn(String) -> Ask, now: Timestamp) -> Step {
        match self.progress.entry.hold.clone() {
            Some(hold) => self.ask(paywall, ask(hold), now),
            None => self.stop(&INTERNAL, None),
        }
    }

    /// The offer that is paid, in the paywall that decided. Another paywall may have another price in its place: then
    /// nothing is asked for or written, and a later request continues from the record.
    fn offer<'p>(&self, paywall: &'p Paywall) -> Option<(&'p Rail, &'p Offer)> {
        let asked = &self.order.credential.challenge.request;
        paywall.offer(self.order.sale.at).filter(|(_, offer)| offer.request().as_str() == asked.as_str())
    }

    /// Reports the processor's answer; `None` if none came in time.
    pub fn answered(&mut self, paywall: &Paywall, answer: Option<HttpResponse<'_>>, now: Timestamp) -> Step {
        let Some((rail, offer)) = self.offer(paywall) else { return self.stop(&INTERNAL, None) };
        let outcome = rail.read(&self.progress.ask, answer, &self.order.credential, offer.request(), now);
        match (self.progress.entry.state, outcome) {
            (_, Outcome::LookUp(reference)) => self.ask(paywall, Ask::LookUp(reference), now),
            (State::Capturing, outcome) => self.captured(paywall, outcome, now),
            (State::Canceling, outcome) => self.canceled(paywall, outcome, now),
            (_, outcome) => self.paid(paywall, outcome, now),
        }
    }

    fn paid(&mut self, paywall: &Paywall, outcome: Outcome, now: Timestamp) -> Step {
        // A capture or a cancellation that follows has two tries of its own.
        let second_try = mem::take(&mut self.progress.second_try);
        let unclear = self.progress.unclear.take();
        match outcome {
            Outcome::Settled(receipt) => {
                self.progress.entry.receipt = Some(receipt);
                self.swap(RecordGoal::Begin, State::Settled, now)
            }
            Outcome::Held(reference) => {
                self.progress.entry.hold = Some(reference);
                self.swap(RecordGoal::Begin, State::Making, now)
            }
            Outcome::Refused(error) => self.release(paywall, &error, now),
            Outcome::ActionRequired { reference, error } => {
                self.progress.refusal = error;
                self.progress.entry.hold = Some(reference.clone());
                self.swap(RecordGoal::Ask(Ask::Cancel(reference)), State::Canceling, now)
            }
            Outcome::Unknown { .. } if self.progress.entry.first.saturating_add_millis(RETRY_MS) <= now => {
                self.finish(self.end(&LOST, Some(3600)), State::Unknown, now)
            }
            // The payer may never return, and the money may be held: try once more, under a new lease.
            Outcome::Unknown { error, retry_after }
                if !second_try && retry_after <= SOON && matches!(self.progress.ask, Ask::Pay(_)) =>
            {
                self.progress.second_try = true;
                self.progress.unclear = Some(error);
                self.swap(RecordGoal::Ask(self.progress.ask.clone()), State::Claimed, now)
            }
            // A second answer that says nothing about the payment does not make a lost one better known.
            Outcome::Unknown { error, retry_after } => {
                let error = unclear.filter(|_| error.code() != Code::ProcessorUnavailable).unwrap_or(error);
                // The processor does not know this server: the payment is in no books.
                if error.code() == Code::ProcessorRefused && !self.progress.asked_before {
                    self.progress.entry.books = None;
                }
                self.finish(self.end(&error, Some(retry_after)), State::Unknown, now)
            }
            Outcome::LookUp(_) => self.stop(&INTERNAL, None),
        }
    }

    fn captured(&mut self, paywall: &Paywall, outcome: Outcome, now: Timestamp) -> Step {
        let retry_after = match outcome {
            Outcome::Settled(receipt) => {
                let entry = &mut self.progress.entry;
                entry.receipt = Some(receipt.clone());
                let send = match (&entry.answer, self.progress.made) {
                    (Some(kept), false) => End::Replay(kept.clone(), receipt),
                    _ => End::Done(receipt),
                };
                return self.swap(RecordGoal::Deliver(Box::new(send)), State::Delivered, now);
            }
            Outcome::Refused(error) => {
                self.progress.entry.answer = None;
                return self.release(paywall, &error, now);
            }
            // The handler has run, and the payer may never return: try once more, under a new lease.
            Outcome::Unknown { .. } if !self.progress.second_try => {
                self.progress.second_try = true;
                return self.swap(RecordGoal::Capture, State::Capturing, now);
            }
            Outcome::Unknown { retry_after, .. } => retry_after,
            Outcome::Held(_) | Outcome::LookUp(_) | Outcome::ActionRequired { .. } => 5,
        };
        self.finish(self.end(&UNCAPTURED, Some(retry_after)), State::Held, now)
    }

    fn canceled(&mut self, paywall: &Paywall, outcome: Outcome, now: Timestamp) -> Step {
        let made = self.progress.made;
        let (state, retry_after) = match outcome {
            Outcome::Refused(_) if made => (State::Released, 0),
            Outcome::Refused(_) => {
                let error = self.progress.refusal.clone();
                return self.release(paywall, &error, now);
            }
            // An earlier request captured the money for a resource that it could not send, or the payer has confirmed
            // the payment with the bank after all.
            Outcome::Settled(receipt) => {
                self.progress.entry.receipt = Some(receipt);
                if !made {
                    return self.swap(RecordGoal::Begin, State::Settled, now);
                }
                (State::Owed, 0)
            }
            // The payer hears of a failure and may never return: try once more, or the money stays held.
            Outcome::Unknown { .. } if !self.progress.second_try => {
                self.progress.second_try = true;
                return self.ask_of_hold(paywall, Ask::Cancel, now);
            }
            Outcome::Unknown { retry_after, .. } => (State::Failed, retry_after),
            Outcome::Held(_) | Outcome::LookUp(_) | Outcome::ActionRequired { .. } => (State::Failed, 5),
        };
        // The request that ran the handler sends its failure; a later one has only this error to send.
        let end = if made { End::Failed } else { self.end(&UNCANCELED, Some(retry_after)) };
        self.finish(end, state, now)
    }
}
