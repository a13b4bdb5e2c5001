//! What events say about the route of a request.

use super::paywall::{OfferIndex, Paywall, RouteId};

/// A route: its pattern, and what its first offer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RouteTerms<'a> {
    /// The pattern as the owner wrote it; `None` for a guarded handler.
    pub pattern: Option<&'a str>,
    /// The payment method.
    pub method: &'a str,
    /// The payment intent.
    pub intent: &'a str,
    /// The amount in base units.
    pub amount: &'a str,
    /// The currency.
    pub currency: &'a str,
}

impl Paywall {
    /// What to say about a route in events and logs. `None` for [`RouteId::UNCLEAR`].
    ///
    /// ```
    /// # use mpp_wasm::paywall::{Config, Paywall, RouteConfig, RouteId};
    /// # use mpp_wasm::rail::stripe::StripeConfig;
    /// # let stripe = StripeConfig::new("sk_test_1234567890", "profile_1");
    /// # let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    /// config.routes = vec![RouteConfig::new("/paid/*", "1.00 USD")];
    /// # let paywall = Paywall::new(config)?;
    /// let route = paywall.route("GET", "https://api.example.com/paid/x").unwrap();
    /// let terms = paywall.terms(route).unwrap();
    /// assert_eq!((terms.pattern, terms.amount, terms.currency), (Some("/paid/*"), "100", "usd"));
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn terms(&self, route: RouteId) -> Option<RouteTerms<'_>> {
        let pattern = self.priced(route)?.text.as_deref();
        let (rail, offer) = self.offer(OfferIndex { route, offer: 0 })?;
        let (method, intent) = rail.names();
        let field = |name| offer.request().field(name).unwrap_or_default();
        Some(RouteTerms { pattern, method, intent, amount: field("amount"), currency: field("currency") })
    }
}
