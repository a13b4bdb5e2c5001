//! The store's side: what to write next, and what the text that was found means.

use super::errors::{EXPIRED, GONE, IN_PROGRESS, INTERNAL, OTHER, STORE, USED};
use super::{
    Answer, Ask, Attempt, CALL_TIMEOUT_MS, Goal, KEEP_MS, Paywall, RETRY_MS, Record, SETTLEMENT_LEASE_MS,
    State, Step,
};
use crate::encoding::timestamp::Timestamp;
use crate::error::Error;
use crate::scheme::Expires;
use alloc::string::String;

impl Attempt {
    /// Reports that the store has compared and perhaps swapped. `found` is what the register held before.
    pub fn swapped(&mut self, paywall: &Paywall, found: Option<&str>, now: Timestamp) -> Step {
        let goal = core::mem::replace(&mut self.progress.goal, Goal::Look);
        match goal {
            Goal::Key(expected) => return self.key_swapped(expected, found, now),
            Goal::Holder(holder) => return self.holder_found(holder, found, now),
            Goal::Close(holder) => return self.holder_closed(holder, found, now),
            _ => {}
        }
        let text = self.progress.entry.to_text();
        // If the swap was sent twice because the first answer was lost, the second one finds our own text.
        let won = found == self.progress.expected.as_deref() || found == Some(text.as_str());
        if won {
            // From here on the register holds our text.
            self.progress.expected = Some(text);
        }
        match (goal, won) {
            (Goal::Look, true) => self.refuse(paywall, &EXPIRED, now),
            (Goal::Claim, true) if self.is_late(now) => self.release(paywall, &EXPIRED, now),
            (goal, true) if goal.is_dated() && self.is_stale(now) => end(&STORE, Some(5)),
            (Goal::Claim, true) => self.ask(paywall, Ask::Pay(self.progress.entry.capture), now),
            (Goal::Ask(ask), true) => self.ask(paywall, ask, now),
            (Goal::Begin | Goal::Redeliver, true) => Step::Deliver { keep: self.keep() },
            (Goal::Capture, true) => self.ask_of_hold(paywall, Ask::Capture, now),
            (Goal::Cancel, true) => self.ask_of_hold(paywall, Ask::Cancel, now),
            (Goal::Refuse(answer), true) => Step::Answer(*answer),
            (Goal::Finish(end), _) | (Goal::Deliver(end), true) => (*end).into(),
            // This request still sends its failure; the request that took over makes the resource again.
            (Goal::Cancel, false) => Step::Done(None),
            // Our lease ran out, and another request took over. It knows what we know, or asks the processor; what we
            // made, it makes again or has delivered.
            (Goal::Begin | Goal::Capture | Goal::Refuse(_) | Goal::Deliver(_), false) => {
                end(&IN_PROGRESS, Some(1))
            }
            (
                Goal::Look
                | Goal::Claim
                | Goal::Ask(_)
                | Goal::Redeliver
                | Goal::Key(_)
                | Goal::Holder(_)
                | Goal::Close(_),
                _,
            ) => self.contend(paywall, found, now),
        }
    }

    /// The register does not hold our text.
    fn contend(&mut self, paywall: &Paywall, found: Option<&str>, now: Timestamp) -> Step {
        // The register held a text a moment ago and is empty now: the store forgot it too soon.
        let Some(text) = found else { return end(&STORE, Some(5)) };
        // An unreadable record counts as another request's claim: nothing is charged or delivered on a guess.
        let Some(record) = Record::parse(text) else { return end(&IN_PROGRESS, Some(60)) };
        let (state, ours) = (record.state_at(now), record.payer == self.order.payer);
        match state {
            State::Unknown | State::Owed | State::Held | State::Failed if !ours => end(&OTHER, Some(1)),
            State::Released if self.is_late(now) => self.refuse(paywall, &EXPIRED, now),
            State::Delivered if ours => self.again(paywall, record, now),
            State::Delivered | State::Released => self.refuse(paywall, &USED, now),
            State::Claimed | State::Settled | State::Making | State::Capturing | State::Canceling => {
                end(&IN_PROGRESS, Some(1))
            }
            State::Unknown | State::Owed | State::Held | State::Failed => {
                self.progress.expected = Some(text.into());
                self.take_over(state, record, now)
            }
        }
    }

    /// Continues where another request with the same credential stopped.
    fn take_over(&mut self, state: State, record: Record, now: Timestamp) -> Step {
        let can_ask = record.first.saturating_add_millis(RETRY_MS) > now;
        let entry = &mut self.progress.entry;
        (entry.first, entry.capture) = (record.first, record.capture);
        (entry.hold, entry.receipt) = (record.hold, record.receipt);
        if record.answer.is_some() {
            (entry.key, entry.answer) = (record.key, record.answer);
        }
        match (state, entry.hold.clone()) {
            (State::Owed, _) => self.swap(Goal::Redeliver, State::Settled, now),
            (State::Held, Some(hold)) if entry.answer.is_some() => {
                self.swap(Goal::Ask(Ask::Capture(hold)), State::Capturing, now)
            }
            (State::Held, _) => self.swap(Goal::Redeliver, State::Making, now),
            (State::Failed, Some(hold)) => self.swap(Goal::Ask(Ask::Cancel(hold)), State::Canceling, now),
            _ if can_ask => {
                let ask = Ask::Pay(entry.capture);
                self.swap(Goal::Ask(ask), State::Claimed, now)
            }
            _ => self.swap(Goal::Ask(Ask::Look(None)), State::Claimed, now),
        }
    }

    /// The answer was already delivered to this credential.
    fn again(&self, paywall: &Paywall, record: Record, now: Timestamp) -> Step {
        let key = self.order.key.as_ref().map(|key| key.digest());
        match (record.answer, record.receipt) {
            _ if key.is_none() || key != record.key.as_deref() => self.refuse(paywall, &USED, now),
            (Some(answer), Some(receipt)) => Step::Replay(answer, receipt),
            _ => end(&GONE, None),
        }
    }

    /// Reports that the store failed.
    pub fn store_failed(&mut self) -> Step {
        match core::mem::replace(&mut self.progress.goal, Goal::Look) {
            // Already decided: the record catches up when its lease is over.
            Goal::Finish(end) | Goal::Deliver(end) => (*end).into(),
            // The money stays held for now: a request after the lease is over makes the resource, or cancels.
            Goal::Cancel => Step::Done(None),
            _ => end(&STORE, Some(5)),
        }
    }

    pub(super) fn claim(&mut self, now: Timestamp) -> Step {
        if self.is_late(now) {
            self.swap(Goal::Look, State::Released, now)
        } else {
            self.swap(Goal::Claim, State::Claimed, now)
        }
    }

    /// Asks the store to replace the text we know it holds with a record in `state`.
    pub(super) fn swap(&mut self, goal: Goal, state: State, now: Timestamp) -> Step {
        self.progress.goal = goal;
        self.progress.entry.state = state;
        self.progress.entry.since = now;
        Step::Swap {
            id: self.challenge_id(),
            expected: self.progress.expected.clone(),
            next: self.progress.entry.to_text(),
            keep_until: self.keep_until(now),
        }
    }

    pub(super) fn keep_until(&self, now: Timestamp) -> Timestamp {
        self.order.credential.expires().map_or(now, Expires::at).saturating_add_millis(KEEP_MS)
    }

    pub(super) fn ask_of_hold(&mut self, paywall: &Paywall, ask: fn(String) -> Ask, now: Timestamp) -> Step {
        match self.progress.entry.hold.clone() {
            Some(hold) => self.ask(paywall, ask(hold), now),
            None => end(&INTERNAL, None),
        }
    }

    const fn keep(&self) -> usize {
        if self.order.key.is_some() { self.order.keep } else { 0 }
    }

    /// Whether the store took so long to answer that the next action could outlive the lease of its record. Another
    /// request could then take over: its payment could be refused, and what this one pays for would be lost; or it
    /// could release the money for which this one makes the resource.
    fn is_stale(&self, now: Timestamp) -> bool {
        self.progress.entry.since.saturating_add_millis(SETTLEMENT_LEASE_MS - i64::from(CALL_TIMEOUT_MS))
            <= now
    }
}

impl Goal {
    /// Whether the next action must follow soon. A lookup or a cancellation does no harm later.
    const fn is_dated(&self) -> bool {
        match self {
            Goal::Claim | Goal::Begin | Goal::Redeliver | Goal::Capture => true,
            Goal::Ask(ask) => matches!(ask, Ask::Pay(_) | Ask::Capture(_)),
            _ => false,
        }
    }
}

/// A refusal that asks for no money.
pub(super) fn end<T: From<Answer>>(error: &Error, retry_after: Option<u32>) -> T {
    Answer::refusal(error, retry_after).into()
}
