use super::*;
use crate::paywall::decision::decide::tests::{PAID, shop};
use crate::paywall::site::config::tests::config;

#[test]
fn classes_of_answers() {
    use Destination::{Elsewhere, Free, Priced, Unclear};
    use ResponseClass::{Delivery, Failure, Withheld};
    for (method, status, redirect, expected) in [
        ("GET", 200, None, Delivery),
        ("DELETE", 204, None, Delivery),
        ("GET", 206, None, Delivery),
        ("GET", 299, None, Delivery),
        ("GET", 302, Some(Elsewhere), Delivery),
        ("GET", 307, Some(Elsewhere), Delivery),
        ("GET", 301, Some(Priced), Failure),
        ("GET", 303, Some(Priced), Failure),
        ("GET", 308, Some(Priced), Failure),
        ("GET", 301, Some(Free), Withheld),
        ("GET", 302, Some(Free), Withheld),
        ("GET", 307, Some(Free), Withheld),
        ("POST", 301, Some(Priced), Failure),
        ("PUT", 301, Some(Priced), Failure),
        ("POST", 301, Some(Free), Delivery),
        ("POST", 302, Some(Priced), Delivery),
        ("DELETE", 303, Some(Priced), Delivery),
        ("GET", 302, Some(Unclear), Withheld),
        ("POST", 301, Some(Unclear), Withheld),
        ("POST", 308, Some(Unclear), Withheld),
        ("POST", 303, Some(Unclear), Delivery),
        ("patch", 303, Some(Free), Delivery),
        ("MKCOL", 302, Some(Unclear), Delivery),
        ("QUERY", 303, Some(Free), Withheld),
        ("OPTIONS", 302, Some(Priced), Failure),
        ("POST", 302, Some(Free), Delivery),
        ("PUT", 303, Some(Free), Delivery),
        ("POST", 303, Some(Elsewhere), Delivery),
        ("POST", 307, Some(Priced), Failure),
        ("POST", 308, Some(Priced), Failure),
        ("POST", 307, Some(Free), Withheld),
        // Without a Location there is nowhere to go.
        ("POST", 303, None, Failure),
        ("GET", 302, None, Failure),
        // What follows it would be sent for nothing.
        ("GET", 101, None, Withheld),
        ("POST", 103, None, Withheld),
        ("GET", 0, None, Withheld),
        ("GET", 300, Some(Elsewhere), Failure),
        ("GET", 304, None, Failure),
        ("GET", 304, Some(Free), Failure),
        ("GET", 404, None, Failure),
        ("POST", 500, None, Failure),
    ] {
        assert_eq!(classify(method, status, redirect), expected, "{method} {status} {redirect:?}");
    }
}

/// A payer who can choose a part of the path that a redirect leads to, such as a title, could otherwise use it to see
/// the target without paying.
#[test]
fn a_redirect_leads_to_a_price_only_if_all_readings_of_its_path_do() {
    let shop = shop();
    let classify = |to: &str| shop.class_of("GET", PAID, 302, Some(to));
    let here = |path: &str| ["https://api.example.com", path].concat();
    for (path, expected) in [
        ("/dear", ResponseClass::Failure),
        ("/premium/a%2Fb?x=/free", ResponseClass::Failure),
        ("/premium/a;v=1/b", ResponseClass::Failure),
        // A fragment is not sent.
        ("/dear#top", ResponseClass::Failure),
        ("/dear#/../free", ResponseClass::Failure),
        ("/dl/7/book#/../../../../dear", ResponseClass::Withheld),
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
    let done = shop.class_of("POST", PAID, 303, Some("/dl/7/..%2F..%2Fdear"));
    assert_eq!(done, ResponseClass::Delivery, "the method had its effect");
}

/// Where everything has a price, it would seem to lead to a price here, and be sent: with a link to what was bought.
#[test]
fn a_reference_to_another_host_is_no_path_here() {
    let shop = Paywall::new(config(&[("/*", "1.00 USD")])).unwrap();
    for (method, status) in [("GET", 302), ("POST", 307)] {
        let class = shop.class_of(method, PAID, status, Some("//files.example.com/x?signed"));
        assert_eq!(class, ResponseClass::Withheld, "{method}");
    }
    for here in ["/x", "/.//files.example.com/x"] {
        assert_eq!(shop.class_of("GET", PAID, 302, Some(here)), ResponseClass::Failure, "{here}");
    }
}

/// After a 303, and after a 301 or 302 to a POST, clients send a GET.
#[test]
fn a_redirect_leads_to_the_price_of_the_method_that_follows_it() {
    use ResponseClass::{Delivery, Failure, Withheld};
    let shop = Paywall::new(config(&[("GET /bought", "1.00 USD"), ("POST /order", "1.00 USD")])).unwrap();
    for (method, status, to, expected) in [
        ("POST", 301, "/bought", Failure),
        ("POST", 308, "/bought", Withheld),
        ("PUT", 301, "/bought", Delivery),
        ("QUERY", 303, "/bought", Failure),
        ("QUERY", 302, "/bought", Withheld),
        ("POST", 301, "/order", Delivery),
        ("POST", 308, "/order", Failure),
    ] {
        assert_eq!(shop.class_of(method, PAID, status, Some(to)), expected, "{method} {status} {to}");
    }
}

/// Origins send the names of files as they are, in UTF-8 or Latin-1.
#[test]
fn a_location_that_is_not_ascii_is_where_a_redirect_leads() {
    let shop = shop();
    for (status, to, expected) in [
        (302, &b"/dl/7/schl\xc3\xbcssel?sig=abc"[..], ResponseClass::Withheld),
        (302, b"/dl/7/schl\xfcssel?sig=abc", ResponseClass::Withheld),
        (302, b"https://api.example.com/dl/7/\xfc?sig=abc", ResponseClass::Withheld),
        (302, b"/premium/\xfc", ResponseClass::Failure),
        (302, b"https://files.example.com/\xfc?sig=abc", ResponseClass::Delivery),
    ] {
        assert_eq!(shop.classify("GET", PAID, status, Some(to)), expected, "{}", to.escape_ascii());
    }
}
