//! From a request to a decision.

use super::answer::ProblemHead;
use super::attempt::IdempotencyKey;
use super::claim::read_credential;
use super::errors::{INTERNAL, UNPAID};
use super::page::Charged;
use super::{Answer, Attempt, Paywall, RequestParts, RouteId, method, resource};
use crate::binding::{Body, IssueOptions, Issued};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::scheme::AcceptPayment;
use alloc::{boxed::Box, vec::Vec};
use core::iter;

/// What to do with a request.
///
/// The enum is exhaustive on purpose: if a version adds a decision, code that does not handle it must not compile.
#[derive(Debug)]
#[must_use]
pub enum Decision {
    /// The request has no price: serve it.
    Free,
    /// It carries an access pass for its route: serve it, as a paid answer without a receipt.
    Admit,
    /// Send this answer.
    Answer(Answer),
    /// It carries a valid credential: run the attempt.
    Claim(Box<Attempt>),
}

impl Paywall {
    /// Decides about a request under a route from [`Paywall::route`] or [`Paywall::add_charge`]; `None`: it has no
    /// price.
    pub fn decide(&self, route: Option<RouteId>, parts: &RequestParts<'_>, now: Timestamp) -> Decision {
        let Some(at) = route else { return Decision::Free };
        let Some(target) = Target::parse(parts.url) else {
            return Decision::Answer(refusal(parts, &INTERNAL));
        };
        match self.try_decide(at, parts, &target, now) {
            Ok(decision) => decision,
            Err(error) => Decision::Answer(self.refuse_at(at, parts, &target, &error, now)),
        }
    }

    fn try_decide(
        &self,
        at: RouteId,
        parts: &RequestParts<'_>,
        target: &Target<'_>,
        now: Timestamp,
    ) -> Result<Decision> {
        if !target.may_carry_payment() {
            return Err(Error::new(
                Code::InsecureTransport,
                "payments need https; request this resource over https",
            ));
        }
        if at == RouteId::UNCLEAR {
            return Err(Error::new(
                Code::NotPayable,
                "this path has too many readings, or readings whose prices cannot be compared; request the plain path, without escapes, \"..\" or \";\"",
            ));
        }
        if self.has_pass(at, parts, target, now) {
            return Ok(Decision::Admit);
        }
        let key = self.idempotency_key(parts, target)?;
        let credential = read_credential(parts)?;
        self.claim(at, parts, target, key, credential, now).map(Decision::Claim)
    }

    /// Whether a request carries a pass that opens it. A pass opens its own route only, and no other route that the path
    /// could also lead to.
    fn has_pass(&self, at: RouteId, parts: &RequestParts<'_>, target: &Target<'_>, now: Timestamp) -> bool {
        let leads_nowhere_else = || {
            self.priced_routes(parts.method, parts.url)
                .is_some_and(|readings| readings.flatten().flatten().all(|route| RouteId(route) == at))
        };
        method::priced_as(parts.method) == "GET"
            && parts.cookie.is_some_and(|cookie| self.admits(at, target, cookie, now))
            && leads_nowhere_else()
    }

    /// The idempotency key of a request. `None` if the body is not known, since a retry could not be told from another
    /// request, and `None` if no answers are kept.
    fn idempotency_key(
        &self,
        parts: &RequestParts<'_>,
        target: &Target<'_>,
    ) -> Result<Option<IdempotencyKey>> {
        match parts.idempotency_key {
            Some(field)
                if matches!(parts.body, Body::Absent | Body::Present(_)) && self.config.replay_bytes > 0 =>
            {
                let resource = resource::digest(parts.method, target);
                IdempotencyKey::read(parts.method, field, (&self.config.realm, &resource))
            }
            _ => Ok(None),
        }
    }

    /// The answer to an error. It has fresh challenges only if a payment would resolve the error.
    pub(super) fn refuse(
        &self,
        route: RouteId,
        parts: &RequestParts<'_>,
        error: &Error,
        now: Timestamp,
    ) -> Answer {
        match Target::parse(parts.url) {
            Some(target) => self.refuse_at(route, parts, &target, error, now),
            None => refusal(parts, &INTERNAL),
        }
    }

    /// The same for a request whose URL has been read.
    fn refuse_at(
        &self,
        route: RouteId,
        parts: &RequestParts<'_>,
        target: &Target<'_>,
        error: &Error,
        now: Timestamp,
    ) -> Answer {
        let mends = error.problem().is_some_and(|problem| problem.status == 402)
            || error.code() == Code::MethodUnsupported;
        if !mends {
            return refusal(parts, error);
        }
        let challenges = match self.challenges(route, parts, target, now) {
            Ok(challenges) => challenges,
            Err(_) => return refusal(parts, &INTERNAL),
        };
        if parts.page {
            Answer::page(error, &challenges, parts)
        } else if *error == UNPAID {
            Answer::with_challenges(error, &self.config.unpaid, &challenges)
        } else {
            Answer::with_challenges(error, &ProblemHead::of(error), &challenges)
        }
    }

    /// One fresh challenge for each offer the client accepts, its preferred ones first. If it accepts none, for every
    /// offer.
    fn challenges(
        &self,
        route: RouteId,
        parts: &RequestParts<'_>,
        target: &Target<'_>,
        now: Timestamp,
    ) -> Result<Vec<Issued<'_>>> {
        let route = self.priced(route).ok_or(INTERNAL)?;
        let names = route.offers.iter().map(|offer| self.config.rail(offer).names());
        let order = AcceptPayment::choose(parts.accept_payment, names);
        let options = IssueOptions {
            expires: now.saturating_add_millis(self.config.ttl_ms).into(),
            digest: if let Body::Present(digest) = parts.body { Some(digest) } else { None },
            opaque: Some(resource::correlation(parts, target)),
        };
        let copies = iter::repeat_n(options, order.len());
        order
            .into_iter()
            .zip(copies)
            .map(|(at, options)| route.offers[at].prepared.issue(options, now))
            .collect()
    }
}

/// A refusal without challenges, of a request that nothing was charged for.
fn refusal(parts: &RequestParts<'_>, error: &Error) -> Answer {
    Answer::refusal(error, None, parts.page.then_some(Charged::No))
}

#[cfg(test)]
#[path = "decide_tests.rs"]
pub(super) mod tests;
