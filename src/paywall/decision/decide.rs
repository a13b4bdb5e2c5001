//! From a request to a decision.

use super::claim::read_credential;
use crate::binding::Body;
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::paywall::answers::errors::INTERNAL;
use crate::paywall::answers::{Answer, ServerFault};
use crate::paywall::attempt::{Attempt, IdempotencyKey};
use crate::paywall::method;
use crate::paywall::request::{NONCE_BYTES, RequestParts, refuse::refusal, resource};
use crate::paywall::site::{Paywall, Route, RouteId};
use alloc::boxed::Box;

/// What to do with a request.
///
/// The enum is exhaustive on purpose: if a later version adds a decision, code that does not handle it must not compile.
#[derive(Debug)]
#[must_use]
pub enum Decision {
    /// The request has no price: serve it. If it carries `Payment-Authorization`, pass the `Cache-Control` of the answer
    /// through [`private_cache_control`](crate::paywall::private_cache_control): shared caches know `Authorization` alone.
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
        let target = Target::parse(parts.url).filter(|_| parts.nonce.len() >= NONCE_BYTES);
        let Some(target) = target else { return Decision::Answer(refusal(parts, &INTERNAL)) };
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
                "this path has too many readings, or readings whose prices cannot be compared; request the plain path as its site writes it, in the same case, without escapes, \"..\" or \";\"",
            ));
        }
        // Servers make a tunnel of the connection, and send no body.
        if method::is(parts.method, "CONNECT") {
            return Err(ServerFault::Upgrade.error());
        }
        if self.has_pass(at, parts, target, now) {
            return Ok(Decision::Admit);
        }
        let key = self.idempotency_key(parts, target)?;
        let header = self.priced(at).and_then(Route::credential_header);
        let credential = read_credential(parts, header)?;
        self.claim(at, parts, target, key, credential, now).map(Decision::Claim)
    }

    /// Whether a request carries a pass that opens it. A pass opens its own route only, and no other route that the path
    /// could also lead to.
    fn has_pass(&self, at: RouteId, parts: &RequestParts<'_>, target: &Target<'_>, now: Timestamp) -> bool {
        let leads_nowhere_else = || {
            self.priced_routes(parts.method, parts.url)
                .is_some_and(|readings| readings.flatten().all(|route| RouteId(route) == at))
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
                if matches!(parts.body, Body::Absent | Body::Present(_))
                    && self.config.max_replay_bytes > 0 =>
            {
                let resource = resource::digest(parts.method, target);
                IdempotencyKey::read(parts.method, field, (&self.config.realm, &resource))
            }
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
pub(in crate::paywall) mod tests;
