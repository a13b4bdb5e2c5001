//! The configuration of a paywall, as its owner writes it.

use super::cors::Cors;
use crate::encoding::json::Doc;
use crate::rail::{Capture, stripe::StripeConfig};
use crate::scheme::CredentialHeader;
use crate::secret::SecretText;
use alloc::{string::String, vec::Vec};
use core::fmt;

/// How long a challenge is valid by default, in milliseconds.
pub const DEFAULT_TTL_MS: i64 = 5 * 60_000;
/// The longest a challenge may be valid, in milliseconds.
pub const MAX_TTL_MS: i64 = 24 * 3_600_000;
pub(super) const MIN_TTL_MS: i64 = 10_000;
/// The price of a free route. It must be written out: a forgotten price is an error, and never makes a route free.
pub const FREE: &str = "free";

/// The configuration of a paywall. Errors call its fields by their names in JavaScript; a field that has another one there
/// says so.
///
/// Make one with [`Config::new`], then set the optional fields. [`crate::paywall::Paywall::new`] checks it.
#[non_exhaustive]
pub struct Config {
    /// The protection space: the public host name.
    pub realm: String,
    /// The secret challenges are bound with, at least 32 bytes.
    pub secret: SecretText,
    /// Previous secrets, still accepted.
    pub previous_secrets: Vec<SecretText>,
    /// How long a challenge is valid, in milliseconds; [`DEFAULT_TTL_MS`] if `None`. In JavaScript: `challengeTtl`.
    pub challenge_ttl_ms: Option<i64>,
    /// When payments are captured, unless a route says otherwise.
    pub capture: Capture,
    /// The largest body that is kept for its `Idempotency-Key`, in bytes; [`crate::paywall::DEFAULT_REPLAY_BYTES`] if `None`.
    /// With 0, keys are passed on and nothing is kept. In JavaScript: `maxReplayBytes`.
    pub max_replay_bytes: Option<usize>,
    /// The Stripe rail. Not public: a later version may have others in its place.
    pub(crate) stripe: StripeConfig,
    /// Prices by pattern.
    pub routes: Vec<RouteConfig>,
    /// Which other sites' pages may pay. `None` (`cors: false`) sends them no CORS fields and prices their preflights
    /// like any request. Otherwise the caller answers preflights about routes with a price before anything else
    /// ([`crate::paywall::Paywall::preflight`]), and adds [`crate::paywall::Paywall::cors_fields`] to every other answer of
    /// such a route. What has no price is not for these sites unless its owner says so.
    pub cors: Option<Cors>,
}

/// A route and its price: make one with [`RouteConfig::new`], then set the optional fields.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RouteConfig {
    /// `"/paid"`, `"/premium/*"`, `"POST /users/*/report"`. As the last segment, `*` stands for one or more segments, anywhere
    /// else for exactly one. A trailing slash does not count, but an exception or a lower price that is written without one
    /// is not for a path with one. ASCII letters in the other case make a path no cheaper, because some servers ignore case.
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
    /// for. The caller sets the cookie: [`crate::paywall::Paywall::pass_cookie`]. In JavaScript: `passTtl`.
    pub pass_ttl_ms: Option<i64>,
    /// The header field that carries the credential, if it is not `Authorization`: for an origin that takes its own
    /// credentials, such as API keys, in that field.
    pub header: Option<CredentialHeader>,
}

impl RouteConfig {
    /// A price for a pattern, with defaults for the rest. For [`crate::paywall::Paywall::add_charge`] the pattern is empty.
    pub fn new(pattern: impl Into<String>, price: impl Into<String>) -> Self {
        Self { pattern: pattern.into(), price: price.into(), ..Self::default() }
    }
}

impl Config {
    /// A configuration without routes, with defaults for the rest. Nothing is checked yet. Set what differs in `stripe`
    /// before: how the seller is paid cannot be changed afterwards.
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
            challenge_ttl_ms: None,
            capture: Capture::default(),
            max_replay_bytes: None,
            stripe,
            routes: Vec::new(),
            cors: None,
        }
    }
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
pub(in crate::paywall) mod tests;
