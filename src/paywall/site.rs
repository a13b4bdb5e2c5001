//! A paywall whose configuration has been checked.

use super::answer::ProblemHead;
use super::cors::Cors;
use super::pass::Pass;
use super::route::Pattern;
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
    /// The closest patterns first.
    pub(super) routes: Vec<Route>,
    pub(super) cors: Option<Cors>,
    /// What is the same in all answers to requests that bring no credential.
    pub(super) unpaid: ProblemHead,
}

/// A route with its offers made ready. Without offers it is free.
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
    /// Whether the amounts of two routes are of one currency.
    pub(super) fn is_comparable(&self, other: &Self) -> bool {
        self.first("currency") == other.first("currency")
    }

    /// The amount of the first offer, to tell the dearer of two routes.
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
    /// What challenges for it have in common, hashed and written.
    pub(super) prepared: Prepared,
}

impl Offer {
    /// What is asked for.
    pub(super) const fn request(&self) -> &Request {
        &self.prepared.common().request
    }
}

impl Paywall {
    /// The pattern of a route, as it was written.
    pub(super) fn pattern(&self, route: usize) -> Option<&str> {
        self.config.routes.get(route)?.text.as_deref()
    }

    /// The rail and the offer of a route.
    pub(super) fn offer(&self, (route, offer): (usize, usize)) -> Option<(&Rail, &Offer)> {
        let offer = self.config.routes.get(route)?.offers.get(offer)?;
        Some((self.config.rails.get(offer.rail)?, offer))
    }
}
