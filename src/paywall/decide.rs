//! From a request to a decision.

use super::answer::ProblemHead;
use super::attempt::IdempotencyKey;
use super::config::{Checked, Offer, Route, prepare};
use super::cors::Fields;
use super::delivery::{self, Leads, Worth};
use super::path;
use super::{Answer, Attempt, Config, KEEP_MS, RouteConfig};
use crate::binding::{Body, Expect, Issued, Occasion};
use crate::encoding::{base64url, timestamp::Timestamp};
use crate::error::{Code, Error, Result};
use crate::http::{auth, target::Target};
use crate::rail::Rail;
use crate::scheme::{AcceptPayment, BodyDigest, Challenge, Credential, Opaque, SCHEME};
use crate::secret::SecretText;
use alloc::{boxed::Box, string::String, vec::Vec};
use core::{fmt, iter};
use sha2::{Digest as _, Sha256};

/// A paywall: prices, rails and the key its challenges are bound with.
#[derive(Debug)]
pub struct Paywall {
    config: Checked,
}

/// A request, as far as its payment is concerned. Its `Debug` shows no credential.
#[derive(Clone, Copy)]
pub struct Parts<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The absolute URL the client used.
    pub url: &'a str,
    /// The `Authorization` field, several joined by commas.
    pub authorization: Option<&'a str>,
    /// The `Payment-Authorization` field.
    pub payment_authorization: Option<&'a str>,
    /// The `Accept-Payment` field.
    pub accept_payment: Option<&'a str>,
    /// Whether a page is wanted in the place of a problem: [`super::wants_page`] of the `Accept` field.
    pub page: bool,
    /// The `Cookie` field.
    pub cookie: Option<&'a str>,
    /// The `Idempotency-Key` field.
    pub idempotency_key: Option<&'a str>,
    /// The body.
    pub body: Body,
    /// Fresh random text: no two payers get the same challenge, though they ask in the same millisecond.
    pub nonce: &'a str,
}

/// What to do with a request.
#[derive(Debug)]
#[must_use]
pub enum Decision {
    /// It has no price: serve it.
    Pass,
    /// It carries a pass for its route: serve it, as a paid answer without a receipt.
    Admit,
    /// Answer this.
    Answer(Answer),
    /// It carries a good credential: run the attempt.
    Claim(Box<Attempt>),
}

impl Paywall {
    /// Checks a configuration.
    ///
    /// # Errors
    /// [`Code::BadConfig`], [`Code::BadSecret`], naming the field.
    pub fn new(config: Config) -> Result<Self> {
        Ok(Self { config: config.check()? })
    }

    /// Adds a route without a pattern, for a handler that is guarded by itself, and gives its number.
    ///
    /// # Errors
    /// [`Code::BadConfig`]; a guarded handler must have a price.
    pub fn add_charge(&mut self, terms: &RouteConfig) -> Result<usize> {
        if terms.price == super::FREE {
            return Err(Error::new(Code::BadConfig, "charge needs a price, like { price: \"1.00 USD\" }"));
        }
        self.config.routes.push(prepare(&self.config, terms)?);
        Ok(self.config.routes.len() - 1)
    }

    /// The route that governs a request, if it has a price. A path that origins read differently costs the
    /// most of its readings: an exception for one reading is no gift under another. Where their currencies differ there is no
    /// most, and where they are too many nobody knows it: the route is then one that nobody can pay for, and
    /// [`Paywall::decide`] refuses the path.
    pub fn route(&self, method: &str, url: &str) -> Option<usize> {
        let routes = &self.config.routes;
        let Some(priced) = self.priced(method, url) else {
            let charges = |route: &Route| route.pattern.is_some() && !route.offers.is_empty();
            return routes.iter().any(charges).then_some(UNCLEAR);
        };
        let mut dearest: Option<usize> = None;
        for at in priced {
            match dearest {
                Some(other) if !routes[at].is_comparable(&routes[other]) => return Some(UNCLEAR),
                Some(other) if routes[at].amount() <= routes[other].amount() => {}
                _ => dearest = Some(at),
            }
        }
        dearest
    }

    /// The routes with a price that govern a request, one a reading of its path. `None`: of more readings than are looked at.
    fn priced(&self, method: &str, url: &str) -> Option<impl Iterator<Item = usize>> {
        let routes = &self.config.routes;
        let governs = move |segments: &[String], route: &Route| {
            route.pattern.as_ref().is_some_and(|pattern| pattern.matches(method, segments))
        };
        let readings = path::readings(Target::parse(url).map_or(url, |target| target.path))?;
        let governing = readings
            .into_iter()
            .filter_map(move |segments| routes.iter().position(|route| governs(&segments, route)));
        Some(governing.filter(|at| !routes[*at].offers.is_empty()))
    }

    /// What the answer to a request from a page of `origin` says to browsers. `kept`: whether a cache may give it to another
    /// request, as none may with a refusal.
    pub fn cors_fields(&self, origin: Option<&str>, kept: bool) -> Fields {
        self.config.cors.as_ref().map_or(Fields::new(), |cors| cors.fields(origin, kept))
    }

    /// The same for the answer to a preflight, which asks for a later request's `method` and fields.
    pub fn preflight(&self, origin: Option<&str>, method: &str, asked: Option<&str>) -> Fields {
        self.config.cors.as_ref().map_or(Fields::new(), |cors| cors.preflight(origin, method, asked))
    }

    /// The `Set-Cookie` value of a fresh access pass, for the answer to a paid request under a route that gives passes.
    pub fn pass(&self, route: usize, method: &str, url: &str, now: Timestamp) -> Option<SecretText> {
        let route = self.config.routes.get(route).filter(|_| method == "GET")?;
        self.config.give_pass(route, url, now)
    }

    /// What an answer with `status` is worth to who has paid for a request. `location`: the absolute address a redirect leads to;
    /// the path and query alone where the answer names no host, which is here whatever name this place was asked by.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Capture, Config, Paywall, RouteConfig, Worth};
    /// # use mpp_wasm::rail::stripe::StripeConfig;
    /// # let stripe = StripeConfig {
    /// #     secret_key: "sk_test_1234567890".into(),
    /// #     network_id: "profile_1".into(),
    /// #     payment_method_types: vec![],
    /// #     api_base: None,
    /// # };
    /// # let (secret, capture) = ("a signing secret of 32 bytes or more".into(), Capture::AfterDelivery);
    /// let routes = vec![RouteConfig { pattern: "/paid/*".into(), price: "1.00 USD".into(), ..Default::default() }];
    /// # let paywall = Paywall::new(Config {
    /// #     realm: "api.example.com".into(), secret, previous_secrets: vec![], ttl_ms: None, capture, replay_bytes: None, stripe, routes, cors: None,
    /// # })?;
    /// let worth = |status, to| paywall.worth("GET", "https://api.example.com/paid/x", status, to);
    /// assert_eq!(worth(206, None), Worth::Delivery);
    /// assert_eq!(worth(302, Some("https://files.example.com/x?signed")), Worth::Delivery);
    /// assert_eq!(worth(301, Some("https://api.example.com/paid/y")), Worth::Failure); // is paid for there
    /// assert_eq!(worth(301, Some("/paid/y")), Worth::Failure); // and there
    /// assert_eq!(worth(302, Some("https://api.example.com/login")), Worth::Withheld);
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn worth(&self, method: &str, url: &str, status: u16, location: Option<&str>) -> Worth {
        let next = delivery::next_method(method, status);
        let leads = location.map(|to| match to.starts_with('/') {
            true if self.route(next, &["https://here", to].concat()).is_some() => Leads::ToPrice,
            true => Leads::ToNone,
            false => delivery::leads(&self.config.realm, url, to, self.route(next, to).is_some()),
        });
        delivery::worth(method, status, leads)
    }

    /// Decides about a request under a route of [`Paywall::route`] or [`Paywall::add_charge`].
    pub fn decide(&self, route: Option<usize>, parts: &Parts<'_>, now: Timestamp) -> Decision {
        let Some(at) = route else { return Decision::Pass };
        match self.try_decide(at, parts, now) {
            Ok(decision) => decision,
            Err(error) => Decision::Answer(self.refuse(at, parts, &error, now)),
        }
    }

    fn try_decide(&self, at: usize, parts: &Parts<'_>, now: Timestamp) -> Result<Decision> {
        let target = Target::parse(parts.url).ok_or(INTERNAL)?;
        if !target.may_carry_payment() {
            return Err(Error::new(
                Code::InsecureTransport,
                "payments need https; ask for this resource over https",
            ));
        }
        if at == UNCLEAR {
            return Err(Error::new(
                Code::NotPayable,
                "this path can be read in too many ways, or in ways whose prices do not compare; ask by the plain path, without escapes, \"..\" and \";\"",
            ));
        }
        // A pass opens its own route, not one that this path could lead to as well.
        let admitted = matches!(parts.method, "GET" | "HEAD")
            && parts.cookie.is_some_and(|cookie| self.config.admits(at, &target, cookie, now))
            && self
                .priced(parts.method, parts.url)
                .is_some_and(|mut priced| priced.all(|priced| priced == at));
        if admitted {
            return Ok(Decision::Admit);
        }
        let key = self.idempotency_key(parts, &target)?;
        let credential = read_credential(parts)?;
        self.claim(at, parts, &target, key, credential, now)
    }

    /// The attempt of a credential, if it is good. Apart from the rest, which most requests are: they bring none.
    #[inline(never)]
    fn claim(
        &self,
        at: usize,
        parts: &Parts<'_>,
        target: &Target<'_>,
        key: Option<IdempotencyKey>,
        credential: Credential,
        now: Timestamp,
    ) -> Result<Decision> {
        if parts.method == "HEAD" {
            return Err(Error::new(
                Code::NotPayable,
                "HEAD tells the price and is never charged; send the same credential with GET",
            ));
        }
        let route = self.config.routes.get(at).ok_or(INTERNAL)?;
        let names = (credential.challenge.method.as_str(), credential.challenge.intent.as_str());
        let at_offer = route.offers.iter().position(|offer| self.config.rails[offer.rail].names() == names).ok_or(Error::new(
            Code::MethodUnsupported,
            "this payment method and intent are not offered here; pay one of the challenges in WWW-Authenticate",
        ))?;
        let offer = &route.offers[at_offer];
        let (method, intent) = self.config.rails[offer.rail].names();
        let expect = Expect {
            realm: Some(&self.config.realm),
            method: Some(method),
            intent: Some(intent),
            request: Some(offer.request().as_str()),
            opaque: None,
            header: Some(None),
            body: parts.body,
        };
        // What was paid in time may still be owed: the attempt looks, and claims nothing that has expired.
        let verified = self.config.key.verify_with_grace(credential, &expect, now, KEEP_MS);
        let verified = verified.map_err(|error| match error.code() {
            // The key and the credential are of one body; who sends another one is not asked to pay for it.
            Code::VerificationFailed if key.is_some() => OTHER_BODY,
            _ => error,
        })?;
        if !is_for(&verified.challenge, &resource(parts.method, target)) {
            return Err(Error::new(
                Code::InvalidChallenge,
                "the challenge was issued for another resource; pay the challenge of this one",
            ));
        }
        self.config.rails[offer.rail].check(&verified)?;
        let keep = (key, self.config.replay_bytes);
        Ok(Decision::Claim(Box::new(Attempt::new(verified, (at, at_offer), parts, route.capture, keep, now))))
    }

    /// The key of a request. Without a digest of the body there is none: nobody could tell a retry from another
    /// request.
    fn idempotency_key(&self, parts: &Parts<'_>, target: &Target<'_>) -> Result<Option<IdempotencyKey>> {
        match parts.idempotency_key {
            Some(field) if parts.body != Body::Unbound && self.config.replay_bytes > 0 => {
                let resource = resource(parts.method, target);
                IdempotencyKey::read(parts.method, field, (&self.config.realm, &resource))
            }
            _ => Ok(None),
        }
    }

    /// The pattern of a route, as it was written.
    pub(super) fn pattern(&self, route: usize) -> Option<&str> {
        self.config.routes.get(route)?.text.as_deref()
    }

    /// The rail and the offer of a route.
    pub(super) fn offer(&self, (route, offer): (usize, usize)) -> Option<(&Rail, &Offer)> {
        let offer = self.config.routes.get(route)?.offers.get(offer)?;
        Some((self.config.rails.get(offer.rail)?, offer))
    }

    /// The answer to an error: with fresh challenges where a payment would mend it, without everywhere else.
    pub(super) fn refuse(&self, route: usize, parts: &Parts<'_>, error: &Error, now: Timestamp) -> Answer {
        let mends = error.problem().is_some_and(|problem| problem.status == 402)
            || error.code() == Code::MethodUnsupported;
        if !mends {
            return Answer::refusal(error, None);
        }
        let challenges = match self.challenges(route, parts, now) {
            Ok(challenges) => challenges,
            Err(_) => return Answer::refusal(&INTERNAL, None),
        };
        if parts.page {
            Answer::page(error, &challenges, parts)
        } else if *error == UNPAID {
            Answer::with_challenges(error, &self.config.unpaid, &challenges)
        } else {
            Answer::with_challenges(error, &ProblemHead::of(error), &challenges)
        }
    }

    /// One fresh challenge an offer, those the client prefers first.
    fn challenges(&self, route: usize, parts: &Parts<'_>, now: Timestamp) -> Result<Vec<Issued<'_>>> {
        let route = self.config.routes.get(route).ok_or(INTERNAL)?;
        let names = route.offers.iter().map(|offer| self.config.rails[offer.rail].names());
        let accept = parts.accept_payment.and_then(|header| AcceptPayment::parse(header).ok());
        let mut order = accept.map_or(Vec::new(), |accept| accept.rank(names));
        if order.is_empty() {
            order = (0..route.offers.len()).collect();
        }
        let occasion = Occasion {
            expires: now.plus_millis(self.config.ttl_ms).into(),
            digest: if let Body::Present(digest) = parts.body { Some(digest) } else { None },
            opaque: Some(correlation(parts)?),
        };
        let occasions = iter::repeat_n(occasion, order.len());
        order
            .into_iter()
            .zip(occasions)
            .map(|(at, occasion)| route.offers[at].prepared.issue(occasion, now))
            .collect()
    }
}

/// The route that nobody can pay for: of a path that has too many readings, or readings whose prices do not compare.
pub const UNCLEAR: usize = usize::MAX;

pub(super) const INTERNAL: Error =
    Error::new(Code::Internal, "the server could not handle this payment; you were not charged");

/// The request brings no credential: what most answers say.
pub(super) const UNPAID: Error = Error::new(
    Code::PaymentRequired,
    "this resource has a price: pay a challenge of WWW-Authenticate and send the credential in Authorization",
);

const OTHER_BODY: Error = Error::new(
    Code::IdempotencyKeyReused,
    "this Idempotency-Key and credential are of another body; send the same bytes again, or use a new key without the credential",
);

/// Finds the one credential of a request.
fn read_credential(parts: &Parts<'_>) -> Result<Credential> {
    let carries =
        |value: &str| auth::split(value).is_ok_and(|list| list.iter().any(|element| element.is(SCHEME)));
    let elsewhere = parts.payment_authorization.is_some_and(carries);
    let credential = parts.authorization.map(Credential::parse).transpose()?.flatten();
    match (credential, elsewhere) {
        (Some(credential), false) => Ok(credential),
        (None, false) => Err(UNPAID),
        (Some(_), true) => {
            Err(Error::new(Code::MultipleCredentials, "send one Payment credential in a request"))
        }
        (None, true) => Err(Error::new(
            Code::MalformedCredential,
            "the credential of this challenge belongs into Authorization, not Payment-Authorization",
        )),
    }
}

/// What a payment is for: method, path and query of the request, as a digest.
fn resource(method: &str, target: &Target<'_>) -> String {
    let method = if method == "HEAD" { "GET" } else { method };
    let mut hash = Sha256::new();
    for part in [method, " ", target.path, "?", target.query.unwrap_or("")] {
        hash.update(part);
    }
    base64url::encode(hash.finalize())
}

/// The correlation data of a challenge: what it is for, and what makes it one of a kind.
fn correlation(parts: &Parts<'_>) -> Result<Opaque> {
    let target = Target::parse(parts.url).ok_or(INTERNAL)?;
    Ok(Opaque::encode_sorted([("nonce", parts.nonce), ("resource", &resource(parts.method, &target))]))
}

/// Whether a challenge of ours was issued for a resource.
fn is_for(challenge: &Challenge, resource: &str) -> bool {
    let map = challenge.opaque.as_ref().and_then(|opaque| opaque.decode().ok());
    map.as_ref().and_then(|map| map.root().text("resource")) == Some(resource)
}

impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("method", &self.method).field("url", &self.url).finish_non_exhaustive()
    }
}

/// The body of a request from its bytes; an empty one is none.
impl From<&[u8]> for Body {
    fn from(bytes: &[u8]) -> Self {
        if bytes.is_empty() { Body::Absent } else { Body::Present(BodyDigest::of(bytes)) }
    }
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
