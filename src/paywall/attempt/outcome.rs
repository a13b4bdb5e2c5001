//! The processor's side: what its answers mean for the attempt.

use super::errors::{INTERNAL, LOST, UNCANCELED, UNCAPTURED};
use super::swap::end;
use super::{Ask, Attempt, End, Goal, HttpResponse, Outcome, Paywall, RETRY_MS, State, Step};
use crate::encoding::timestamp::Timestamp;
use alloc::boxed::Box;

impl Attempt {
    /// Reports the processor's answer; `None` if none came in time.
    pub fn answered(&mut self, paywall: &Paywall, answer: Option<HttpResponse<'_>>, now: Timestamp) -> Step {
        let Some((rail, offer)) = self.offer(paywall) else { return end(&INTERNAL, None) };
        let outcome = rail.read(&self.progress.ask, answer, &self.order.credential, offer.request(), now);
        match (self.progress.entry.state, outcome) {
            (_, Outcome::Look(reference)) => self.ask(paywall, Ask::Look(reference), now),
            (State::Capturing, outcome) => self.captured(paywall, outcome, now),
            (State::Canceling, outcome) => self.canceled(paywall, outcome, now),
            (_, outcome) => self.paid(paywall, outcome, now),
        }
    }

    fn paid(&mut self, paywall: &Paywall, outcome: Outcome, now: Timestamp) -> Step {
        match outcome {
            Outcome::Settled(receipt) => {
                self.progress.entry.receipt = Some(receipt);
                self.swap(Goal::Begin, State::Settled, now)
            }
            Outcome::Held(reference) => {
                self.progress.entry.hold = Some(reference);
                self.swap(Goal::Begin, State::Making, now)
            }
            Outcome::Refused(error) => self.release(paywall, &error, now),
            Outcome::ActionRequired { reference, error } => {
                self.progress.refusal = error;
                self.progress.entry.hold = Some(reference.clone());
                self.swap(Goal::Ask(Ask::Cancel(reference)), State::Canceling, now)
            }
            Outcome::Open { .. } if self.progress.entry.first.saturating_add_millis(RETRY_MS) <= now => {
                self.finish(end(&LOST, Some(3600)), State::Unknown, now)
            }
            Outcome::Open { error, retry_after } => {
                self.finish(end(&error, Some(retry_after)), State::Unknown, now)
            }
            Outcome::Look(_) => end(&INTERNAL, None),
        }
    }

    fn captured(&mut self, paywall: &Paywall, outcome: Outcome, now: Timestamp) -> Step {
        let retry_after = match outcome {
            Outcome::Settled(receipt) => {
                let entry = &mut self.progress.entry;
                entry.receipt = Some(receipt.clone());
                let send = match (&entry.answer, self.progress.made) {
                    (Some(kept), false) => End::Replay(kept.clone(), receipt),
                    _ => End::Done(Some(receipt)),
                };
                return self.swap(Goal::Deliver(Box::new(send)), State::Delivered, now);
            }
            Outcome::Refused(error) => {
                self.progress.entry.answer = None;
                return self.release(paywall, &error, now);
            }
            // The handler has run, and the payer may never return: try once more, under a new lease.
            Outcome::Open { .. } if !self.progress.again => {
                self.progress.again = true;
                return self.swap(Goal::Capture, State::Capturing, now);
            }
            Outcome::Open { retry_after, .. } => retry_after,
            Outcome::Held(_) | Outcome::Look(_) | Outcome::ActionRequired { .. } => 5,
        };
        self.finish(end(&UNCAPTURED, Some(retry_after)), State::Held, now)
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
                    return self.swap(Goal::Begin, State::Settled, now);
                }
                (State::Owed, 0)
            }
            // The payer hears of a failure and may never return: try once more, or the money stays held.
            Outcome::Open { .. } if !self.progress.again => {
                self.progress.again = true;
                return self.ask_of_hold(paywall, Ask::Cancel, now);
            }
            Outcome::Open { retry_after, .. } => (State::Failed, retry_after),
            Outcome::Held(_) | Outcome::Look(_) | Outcome::ActionRequired { .. } => (State::Failed, 5),
        };
        // The request that ran the handler sends its failure; a later one has only this error to send.
        let end = if made { End::Done(None) } else { end(&UNCANCELED, Some(retry_after)) };
        self.finish(end, state, now)
    }
}
