//! Orders offers by price, where prices can be compared.

use super::offer::{Comparable, Offer};
use super::warning::WarningCode;
use crate::scheme::money;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// The most offers that are compared. A response may list thousands, but nobody chooses among that many.
const MAX_COMPARED: usize = 64;

/// The indexes of offers, cheapest first. Totals in one currency are grouped, and the currencies keep the order in
/// which they first appear. Then come offers without such a total (other tokens, prices per unit, unstated amounts),
/// then expired offers. Both keep the order of the response. Everything after the first 64 offers comes last.
///
/// ```
/// use mpp_wasm::detect::{Response, Context, cheapest_first, detect};
/// let accepts = ["500", "499"].map(|amount| format!(r#"{{"network":"sepa","amount":"{amount}","asset":"EUR"}}"#)).join(",");
/// let body = &*format!(r#"{{"x402Version":2,"accepts":[{accepts}]}}"#);
/// let response = Response { status: 402, body: Some(body), ..Response::default() };
/// let offers = detect(&response).unwrap().offers(&Context::default()).unwrap();
/// assert_eq!(cheapest_first(&offers), [1, 0]);
/// ```
pub fn cheapest_first(offers: &[Offer]) -> Vec<usize> {
    let compared = &offers[..offers.len().min(MAX_COMPARED)];
    let mut currencies: Vec<&str> = Vec::new();
    let mut order: Vec<Place<'_>> = Vec::with_capacity(compared.len());
    // Insertion sort: a general sort would add more code than all the rest of this module.
    for (at, offer) in compared.iter().enumerate() {
        let place = Place::of(at, offer, &mut currencies);
        let before = order.iter().take_while(|other| other.compare(&place) != Ordering::Greater).count();
        order.insert(before, place);
    }
    order.iter().map(|place| place.at).chain(compared.len()..offers.len()).collect()
}

struct Place<'a> {
    /// The rank of the offer's currency, or a rank after all currencies.
    group: usize,
    comparable: Option<&'a Comparable>,
    at: usize,
}

impl<'a> Place<'a> {
    fn of(at: usize, offer: &'a Offer, currencies: &mut Vec<&'a str>) -> Self {
        let expired = offer.warnings.iter().any(|warning| warning.code == WarningCode::Expired);
        let comparable = offer.comparable.as_ref().filter(|_| !expired);
        let group = match (comparable, expired) {
            (Some(comparable), _) => {
                currencies.iter().position(|known| *known == comparable.currency).unwrap_or_else(|| {
                    currencies.push(&comparable.currency);
                    currencies.len() - 1
                })
            }
            (None, false) => MAX_COMPARED,
            (None, true) => MAX_COMPARED + 1,
        };
        Self { group, comparable, at }
    }

    fn compare(&self, other: &Self) -> Ordering {
        let price = || match (self.comparable, other.comparable) {
            (Some(a), Some(b)) => money::compare((&a.amount, a.digits), (&b.amount, b.digits)),
            _ => Ordering::Equal,
        };
        self.group.cmp(&other.group).then_with(price)
    }
}
