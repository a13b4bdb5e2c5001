//! Refusing a request, with fresh challenges if a payment would help.

use super::parts::RequestParts;
use super::resource;
use crate::binding::{Body, IssueOptions, Issued};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::paywall::answers::errors::{INTERNAL, UNPAID};
use crate::paywall::answers::{Answer, Charged, ProblemHead};
use crate::paywall::site::{Paywall, RouteId};
use crate::scheme::AcceptPayment;
use alloc::vec::Vec;
use core::iter;

impl Paywall {
    /// The answer to an error. It has fresh challenges only if a payment would resolve the error.
    pub(in crate::paywall) fn refuse(
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
    pub(in crate::paywall) fn refuse_at(
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
            Answer::page(error, &challenges, parts.method, parts.url)
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
            expires: now.saturating_add_millis(self.config.challenge_ttl_ms).into(),
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
pub(in crate::paywall) fn refusal(parts: &RequestParts<'_>, error: &Error) -> Answer {
    Answer::refusal(error, None, parts.page.then_some(Charged::No))
}
