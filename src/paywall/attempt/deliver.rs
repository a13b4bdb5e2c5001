//! The handler's side: what the resource, once it is made or sent, means for the attempt.

use super::goal::RecordGoal;
use super::step::{End, FailedDelivery, Step};
use super::{Attempt, State, StoredAnswer};
use crate::encoding::timestamp::Timestamp;
use crate::paywall::delivery::ResponseClass;
use alloc::boxed::Box;

/// The result of making the resource.
///
/// It is written as a literal on purpose: if a later version has to know more, code that does not say it must not compile.
#[derive(Debug)]
pub struct Delivery {
    /// What was made, as [`Paywall::classify`](crate::paywall::Paywall::classify) says. `None` if nothing was that can be
    /// sent: the handler panicked or never ended.
    pub made: Option<ResponseClass>,
    /// Whether the client is still there to receive it.
    pub client_connected: bool,
    /// The answer itself, if [`Step::Deliver`] asked to keep it and it is small enough.
    pub answer: Option<StoredAnswer>,
}

impl Attempt {
    /// Asks for the resource.
    pub(super) fn deliver(&self) -> Step {
        let keep = if self.order.sale.key.is_some() { self.order.sale.max_replay_bytes } else { 0 };
        Step::Deliver { keep }
    }

    /// Reports that the resource was made, or failed.
    pub fn delivered(&mut self, delivery: Delivery, now: Timestamp) -> Step {
        self.progress.made = true;
        self.progress.failed_itself = delivery.made == Some(ResponseClass::Failure);
        self.progress.client_left = !delivery.client_connected;
        let is_delivery = delivery.made == Some(ResponseClass::Delivery);
        self.progress.entry.answer = delivery.answer.filter(|answer| is_delivery && self.may_keep(answer));
        let ok = is_delivery && (delivery.client_connected || self.counts_without_client());
        match (&self.progress.entry.receipt, ok) {
            (Some(receipt), true) => {
                let send = End::Done(receipt.clone());
                self.swap(RecordGoal::Deliver(Box::new(send)), State::Delivered, now)
            }
            (Some(_), false) => self.finish(End::Failed, State::Owed, now),
            (None, true) => self.swap(RecordGoal::Capture, State::Capturing, now),
            (None, false) => self.swap(RecordGoal::Cancel, State::Canceling, now),
        }
    }

    /// Reports that the answer broke off while it was sent, through no fault of its client. It is then owed again. An
    /// answer without a receipt changes nothing.
    pub fn broke_off(&mut self, now: Timestamp) -> Step {
        if self.progress.entry.receipt.is_none() {
            return self.failed();
        }
        self.delivered(Delivery { made: None, client_connected: true, answer: None }, now)
    }

    /// Reports that the client left before any of the answer was sent. The delivery is then owed, unless the answer is
    /// kept or the request may have had side effects. An answer without a receipt changes nothing, and neither does a failure
    /// that is owed: what was made is no delivery because its client left.
    pub fn client_disconnected(&mut self, now: Timestamp) -> Step {
        self.progress.client_left = true;
        match &self.progress.entry.receipt {
            Some(receipt) if self.progress.entry.state == State::Delivered => {
                if self.counts_without_client() {
                    Step::Done(receipt.clone())
                } else {
                    self.finish(End::Failed, State::Owed, now)
                }
            }
            _ => self.failed(),
        }
    }

    /// The end of a delivery that failed.
    pub(super) const fn failed(&self) -> Step {
        Step::Failed(if self.progress.failed_itself && !self.progress.client_left {
            FailedDelivery::AsMade
        } else {
            FailedDelivery::Fault(self.failure())
        })
    }

    fn may_keep(&self, answer: &StoredAnswer) -> bool {
        self.order.sale.key.is_some() && answer.body.len() <= self.order.sale.max_replay_bytes
    }

    /// Whether a success counts as a delivery although its client has left: the answer is kept, or the request may have
    /// had side effects. Otherwise clients could get those for nothing, or repeatedly, by hanging up.
    const fn counts_without_client(&self) -> bool {
        self.order.has_side_effects || self.progress.entry.answer.is_some()
    }
}
