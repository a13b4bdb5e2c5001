//! Servers that ignore case, or dots and spaces at the end of a name.

use super::*;
use crate::paywall::routes::Pattern;
use crate::paywall::site::config::tests::config;
use alloc::{format, string::String};

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
