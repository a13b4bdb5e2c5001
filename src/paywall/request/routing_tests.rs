use super::*;
use crate::error::Code;
use crate::paywall::decision::decide::tests::*;
use crate::paywall::routes::Pattern;
use crate::paywall::site::config::tests::config;
use crate::paywall::{Decision, RequestParts, RouteConfig};
use alloc::{
    format,
    string::{String, ToString},
};

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

/// Express, Koa's router, ASP.NET Core and IIS serve `/paid` to whoever asks for `/PAID`.
#[test]
fn letters_in_the_other_case_make_nothing_free_or_cheaper() {
    let routes = [
        ("/Paid", "1.00 USD"),
        ("/premium/*", "5.00 USD"),
        ("/premium/free", "free"),
        ("/premium/Dear", "9.00 USD"),
        ("/items/aB", "2.00 USD"),
        ("/items/Ab", "3.00 USD"),
        ("POST /api", "4.00 USD"),
    ];
    let paywall = Paywall::new(config(&routes)).unwrap();
    let amount = |method, path: &str| {
        paywall.route(method, path).map(|at| paywall.priced(at).expect("one price").amount())
    };
    for (path, expected) in [
        ("/Paid", Some(100)),
        ("/paid", Some(100)),
        ("/PAID/", Some(100)),
        ("//pAID", Some(100)),
        ("/%70AID", Some(100)),
        ("/PREMIUM/x", Some(500)),
        // To a server that ignores the case of the first segment alone, another page than the free one.
        ("/premium/FREE", Some(500)),
        ("/PREMIUM/free", Some(500)),
        ("/premium/free", None),
        ("/premium/dear", Some(900)),
        ("/premium/Dear", Some(900)),
        // A shop that tells them apart.
        ("/items/aB", Some(200)),
        ("/items/Ab", Some(300)),
        ("/items/ab", Some(300)),
        // Caddy takes the first for `i`, and Python's `re.IGNORECASE` both.
        ("/pa\u{130}d", Some(100)),
        ("/pa\u{131}d", Some(100)),
        ("/pa\u{ed}d", None),
        // Caddy, and Windows.
        ("/paid.", Some(100)),
        ("/PAID%20.", Some(100)),
        ("/premium/free.", Some(500)),
        ("/premium%20/free", Some(500)),
        ("/paid.x", None),
        ("/premiums/x", None),
    ] {
        assert_eq!(amount("GET", path), expected, "{path}");
    }
    assert_eq!((amount("POST", "/API"), amount("GET", "/API")), (Some(400), None));
    // A redirect to either leads to where it is paid for.
    assert_eq!(
        (paywall.has_price("GET", "/paid"), paywall.has_price("GET", "/premium/free")),
        (Some(true), Some(false))
    );
    let other = [("/a/b", "1.00 USD"), ("/A/B", "5000 KRW")];
    let paywall = Paywall::new(config(&other)).unwrap();
    assert!(paywall.priced(paywall.route("GET", "/a/b").unwrap()).is_some());
    assert_eq!(paywall.route("GET", "/a/B"), Some(RouteId::UNCLEAR));
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

#[test]
fn the_other_case_only_ever_makes_a_path_dearer_or_unclear() {
    /// What the closest patterns as they are written say, and nothing else.
    fn as_written(paywall: &Paywall, method: &str, path: &str) -> Vec<usize> {
        let routes = &paywall.config.routes;
        let readings = path::readings(path).unwrap();
        let closest = |(segments, slash): (&Vec<Cow<'_, str>>, bool)| {
            let tells = Tells { spelling: true, slash };
            let fits = |route: &Route| route.pattern.as_ref().unwrap().matches(method, segments, tells);
            routes.iter().position(fits).filter(|at| !routes[*at].is_free())
        };
        let servers = readings.iter().flat_map(|segments| [(segments, false), (segments, true)]);
        servers.filter_map(closest).collect()
    }

    let mut seed = 1_u32;
    let mut below = |most: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as usize % most
    };
    let (mut dearer, mut same, mut unclear) = (0, 0, 0);
    for _ in 0..600 {
        let mut routes: Vec<(String, &str)> = Vec::new();
        for _ in 0..=below(6) {
            let mut pattern = String::from(["", "", "", "GET ", "POST "][below(5)]);
            for _ in 0..=below(3) {
                pattern += ["/a", "/A", "/b", "/B", "/aB", "/*"][below(6)];
            }
            pattern += ["", "", "/*", "/"][below(4)];
            let price = ["free", "1.00 USD", "5.00 USD", "9.00 USD", "5000 KRW"][below(5)];
            let with = |slash: &str| format!("{}{slash}", pattern.trim_end_matches('/'));
            if !routes.iter().any(|(other, _)| [with(""), with("/")].contains(other)) {
                routes.push((pattern, price));
            }
        }
        let routes: Vec<(&str, &str)> = routes.iter().map(|(pattern, price)| (&**pattern, *price)).collect();
        let paywall = Paywall::new(config(&routes)).unwrap();
        let amount = |at: usize| paywall.config.routes[at].amount();
        for _ in 0..60 {
            let mut path = String::new();
            for _ in 0..=below(4) {
                path += ["/a", "/A", "/b", "/B", "/ab", "/aB", "/x", "/%61", "/", "/A;b"][below(10)];
            }
            let method = ["GET", "POST", "head"][below(3)];
            let before = as_written(&paywall, method, &path);
            let found = paywall.route(method, &path);
            let dearest = before.iter().copied().max_by_key(|at| amount(*at));
            match (found, dearest) {
                (Some(RouteId::UNCLEAR), _) => unclear += 1,
                (Some(found), Some(dearest)) if amount(found.0) > amount(dearest) => dearer += 1,
                (Some(found), None) => dearer += usize::from(amount(found.0) > 0),
                (None, None) => {}
                (Some(found), _) => {
                    let is_plain = !path.contains(['%', ';']) && !path.contains("//") && !path.ends_with('/');
                    assert!(!is_plain || before.contains(&found.0), "{method} {path}: {routes:?}");
                    same += 1;
                }
                (None, Some(_)) => panic!("{method} {path} is free: {routes:?}"),
            }
        }
    }
    assert!(dearer > 1_000 && same > 1_000 && unclear > 100, "{dearer} {same} {unclear}");
}

/// A server that ignores case may serve the first of these to whoever asks for the second.
#[test]
fn a_route_that_comes_first_of_two_as_close_counts_in_the_other_case_too() {
    let amount = |routes: &[(&str, &str)], path: &str| {
        let paywall = Paywall::new(config(routes)).unwrap();
        paywall.route("GET", path).map(|at| paywall.priced(at).expect("one price").amount())
    };
    let routes = [("/*/B/C", "9.00 USD"), ("/a/*/c", "1.00 USD")];
    assert_eq!((amount(&routes, "/a/b/c"), amount(&routes, "/a/B/C")), (Some(900), Some(900)));
    let routes = [("/a/*/c", "1.00 USD"), ("/*/B/C", "9.00 USD")];
    assert_eq!((amount(&routes, "/a/b/c"), amount(&routes, "/x/b/c")), (Some(100), Some(900)));
    let routes = [("/items/aB", "9.00 USD"), ("/items/Ab", "3.00 USD")];
    assert_eq!(amount(&routes, "/items/Ab"), Some(300), "a shop that tells them apart");
}

/// A path as its own route has it keeps the description, the pass and the reference of that route.
#[test]
fn of_routes_at_one_price_the_one_as_written_counts() {
    let routes = [("/premium/*", "5.00 USD"), ("/premium/Same", "5.00 USD")];
    let paywall = Paywall::new(config(&routes)).unwrap();
    let own = |path: &str| {
        let RouteId(at) = paywall.route("GET", path).unwrap();
        paywall.config.routes[at].pattern.as_ref() == Some(&Pattern::parse(path).unwrap())
    };
    assert!(own("/premium/Same") && !own("/premium/same"));
}
