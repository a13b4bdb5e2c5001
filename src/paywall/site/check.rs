//! From a configuration to a paywall. Everything that can be wrong with it is found here, before the first request.

use super::config::{Config, DEFAULT_TTL_MS, FREE, MAX_TTL_MS, MIN_TTL_MS, RouteConfig};
use super::cors::Cors;
use super::pass;
use super::paywall::{Checked, Paywall, Route, RouteId};
use super::prepare::{in_route, prepare};
use crate::binding::{ChallengeKey, Secret};
use crate::encoding::json::item;
use crate::error::{Code, Error, Result};
use crate::paywall::answers::{ProblemHead, errors::UNPAID};
use crate::paywall::record::{DEFAULT_REPLAY_BYTES, MAX_REPLAY_BYTES};
use crate::paywall::routes::Pattern;
use crate::rail::{Rail, stripe::Stripe};
use crate::secret::SecretText;
use alloc::vec::Vec;

impl Paywall {
    /// Checks the configuration and makes the paywall.
    ///
    /// # Errors
    /// [`Code::BadConfig`] or [`Code::BadSecret`], naming the field.
    pub fn new(config: Config) -> Result<Self> {
        Ok(Self { config: config.check()? })
    }

    /// Adds a route without a pattern, for a handler that is guarded on its own, and returns it.
    ///
    /// # Errors
    /// [`Code::BadConfig`]; a guarded handler must have a price, and no pattern.
    pub fn add_charge(&mut self, terms: &RouteConfig) -> Result<RouteId> {
        if !terms.pattern.is_empty() {
            return Err(Error::new(
                Code::BadConfig,
                "charge guards one handler, whatever its path: leave the pattern empty, or add it to `routes`",
            ));
        }
        if terms.price.eq_ignore_ascii_case(FREE) {
            return Err(Error::new(Code::BadConfig, "charge needs a price, like { price: \"1.00 USD\" }"));
        }
        self.config.routes.push(prepare(&self.config, terms)?);
        Ok(RouteId(self.config.routes.len() - 1))
    }
}

impl Config {
    pub(super) fn check(self) -> Result<Checked> {
        let challenge_ttl_ms = checked_ttl(self.challenge_ttl_ms)?;
        let max_replay_bytes = checked_replay_bytes(self.max_replay_bytes)?;
        check_realm(&self.realm)?;
        let previous = self
            .previous_secrets
            .iter()
            .enumerate()
            .map(|(at, secret)| named_secret(secret, &item("previousSecrets", at)))
            .collect::<Result<_>>()?;
        let key = ChallengeKey::new(named_secret(&self.secret, "secret")?, previous);
        let mut site = Checked {
            pass_key: pass::key(&key)?,
            key,
            realm: self.realm,
            challenge_ttl_ms,
            capture: self.capture,
            max_replay_bytes,
            rails: [Rail::Stripe(Stripe::new(self.stripe)?)].into(),
            routes: Vec::new(),
            cors: None,
            unpaid: ProblemHead::of(&UNPAID),
        };
        for route in &self.routes {
            add_route(&mut site, route, self.cors.is_some())?;
        }
        site.cors = self.cors.map(Cors::check).transpose()?;
        Ok(site)
    }
}

fn checked_ttl(ttl_ms: Option<i64>) -> Result<i64> {
    let ttl_ms = ttl_ms.unwrap_or(DEFAULT_TTL_MS);
    if !(MIN_TTL_MS..=MAX_TTL_MS).contains(&ttl_ms) {
        return Err(Error::new(
            Code::BadConfig,
            "challengeTtl is in milliseconds, from ten seconds to a day",
        ));
    }
    Ok(ttl_ms)
}

fn checked_replay_bytes(bytes: Option<usize>) -> Result<usize> {
    match bytes.unwrap_or(DEFAULT_REPLAY_BYTES) {
        bytes @ 0..=MAX_REPLAY_BYTES => Ok(bytes),
        _ => Err(Error::new(Code::BadConfig, "maxReplayBytes is in bytes, from 0 to 512 KiB")),
    }
}

fn check_realm(realm: &str) -> Result<()> {
    if realm.is_empty() {
        return Err(Error::new(
            Code::BadConfig,
            "realm is missing: the public host name of the paywall, like \"api.example.com\"",
        ));
    }
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'|' | b'"' | b'\\' | b'/');
    if realm.len() > 255 || !realm.bytes().all(is_plain) {
        return Err(Error::new(
            Code::BadConfig,
            "realm is a host name, like \"api.example.com\": printable ASCII without spaces, quotes, \"|\", \"/\" or \"\\\"",
        ));
    }
    Ok(())
}

fn named_secret(secret: &SecretText, name: &str) -> Result<Secret> {
    let secret = secret.expose();
    Secret::new(secret.as_bytes()).map_err(|error| {
        let missing = if secret.is_empty() { " is missing: " } else { " is too short: " };
        Error::owned(Code::BadSecret, [name, missing, error.message()].concat())
    })
}

/// Adds a route in its place: after those that are as specific, or more.
fn add_route(site: &mut Checked, route: &RouteConfig, has_cors: bool) -> Result<()> {
    let bad = |message| Err(in_route(route, "", &Error::new(Code::BadConfig, message)));
    let pattern = Pattern::parse(&route.pattern).map_err(|error| in_route(route, "", &error))?;
    if site.routes.iter().any(|other| other.pattern.as_ref() == Some(&pattern)) {
        return bad("another route has the same pattern");
    }
    if has_cors && pattern.method() == Some("OPTIONS") && route.price != FREE {
        return bad(
            "OPTIONS is how browsers ask before they pay, so it is free: leave it out, or set cors: false",
        );
    }
    let comes_first = |other: &Route| {
        other.pattern.as_ref().is_some_and(|other| other.specificity() >= pattern.specificity())
    };
    let place = site.routes.partition_point(comes_first);
    let prepared = prepare(site, route)?;
    let text = Some(route.pattern.clone());
    site.routes.insert(place, Route { pattern: Some(pattern), text, ..prepared });
    Ok(())
}
