//! Whether an answer is what was bought.

use super::{Paywall, method};
use crate::ascii;
use crate::http::target::Target;

/// What an answer is to who has paid for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// What the payment was for.
    Delivery,
    /// No success, or the way to a place that is paid for there: nobody pays for it.
    Failure,
    /// The way to a place of the paywall's own that has no price. What was bought may lie there, or a login page. Nobody pays for
    /// it, so nobody is shown it.
    Withheld,
}

/// Where a redirect leads, seen from the paywall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To another server.
    Elsewhere,
    /// To what has a price here.
    ToPrice,
    /// To what has none.
    ToNone,
    /// To what has a price, if it is here, or if it is read in one way and not in another; or where nobody can say.
    Unclear,
}

/// What an answer is worth: a success is a delivery, and so is a redirect that hands over what was bought.
///
/// A redirect to another server is the answer (a signed link to a download). One to the paywall's own only says where
/// to ask, and pay, again, except after a method that has done its work (`302` and `303`; `301` too, where the new place has
/// no price: to one that has, it is how servers add a slash, and nothing is done). `304` is none: it says to somebody who has
/// not what was bought that it has not changed.
pub(super) fn worth(method: &str, status: u16, leads: Option<Leads>) -> Worth {
    let does = method::works(method);
    match (status, leads) {
        (200..=299, _) => Worth::Delivery,
        (301..=303 | 307 | 308, Some(Leads::Elsewhere)) => Worth::Delivery,
        (302 | 303, Some(_)) | (301, Some(Leads::ToNone)) if does => Worth::Delivery,
        (301..=303 | 307 | 308, Some(Leads::ToPrice)) => Worth::Failure,
        (301..=303 | 307 | 308, Some(Leads::ToNone | Leads::Unclear)) => Worth::Withheld,
        _ => Worth::Failure,
    }
}

/// The method a client follows a redirect with (Fetch, "HTTP-redirect fetch").
pub(super) fn next_method(method: &str, status: u16) -> &str {
    match (status, method) {
        (303, _) | (301 | 302, "POST") => "GET",
        _ => method,
    }
}

/// Where `to` leads from `asked`, at a paywall of `realm`: an address, or a path and query, which is here whatever name this place
/// was asked by. `priced`: whether it has a price here, where all readings of its path agree. Where they do not, the payer may have
/// had a word in the path: it is neither paid for nor shown.
///
/// The own host is the realm, or the one that was asked, as behind a proxy that asks by another name. Another port of it is
/// another server. But who asks may have said any name, that of a server of files too, and a server may not know by which port it
/// is reached: where what is there would be paid for here, such an address is neither paid for nor shown.
pub(super) fn leads(realm: &str, asked: &str, to: &str, priced: Option<bool>) -> Leads {
    let here = |known: bool| match priced {
        Some(true) if known => Leads::ToPrice,
        Some(false) => Leads::ToNone,
        _ => Leads::Unclear,
    };
    if to.starts_with('/') {
        return here(true);
    }
    // A realm is a host name, or the address of one.
    let at = ["https://", realm].concat();
    let Some(to) = Target::parse(to) else {
        // Of another scheme, as programs have them; or what nobody can follow, by whose word ever.
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

/// A host without the dot of an absolute name.
fn name<'a>(target: &Target<'a>) -> &'a str {
    target.host.strip_suffix('.').unwrap_or(target.host)
}

/// A port that is not the one of either scheme.
fn port<'a>(target: &Target<'a>) -> Option<&'a str> {
    target.port.filter(|port| !matches!(*port, "" | "80" | "443"))
}

impl Paywall {
    /// What an answer with `status` is worth to who has paid for a request. `location`: the absolute address a redirect leads to;
    /// the path and query alone where the answer names no host, which is here whatever name this place was asked by; what is
    /// neither, like `?`, for an address that cannot be read.
    ///
    /// ```
    /// use mpp_wasm::paywall::{Capture, Config, Paywall, RouteConfig, Worth};
    /// # use mpp_wasm::rail::stripe::StripeConfig;
    /// # let stripe = StripeConfig {
    /// #     secret_key: "sk_test_1234567890".into(),
    /// #     network_id: "profile_1".into(),
    /// #     payment_method_types: vec![],
    /// #     api_base: None,
    /// # };
    /// # let (secret, capture) = ("a signing secret of 32 bytes or more".into(), Capture::AfterDelivery);
    /// let routes = vec![RouteConfig { pattern: "/paid/*".into(), price: "1.00 USD".into(), ..Default::default() }];
    /// # let paywall = Paywall::new(Config {
    /// #     realm: "api.example.com".into(), secret, previous_secrets: vec![], ttl_ms: None, capture, replay_bytes: None, stripe, routes, cors: None,
    /// # })?;
    /// let worth = |status, to| paywall.worth("GET", "https://api.example.com/paid/x", status, to);
    /// assert_eq!(worth(206, None), Worth::Delivery);
    /// assert_eq!(worth(302, Some("https://files.example.com/x?signed")), Worth::Delivery);
    /// assert_eq!(worth(301, Some("https://api.example.com/paid/y")), Worth::Failure); // is paid for there
    /// assert_eq!(worth(301, Some("/paid/y")), Worth::Failure); // and there
    /// assert_eq!(worth(302, Some("https://api.example.com/login")), Worth::Withheld);
    /// assert_eq!(worth(302, Some("?")), Worth::Withheld);
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn worth(&self, method: &str, url: &str, status: u16, location: Option<&str>) -> Worth {
        let next = next_method(method, status);
        let leads = location.map(|to| leads(&self.config.realm, url, to, self.has_price(next, to)));
        worth(method, status, leads)
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
