//! The configuration of a paywall. Everything that can be wrong with it is found here, before the first request.

use super::answer::ProblemHead;
use super::cors::Cors;
use super::errors::UNPAID;
use super::pass::{self, Pass};
use super::route::Pattern;
use super::site::{Checked, Offer, Route};
use super::{DEFAULT_REPLAY_BYTES, MAX_REPLAY_BYTES, Paywall};
use crate::binding::{self, ChallengeKey, Secret};
use crate::encoding::json::Doc;
use crate::error::{Code, Error, Result};
use crate::rail::{
    Capture, Rail,
    stripe::{Stripe, StripeConfig},
};
use crate::scheme::{Intent, MAX_DESCRIPTION_BYTES, Method, money::Price};
use crate::secret::SecretText;
use alloc::{string::String, vec::Vec};
use core::fmt;

/// How long a challenge is valid by default, in milliseconds.
pub const DEFAULT_TTL_MS: i64 = 5 * 60_000;
/// The longest a challenge may be valid, in milliseconds.
pub const MAX_TTL_MS: i64 = 24 * 3_600_000;
const MIN_TTL_MS: i64 = 10_000;

/// The configuration of a paywall. Errors name its fields as in JavaScript; fields with another name there say so.
///
/// Make one with [`Config::new`], then set the optional fields. [`Paywall::new`] checks it.
#[non_exhaustive]
pub struct Config {
    /// The protection space: the public host name.
    pub realm: String,
    /// The secret challenges are bound with, at least 32 bytes.
    pub secret: SecretText,
    /// Previous secrets, still accepted.
    pub previous_secrets: Vec<SecretText>,
    /// How long a challenge is valid, in milliseconds; [`DEFAULT_TTL_MS`] if `None`. In JavaScript: `challengeTtl`.
    pub ttl_ms: Option<i64>,
    /// When payments are captured, unless a route says otherwise.
    pub capture: Capture,
    /// The largest body that is kept for its `Idempotency-Key`, in bytes; [`DEFAULT_REPLAY_BYTES`] if `None`. With 0,
    /// keys are passed on and nothing is kept. In JavaScript: `maxReplayBytes`.
    pub replay_bytes: Option<i64>,
    /// The Stripe rail.
    pub stripe: StripeConfig,
    /// Prices by pattern.
    pub routes: Vec<RouteConfig>,
    /// Which other sites' pages may pay. `None` (`cors: false`) sends them no CORS fields and prices their preflights
    /// like any request. Otherwise the caller answers preflights before anything else: [`Paywall::preflight`].
    pub cors: Option<Cors>,
}

/// The price of a free route. It must be written out: a forgotten price is an error, and never makes a route free.
pub const FREE: &str = "free";

/// A route and its price: make one with [`RouteConfig::new`], then set the optional fields.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RouteConfig {
    /// `"/premium/*"`; see the README for the grammar.
    pub pattern: String,
    /// `"1.00 USD"`, or [`FREE`] for a route that is free although a wider pattern has a price.
    pub price: String,
    /// When payments are captured; [`Config::capture`] if `None`.
    pub capture: Option<Capture>,
    /// What is sold, for people.
    pub description: Option<String>,
    /// Correlation data for the processor, a flat object of strings, or `null` for none. Payers see it.
    pub metadata: Doc,
    /// How long a paid GET admits its payer to the whole route, in milliseconds. With `None`, every request is paid
    /// for. In JavaScript: `passTtl`.
    pub pass_ttl_ms: Option<i64>,
}

impl Paywall {
    /// Checks the configuration and makes the paywall.
    ///
    /// # Errors
    /// [`Code::BadConfig`] or [`Code::BadSecret`], naming the field.
    pub fn new(config: Config) -> Result<Self> {
        Ok(Self { config: config.check()? })
    }

    /// Adds a route without a pattern, for a handler that is guarded on its own, and returns its number.
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
}

impl RouteConfig {
    /// A price for a pattern, with defaults for the rest. For [`Paywall::add_charge`] the pattern is empty.
    pub fn new(pattern: impl Into<String>, price: impl Into<String>) -> Self {
        Self { pattern: pattern.into(), price: price.into(), ..Self::default() }
    }
}

impl Config {
    /// A configuration without routes, with defaults for the rest. Nothing is checked yet.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Config, Cors, Paywall, RouteConfig};
    /// use mpp_wasm::rail::stripe::StripeConfig;
    /// let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    /// let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    /// config.routes = vec![RouteConfig::new("/paid", "1.00 USD"), RouteConfig::new("/paid/terms", "free")];
    /// config.cors = Some(Cors::default());
    /// let paywall = Paywall::new(config)?;
    /// assert!(paywall.route("GET", "https://api.example.com/paid").is_some());
    /// assert!(paywall.route("GET", "https://api.example.com/paid/terms").is_none());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn new(realm: impl Into<String>, secret: impl Into<SecretText>, stripe: StripeConfig) -> Self {
        Self {
            realm: realm.into(),
            secret: secret.into(),
            previous_secrets: Vec::new(),
            ttl_ms: None,
            capture: Capture::default(),
            replay_bytes: None,
            stripe,
            routes: Vec::new(),
            cors: None,
        }
    }

    fn check(self) -> Result<Checked> {
        let ttl_ms = self.ttl_ms.unwrap_or(DEFAULT_TTL_MS);
        if !(MIN_TTL_MS..=MAX_TTL_MS).contains(&ttl_ms) {
            return Err(Error::new(
                Code::BadConfig,
                "challengeTtl is in milliseconds, from ten seconds to a day",
            ));
        }
        let replay_bytes = self.replay_bytes.map_or(Ok(DEFAULT_REPLAY_BYTES), usize::try_from);
        let Some(replay_bytes) = replay_bytes.ok().filter(|bytes| *bytes <= MAX_REPLAY_BYTES) else {
            return Err(Error::new(Code::BadConfig, "maxReplayBytes is in bytes, from 0 to 512 KiB"));
        };
        let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'|' && byte != b'"' && byte != b'\\';
        if self.realm.is_empty() {
            return Err(Error::new(
                Code::BadConfig,
                "realm is missing: the public host name of the paywall, like \"api.example.com\"",
            ));
        }
        if self.realm.len() > 255 || !self.realm.bytes().all(plain) {
            return Err(Error::new(
                Code::BadConfig,
                "realm is a host name, like \"api.example.com\": printable ASCII without spaces, quotes, \"|\" or \"\\\"",
            ));
        }
        let previous = self
            .previous_secrets
            .iter()
            .map(|secret| named_secret(secret, "previousSecrets"))
            .collect::<Result<_>>()?;
        let key = ChallengeKey::new(named_secret(&self.secret, "secret")?, previous);
        let pass_key = pass::key(&key)?;
        let rails: Vec<Rail> = [Rail::Stripe(Stripe::new(self.stripe)?)].into();
        let (realm, capture) = (self.realm, self.capture);
        let mut site = Checked {
            key,
            pass_key,
            realm,
            ttl_ms,
            capture,
            replay_bytes,
            rails,
            routes: Vec::new(),
            cors: None,
            unpaid: ProblemHead::of(&UNPAID),
        };
        for route in &self.routes {
            let pattern = Pattern::parse(&route.pattern).map_err(|error| at(route, "", &error))?;
            if site.routes.iter().any(|other: &Route| other.pattern.as_ref() == Some(&pattern)) {
                return Err(at(
                    route,
                    "",
                    &Error::new(Code::BadConfig, "another route has the same pattern"),
                ));
            }
            if self.cors.is_some() && pattern.method() == Some("OPTIONS") && route.price != FREE {
                return Err(at(
                    route,
                    "",
                    &Error::new(
                        Code::BadConfig,
                        "OPTIONS is how browsers ask before they pay, so it is free; it can have a price only with cors: false",
                    ),
                ));
            }
            let closer = |other: &Route| {
                other.pattern.as_ref().is_some_and(|own| own.specificity() >= pattern.specificity())
            };
            let at = site.routes.partition_point(closer);
            let made = prepare(&site, route)?;
            let text = Some(route.pattern.clone());
            site.routes.insert(at, Route { pattern: Some(pattern), text, ..made });
        }
        site.cors = self.cors.map(Cors::check).transpose()?;
        Ok(site)
    }
}

/// Prepares the offers of a route, on every rail.
pub(super) fn prepare(site: &Checked, route: &RouteConfig) -> Result<Route> {
    let capture = route.capture.unwrap_or(site.capture);
    if route.description.as_ref().is_some_and(|text| {
        text.len() > MAX_DESCRIPTION_BYTES || text.bytes().any(|byte| matches!(byte, b'\0' | b'\r' | b'\n'))
    }) {
        return Err(at(
            route,
            ".description",
            &Error::new(Code::BadConfig, "a description is one line of at most 2 KiB"),
        ));
    }
    let mut offers = Vec::new();
    if route.price != FREE {
        let price = Price::parse(&route.price).map_err(|error| at(route, ".price", &error))?;
        for (rail, by) in site.rails.iter().enumerate() {
            by.allows(capture).map_err(|error| at(route, ".capture", &error))?;
            by.takes(route.metadata.root()).map_err(|error| at(route, ".metadata", &error))?;
            let request =
                by.request(&price, route.metadata.root()).map_err(|error| at(route, ".price", &error))?;
            let (method, intent) = by.names();
            let prepared = site.key.prepare(binding::Offer {
                realm: site.realm.clone(),
                method: Method::new(method)?,
                intent: Intent::new(intent)?,
                request,
                description: route.description.clone(),
                header: None,
            });
            offers.push(Offer { rail, prepared: prepared.map_err(|error| at(route, "", &error))? });
        }
    }
    let pass = match route.pass_ttl_ms {
        Some(_) if offers.is_empty() => {
            return Err(at(route, ".passTtl", &Error::new(Code::BadConfig, "a free route needs no pass")));
        }
        Some(ttl) => Some(Pass::prepare(&route.pattern, ttl).map_err(|error| at(route, ".passTtl", &error))?),
        None => None,
    };
    Ok(Route { pattern: None, text: None, offers, capture, pass })
}

/// Adds the route to an error. Its name is the owner's own configuration.
fn at(route: &RouteConfig, field: &str, error: &Error) -> Error {
    let name = if route.pattern.is_empty() { "charge" } else { &route.pattern };
    Error::owned(Code::BadConfig, ["routes[\"", name, "\"]", field, ": ", error.message()].concat())
}

fn named_secret(secret: &SecretText, name: &str) -> Result<Secret> {
    let secret = secret.expose();
    Secret::new(secret.as_bytes()).map_err(|error| {
        let missing = if secret.is_empty() { " is missing: " } else { " is too short: " };
        Error::owned(Code::BadSecret, [name, missing, error.message()].concat())
    })
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("realm", &self.realm)
            .field("routes", &self.routes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "config_tests.rs"]
pub(super) mod tests;
