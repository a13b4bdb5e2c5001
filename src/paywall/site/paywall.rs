//! A paywall whose configuration has been checked.

use super::cors::{Caching, Cors};
use super::pass::Pass;
use crate::binding::{ChallengeKey, Prepared, TagKey};
use crate::paywall::answers::{Fields, ProblemHead};
use crate::paywall::routes::Pattern;
use crate::rail::{Capture, Rail};
use crate::scheme::{CredentialHeader, Request};
use alloc::{string::String, vec::Vec};

/// A paywall: prices, rails and the key its challenges are bound with.
#[derive(Debug)]
pub struct Paywall {
    pub(in crate::paywall) config: Checked,
}

/// A checked configuration.
#[derive(Debug)]
pub(in crate::paywall) struct Checked {
    pub(super) key: ChallengeKey,
    pub(in crate::paywall) pass_key: TagKey,
    pub(in crate::paywall) realm: String,
    pub(in crate::paywall) challenge_ttl_ms: i64,
    pub(super) capture: Capture,
    pub(in crate::paywall) max_replay_bytes: usize,
    pub(super) rails: Vec<Rail>,
    /// The most specific patterns first.
    pub(in crate::paywall) routes: Vec<Route>,
    pub(super) cors: Option<Cors>,
    /// The part that all answers to requests without a credential have in common.
    pub(in crate::paywall) unpaid: ProblemHead,
}

impl Checked {
    /// The rail of one of its offers.
    pub(in crate::paywall) fn rail(&self, offer: &Offer) -> &Rail {
        &self.rails[offer.rail]
    }
}

/// A route with a price, from [`Paywall::route`] or [`Paywall::add_charge`]. It means nothing to another paywall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RouteId(pub(crate) usize);

impl RouteId {
    /// The route of a path that cannot be paid for: it has too many readings, climbs above its own top, or has readings
    /// whose prices cannot be compared.
    pub const UNCLEAR: Self = Self(usize::MAX);
}

/// A route with its prepared offers. Without offers it is free.
#[derive(Debug)]
pub(in crate::paywall) struct Route {
    pub(in crate::paywall) pattern: Option<Pattern>,
    /// The pattern as it was written.
    pub(super) text: Option<String>,
    pub(in crate::paywall) offers: Vec<Offer>,
    pub(in crate::paywall) capture: Capture,
    pub(in crate::paywall) pass: Option<Pass>,
}

impl Route {
    pub(in crate::paywall) const fn is_free(&self) -> bool {
        self.offers.is_empty()
    }

    /// Whether two routes have the same currency, so that their amounts can be compared.
    pub(in crate::paywall) fn is_comparable(&self, other: &Self) -> bool {
        self.first("currency") == other.first("currency")
    }

    /// The amount of the first offer, to find the dearer of two routes.
    pub(in crate::paywall) fn amount(&self) -> u64 {
        self.first("amount").and_then(|amount| amount.parse().ok()).unwrap_or(0)
    }

    /// The field that its challenges ask for the credential in, if it is not `Authorization`.
    pub(in crate::paywall) fn credential_header(&self) -> Option<&CredentialHeader> {
        self.offers.first()?.prepared.common().header.as_ref()
    }

    fn first(&self, field: &str) -> Option<&str> {
        self.offers.first().and_then(|offer| offer.request().field(field))
    }
}

/// A price on a rail.
#[derive(Debug)]
pub(in crate::paywall) struct Offer {
    /// Index into the rails.
    pub(super) rail: usize,
    /// The part that its challenges have in common, already hashed and written.
    pub(in crate::paywall) prepared: Prepared,
}

impl Offer {
    /// The payment request.
    pub(in crate::paywall) const fn request(&self) -> &Request {
        &self.prepared.common().request
    }
}

/// Where an offer is in a configuration.
#[derive(Clone, Copy, Debug)]
pub(in crate::paywall) struct OfferIndex {
    pub(in crate::paywall) route: RouteId,
    /// Index into the route's offers.
    pub(in crate::paywall) offer: usize,
}

impl Paywall {
    /// A route with a price. `None` for [`RouteId::UNCLEAR`].
    pub(in crate::paywall) fn priced(&self, route: RouteId) -> Option<&Route> {
        self.config.routes.get(route.0)
    }

    /// An offer and its rail.
    pub(in crate::paywall) fn offer(&self, at: OfferIndex) -> Option<(&Rail, &Offer)> {
        let offer = self.priced(at.route)?.offers.get(at.offer)?;
        Some((self.config.rail(offer), offer))
    }

    /// The CORS fields of the answer of a route with a price to a request from a page of `origin`, its `Origin` field.
    /// Answers of the paywall's own are [`Caching::NoStore`], and any others [`Caching::Allowed`].
    ///
    /// If an origin's answer has an `Access-Control-Allow-Origin` already, add only `Access-Control-Expose-Headers`: a browser
    /// gives no page an answer that has two, not even one that was paid for.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Caching, Config, Cors, Paywall, RouteConfig};
    /// # use mpp_wasm::rail::stripe::StripeConfig;
    /// # let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    /// # let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    /// config.routes = vec![RouteConfig::new("/paid", "1.00 USD")];
    /// config.cors = Some(Cors::new(["https://app.example.com"]));
    /// let paywall = Paywall::new(config)?;
    /// let may_read = |origin| {
    ///     let fields = paywall.cors_fields(Some(origin), Caching::NoStore);
    ///     fields.iter().any(|(name, value)| *name == "Access-Control-Allow-Origin" && value == origin)
    /// };
    /// assert!(may_read("https://app.example.com") && !may_read("https://other.example"));
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    #[must_use]
    pub fn cors_fields(&self, origin: Option<&str>, caching: Caching) -> Fields {
        self.config.cors.as_ref().map_or(Fields::new(), |cors| cors.fields(origin, caching))
    }

    /// The CORS fields of the answer to a preflight, which asks about the `method` and the fields (`asked`) of a later
    /// request. Its status is 204. A preflight is an `OPTIONS` request with `Origin` and `Access-Control-Request-Method`.
    /// Answer it for the route of the method that it asks about, or of `OPTIONS` if that one has no price. If neither has
    /// one, the preflight is not the paywall's.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Config, Cors, Paywall, RouteConfig};
    /// # use mpp_wasm::rail::stripe::StripeConfig;
    /// # let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    /// # let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    /// config.routes = vec![RouteConfig::new("POST /reports", "5.00 USD")];
    /// config.cors = Some(Cors::default());
    /// let paywall = Paywall::new(config)?;
    /// let (url, asks_about) = ("https://api.example.com/reports", "POST");
    /// assert!(paywall.route(asks_about, url).or_else(|| paywall.route("OPTIONS", url)).is_some());
    /// let fields = paywall.preflight(Some("https://app.example.com"), asks_about, Some("authorization"));
    /// assert!(fields.iter().any(|(name, value)| *name == "Access-Control-Allow-Origin" && value == "*"));
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    #[must_use]
    pub fn preflight(&self, origin: Option<&str>, method: &str, asked: Option<&str>) -> Fields {
        self.config.cors.as_ref().map_or(Fields::new(), |cors| cors.preflight(origin, method, asked))
    }
}
