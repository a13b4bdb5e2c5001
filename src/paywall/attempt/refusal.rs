//! Refusals with fresh challenges, and the parts of the request that those need.

use super::goal::RecordGoal;
use super::{Attempt, State, Step};
use crate::binding::Body;
use crate::encoding::timestamp::Timestamp;
use crate::error::Error;
use crate::paywall::{Paywall, RequestParts};
use alloc::{boxed::Box, string::String};

/// The parts of the request that fresh challenges for it are made of.
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
    /// Answers with fresh challenges.
    pub(super) fn refuse(&self, paywall: &Paywall, error: &Error, now: Timestamp) -> Step {
        Step::Answer(paywall.refuse(self.order.at.route, &self.order.parts.borrow(), error, now))
    }

    /// Uses the challenge up and answers with fresh ones.
    pub(super) fn release(&mut self, paywall: &Paywall, error: &Error, now: Timestamp) -> Step {
        let answer = paywall.refuse(self.order.at.route, &self.order.parts.borrow(), error, now);
        self.swap(RecordGoal::Refuse(Box::new(answer)), State::Released, now)
    }
}
