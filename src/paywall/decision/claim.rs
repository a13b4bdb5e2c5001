//! From a credential to an attempt.

use crate::binding::Expect;
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::{auth, target::Target};
use crate::paywall::answers::errors::{INTERNAL, UNPAID};
use crate::paywall::attempt::{Attempt, IdempotencyKey, Sale};
use crate::paywall::method;
use crate::paywall::record::KEEP_MS;
use crate::paywall::request::{RequestParts, resource};
use crate::paywall::site::{Offer, OfferIndex, Paywall, RouteId};
use crate::scheme::{Credential, CredentialHeader, SCHEME, SEVERAL};
use alloc::boxed::Box;

/// Finds the one credential of a request, in the field that the challenges name: in `Authorization` if they name none.
pub(super) fn read_credential(
    parts: &RequestParts<'_>,
    header: Option<&CredentialHeader>,
) -> Result<Credential> {
    let carries =
        |value: &str| auth::split(value).is_ok_and(|list| list.iter().any(|element| element.is(SCHEME)));
    let (own, other, misplaced) = if header.is_some() {
        (parts.payment_authorization, parts.authorization, NOT_IN_AUTHORIZATION)
    } else {
        (parts.authorization, parts.payment_authorization, IN_AUTHORIZATION)
    };
    let credential = own.map(Credential::parse).transpose()?.flatten();
    match (credential, other.is_some_and(carries)) {
        (Some(credential), false) => Ok(credential),
        (None, false) => Err(UNPAID),
        (Some(_), true) => Err(SEVERAL),
        (None, true) => Err(misplaced),
    }
}

impl Paywall {
    /// The attempt for a credential, if it is valid. Not inlined, because most requests carry no credential.
    #[inline(never)]
    pub(super) fn claim(
        &self,
        at: RouteId,
        parts: &RequestParts<'_>,
        target: &Target<'_>,
        key: Option<IdempotencyKey>,
        credential: Credential,
        now: Timestamp,
    ) -> Result<Box<Attempt>> {
        if method::is(parts.method, "HEAD") {
            return Err(Error::new(
                Code::NotPayable,
                "HEAD shows the price and is never charged; send the same credential with GET",
            ));
        }
        let route = self.priced(at).ok_or(INTERNAL)?;
        let paid = (credential.challenge.method.as_str(), credential.challenge.intent.as_str());
        let is_paid = |offer: &Offer| self.config.rail(offer).names() == paid;
        let at_offer = route.offers.iter().position(is_paid).ok_or(METHOD_NOT_OFFERED)?;
        let offer = &route.offers[at_offer];
        let expect = Expect { body: parts.body, ..Expect::issued_here() };
        // What was paid in time may still be owed: the attempt looks, but claims no challenge that has expired.
        let verified = offer.prepared.verify_with_grace(credential, &expect, now, KEEP_MS);
        let verified = verified.map_err(|error| match error.code() {
            // The key and the credential belong to one body. A request with another body is not asked to pay for it.
            Code::VerificationFailed if key.is_some() => OTHER_BODY,
            _ => error,
        })?;
        if !resource::is_of(&verified.challenge, &resource::digest(parts.method, target)) {
            return Err(Error::new(
                Code::InvalidChallenge,
                "the challenge was issued for another resource; pay the challenge of this one",
            ));
        }
        let rail = self.config.rail(offer);
        rail.check(&verified)?;
        let sale = Sale {
            at: OfferIndex { route: at, offer: at_offer },
            books: rail.books().into(),
            key,
            max_replay_bytes: self.config.max_replay_bytes,
        };
        Ok(Box::new(Attempt::new(verified, parts, sale, route.capture, now)))
    }
}

const IN_AUTHORIZATION: Error = Error::new(
    Code::MalformedCredential,
    "a credential for this resource belongs in Authorization, not Payment-Authorization",
);

const NOT_IN_AUTHORIZATION: Error = Error::new(
    Code::MalformedCredential,
    "a credential for this resource belongs in Payment-Authorization, not Authorization",
);

const METHOD_NOT_OFFERED: Error = Error::new(
    Code::MethodUnsupported,
    "this payment method and intent are not offered here; pay one of the challenges in WWW-Authenticate",
);

const OTHER_BODY: Error = Error::new(
    Code::IdempotencyKeyReused,
    "this Idempotency-Key and credential belong to another body; send the same bytes again, or use a new key without the credential",
);

#[cfg(test)]
#[path = "claim_tests.rs"]
mod tests;
