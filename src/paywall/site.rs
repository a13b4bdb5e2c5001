//! A paywall whose configuration has been checked.

use super::RouteId;
use super::answer::ProblemHead;
use super::cors::Cors;
use super::pass::Pass;
use super::pattern::Pattern;
use crate::binding::{ChallengeKey, Prepared, TagKey};
use crate::rail::{Capture, Rail};
use crate::scheme::Request;
use alloc::{string::String, vec::Vec};

/// A paywall: prices, rails and the key its challenges are bound with.
#[derive(Debug)]
pub struct Paywall {
    pub(super) config: Checked,
}

/// A checked configuration.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) key: ChallengeKey,
    pub(super) pass_key: TagKey,
    pub(super) realm: String,
    pub(super) ttl_ms: i64,
    pub(super) capture: Capture,
    pub(super) replay_bytes: usize,
    pub(super) rails: Vec<Rail>,
    /// The most specific patterns first.
    pub(super) routes: Vec<Route>,
    pub(super) cors: Option<Cors>,
    /// The part that all answers to requests without a credential have in common.
    pub(super) unpaid: ProblemHead,
}

impl Checked {
    /// The rail of one of its offers.
    pub(super) fn rail(&self, offer: &Offer) -> &Rail {
        &self.rails[offer.rail]
    }
}

/// A route with its prepared offers. Without offers it is free.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) pattern: Option<Pattern>,
    /// The pattern as it was written.
    pub(super) text: Option<String>,
    pub(super) offers: Vec<Offer>,
    pub(super) capture: Capture,
    pub(super) pass: Option<Pass>,
}

impl Route {
    pub(super) const fn is_free(&self) -> bool {
        self.offers.is_empty()
    }

    /// Whether two routes have the same currency, so that their amounts can be compared.
    pub(super) fn is_comparable(&self, other: &Self) -> bool {
        self.first("currency") == other.first("currency")
    }

    /// The amount of the first offer, to find the dearer of two routes.
    pub(super) fn amount(&self) -> u64 {
        self.first("amount").and_then(|amount| amount.parse().ok()).unwrap_or(0)
    }

    fn first(&self, field: &str) -> Option<&str> {
        self.offers.first().and_then(|offer| offer.request().field(field))
    }
}

/// A price on a rail.
#[derive(Debug)]
pub(super) struct Offer {
    /// Index into the rails.
    pub(super) rail: usize,
    /// The part that its challenges have in common, already hashed and written.
    pub(super) prepared: Prepared,
}

impl Offer {
    /// The payment request.
    pub(super) const fn request(&self) -> &Request {
        &self.prepared.common().request
    }
}

/// Where an offer is in a configuration.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfferIndex {
    pub(super) route: RouteId,
    /// Index into the route's offers.
    pub(super) offer: usize,
}

impl Paywall {
    /// A route with a price. `None` for [`RouteId::UNCLEAR`].
    pub(super) fn priced(&self, route: RouteId) -> Option<&Route> {
        self.config.routes.get(route.0)
    }

    /// An offer and its rail.
    pub(super) fn offer(&self, at: OfferIndex) -> Option<(&Rail, &Offer)> {
        let offer = self.priced(at.route)?.offers.get(at.offer)?;
        Some((self.config.rail(offer), offer))
    }
}
