//! What the events of a route's requests are about.

use super::Paywall;
use crate::encoding::json::Object;

impl Paywall {
    /// A route as its owner wrote it: its pattern, and method, intent, amount and currency of its first offer.
    pub fn terms(&self, route: usize) -> Object {
        let mut terms = Object::new();
        if let Some(pattern) = self.pattern(route) {
            terms.insert("route", pattern);
        }
        if let Some((rail, offer)) = self.offer((route, 0)) {
            let (method, intent) = rail.names();
            let mut payment = Object::new();
            payment.insert("method", method);
            payment.insert("intent", intent);
            for name in ["amount", "currency"] {
                if let Some(value) = offer.request().field(name) {
                    payment.insert(name, value);
                }
            }
            terms.insert("payment", payment);
        }
        terms
    }
}
