//! From a request to a decision.

use super::answer::ProblemHead;
use super::attempt::IdempotencyKey;
use super::claim::read_credential;
use super::config::{Checked, Offer, Route, prepare};
use super::cors::Fields;
use super::delivery::{self, Worth};
use super::{Answer, Attempt, Config, RouteConfig, path, resource};
use crate::ascii;
use crate::binding::{Body, Issued, Occasion};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::target::Target;
use crate::rail::Rail;
use crate::scheme::{AcceptPayment, BodyDigest};
use crate::secret::SecretText;
use alloc::{boxed::Box, string::String, vec::Vec};
use core::{fmt, iter};

/// A paywall: prices, rails and the key its challenges are bound with.
#[derive(Debug)]
pub struct Paywall {
    pub(super) config: Checked,
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
        for at in priced.flatten() {
            match dearest {
                Some(other) if !routes[at].is_comparable(&routes[other]) => return Some(UNCLEAR),
                Some(other) if routes[at].amount() <= routes[other].amount() => {}
                _ => dearest = Some(at),
            }
        }
        dearest
    }

    /// The route with a price that governs a request, or none, by each reading of its path. `None`: of more readings than are
    /// looked at.
    fn priced(&self, method: &str, url: &str) -> Option<impl Iterator<Item = Option<usize>>> {
        let routes = &self.config.routes;
        let governs = move |segments: &[String], route: &Route| {
            route.pattern.as_ref().is_some_and(|pattern| pattern.matches(method, segments))
        };
        let governing = path::readings(path_of(url))?
            .into_iter()
            .map(move |segments| routes.iter().position(|route| governs(&segments, route)));
        Some(governing.map(|at| at.filter(|at| !routes[*at].offers.is_empty())))
    }

    /// Whether a request has a price, where all readings of its path agree on that.
    fn has_price(&self, method: &str, url: &str) -> Option<bool> {
        let mut priced = self.priced(method, url)?.map(|at| at.is_some());
        let first = priced.next()?;
        priced.all(|other| other == first).then_some(first)
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
        let leads = location.map(|to| delivery::leads(&self.config.realm, url, to, self.has_price(next, to)));
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
                .is_some_and(|priced| priced.flatten().all(|priced| priced == at));
        if admitted {
            return Ok(Decision::Admit);
        }
        let key = self.idempotency_key(parts, &target)?;
        let credential = read_credential(parts)?;
        self.claim(at, parts, &target, key, credential, now)
    }

    /// The key of a request. Without a digest of the body there is none: nobody could tell a retry from another
    /// request.
    fn idempotency_key(&self, parts: &Parts<'_>, target: &Target<'_>) -> Result<Option<IdempotencyKey>> {
        match parts.idempotency_key {
            Some(field) if parts.body != Body::Unbound && self.config.replay_bytes > 0 => {
                let resource = resource::digest(parts.method, target);
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
            opaque: Some(resource::correlation(parts)?),
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

/// The path of an absolute URL, or of a path and query.
fn path_of(url: &str) -> &str {
    let before_query = || ascii::split_once(url, b'?').map_or(url, |(path, _)| path);
    Target::parse(url).map_or_else(before_query, |target| target.path)
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
pub(super) mod tests;
