//! What events say about the route of a request.

use super::site::OfferIndex;
use super::{Paywall, RouteId};
use crate::encoding::json::ObjectWriter;
use alloc::string::String;

impl Paywall {
    /// A route as JSON: its pattern as the owner wrote it, and the method, intent, amount and currency of its first
    /// offer.
    pub fn terms(&self, route: RouteId) -> String {
        let mut terms = ObjectWriter::new();
        terms.maybe("route", self.priced(route).and_then(|route| route.text.as_deref()));
        if let Some((rail, offer)) = self.offer(OfferIndex { route, offer: 0 }) {
            let (method, intent) = rail.names();
            let mut payment = ObjectWriter::new();
            payment.text("method", method).text("intent", intent);
            for name in ["amount", "currency"] {
                payment.maybe(name, offer.request().field(name));
            }
            terms.json("payment", &payment.finish());
        }
        terms.finish()
    }
}
