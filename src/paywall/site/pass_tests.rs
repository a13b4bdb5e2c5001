use super::super::config::tests::config;
use super::*;
use crate::binding::Body;
use crate::encoding::json::Doc;
use crate::encoding::timestamp::Timestamp;
use crate::paywall::{Answer, Config, Decision, Paywall, RequestParts};
use alloc::string::ToString;
use alloc::{format, vec};

const URL: &str = "https://api.example.com/premium/a";
const HOUR: i64 = 3_600_000;

fn now() -> Timestamp {
    Timestamp::parse("2025-01-15T12:00:00Z").unwrap()
}

fn shop(change: impl FnOnce(&mut Config)) -> Paywall {
    let mut config = config(&[("/premium/*", "5.00 USD"), ("/other/*", "5.00 USD"), ("/paid", "1.00 USD")]);
    config.routes[0].pass_ttl_ms = Some(HOUR);
    config.routes[1].pass_ttl_ms = Some(HOUR);
    change(&mut config);
    Paywall::new(config).unwrap()
}

fn decide(paywall: &Paywall, method: &str, url: &str, cookie: &str, now: Timestamp) -> Decision {
    let parts = RequestParts {
        cookie: Some(cookie),
        ..RequestParts::new(method, url, Body::Absent, "the nonce of a request")
    };
    paywall.decide(paywall.route(method, url), &parts, now)
}

fn admits(paywall: &Paywall, url: &str, cookie: &str) -> bool {
    matches!(decide(paywall, "GET", url, cookie, now()), Decision::Admit)
}

fn give(paywall: &Paywall, url: &str) -> String {
    paywall.pass_cookie(paywall.route("GET", url).unwrap(), "GET", url, now()).unwrap().expose().into()
}

/// The `name=value` of a `Set-Cookie` value.
fn cookie(set: &str) -> &str {
    set.split(';').next().unwrap()
}

#[test]
fn a_pass_admits_to_its_route_until_it_ends() {
    let shop = shop(|_| {});
    let set = give(&shop, URL);
    let (name, attributes) = (set.split('=').next().unwrap(), set.split_once("; ").unwrap().1);
    assert!(name.starts_with("__Secure-mpp-pass-"), "{name}");
    assert_eq!(attributes, "Path=/premium/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure");
    let pass = cookie(&set);
    for url in [URL, "https://api.example.com/premium/b/c?d=e", "https://api.example.com//premium/x"] {
        assert!(admits(&shop, url, pass), "{url}");
    }
    assert!(admits(&shop, URL, &format!("a=b; {pass}; c=d")) && admits(&shop, URL, &format!("a=b, {pass}")));
    for method in ["HEAD", "head"] {
        assert!(matches!(decide(&shop, method, URL, pass, now()), Decision::Admit), "{method}");
    }
    let (name, _) = pass.split_once('=').unwrap();
    for (others, good) in [(7, true), (8, false)] {
        let cookies = format!("{}{pass}", format!("{name}=x; ").repeat(others));
        assert_eq!(admits(&shop, URL, &cookies), good, "{others} others of the name");
    }
    for (after, good) in [(HOUR - 1, true), (HOUR, false), (HOUR + 1, false)] {
        let later = decide(&shop, "GET", URL, pass, now().saturating_add_millis(after));
        assert_eq!(matches!(later, Decision::Admit), good, "{after}");
    }
}

/// Browsers compare the path of a cookie with case.
#[test]
fn a_pass_bought_in_the_other_case_comes_back_in_it() {
    let shop = shop(|_| {});
    for (path, expected) in
        [("/PREMIUM/a", "/PREMIUM/"), ("/Premium/b", "/Premium/"), ("//premium/a", "/premium/")]
    {
        let set = give(&shop, &format!("https://api.example.com{path}"));
        assert_eq!(set.split("; ").nth(1), Some(&*format!("Path={expected}")), "{path}");
        assert!(admits(&shop, &format!("https://api.example.com{expected}x"), cookie(&set)), "{path}");
        assert!(!admits(&shop, "https://api.example.com/Other/a", cookie(&set)), "{path}");
    }
}

#[test]
fn a_pass_is_worth_nothing_elsewhere() {
    let shop = shop(|_| {});
    let set = give(&shop, URL);
    let pass = cookie(&set);
    for url in [
        "https://api.example.com/other/a",
        "https://api.example.com/paid",
        "http://127.0.0.1/premium/a",
        "http://api.example.com/premium/a",
    ] {
        assert!(!admits(&shop, url, pass), "{url}");
    }
    // Under the name the other route asks for, too.
    let other = give(&shop, "https://api.example.com/other/a");
    let (name, value) = (other.split('=').next().unwrap(), pass.split_once('=').unwrap().1);
    assert!(admits(&shop, "https://api.example.com/other/a", cookie(&other)));
    assert!(!admits(&shop, "https://api.example.com/other/a", &format!("{name}={value}")));
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        assert!(!matches!(decide(&shop, method, URL, pass, now()), Decision::Admit), "{method}");
        assert!(shop.pass_cookie(shop.route("GET", URL).unwrap(), method, URL, now()).is_none());
    }
}

#[test]
fn a_pass_is_for_one_realm_one_price_one_account() {
    let set = give(&shop(|_| {}), URL);
    let changes: [fn(&mut Config); 5] = [
        |config| config.realm = "other.example.com".into(),
        |config| config.routes[0].price = "6.00 USD".into(),
        |config| config.routes[0].price = "5.00 EUR".into(),
        |config| config.stripe.network_id = "profile_other".into(),
        |config| config.secret = String::from("another-signing-secret-of-32-bytes-or-more").into(),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        assert!(!admits(&shop(change), URL, cookie(&set)), "{at}");
    }
    // Terms that are not part of the price may change.
    let metadata = || Doc::read(r#"{"team":"a"}"#.into()).unwrap();
    assert!(admits(&shop(|config| config.routes[0].metadata = metadata()), URL, cookie(&set)));
    let types = || vec!["card".into(), "link".into(), "cashapp".into()];
    assert!(admits(&shop(|config| config.stripe.payment_method_types = types()), URL, cookie(&set)));
    assert!(admits(&shop(|config| config.routes[0].description = Some("x".into())), URL, cookie(&set)));
    assert!(admits(&shop(|config| config.routes[0].pass_ttl_ms = Some(1000)), URL, cookie(&set)));
    assert!(!admits(&shop(|config| config.routes[0].pass_ttl_ms = None), URL, cookie(&set)), "no passes");
}

#[test]
fn a_pass_survives_the_rotation_of_secrets() {
    let rotate = |config: &mut Config| {
        let former = core::mem::replace(&mut config.secret, "the-next-signing-secret-of-32-bytes".into());
        config.previous_secrets = vec![former];
    };
    let set = give(&shop(|_| {}), URL);
    assert!(admits(&shop(rotate), URL, cookie(&set)));
    let fresh = give(&shop(rotate), URL);
    assert!(admits(&shop(rotate), URL, cookie(&fresh)) && !admits(&shop(|_| {}), URL, cookie(&fresh)));
}

/// Passes outlive an update of the server, so they stay as they are.
#[test]
fn a_pass_is_written_and_read_as_ever() {
    let pass = "__Secure-mpp-pass-w5cIhZzqHFI=1736946000000.vPKj8uYPHXabtShloERH3YBu-qwxD3US13DYkc_5I9A";
    assert_eq!(cookie(&give(&shop(|_| {}), URL)), pass);
    assert!(admits(&shop(|_| {}), URL, pass));
}

#[test]
fn what_was_changed_by_a_byte_admits_nobody() {
    let shop = shop(|_| {});
    let set = give(&shop, URL);
    let (name, value) = cookie(&set).split_once('=').unwrap();
    let (end, tag) = value.split_once('.').unwrap();
    let later = (end.parse::<i64>().unwrap() + 1).to_string();
    for forged in [
        format!("{name}={later}.{tag}"),
        format!("{name}=+{end}.{tag}"),
        format!("{name}=0{end}.{tag}"),
        format!("{name}={end}."),
        format!("{name}={end}"),
        format!("{name}=.{tag}"),
        format!("{name}="),
        format!("{name}={end}.{}", &tag[1..]),
        format!("{name}=\"{end}.{tag}\""),
        format!("x{name}={value}"),
        format!("{name}x={value}"),
        String::new(),
        "=".into(),
    ] {
        assert!(!admits(&shop, URL, &forged), "{forged}");
    }
    for at in 0..tag.len() {
        let mut bytes: Vec<u8> = tag.bytes().collect();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let forged = format!("{name}={end}.{}", String::from_utf8(bytes).unwrap());
        assert!(!admits(&shop, URL, &forged), "{at}");
    }
}

#[test]
fn a_pass_needs_tls_as_a_payment_does() {
    let shop = shop(|_| {});
    let local = "http://localhost:8402/premium/a";
    let set = give(&shop, local);
    assert!(set.starts_with("mpp-pass-") && !set.contains("Secure"), "{set}");
    assert!(admits(&shop, local, cookie(&set)));
    assert!(!admits(&shop, URL, cookie(&set)), "a pass for loopback is not valid over the network");
    match decide(&shop, "GET", "http://api.example.com/premium/a", cookie(&set), now()) {
        Decision::Answer(Answer { code, .. }) => assert_eq!(code, Code::InsecureTransport),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_path_of_a_cookie_holds_its_route() {
    for (pattern, path) in [
        ("/*", "/"),
        ("/", "/"),
        ("/paid", "/paid"),
        ("/paid/", "/paid"),
        ("/premium/*", "/premium/"),
        ("GET /a/b/*", "/a/b/"),
        ("/api/*/report", "/api/"),
        ("/a;b/c", "/"),
        ("/a/é/*", "/a/"),
        ("/a,b", "/"),
    ] {
        assert_eq!(cookie_path(pattern), path, "{pattern}");
    }
    assert!(Pass::prepare("/*", HOUR).unwrap().full_name(true).starts_with("__Host-mpp-pass-"));
}

#[test]
fn passes_that_make_no_sense_are_refused() {
    for (pattern, price, ttl) in [
        ("/a", "1.00 USD", 0),
        ("/a", "1.00 USD", -1),
        ("/a", "1.00 USD", MIN_PASS_TTL_MS - 1),
        ("/a", "1.00 USD", MAX_PASS_TTL_MS + 1),
        ("POST /a", "1.00 USD", HOUR),
        ("/a", "free", HOUR),
    ] {
        let mut config = config(&[(pattern, price)]);
        config.routes[0].pass_ttl_ms = Some(ttl);
        let error = Paywall::new(config).unwrap_err();
        assert_eq!(error.code(), Code::BadConfig);
        assert!(error.message().contains(".passTtl"), "{}", error.message());
    }
    let charge = crate::paywall::RouteConfig {
        price: "1.00 USD".into(),
        pass_ttl_ms: Some(HOUR),
        ..Default::default()
    };
    assert_eq!(shop(|_| {}).add_charge(&charge).unwrap_err().code(), Code::BadConfig);
}

#[test]
fn no_pass_reaches_the_origin() {
    for (cookie, left) in [
        ("a=b", Some("a=b")),
        ("", Some("")),
        ("a=1,2; c=\"d\"", Some("a=1,2; c=\"d\"")),
        ("a=1,2; __Secure-mpp-pass-x=1.y;c=d", Some("a=1,2; c=d")),
        ("__Host-mpp-pass-x=1", None),
        ("MPP-PASS-x=1; b=2", Some("b=2")),
        ("a=b, mpp-pass-x=1", None),
        ("note=mpp-pass-x", None),
    ] {
        assert_eq!(without_pass(cookie).as_deref(), left, "{cookie}");
    }
}

/// For `/ask/..%2fclub%2fx`, an origin may well serve something below `/ask/`.
#[test]
fn a_pass_opens_no_path_that_may_lead_to_another_route() {
    let mut config = config(&[
        ("/ask/*", "0.50 USD"),
        ("/same/*", "5.00 USD"),
        ("/club/*", "5.00 USD"),
        ("/club/free", "free"),
    ]);
    config.routes[2].pass_ttl_ms = Some(HOUR);
    let shop = Paywall::new(config).unwrap();
    let url = |path: &str| format!("https://api.example.com{path}");
    let set = give(&shop, &url("/club/a"));
    let pass = cookie(&set);
    for path in ["/club/a", "/club/a%20b", "/club//a/../b", "/club/a%2fb", "/club/a;x=1", "/club/%2e%2e%2fx"]
    {
        assert!(admits(&shop, &url(path), pass), "{path}");
    }
    for path in [
        "/ask/..%2fclub%2fx",
        "/ask/%2e%2e%2fclub/x?q=1",
        "/club/..%2fask%2fx",
        "/same/..%2fclub%2fx",
        "/club/..%2fsame%2fx",
    ] {
        let decision = decide(&shop, "GET", &url(path), pass, now());
        let Decision::Answer(answer) = decision else { panic!("{path}: {decision:?}") };
        assert_eq!(answer.code, Code::PaymentRequired, "{path}");
        let challenge =
            answer.headers.iter().find(|(name, _)| *name == "WWW-Authenticate").map(|(_, value)| &**value);
        let challenge = crate::scheme::Challenge::parse(challenge.unwrap()).unwrap();
        assert_eq!(challenge.request.field("amount"), Some("500"), "{path}: the dearest");
    }
}
