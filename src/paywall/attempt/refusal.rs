//! Refusals, and the parts of the request that they need.

use super::goal::RecordGoal;
use super::step::End;
use super::{Attempt, State, Step};
use crate::binding::Body;
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error};
use crate::paywall::answers::{Answer, Charged};
use crate::paywall::{request::RequestParts, site::Paywall};
use alloc::{boxed::Box, string::String};

/// The parts of the request that the answers to it are made of.
#[derive(Debug)]
pub(super) struct OwnedParts {
    method: String,
    url: String,
    accept_payment: Option<String>,
    page: bool,
    body: Body,
    nonce: String,
}

impl From<&RequestParts<'_>> for OwnedParts {
    fn from(parts: &RequestParts<'_>) -> Self {
        Self {
            method: parts.method.into(),
            url: parts.url.into(),
            accept_payment: parts.accept_payment.map(String::from),
            page: parts.page,
            body: parts.body,
            nonce: parts.nonce.into(),
        }
    }
}

impl OwnedParts {
    fn borrow(&self) -> RequestParts<'_> {
        RequestParts {
            accept_payment: self.accept_payment.as_deref(),
            page: self.page,
            ..RequestParts::new(&self.method, &self.url, self.body, &self.nonce)
        }
    }
}

impl Attempt {
    /// Ends with a refusal that asks for no money.
    pub(super) fn stop(&self, error: &Error, retry_after: Option<u32>) -> Step {
        Step::Answer(self.refusal(error, retry_after))
    }

    /// The same, to be sent once it is recorded.
    pub(super) fn end(&self, error: &Error, retry_after: Option<u32>) -> End {
        End::Answer(self.refusal(error, retry_after))
    }

    #[inline(never)]
    fn refusal(&self, error: &Error, retry_after: Option<u32>) -> Answer {
        let charged = match error.code() {
            Code::AnswerGone => Charged::Yes,
            // The key is bound before the payment.
            Code::IdempotencyKeyReused => Charged::No,
            _ => Charged::Perhaps,
        };
        Answer::refusal(error, retry_after, self.order.parts.page.then_some(charged))
    }

    /// Answers with fresh challenges.
    pub(super) fn refuse(&self, paywall: &Paywall, error: &Error, now: Timestamp) -> Step {
        Step::Answer(paywall.refuse(self.order.sale.at.route, &self.order.parts.borrow(), error, now))
    }

    /// Uses the challenge up and answers with fresh ones.
    pub(super) fn release(&mut self, paywall: &Paywall, error: &Error, now: Timestamp) -> Step {
        let answer = paywall.refuse(self.order.sale.at.route, &self.order.parts.borrow(), error, now);
        self.swap(RecordGoal::Refuse(Box::new(answer)), State::Released, now)
    }
}
