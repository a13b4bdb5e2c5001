//! The record that another request has left, and how an attempt continues from it.

use super::errors::{EXPIRED, GONE, IN_PROGRESS, OTHER_CREDENTIAL, RELEASED, STORE, USED};
use super::goal::RecordGoal;
use super::{Attempt, Record, State, Step};
use crate::encoding::timestamp::Timestamp;
use crate::paywall::{record::RETRY_MS, site::Paywall};
use crate::rail::Ask;

impl Attempt {
    /// Handles `found`, a text in the register that is not ours.
    pub(super) fn contend(&mut self, paywall: &Paywall, found: Option<&str>, now: Timestamp) -> Step {
        // The register held a text a moment ago and is empty now: the store forgot it too soon.
        let Some(text) = found else { return self.stop(&STORE, Some(5)) };
        // An unreadable record counts as another request's claim: nothing is charged or delivered on a guess.
        let Some(record) = Record::parse(text) else { return self.stop(&IN_PROGRESS, Some(60)) };
        let ours = record.payer == self.order.payer;
        match record.state_at(now) {
            State::Claimed | State::Settled | State::Making | State::Capturing | State::Canceling => {
                self.stop(&IN_PROGRESS, Some(1))
            }
            state @ (State::Unknown | State::Owed | State::Held | State::Failed) if ours => {
                self.progress.expected = Some(text.into());
                self.take_over(state, record, now)
            }
            State::Unknown | State::Owed | State::Held | State::Failed => {
                self.stop(&OTHER_CREDENTIAL, Some(1))
            }
            State::Delivered if ours => self.already_delivered(paywall, record, now),
            State::Released if self.is_late(now) => self.refuse(paywall, &EXPIRED, now),
            State::Released => self.refuse(paywall, &RELEASED, now),
            State::Delivered => self.refuse(paywall, &USED, now),
        }
    }

    /// Continues where another request with the same credential stopped.
    fn take_over(&mut self, state: State, mut record: Record, now: Timestamp) -> Step {
        self.progress.asked_before = record.books.is_some();
        let entry = &mut self.progress.entry;
        entry.first = record.first;
        entry.capture = record.capture;
        entry.hold = record.hold;
        entry.receipt = record.receipt;
        // What was paid under a key stays paid under it.
        entry.key = record.key.or(entry.key.take());
        entry.answer = record.answer;
        (self.progress.second_try, self.progress.unclear) = (false, None);
        let books = record.books.get_or_insert_with(|| self.order.sale.books.clone());
        // Under another key of the processor, the payment could be refused although the money has moved, or move again.
        let may_pay_again =
            entry.first.saturating_add_millis(RETRY_MS) > now && *books == self.order.sale.books;
        entry.books = record.books;
        let (goal, next) = match (state, entry.hold.clone()) {
            (State::Owed, _) => (RecordGoal::Redeliver, State::Settled),
            (State::Held, Some(hold)) if entry.answer.is_some() => {
                (RecordGoal::Ask(Ask::Capture(hold)), State::Capturing)
            }
            (State::Held, _) => (RecordGoal::Redeliver, State::Making),
            (State::Failed, Some(hold)) => (RecordGoal::Ask(Ask::Cancel(hold)), State::Canceling),
            _ if may_pay_again => (RecordGoal::Ask(Ask::Pay(entry.capture)), State::Claimed),
            _ => (RecordGoal::Ask(Ask::LookUp(None)), State::Claimed),
        };
        self.swap(goal, next, now)
    }

    /// The resource was delivered to this credential. Under its key, it gets the same answer again.
    fn already_delivered(&self, paywall: &Paywall, record: Record, now: Timestamp) -> Step {
        if self.key().is_none() || self.key() != record.key.as_deref() {
            return self.refuse(paywall, &USED, now);
        }
        match (record.answer, record.receipt) {
            (Some(answer), Some(receipt)) => Step::Replay(answer, receipt),
            _ => self.stop(&GONE, None),
        }
    }
}
