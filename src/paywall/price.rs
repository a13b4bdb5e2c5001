//! Which route's price a request is under.

use super::path;
use super::site::{Paywall, Route};
use crate::ascii;
use crate::http::target::Target;
use alloc::string::String;

/// The route that nobody can pay for: of a path that has too many readings, or readings whose prices do not compare.
pub const UNCLEAR: usize = usize::MAX;

impl Paywall {
    /// The route that governs a request, if it has a price. A path that origins read differently costs the
    /// most of its readings: an exception for one reading is no gift under another. Where their currencies differ there is no
    /// most, and where they are too many nobody knows it: the route is then one that nobody can pay for, and
    /// [`Paywall::decide`] refuses the path.
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

    /// The route with a price that governs a request, or none, by each reading of its path. `None`: of more readings than are
    /// looked at.
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

    /// Whether a request has a price, where all readings of its path agree on that.
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
