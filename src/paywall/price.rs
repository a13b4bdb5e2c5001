//! Which route's price applies to a request.

use super::path;
use super::site::{Paywall, Route};
use crate::ascii;
use crate::http::target::Target;
use alloc::string::String;

/// The route of a path that cannot be paid for: it has too many readings, climbs above its own top, or has readings
/// whose prices cannot be compared.
pub const UNCLEAR: usize = usize::MAX;

impl Paywall {
    /// The route that governs a request, if it has a price. A path that origins could read in several ways costs the
    /// most of its readings: an exception for one reading does not make another one cheaper. If the currencies of the
    /// readings differ, or the readings are too many (or climb above the top) and any route has a price, the result is
    /// [`UNCLEAR`], and [`Paywall::decide`] refuses the path.
    pub fn route(&self, method: &str, url: &str) -> Option<usize> {
        let routes = &self.config.routes;
        let Some(priced) = self.priced(method, url) else {
            let charges = |route: &Route| route.pattern.is_some() && !route.offers.is_empty();
            return routes.iter().any(charges).then_some(UNCLEAR);
        };
        let mut dearest: Option<usize> = None;
        for at in priced.flatten() {
            match dearest {
                Some(other) if !routes[at].is_comparable(&routes[other]) => return Some(UNCLEAR),
                Some(other) if routes[at].amount() <= routes[other].amount() => {}
                _ => dearest = Some(at),
            }
        }
        dearest
    }

    /// For each reading of the path, the priced route that governs the request, if there is one. `None` if the path has
    /// too many readings or climbs above its own top.
    pub(super) fn priced(&self, method: &str, url: &str) -> Option<impl Iterator<Item = Option<usize>>> {
        let routes = &self.config.routes;
        let governs = move |segments: &[String], route: &Route| {
            route.pattern.as_ref().is_some_and(|pattern| pattern.matches(method, segments))
        };
        let governing = path::readings(path_of(url))?
            .into_iter()
            .map(move |segments| routes.iter().position(|route| governs(&segments, route)));
        Some(governing.map(|at| at.filter(|at| !routes[*at].offers.is_empty())))
    }

    /// Whether a request has a price; `None` if the readings of its path do not agree, or are too many.
    pub(super) fn has_price(&self, method: &str, url: &str) -> Option<bool> {
        let mut priced = self.priced(method, url)?.map(|at| at.is_some());
        let first = priced.next()?;
        priced.all(|other| other == first).then_some(first)
    }
}

/// The path of an absolute URL, or of a path and query.
fn path_of(url: &str) -> &str {
    let before_query = || ascii::split_once(url, b'?').map_or(url, |(path, _)| path);
    Target::parse(url).map_or_else(before_query, |target| target.path)
}

#[cfg(test)]
#[path = "price_tests.rs"]
mod tests;
