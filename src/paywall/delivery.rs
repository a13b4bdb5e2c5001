//! Whether an answer is what was bought.

use super::method;
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
    /// To what has a price, if it is here, or if it is read in one way and not in another.
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
    let Some(to) = Target::parse(to) else { return Leads::Elsewhere };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_payment_was_for() {
        use Leads::{Elsewhere, ToNone, ToPrice, Unclear};
        use Worth::{Delivery, Failure, Withheld};
        for (method, status, leads, expected) in [
            ("GET", 200, None, Delivery),
            ("DELETE", 204, None, Delivery),
            ("GET", 206, None, Delivery),
            ("GET", 299, None, Delivery),
            ("GET", 302, Some(Elsewhere), Delivery),
            ("GET", 307, Some(Elsewhere), Delivery),
            ("GET", 301, Some(ToPrice), Failure),
            ("GET", 303, Some(ToPrice), Failure),
            ("GET", 308, Some(ToPrice), Failure),
            ("GET", 301, Some(ToNone), Withheld),
            ("GET", 302, Some(ToNone), Withheld),
            ("GET", 307, Some(ToNone), Withheld),
            ("POST", 301, Some(ToPrice), Failure),
            ("PUT", 301, Some(ToPrice), Failure),
            ("POST", 301, Some(ToNone), Delivery),
            ("POST", 302, Some(ToPrice), Delivery),
            ("DELETE", 303, Some(ToPrice), Delivery),
            ("GET", 302, Some(Unclear), Withheld),
            ("POST", 301, Some(Unclear), Withheld),
            ("POST", 308, Some(Unclear), Withheld),
            ("POST", 303, Some(Unclear), Delivery),
            ("patch", 303, Some(ToNone), Delivery),
            ("MKCOL", 302, Some(Unclear), Delivery),
            ("QUERY", 303, Some(ToNone), Withheld),
            ("OPTIONS", 302, Some(ToPrice), Failure),
            ("POST", 302, Some(ToNone), Delivery),
            ("PUT", 303, Some(ToNone), Delivery),
            ("POST", 303, Some(Elsewhere), Delivery),
            ("POST", 307, Some(ToPrice), Failure),
            ("POST", 308, Some(ToPrice), Failure),
            ("POST", 307, Some(ToNone), Withheld),
            // Without a Location there is nowhere to go.
            ("POST", 303, None, Failure),
            ("GET", 302, None, Failure),
            ("GET", 101, None, Failure),
            ("GET", 300, Some(Elsewhere), Failure),
            ("GET", 304, None, Failure),
            ("GET", 304, Some(ToNone), Failure),
            ("GET", 404, None, Failure),
            ("POST", 500, None, Failure),
        ] {
            assert_eq!(worth(method, status, leads), expected, "{method} {status} {leads:?}");
        }
    }

    #[test]
    fn where_a_redirect_leads() {
        use Leads::{Elsewhere, ToNone, ToPrice, Unclear};
        const PUBLIC: &str = "https://api.example.com/paid";
        const BEHIND: &str = "http://127.0.0.1:3000/paid";
        for (asked, to, priced, unpriced) in [
            (PUBLIC, "https://api.example.com/x", ToPrice, ToNone),
            (PUBLIC, "http://api.example.com/x", ToPrice, ToNone),
            (PUBLIC, "http://API.example.com.:443/x", ToPrice, ToNone),
            (PUBLIC, "https://api.example.com:9000/x", Unclear, Elsewhere),
            ("https://files.example.com/paid", "https://files.example.com/x", Unclear, ToNone),
            ("https://files.example.com/paid", "https://api.example.com/x", ToPrice, ToNone),
            (PUBLIC, "https://files.example.com/x", Elsewhere, Elsewhere),
            (PUBLIC, "https://api.example.com.evil.example/x", Elsewhere, Elsewhere),
            (PUBLIC, "https://user@api.example.com/x", ToPrice, ToNone),
            (PUBLIC, "ftp://api.example.com/x", Elsewhere, Elsewhere),
            (PUBLIC, "http://127.0.0.1:3000/x", Elsewhere, Elsewhere),
            (BEHIND, "https://api.example.com/x", ToPrice, ToNone),
            (BEHIND, "http://127.0.0.1:3000/x", ToPrice, ToNone),
            (BEHIND, "https://api.example.com:3000/x", ToPrice, ToNone),
            (BEHIND, "http://127.0.0.1:9000/x", Unclear, Elsewhere),
            (BEHIND, "https://files.example.com/x", Elsewhere, Elsewhere),
            // By its path it is here, by whatever name that was asked.
            (PUBLIC, "/x?to=https://files.example.com/", ToPrice, ToNone),
            ("https://files.example.com/paid", "/x", ToPrice, ToNone),
            (PUBLIC, "//files.example.com/x", ToPrice, ToNone),
        ] {
            let unclear = if (priced, unpriced) == (Elsewhere, Elsewhere) { Elsewhere } else { Unclear };
            for (is_priced, expected) in [(Some(true), priced), (Some(false), unpriced), (None, unclear)] {
                let found = leads("api.example.com", asked, to, is_priced);
                assert_eq!(found, expected, "{asked} to {to}, {is_priced:?}");
            }
        }
        assert_eq!(leads("shop.example:8443", PUBLIC, "https://shop.example:8443/x", Some(false)), ToNone);
        assert_eq!(leads("shop", PUBLIC, "https://shop/x", Some(true)), ToPrice);
        assert_eq!(leads("https://shop", PUBLIC, "https://shop/x", Some(false)), ToNone);
    }
}
