use super::super::decide::tests::{PAID, shop};
use super::*;

#[test]
fn what_a_payment_was_for() {
    use Leads::{Elsewhere, ToNone, ToPrice, Unclear};
    use ResponseClass::{Delivery, Failure, Withheld};
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
        assert_eq!(classify(method, status, leads), expected, "{method} {status} {leads:?}");
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
        // A path is on this host, whatever name the request used.
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

/// A payer who can choose a part of the path that a redirect leads to, such as a title, could otherwise use it to see
/// the target without paying.
#[test]
fn a_redirect_is_to_where_it_is_paid_for_only_if_its_path_cannot_be_read_otherwise() {
    let shop = shop();
    let classify = |to: &str| shop.classify("GET", PAID, 302, Some(to));
    let here = |path: &str| ["https://api.example.com", path].concat();
    for (path, expected) in [
        ("/dear", ResponseClass::Failure),
        ("/premium/a%2Fb?x=/free", ResponseClass::Failure),
        ("/premium/a;v=1/b", ResponseClass::Failure),
        ("/dl/7/book?sig=abc", ResponseClass::Withheld),
        // Above its own top, so it has no reading.
        ("/dl/7/..%2F..%2F..%2Fx?sig=abc", ResponseClass::Withheld),
        ("/dl/7/..%2F..%2Fdear?sig=abc", ResponseClass::Withheld),
        ("/dl/7/x;%2F..%2F..%2F..%2Fpremium%2Fx?sig=abc", ResponseClass::Withheld),
        ("/premium/..%2Fdl%2F7?sig=abc", ResponseClass::Withheld),
        ("/premium/..%2Fpremium%2Ffree", ResponseClass::Withheld),
    ] {
        assert_eq!(classify(path), expected, "{path}");
        assert_eq!(classify(&here(path)), expected, "{path}");
    }
    // Another port is another server, unless it may be this one.
    for (path, expected) in [
        ("/dear", ResponseClass::Withheld),
        ("/dl/7/book", ResponseClass::Delivery),
        ("/dl/7/..%2F..%2Fdear", ResponseClass::Withheld),
    ] {
        assert_eq!(classify(&["https://api.example.com:9000", path].concat()), expected, "{path}");
    }
    let done = shop.classify("POST", PAID, 303, Some("/dl/7/..%2F..%2Fdear"));
    assert_eq!(done, ResponseClass::Delivery, "the method had its effect");
}
