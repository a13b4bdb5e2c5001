use super::*;
use crate::error::Code;
use crate::paywall::decision::decide::tests::*;
use crate::paywall::site::config::tests::config;
use crate::paywall::{Decision, RequestParts, RouteConfig};
use alloc::{format, string::ToString};

#[test]
fn the_closest_pattern_prices() {
    let price = |method, path: &str| {
        let url = format!("https://api.example.com{path}");
        let parts = RequestParts { method, ..get(&url) };
        match decide(&shop(), &parts) {
            Decision::Free => "free".to_string(),
            Decision::Answer(answer) => {
                challenge_of(&answer).unwrap().request.field("amount").unwrap().into()
            }
            Decision::Admit | Decision::Claim(_) => panic!("no pass or credential was sent"),
        }
    };
    for (method, path, expected) in [
        ("GET", "/", "free"),
        ("GET", "/free", "free"),
        ("GET", "/unknown", "free"),
        ("GET", "/paid", "100"),
        ("HEAD", "/paid", "100"),
        ("DELETE", "/paid", "100"),
        ("GET", "/premium/free", "free"),
        // The page may be another one, which `/premium/*` stands for.
        ("GET", "/premium/free/", "500"),
        ("GET", "/premium/sale/", "500"),
        ("GET", "/paid/", "100"),
        ("GET", "/premium/free/x", "500"),
        ("GET", "/premium/sale", "100"),
        ("GET", "/premium/a/b", "500"),
        ("GET", "/premium", "free"),
        ("GET", "/premiumX", "free"),
        ("POST", "/api/x", "200"),
        // A server may treat it as POST.
        ("Post", "/api/x", "200"),
        ("GET", "/api/x", "free"),
    ] {
        assert_eq!(price(method, path), expected, "{method} {path}");
    }
}

#[test]
fn a_backslash_after_the_host_makes_nothing_free() {
    for path in ["\\paid", "\\\\paid", "\\premium/x", "\\premium\\x", "\\@h/premium/x"] {
        assert!(shop().route("GET", &format!("https://api.example.com{path}")).is_some(), "{path}");
    }
}

/// A server that puts the URL together may have got the target of the request from a stranger.
#[test]
fn a_url_that_cannot_be_read_is_refused_where_anything_has_a_price() {
    for url in ["", "?x", "*", "paid", "free", "ftp://h/free", "https:///free", "https:free"] {
        assert_eq!(shop().route("GET", url), Some(RouteId::UNCLEAR), "{url:?}");
        let Decision::Answer(answer) = decide(&shop(), &get(url)) else { panic!("{url:?} is served") };
        assert_eq!((answer.code, answer.challenge_id), (Code::Internal, None), "{url:?}");
        assert_eq!(Paywall::new(config(&[])).unwrap().route("GET", url), None, "{url:?}");
    }
}

/// A server that is asked for a path with a `#` may cut it off there, or not.
#[test]
fn a_fragment_in_a_path_makes_nothing_free() {
    let paywall = shop();
    for path in ["/paid#", "/paid#x", "/premium/x#y", "/free#/../premium/x", "/premium/free#/../x"] {
        for site in ["", "https://api.example.com"] {
            assert!(paywall.route("GET", &[site, path].concat()).is_some(), "{site}{path}");
        }
    }
    for url in ["/free#x", "https://api.example.com/free#x", "https://api.example.com#x"] {
        assert_eq!(paywall.route("GET", url), None, "{url}");
    }
    let paywall = Paywall::new(config(&[("/users/*/report", "1.00 USD")])).unwrap();
    for path in ["/users/7#/report", "/users/7#?/../7/report", "/users/7/report#?x"] {
        let url = ["https://api.example.com", path].concat();
        assert_eq!(paywall.route("GET", &url).is_some(), path != "/users/7#?/../7/report", "{path}");
    }
}

#[test]
fn odd_paths_do_not_slip_past() {
    let price = |path: &str| {
        let url = format!("https://api.example.com{path}");
        let Decision::Answer(answer) = decide(&shop(), &get(&url)) else { panic!("free: {path}") };
        challenge_of(&answer).unwrap().request.field("amount").unwrap().to_string()
    };
    for path in [
        "//premium/x",
        "///premium///x",
        "/premium/",
        "/premium//",
        "/%70remium/x",
        "/%70%72%65%6d%69%75%6D/x",
        "/premium%2fx",
        "/premium%5Cx",
        "/\\premium\\x",
        "/./premium/x",
        "/free/../premium/x",
        "/free/%2e%2E/premium/x",
        "/free%2f..%2fpremium/x",
        "/free\\..\\premium\\x",
        "/premium/x?/../../free",
        "/premium/x#/../../free",
        "/premium/free/../x",
        "/premium/%2566ree",
        "/premium/free%00",
        "/premium/free%FF",
        // Left out by servers that ignore what is not UTF-8.
        "/premium%FF/x",
        "/prem%ffium%C3/x",
        // Parameters dropped before decoding, then `..` resolved.
        "/free;a%2fb/..;/premium/y",
        // Parameters to the end of the path.
        "/dear;/x/y",
        "/dear%3b/x",
        // A query for a server behind one that decodes.
        "/premium/%3f",
        "/premium%2fx%3fy",
        "/premium/x%23",
    ] {
        assert_eq!(price(path), "500", "{path}");
    }
}

#[test]
fn a_guarded_handler_is_priced_wherever_it_is() {
    let mut paywall = shop();
    let terms = RouteConfig { price: "3.00 USD".into(), ..RouteConfig::default() };
    let at = paywall.add_charge(&terms).unwrap();
    let Decision::Answer(answer) = paywall.decide(Some(at), &get("https://h/anywhere"), now()) else {
        panic!()
    };
    assert_eq!(challenge_of(&answer).unwrap().request.field("amount"), Some("300"));
    assert_eq!(paywall.route("GET", "https://h/anywhere"), None, "it has no pattern");
}

/// However an origin reads the path. One that matches prefixes before it decodes or resolves serves `/premium/…`, and
/// the more specific reading must not make that free or cheap.
#[test]
fn a_path_that_reads_two_ways_costs_the_dearer() {
    for (path, amount) in [
        ("/premium/a%2f..%2f..%2fx", "500"),
        ("/premium/%2e%2e%2fx", "500"),
        ("/premium/a%2f..%2ffree", "500"),
        ("/premium/a%2f..%2fsale", "500"),
        ("/premium/a%5c..%5c..%5cpaid", "500"),
        ("/premium%2fa%2f..%2f..%2fx", "500"),
        ("/free%2f..%2fpremium/a", "500"),
        ("/reports/a%2fb/full", "50"),
        // `..` over an empty segment, which other servers merge first.
        ("/reports/a//..;/full", "50"),
    ] {
        let url = format!("https://api.example.com{path}");
        let Decision::Answer(answer) = decide(&shop(), &get(&url)) else { panic!("free: {path}") };
        assert_eq!(challenge_of(&answer).unwrap().request.field("amount"), Some(amount), "{path}");
    }
}

/// A server that compares the path as it came, or keeps empty segments, does not take these for the exception: it serves
/// what `/premium/*` stands for.
#[test]
fn an_exception_is_only_for_paths_that_every_server_takes_for_it() {
    let paywall = shop();
    let routes = |path: &str| paywall.route("GET", path).map(|at| paywall.priced(at).unwrap().amount());
    for path in [
        "/premium//free",
        "/premium/free//",
        "/premium///free",
        "/premium/%66ree",
        "/premium/fre%65",
        "/premium/%66%72%65%65",
        "/premium//sale",
        "/premium/s%61le",
    ] {
        assert_eq!(routes(path), Some(500), "{path}");
    }
    assert_eq!((routes("/premium/free"), routes("/premium/sale")), (None, Some(100)));
    // In a path, other letters than those of ASCII are always escaped, and one way to do so is common.
    let paywall = Paywall::new(config(&[("/*", "1.00 USD"), ("/café/*", "free")])).unwrap();
    assert_eq!(paywall.route("GET", "/caf%C3%A9/x"), None);
    for path in ["/caf%c3%a9/x", "/c%61f%C3%A9/x", "//caf%C3%A9/x"] {
        assert!(paywall.route("GET", path).is_some(), "{path}");
    }
}

#[test]
fn an_exception_is_for_a_trailing_slash_too_if_it_is_written_with_one() {
    let routes = [("/*", "1.00 USD"), ("/about/", "free"), ("/docs/*", "free"), ("/cheap", "0.50 USD")];
    let paywall = Paywall::new(config(&routes)).unwrap();
    let amount = |path: &str| paywall.route("GET", path).map(|at| paywall.priced(at).unwrap().amount());
    for (path, expected) in [
        ("/about", None),
        ("/about/", None),
        ("/docs/", None),
        ("/docs/x/", None),
        ("/cheap", Some(50)),
        ("/cheap/", Some(100)),
        ("/about//", Some(100)),
    ] {
        assert_eq!(amount(path), expected, "{path}");
    }
    // Servers add the slash by a redirect, and the payer has to see where it leads.
    let alone = Paywall::new(config(&[("/paid", "1.00 USD")])).unwrap();
    assert_eq!(alone.has_price("GET", "/paid/"), Some(true));
    assert_eq!(paywall.has_price("GET", "/about/"), Some(false));
}

/// A path with more readings than any honest one is not followed further, and that never makes it free.
#[test]
fn a_path_of_too_many_readings_or_above_the_top_is_refused_where_anything_has_a_price() {
    let odd = "/..;a%2f..%5c..%252f;b/%3b..".repeat(4);
    let url = format!("https://api.example.com{}{odd}", "/a".repeat(40));
    // Above the top in some reading: if the origin serves a folder, the folder's name would lead back in.
    let out = ["/..%2fapp/paid", "/..;/x", "/premium/%252e%252e;/..;", "/reports/%2f..%2f..%2fpremium/full"];
    let out = out.map(|path| format!("https://api.example.com{path}"));
    for url in out.iter().chain([&url]) {
        let refused = answer(&shop(), &get(url), now());
        assert_eq!(sort(&refused), row(400, "bad-request", "not-payable", false), "{url}");
    }
    let free = Paywall::new(config(&[("/paid", "free")])).unwrap();
    assert_eq!(free.route("GET", &url), None);
    let mut guarded = Paywall::new(config(&[])).unwrap();
    guarded.add_charge(&RouteConfig { price: "1.00 USD".into(), ..RouteConfig::default() }).unwrap();
    assert_eq!(guarded.route("GET", &url), None, "a handler guarded on its own has no path");
}

/// 5000 is more than 4999, and 5000 won are not more than 49.99 dollars.
#[test]
fn a_path_that_reads_as_two_currencies_has_no_price_and_is_refused() {
    let paywall = Paywall::new(config(&[
        ("/premium/*", "49.99 USD"),
        ("/cheap/*", "5000 KRW"),
        ("/same/*", "1.00 USD"),
    ]))
    .unwrap();
    let paid = header(&credential(&challenge(&get(PAID))));
    for authorization in [None, Some(&*paid)] {
        for path in ["/premium/..%2fcheap/x", "/cheap/..%2fpremium%2fx", "/cheap/%2e%2e%2fpremium/x"] {
            let url = format!("https://api.example.com{path}");
            let parts = RequestParts { authorization, ..get(&url) };
            let refused = answer(&paywall, &parts, now());
            assert_eq!(sort(&refused), row(400, "bad-request", "not-payable", false), "{path}");
        }
    }
    for path in ["/premium/x", "/cheap/x", "/same/..%2fpremium%2fx", "/premium/%2e/x"] {
        let url = format!("https://api.example.com{path}");
        assert_eq!(answer(&paywall, &get(&url), now()).code, Code::PaymentRequired, "{path}");
    }
}
