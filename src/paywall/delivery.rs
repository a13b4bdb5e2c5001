//! Whether an answer counts as the delivery of what was paid for.

use super::{Paywall, method};
use crate::ascii;
use crate::http::target::Target;

/// What an answer is worth to the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseClass {
    /// The answer is what the payment was for.
    Delivery,
    /// Not a success, or a redirect to a priced path here, which is paid for there. It does not count as a delivery.
    Failure,
    /// A redirect to an unpriced path of the paywall's own host, or to an address whose price is unclear. What was
    /// bought may be there, or a login page. It does not count as a delivery, so it must not be sent to the payer.
    Withheld,
}

/// Where a redirect leads, from the point of view of the paywall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To another server.
    Elsewhere,
    /// To a path that has a price here.
    ToPrice,
    /// To a path here that has no price.
    ToNone,
    /// To a path that has a price only if the address is really here, or only in some of its readings; or to an address
    /// that cannot be read.
    Unclear,
}

/// What an answer is worth: a success is a delivery, and so is a redirect that hands over what was bought.
///
/// A redirect to another server is a delivery: it is the answer, such as a signed link to a download. A redirect on the
/// paywall's own host only says where to ask, and pay, again, so it is not a delivery. The exception is a redirect
/// after a method that may have side effects: `302` and `303` are deliveries, and so is `301` if the new path has no
/// price. A `301` to a priced path is how servers add a slash, and nothing is done by then. `304` is not a delivery: it
/// tells a client that does not have what was bought that it has not changed.
pub(super) fn classify(method: &str, status: u16, leads: Option<Leads>) -> ResponseClass {
    let does = method::has_side_effects(method);
    match (status, leads) {
        (200..=299, _) => ResponseClass::Delivery,
        (301..=303 | 307 | 308, Some(Leads::Elsewhere)) => ResponseClass::Delivery,
        (302 | 303, Some(_)) | (301, Some(Leads::ToNone)) if does => ResponseClass::Delivery,
        (301..=303 | 307 | 308, Some(Leads::ToPrice)) => ResponseClass::Failure,
        (301..=303 | 307 | 308, Some(Leads::ToNone | Leads::Unclear)) => ResponseClass::Withheld,
        _ => ResponseClass::Failure,
    }
}

/// The method a client follows a redirect with (Fetch, "HTTP-redirect fetch").
pub(super) fn next_method(method: &str, status: u16) -> &str {
    match (status, method) {
        (303, _) | (301 | 302, "POST") => "GET",
        _ => method,
    }
}

/// Where `to` leads from `asked`, at a paywall of `realm`. `to` is an address, or a path and query, which are on this
/// host whatever name the request used. `priced` says whether `to` has a price here, if all readings of its path agree.
/// If they do not, the payer may have chosen a part of the path, so the redirect is not paid for and not shown.
///
/// The paywall's own host is the realm or the host in `asked`, which differs behind a proxy that uses another name.
/// Another port of it is another server. But a client can name any host in its request, even that of a file server, and
/// a server may not know the port it is reached by. So an address that is only probably here is `Unclear` if its path
/// has a price here: it is not paid for and not shown.
pub(super) fn leads(realm: &str, asked: &str, to: &str, priced: Option<bool>) -> Leads {
    let here = |known: bool| match priced {
        Some(true) if known => Leads::ToPrice,
        Some(false) => Leads::ToNone,
        _ => Leads::Unclear,
    };
    if to.starts_with('/') {
        return here(true);
    }
    // A realm is a host name, or an address with one.
    let at = ["https://", realm].concat();
    let Some(to) = Target::parse(to) else {
        // With a colon, it has another scheme, as apps register them. Without one, nobody can follow it.
        return if ascii::holds(to, b':') { Leads::Elsewhere } else { Leads::Unclear };
    };
    let is = |own: &Target<'_>| name(own).eq_ignore_ascii_case(name(&to));
    let (asked, realm) = (Target::parse(asked), [realm, &at].into_iter().find_map(Target::parse));
    let own = || [asked, realm].into_iter().flatten();
    let same_port = port(&to).is_none() || own().any(|own| port(&own) == port(&to));
    if !own().any(|own| is(&own)) || (!same_port && priced == Some(false)) {
        return Leads::Elsewhere;
    }
    here(same_port && (to.is_loopback() || realm.is_some_and(|own| is(&own))))
}

/// A host without the trailing dot of an absolute name.
fn name<'a>(target: &Target<'a>) -> &'a str {
    target.host.strip_suffix('.').unwrap_or(target.host)
}

/// A port other than the default of http or https.
fn port<'a>(target: &Target<'a>) -> Option<&'a str> {
    target.port.filter(|port| !matches!(*port, "" | "80" | "443"))
}

impl Paywall {
    /// What an answer with `status` is worth to the payer of a request. `location` is where a redirect leads: an
    /// absolute address; or only a path and query if the answer names no host, which is on this host whatever name the
    /// request used; or a text that is neither, like `?`, for an address that cannot be read.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Config, Paywall, RouteConfig, ResponseClass};
    /// # use mpp_wasm::rail::stripe::StripeConfig;
    /// # let stripe = StripeConfig::new("sk_test_1234567890", "profile_1");
    /// # let mut config = Config::new("api.example.com", "a signing secret of 32 bytes or more", stripe);
    /// config.routes = vec![RouteConfig::new("/paid/*", "1.00 USD")];
    /// # let paywall = Paywall::new(config)?;
    /// let classify = |status, to| paywall.classify("GET", "https://api.example.com/paid/x", status, to);
    /// assert_eq!(classify(206, None), ResponseClass::Delivery);
    /// assert_eq!(classify(302, Some("https://files.example.com/x?signed")), ResponseClass::Delivery);
    /// assert_eq!(classify(301, Some("https://api.example.com/paid/y")), ResponseClass::Failure); // paid for there
    /// assert_eq!(classify(301, Some("/paid/y")), ResponseClass::Failure); // and there too
    /// assert_eq!(classify(302, Some("https://api.example.com/login")), ResponseClass::Withheld);
    /// assert_eq!(classify(302, Some("?")), ResponseClass::Withheld);
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn classify(&self, method: &str, url: &str, status: u16, location: Option<&str>) -> ResponseClass {
        let next = next_method(method, status);
        let leads = location.map(|to| leads(&self.config.realm, url, to, self.has_price(next, to)));
        classify(method, status, leads)
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
