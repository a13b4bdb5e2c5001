//! The store's side: what to write next, and what follows if it was written, or was not.

use super::errors::{EXPIRED, IN_PROGRESS, INTERNAL, STORE};
use super::goal::{Goal, RecordGoal};
use super::step::{End, Step};
use super::{Attempt, State};
use crate::encoding::timestamp::Timestamp;
use crate::paywall::record::{CALL_TIMEOUT_MS, KEEP_MS, SETTLEMENT_LEASE_MS};
use crate::paywall::site::Paywall;
use crate::rail::Ask;
use alloc::boxed::Box;

impl Attempt {
    /// Claims the challenge, or closes it if it has expired.
    pub(super) fn claim(&mut self, now: Timestamp) -> Step {
        if self.is_late(now) {
            self.swap(RecordGoal::Close, State::Released, now)
        } else {
            self.swap(RecordGoal::Claim, State::Claimed, now)
        }
    }

    pub(super) fn finish(&mut self, end: End, state: State, now: Timestamp) -> Step {
        self.swap(RecordGoal::Finish(Box::new(end)), state, now)
    }

    /// Asks the store to replace the text we know it holds with a record in `state`.
    pub(super) fn swap(&mut self, goal: RecordGoal, state: State, now: Timestamp) -> Step {
        self.progress.goal = Some(Goal::Record(goal));
        self.progress.entry.state = state;
        self.progress.entry.since = now;
        Step::Swap {
            id: self.challenge_id().into(),
            expected: self.progress.expected.clone(),
            next: self.progress.entry.to_text(),
            keep_until: self.keep_until(),
        }
    }

    pub(super) fn keep_until(&self) -> Timestamp {
        self.order.credential.expires().saturating_add_millis(KEEP_MS)
    }

    /// Reports that the store has compared and perhaps swapped. `found` is what the register held before. Report each
    /// swap once: a second report is answered with an internal error.
    pub fn swapped(&mut self, paywall: &Paywall, found: Option<&str>, now: Timestamp) -> Step {
        let goal = match self.progress.goal.take() {
            Some(Goal::Key(goal)) => return self.key_swapped(goal, found, now),
            Some(Goal::Record(goal)) => goal,
            None => return self.stop(&INTERNAL, None),
        };
        let text = self.progress.entry.to_text();
        // If the swap was sent twice because the first answer was lost, the second one finds our own text.
        let written = found == self.progress.expected.as_deref() || found == Some(text.as_str());
        if written {
            self.progress.expected = Some(text);
            self.record_written(paywall, goal, now)
        } else {
            self.record_not_written(paywall, goal, found, now)
        }
    }

    /// The register holds our text.
    fn record_written(&mut self, paywall: &Paywall, goal: RecordGoal, now: Timestamp) -> Step {
        if matches!(goal, RecordGoal::Claim) && self.is_late(now) {
            return self.release(paywall, &EXPIRED, now);
        }
        if goal.needs_lease() && self.lease_is_too_short(now) {
            return self.stop(&STORE, Some(5));
        }
        match goal {
            RecordGoal::Close => self.refuse(paywall, &EXPIRED, now),
            RecordGoal::Claim => self.ask(paywall, Ask::Pay(self.progress.entry.capture), now),
            RecordGoal::Ask(ask) => self.ask(paywall, ask, now),
            RecordGoal::Begin | RecordGoal::Redeliver => self.deliver(),
            RecordGoal::Capture => self.ask_of_hold(paywall, Ask::Capture, now),
            RecordGoal::Cancel => self.ask_of_hold(paywall, Ask::Cancel, now),
            RecordGoal::Refuse(answer) => Step::Answer(*answer),
            RecordGoal::Finish(end) | RecordGoal::Deliver(end) => self.conclude(*end),
        }
    }

    /// The register holds another request's text, `found`.
    fn record_not_written(
        &mut self,
        paywall: &Paywall,
        goal: RecordGoal,
        found: Option<&str>,
        now: Timestamp,
    ) -> Step {
        match goal {
            RecordGoal::Close | RecordGoal::Claim | RecordGoal::Ask(_) | RecordGoal::Redeliver => {
                self.contend(paywall, found, now)
            }
            // The store that seemed to fail has recorded the delivery. What broke off is owed even so.
            RecordGoal::Finish(end) if found.is_some() && found == self.progress.unheard.as_deref() => {
                self.progress.expected = self.progress.unheard.take();
                self.finish(*end, self.progress.entry.state, now)
            }
            RecordGoal::Finish(end) => self.conclude(*end),
            // This request still sends its failure; the request that took over makes the resource again.
            RecordGoal::Cancel => self.failed(),
            RecordGoal::Begin | RecordGoal::Capture | RecordGoal::Refuse(_) | RecordGoal::Deliver(_) => {
                match found {
                    // Our lease ran out, and another request took over. It knows what we know, or asks the processor;
                    // what we made, it makes again or has delivered.
                    Some(_) => self.stop(&IN_PROGRESS, Some(1)),
                    // Nobody did: the store forgot our text too soon.
                    None => self.stop(&STORE, Some(5)),
                }
            }
        }
    }

    /// Reports that the store failed.
    pub fn store_failed(&mut self) -> Step {
        match self.progress.goal.take() {
            None => self.stop(&INTERNAL, None),
            // Already decided: the record catches up when its lease is over.
            Some(Goal::Record(RecordGoal::Finish(end))) => self.conclude(*end),
            Some(Goal::Record(RecordGoal::Deliver(end))) => {
                self.progress.unheard = Some(self.progress.entry.to_text());
                self.conclude(*end)
            }
            // The money stays held for now: a request after the lease is over makes the resource, or cancels.
            Some(Goal::Record(RecordGoal::Cancel)) => self.failed(),
            Some(_) => self.stop(&STORE, Some(5)),
        }
    }

    /// Whether the store took so long to answer that the next action could outlive the lease of its record. Another
    /// request could then take over: its payment could be refused, and what this one pays for would be lost; or it
    /// could release the money for which this one makes the resource.
    fn lease_is_too_short(&self, now: Timestamp) -> bool {
        let last_start = SETTLEMENT_LEASE_MS - i64::from(CALL_TIMEOUT_MS);
        self.progress.entry.since.saturating_add_millis(last_start) <= now
    }
}
