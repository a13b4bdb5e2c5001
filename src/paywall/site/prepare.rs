//! From the configuration of a route to its prepared offers.

use super::config::{FREE, RouteConfig};
use super::pass::Pass;
use super::paywall::{Checked, Offer, Route};
use crate::binding;
use crate::error::{Code, Error, Result};
use crate::scheme::{Intent, MAX_DESCRIPTION_BYTES, Method, money::Price, text};
use alloc::vec::Vec;

/// The most bytes that the challenges of a route may share. A challenge should stay under 8 KB (draft-httpauth-payment-01,
/// "Size Considerations"); this leaves 512 bytes for its id, digest, expiry and `opaque`. The credential for a longer one
/// would soon be over the 16 KiB of header fields that a server in Node reads.
const MAX_SHARED_BYTES: usize = 8192 - 512;

/// Prepares a route: its offers on every rail, and its passes. The pattern is left out.
pub(super) fn prepare(site: &Checked, route: &RouteConfig) -> Result<Route> {
    let capture = route.capture.unwrap_or(site.capture);
    let wrong = |field| move |error: Error| in_route(route, field, &error);
    if !route.description.as_deref().is_none_or(is_description) {
        let error = Error::new(Code::BadConfig, "a description is one line of at most 2 KiB");
        return Err(wrong(".description")(error));
    }
    let mut offers = Vec::new();
    if route.price != FREE {
        if route.price.eq_ignore_ascii_case(FREE) {
            return Err(wrong(".price")(Error::new(Code::BadConfig, "write \"free\" in small letters")));
        }
        let price = Price::parse(&route.price).map_err(wrong(".price"))?;
        let metadata = route.metadata.root();
        for (index, rail) in site.rails.iter().enumerate() {
            // The paywall's own `capture` is not a mistake of this route.
            rail.check_capture(capture).map_err(|error| match route.capture {
                Some(_) => wrong(".capture")(error),
                None => error,
            })?;
            rail.check_metadata(metadata).map_err(wrong(".metadata"))?;
            let request = rail.request(&price, metadata).map_err(|error| {
                // Of what a request contains, only metadata can be that large.
                wrong(if error.code() == Code::TooLarge { ".metadata" } else { ".price" })(error)
            })?;
            let (method, intent) = rail.names();
            let offer = binding::Offer {
                realm: site.realm.clone(),
                method: Method::new(method)?,
                intent: Intent::new(intent)?,
                request,
                description: route.description.clone(),
                header: route.header.clone(),
            };
            let prepared = site.key.prepare(offer).map_err(wrong(""))?;
            if prepared.shared_bytes() > MAX_SHARED_BYTES {
                let field = if metadata.members().next().is_some() { ".metadata" } else { ".description" };
                return Err(wrong(field)(TOO_LONG));
            }
            offers.push(Offer { rail: index, prepared });
        }
    }
    let pass = match route.pass_ttl_ms {
        None => None,
        Some(_) if offers.is_empty() => {
            return Err(wrong(".passTtl")(Error::new(Code::BadConfig, "a free route needs no pass")));
        }
        Some(ttl_ms) => Some(Pass::prepare(&route.pattern, ttl_ms).map_err(wrong(".passTtl"))?),
    };
    if route.header.is_some() && offers.is_empty() {
        return Err(wrong(".header")(Error::new(Code::BadConfig, "a free route takes no credential")));
    }
    Ok(Route { pattern: None, text: None, offers, capture, pass })
}

const TOO_LONG: Error =
    Error::new(Code::BadConfig, "the challenge would be over 8 KB: shorten metadata or description");

fn is_description(description: &str) -> bool {
    description.len() <= MAX_DESCRIPTION_BYTES && text::check(description).is_ok()
}

/// The error, with the route and its field in front. A pattern is the owner's own text, so it may be repeated. A guarded
/// handler has none, and is called `charge`; a pattern that is empty by mistake has no fields yet.
pub(super) fn in_route(route: &RouteConfig, field: &str, error: &Error) -> Error {
    let guarded = route.pattern.is_empty() && !field.is_empty();
    let (before, after) = if guarded { ("charge", "") } else { ("routes[\"", "\"]") };
    Error::owned(Code::BadConfig, [before, &route.pattern, after, field, ": ", error.message()].concat())
}
