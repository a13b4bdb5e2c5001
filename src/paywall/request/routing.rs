//! Which route's price applies to a request.

use crate::ascii;
use crate::http::target::{Target, split_authority};
use crate::paywall::routes::{Tells, path};
use crate::paywall::site::{Paywall, Route, RouteId};
use alloc::{borrow::Cow, vec::Vec};

impl Paywall {
    /// The route that governs a request, if it has a price. A path that origins could read in several ways costs the
    /// most of its readings: an exception for one reading does not make another one cheaper. Letters in the other case, and
    /// dots and spaces at the end of a name, are such readings, because some servers ignore them. If the currencies of the
    /// readings differ, or the readings are too many (or climb above the top) and any route has a price, the result is
    /// [`RouteId::UNCLEAR`], and [`Paywall::decide`] refuses the path. So is a `url` that is neither an absolute http or
    /// https URL nor a path.
    ///
    /// `url` is [`RequestParts::url`](super::RequestParts::url): its host must be your own name or an authority that was
    /// parsed, never the text of a `Host` field, and what follows the host must begin with `/`.
    pub fn route(&self, method: &str, url: &str) -> Option<RouteId> {
        let routes = &self.config.routes;
        let Some(readings) = self.priced_routes(method, url) else {
            let has_price = |route: &Route| route.pattern.is_some() && !route.is_free();
            return routes.iter().any(has_price).then_some(RouteId::UNCLEAR);
        };
        let mut dearest: Option<usize> = None;
        for at in readings.flatten() {
            match dearest {
                // Most readings have the same route.
                Some(other) if other == at => {}
                Some(other) if !routes[at].is_comparable(&routes[other]) => return Some(RouteId::UNCLEAR),
                Some(other) if routes[at].amount() <= routes[other].amount() => {}
                _ => dearest = Some(at),
            }
        }
        dearest.map(RouteId)
    }

    /// For each reading of the path, the routes with a price that may govern the request: for servers that ignore a trailing
    /// slash, and for those that do not. `None` if the path has too many readings or climbs above its own top, or if there is
    /// none.
    pub(in crate::paywall) fn priced_routes(
        &self,
        method: &str,
        url: &str,
    ) -> Option<impl Iterator<Item = Vec<usize>>> {
        let readings = path::readings(path_of(url)?)?;
        Some(readings.into_iter().map(move |segments| {
            let has_slash = segments.last().is_some_and(|last| last.is_empty());
            let lenient = Tells { spelling: true, slash: false };
            let strict = Tells { slash: true, ..lenient };
            let strict = has_slash.then(|| self.governing(method, &segments, strict));
            let governing = self.governing(method, &segments, lenient).chain(strict.into_iter().flatten());
            governing.filter(|at| !self.config.routes[*at].is_free()).collect()
        }))
    }

    /// The route that governs the request for a server that tells paths apart by this, and those that one which ignores the
    /// case of some letters, or dots and spaces at the end of a name, may take for a closer one.
    fn governing(&self, method: &str, path: &[Cow<'_, str>], tells: Tells) -> impl Iterator<Item = usize> {
        let routes = self.config.routes.iter().enumerate();
        let patterns = routes.filter_map(|(at, route)| Some((at, route.pattern.as_ref()?)));
        // The most specific patterns come first.
        let own = patterns.clone().find(|(_, pattern)| pattern.matches(method, path, tells));
        let closer = patterns
            .take_while(move |(at, _)| own.is_none_or(|(own, _)| *at < own))
            .filter(move |(_, pattern)| own.is_none_or(|(_, own)| !pattern.is_same_but_for_spelling(own)))
            .filter(move |(_, pattern)| pattern.matches(method, path, Tells { spelling: false, ..tells }));
        // Its own route comes first, so that another one counts only if it is dearer.
        own.into_iter().chain(closer).map(|(at, _)| at)
    }

    /// Whether a request to `url` would have a price; `None` if the readings of its path do not agree, or are too many.
    /// Clients do not send the fragment of `url`.
    pub(in crate::paywall) fn has_price(&self, method: &str, url: &str) -> Option<bool> {
        let sent = ascii::split_once(url, b'#').map_or(url, |(sent, _)| sent);
        let mut priced = self.priced_routes(method, sent)?.map(|routes| !routes.is_empty());
        let first = priced.next()?;
        priced.all(|other| other == first).then_some(first)
    }
}

/// The path of an absolute URL, or of a path and query; `None` for any other text, whose path nobody can tell. A `#` is
/// part of it: a server cuts what it is asked for off there, or does not.
fn path_of(url: &str) -> Option<&str> {
    let before_query = ascii::split(url, b'?').next()?;
    if Target::parse(url).is_none() {
        return before_query.starts_with('/').then_some(before_query);
    }
    let (_, place) = ascii::split_once(before_query, b':')?;
    Some(split_authority(place.strip_prefix("//")?).1)
}

#[cfg(test)]
#[path = "routing_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "spelling_tests.rs"]
mod spelling_tests;
