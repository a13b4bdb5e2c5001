//! Issuing access passes, and admitting requests that carry one.

use crate::ascii;
use crate::encoding::{json::decimal, timestamp::Timestamp};
use crate::http::target::Target;
use crate::paywall::site::{Paywall, Route, RouteId, pass::Pass};
use crate::secret::SecretText;
use alloc::vec::Vec;

/// The most cookies of one name that are checked.
const MAX_CANDIDATES: usize = 8;

impl Paywall {
    /// The `Set-Cookie` value of a fresh access pass, for the answer to a paid GET under a route with passes; otherwise
    /// `None`. The payment is not looked at here: ask for a pass only once there is a receipt.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Config, Paywall, RouteConfig};
    /// # use mpp_wasm::rail::stripe::StripeConfig;
    /// # let stripe = StripeConfig::new("sk_test_123456789", "profile_1");
    /// # let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    /// # let now = mpp_wasm::encoding::timestamp::Timestamp::parse("2026-01-15T12:00:00Z")?;
    /// config.routes = vec![RouteConfig::new("/articles/*", "2.00 USD")];
    /// config.routes[0].pass_ttl_ms = Some(3_600_000);
    /// let paywall = Paywall::new(config)?;
    /// let url = "https://api.example.com/articles/1";
    /// let route = paywall.route("GET", url).unwrap();
    /// let cookie = paywall.pass_cookie(route, "GET", url, now).unwrap();
    /// assert!(cookie.expose().contains("; Path=/articles/; Max-Age=3600; HttpOnly"));
    /// assert!(paywall.pass_cookie(route, "POST", url, now).is_none());
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    #[must_use]
    pub fn pass_cookie(&self, route: RouteId, method: &str, url: &str, now: Timestamp) -> Option<SecretText> {
        let route = self.priced(route).filter(|_| method == "GET")?;
        let pass = route.pass.as_ref()?;
        let target = Target::parse(url)?;
        let secure = target.secure;
        // Browsers send a cookie back only below its path, and case counts there.
        let written = target.path.get(..pass.path.len());
        let path = written.filter(|path| path.eq_ignore_ascii_case(&pass.path)).unwrap_or(&pass.path);
        let end = decimal(now.saturating_add_millis(pass.ttl_ms).as_millis().max(0).unsigned_abs());
        let tag = self.config.pass_key.tag(&self.scope(route, pass, &end));
        let age = decimal(pass.ttl_ms.unsigned_abs() / 1000);
        let rest = if secure { "; HttpOnly; SameSite=Lax; Secure" } else { "; HttpOnly; SameSite=Lax" };
        let name = pass.full_name(secure);
        let pass = [&name, "=", &end, ".", &tag, "; Path=", path, "; Max-Age=", &age, rest].concat();
        Some(pass.into())
    }

    /// Whether a request's cookies contain a valid pass for a route.
    pub(super) fn admits(&self, route: RouteId, target: &Target<'_>, cookie: &str, now: Timestamp) -> bool {
        let Some((route, pass)) = self.priced(route).and_then(|route| Some((route, route.pass.as_ref()?)))
        else {
            return false;
        };
        let name = pass.full_name(target.secure);
        // Several `Cookie` fields may have been joined by commas.
        let pieces = ascii::split_at_either(cookie, [b';', b',']).map(str::trim_ascii);
        let values = pieces.filter_map(|piece| piece.strip_prefix(name.as_str())?.strip_prefix('='));
        values.take(MAX_CANDIDATES).any(|value| {
            let Some((end, tag)) = ascii::split_once(value, b'.') else { return false };
            let good = end.parse().is_ok_and(|end: i64| now.as_millis() < end);
            good && self.config.pass_key.verify(&self.scope(route, pass, end), tag)
        })
    }

    /// What a pass is bound to: the place, its end, the price and its recipient. Other terms of an offer may change
    /// while passes are in use.
    fn scope<'a>(&'a self, route: &'a Route, pass: &'a Pass, end: &'a str) -> Vec<&'a [u8]> {
        let mut fields = Vec::from([self.config.realm.as_bytes(), pass.pattern.as_bytes(), end.as_bytes()]);
        for offer in &route.offers {
            let rail = self.config.rail(offer);
            let (method, intent) = rail.names();
            let of = |name| offer.request().field(name).unwrap_or_default();
            let price = [method, intent, of("amount"), of("currency"), rail.recipient()];
            fields.extend(price.map(str::as_bytes));
        }
        fields
    }
}
