//! Where a redirect leads, from the point of view of the paywall.

use crate::ascii;
use crate::http::target::Target;

/// Where a redirect leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// To another server.
    Elsewhere,
    /// To a path that has a price here.
    Priced,
    /// To a path here that has no price.
    Free,
    /// To a path that has a price only if the address is really here, or only in some of its readings; or to an address
    /// that cannot be read.
    Unclear,
}

/// Where `to` leads from `asked`, at a paywall of `realm`. `to` is an address, or a path and query, which are on this
/// host whatever name the request used. `has_price` says whether `to` has a price here, if all readings of its path
/// agree. If they do not, the payer may have chosen a part of the path, so the redirect is not paid for and not shown.
///
/// The paywall's own host is the realm or the host in `asked`, which differs behind a proxy that uses another name.
/// Another port of it is another server. But a client can name any host in its request, even that of a file server, and
/// a server may not know the port it is reached by. So an address that is only probably here is `Unclear` if its path
/// has a price here: it is not paid for and not shown.
pub(super) fn destination(realm: &str, asked: &str, to: &str, has_price: Option<bool>) -> Destination {
    let here = |certain: bool| match has_price {
        Some(true) if certain => Destination::Priced,
        Some(false) => Destination::Free,
        _ => Destination::Unclear,
    };
    match to.as_bytes() {
        // A reference that nobody has resolved names another host: `//host/x`. Clients take `\` for `/`, and skip tabs.
        [b'/', b'/' | b'\\' | b'\t', ..] => return Destination::Unclear,
        [b'/', ..] => return here(true),
        _ => {}
    }
    let Some(target) = Target::parse(to) else {
        // Another scheme, as apps register them. Nobody can follow such a web address, and what has no scheme was not resolved.
        return match ascii::split_once(to, b':') {
            Some((scheme, _)) if is_other_scheme(scheme) => Destination::Elsewhere,
            _ => Destination::Unclear,
        };
    };
    let realm = ["https://", realm].concat();
    let realm = Target::parse(&realm);
    let asked = Target::parse(asked);
    let own = || [&realm, &asked].into_iter().flatten();

    let same_host = own().any(|own| is_same_host(own, &target));
    let same_port = port(&target).is_none() || own().any(|own| port(own) == port(&target));
    if !same_host || (!same_port && has_price == Some(false)) {
        return Destination::Elsewhere;
    }
    let is_realm = realm.is_some_and(|realm| is_same_host(&realm, &target));
    here(same_port && (is_realm || target.is_loopback()))
}

/// Whether text is a scheme (RFC 3986 section 3.1), and none of the web.
fn is_other_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !["http", "https"].iter().any(|web| text.eq_ignore_ascii_case(web))
}

/// The method a client follows a redirect with (Fetch, "HTTP-redirect fetch").
pub(super) fn next_method(method: &str, status: u16) -> &str {
    match (status, method) {
        (303, _) | (301 | 302, "POST") => "GET",
        _ => method,
    }
}

fn is_same_host(one: &Target<'_>, other: &Target<'_>) -> bool {
    host(one).eq_ignore_ascii_case(host(other))
}

/// A host without the trailing dot of an absolute name.
fn host<'a>(target: &Target<'a>) -> &'a str {
    target.host.strip_suffix('.').unwrap_or(target.host)
}

/// A port other than the default of http or https.
fn port<'a>(target: &Target<'a>) -> Option<&'a str> {
    target.port.filter(|port| !matches!(*port, "" | "80" | "443"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_redirect_leads() {
        use Destination::{Elsewhere, Free, Priced, Unclear};
        const PUBLIC: &str = "https://api.example.com/paid";
        const BEHIND: &str = "http://127.0.0.1:3000/paid";
        for (asked, to, priced, free) in [
            (PUBLIC, "https://api.example.com/x", Priced, Free),
            (PUBLIC, "http://api.example.com/x", Priced, Free),
            (PUBLIC, "http://API.example.com.:443/x", Priced, Free),
            (PUBLIC, "http://api.example.com:80/x", Priced, Free),
            (PUBLIC, "https://api.example.com:9000/x", Unclear, Elsewhere),
            ("https://files.example.com/paid", "https://files.example.com/x", Unclear, Free),
            ("https://files.example.com/paid", "https://api.example.com/x", Priced, Free),
            (PUBLIC, "https://files.example.com/x", Elsewhere, Elsewhere),
            (PUBLIC, "https://api.example.com.evil.example/x", Elsewhere, Elsewhere),
            (PUBLIC, "https://user@api.example.com/x", Priced, Free),
            (PUBLIC, "ftp://api.example.com/x", Elsewhere, Elsewhere),
            (PUBLIC, "shop:/x", Elsewhere, Elsewhere),
            (PUBLIC, "http://127.0.0.1:3000/x", Elsewhere, Elsewhere),
            (BEHIND, "https://api.example.com/x", Priced, Free),
            (BEHIND, "http://127.0.0.1:3000/x", Priced, Free),
            (BEHIND, "https://api.example.com:3000/x", Priced, Free),
            (BEHIND, "http://127.0.0.1:9000/x", Unclear, Elsewhere),
            (BEHIND, "https://files.example.com/x", Elsewhere, Elsewhere),
            // A path is on this host, whatever name the request used.
            (PUBLIC, "/x?to=https://files.example.com/", Priced, Free),
            ("https://files.example.com/paid", "/x", Priced, Free),
            // A reference that was not resolved names another host.
            (PUBLIC, "//files.example.com/x", Unclear, Unclear),
            (PUBLIC, r"/\files.example.com/x", Unclear, Unclear),
            (PUBLIC, "/\t/files.example.com/x", Unclear, Unclear),
            (PUBLIC, "/a//files.example.com/x", Priced, Free),
            (PUBLIC, "/.//files.example.com/x", Priced, Free),
        ] {
            let unclear = if (priced, free) == (Elsewhere, Elsewhere) { Elsewhere } else { Unclear };
            for (is_priced, expected) in [(Some(true), priced), (Some(false), free), (None, unclear)] {
                let found = destination("api.example.com", asked, to, is_priced);
                assert_eq!(found, expected, "{asked} to {to}, {is_priced:?}");
            }
        }
        assert_eq!(
            destination("shop.example:8443", PUBLIC, "https://shop.example:8443/x", Some(false)),
            Free
        );
        assert_eq!(destination("shop", PUBLIC, "https://shop/x", Some(true)), Priced);
        for to in ["https://files.example.com:x/", "HTTP:x", "https://", ":x", ""] {
            assert_eq!(destination("shop", PUBLIC, to, None), Unclear, "nobody can follow {to:?}");
        }
        for to in ["x", "login?next=https://shop/paid", "./x:1", "?at=12:00", r"\\files.example.com:8443/x"] {
            assert_eq!(destination("shop", PUBLIC, to, None), Unclear, "{to:?} is still to be resolved");
        }
        // A server behind port 8443 that leads to the default port stays on its own host: nobody pays to be sent there.
        for (has_price, expected) in [(Some(true), Priced), (Some(false), Free)] {
            const ASKED: &str = "https://shop.example:8443/paid";
            let found = destination("shop.example:8443", ASKED, "https://shop.example/x", has_price);
            assert_eq!(found, expected, "{has_price:?}");
        }
    }
}
