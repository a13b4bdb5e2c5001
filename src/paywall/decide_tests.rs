use super::super::config::tests::config;
use super::*;
use crate::encoding::base64url;
use crate::scheme::Challenge;
use alloc::{format, string::ToString};
use serde_json::{Value, json};

pub(in crate::paywall) const PAID: &str = "https://api.example.com/paid";

pub(in crate::paywall) fn now() -> Timestamp {
    Timestamp::parse("2025-01-15T12:00:00Z").unwrap()
}

pub(in crate::paywall) fn shop() -> Paywall {
    let mut config = config(&[
        ("/paid", "1.00 USD"),
        ("/same", "1.00 USD"),
        ("/dear", "5.00 USD"),
        ("/premium/*", "5.00 USD"),
        ("/premium/sale", "1.00 USD"),
        ("/premium/free", "free"),
        ("/free", "free"),
        ("POST /api/*", "2.00 USD"),
        ("/reports/*/full", "0.50 USD"),
    ]);
    config.routes[0].description = Some("One \"answer\"".into());
    Paywall::new(config).unwrap()
}

pub(in crate::paywall) fn get(url: &str) -> Parts<'_> {
    let body = Body::Absent;
    Parts {
        method: "GET",
        url,
        authorization: None,
        payment_authorization: None,
        accept_payment: None,
        cookie: None,
        page: false,
        idempotency_key: None,
        body,
        nonce: "nonce",
    }
}

pub(in crate::paywall) fn decide(paywall: &Paywall, parts: &Parts<'_>) -> Decision {
    paywall.decide(paywall.route(parts.method, parts.url), parts, now())
}

pub(in crate::paywall) fn answer(paywall: &Paywall, parts: &Parts<'_>, now: Timestamp) -> Answer {
    match paywall.decide(paywall.route(parts.method, parts.url), parts, now) {
        Decision::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

pub(in crate::paywall) fn challenge_of(answer: &Answer) -> Option<Challenge> {
    let (_, value) = answer.headers.iter().find(|(name, _)| *name == "WWW-Authenticate")?;
    Some(Challenge::parse(value).unwrap())
}

/// The fresh challenge of a request.
pub(in crate::paywall) fn challenge(parts: &Parts<'_>) -> Challenge {
    challenge_of(&answer(&shop(), parts, now())).unwrap()
}

/// A payer who echoes a challenge, as JSON that a test may still change.
pub(in crate::paywall) fn credential(challenge: &Challenge) -> Value {
    let echo: serde_json::Map<String, Value> = challenge
        .params()
        .into_iter()
        .filter_map(|(name, value)| Some((name.into(), value?.into())))
        .collect();
    json!({ "challenge": echo, "payload": { "spt": "spt_planted" } })
}

pub(in crate::paywall) fn header(credential: &Value) -> String {
    format!("Payment {}", base64url::encode(credential.to_string()))
}

/// Status, type, code, and whether a fresh challenge came along; the parts of an answer that always hold are
/// checked on the way.
pub(in crate::paywall) fn sort(answer: &Answer) -> (u16, String, String, bool) {
    let field = |name: &str| {
        let values: Vec<&str> =
            answer.headers.iter().filter(|(own, _)| *own == name).map(|(_, value)| &**value).collect();
        assert_eq!(values.len(), 1, "{name}");
        values[0].to_string()
    };
    assert_eq!(field("Content-Type"), "application/problem+json");
    assert_eq!(field("Cache-Control"), "no-store");
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let text = |name: &str| body[name].as_str().unwrap().to_string();
    assert_eq!((body["status"].as_u64(), &*text("code")), (Some(answer.status.into()), answer.code.as_str()));
    assert!(!text("title").is_empty() && !text("detail").is_empty());
    assert!(!format!("{answer:?}").contains("planted"), "{answer:?}");
    let challenge = challenge_of(answer);
    let id = challenge.as_ref().map(|challenge| Value::from(&*challenge.id));
    assert_eq!(body.get("challengeId"), id.as_ref());
    (answer.status, text("type"), text("code"), challenge.is_some())
}

/// The row of a refusal whose problem type is of the draft.
pub(in crate::paywall) fn row(
    status: u16,
    slug: &str,
    code: &str,
    fresh: bool,
) -> (u16, String, String, bool) {
    let kind = if slug.is_empty() {
        "about:blank".into()
    } else {
        format!("https://paymentauth.org/problems/{slug}")
    };
    (status, kind, code.into(), fresh)
}

pub(in crate::paywall) fn invalid_challenge() -> (u16, String, String, bool) {
    row(402, "invalid-challenge", "invalid-challenge", true)
}

pub(in crate::paywall) fn sorted(parts: &Parts<'_>) -> (u16, String, String, bool) {
    sort(&answer(&shop(), parts, now()))
}

#[test]
fn without_a_credential_the_price_is_named() {
    let refused = answer(&shop(), &get(PAID), now());
    assert_eq!(sort(&refused), row(402, "payment-required", "payment-required", true));
    let body: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body["title"], "Payment Required");
    let asked = challenge_of(&refused).unwrap();
    let offer: Value =
        serde_json::from_str(&base64url::decode_text(asked.request.as_str()).unwrap()).unwrap();
    assert_eq!(
        offer,
        json!({ "amount": "100", "currency": "usd",
            "methodDetails": { "networkId": "profile_test", "paymentMethodTypes": ["card", "link"] } })
    );
    assert_eq!(
        (asked.realm.as_str(), asked.method.as_str(), asked.intent.as_str()),
        ("api.example.com", "stripe", "charge")
    );
    assert_eq!(asked.expires.unwrap().at(), now().plus_millis(300_000));
    assert_eq!(asked.description.as_deref(), Some("One \"answer\""));
    assert_eq!((asked.digest, asked.header), (None, None));
}

#[test]
fn paywalls_of_two_realms_on_one_store_share_no_keys() {
    let key = |realm: &str| {
        let mut config = config(&[("POST /api/*", "2.00 USD")]);
        config.realm = realm.into();
        let url = "https://api.example.com/api/orders";
        let parts = Parts { method: "POST", idempotency_key: Some("a"), ..get(url) };
        let target = Target::parse(url).unwrap();
        format!("{:?}", Paywall::new(config).unwrap().idempotency_key(&parts, &target).unwrap().unwrap())
    };
    assert_eq!(key("one.example.com"), key("one.example.com"));
    assert_ne!(key("one.example.com"), key("two.example.com"));
}

#[test]
fn no_challenge_over_plain_http() {
    let paid = header(&credential(&challenge(&get(PAID))));
    for authorization in [None, Some(&*paid), Some("Payment !")] {
        for url in [
            "http://api.example.com/paid",
            "HTTP://api.example.com:443/paid",
            "http://127.0.0.1.evil.com/paid",
        ] {
            let parts = Parts { authorization, ..get(url) };
            assert_eq!(sorted(&parts), row(403, "", "insecure-transport", false), "{url}");
        }
    }
    for url in ["http://127.0.0.1:8402/paid", "http://localhost/paid", "http://[::1]:8402/paid"] {
        assert_eq!(sorted(&get(url)).0, 402, "{url}");
    }
}

#[test]
fn accept_payment_orders_and_never_empties() {
    for accept in ["stripe/charge", "tempo/charge", "stripe/*;q=0", "nonsense;;"] {
        let parts = Parts { accept_payment: Some(accept), ..get(PAID) };
        assert_eq!(sorted(&parts), row(402, "payment-required", "payment-required", true), "{accept}");
    }
}

#[test]
fn the_closest_pattern_prices() {
    let price = |method, path: &str| {
        let url = format!("https://api.example.com{path}");
        let parts = Parts { method, ..get(&url) };
        match decide(&shop(), &parts) {
            Decision::Pass => "free".to_string(),
            Decision::Answer(answer) => {
                challenge_of(&answer).unwrap().request.field("amount").unwrap().into()
            }
            Decision::Admit | Decision::Claim(_) => panic!("neither pass nor credential"),
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
        ("GET", "/premium/free/", "free"),
        ("GET", "/premium/free/x", "500"),
        ("GET", "/premium/sale", "100"),
        ("GET", "/premium/a/b", "500"),
        ("GET", "/premium", "free"),
        ("GET", "/premiumX", "free"),
        ("POST", "/api/x", "200"),
        // A server may take it for POST.
        ("Post", "/api/x", "200"),
        ("GET", "/api/x", "free"),
    ] {
        assert_eq!(price(method, path), expected, "{method} {path}");
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
        // Parameters left out before it is decoded, and climbed then.
        "/free;a%2fb/..;/premium/y",
        // Parameters to the end of the path.
        "/dear;/x/y",
        "/dear%3b/x",
        // A query for the server behind one that decodes.
        "/premium/%3f",
        "/premium%2fx%3fy",
        "/premium/x%23",
    ] {
        assert_eq!(price(path), "500", "{path}");
    }
}

#[test]
fn without_a_route_nothing_is_decided() {
    let paywall = shop();
    let parts = Parts { authorization: Some("Payment garbage"), ..get("https://api.example.com/free") };
    assert!(matches!(decide(&paywall, &parts), Decision::Pass));
    // A number that no route has is our own mistake, never a gift.
    let Decision::Answer(answer) = paywall.decide(Some(99), &get(PAID), now()) else { panic!("served") };
    assert_eq!((answer.status, challenge_of(&answer)), (500, None));
    let Decision::Answer(answer) = paywall.decide(Some(0), &get("/paid"), now()) else { panic!("served") };
    assert_eq!((answer.status, challenge_of(&answer)), (500, None));
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

/// Whichever way an origin reads the path: one that matches prefixes before it decodes or resolves serves
/// `/premium/…`, and the closer reading must not make that free or cheap.
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
        // Climbed over an empty segment, which others merge first.
        ("/reports/a//..;/full", "50"),
    ] {
        let url = format!("https://api.example.com{path}");
        let Decision::Answer(answer) = decide(&shop(), &get(&url)) else { panic!("free: {path}") };
        assert_eq!(challenge_of(&answer).unwrap().request.field("amount"), Some(amount), "{path}");
    }
}

/// Nobody follows a path through more readings than anybody means, and none of them is a gift.
#[test]
fn a_path_of_too_many_readings_or_above_the_top_is_refused_where_anything_has_a_price() {
    let odd = "/..;a%2f..%5c..%252f;b/%3b..".repeat(4);
    let url = format!("https://api.example.com{}{odd}", "/a".repeat(40));
    // Above the top, by one reading or another: below a folder of the origin, its name would lead back in.
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
    assert_eq!(guarded.route("GET", &url), None, "what is guarded by itself has no path");
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
            let parts = Parts { authorization, ..get(&url) };
            let refused = answer(&paywall, &parts, now());
            assert_eq!(sort(&refused), row(400, "bad-request", "not-payable", false), "{path}");
        }
    }
    for path in ["/premium/x", "/cheap/x", "/same/..%2fpremium%2fx", "/premium/%2e/x"] {
        let url = format!("https://api.example.com{path}");
        assert_eq!(answer(&paywall, &get(&url), now()).code, Code::PaymentRequired, "{path}");
    }
}

/// A payer who has a word in the path that a redirect leads to, a title, would switch off by it that what is bought is kept from
/// who has not paid.
#[test]
fn a_redirect_is_to_where_it_is_paid_for_only_if_its_path_cannot_be_read_otherwise() {
    let shop = shop();
    let worth = |to: &str| shop.worth("GET", PAID, 302, Some(to));
    let here = |path: &str| ["https://api.example.com", path].concat();
    for (path, expected) in [
        ("/dear", Worth::Failure),
        ("/premium/a%2Fb?x=/free", Worth::Failure),
        ("/premium/a;v=1/b", Worth::Failure),
        ("/dl/7/book?sig=abc", Worth::Withheld),
        // Above its own top, and so of no reading.
        ("/dl/7/..%2F..%2F..%2Fx?sig=abc", Worth::Withheld),
        ("/dl/7/..%2F..%2Fdear?sig=abc", Worth::Withheld),
        ("/dl/7/x;%2F..%2F..%2F..%2Fpremium%2Fx?sig=abc", Worth::Withheld),
        ("/premium/..%2Fdl%2F7?sig=abc", Worth::Withheld),
        ("/premium/..%2Fpremium%2Ffree", Worth::Withheld),
    ] {
        assert_eq!(worth(path), expected, "{path}");
        assert_eq!(worth(&here(path)), expected, "{path}");
    }
    // Another port is another server, unless it may be this one.
    for (path, expected) in [
        ("/dear", Worth::Withheld),
        ("/dl/7/book", Worth::Delivery),
        ("/dl/7/..%2F..%2Fdear", Worth::Withheld),
    ] {
        assert_eq!(worth(&["https://api.example.com:9000", path].concat()), expected, "{path}");
    }
    let done = shop.worth("POST", PAID, 303, Some("/dl/7/..%2F..%2Fdear"));
    assert_eq!(done, Worth::Delivery, "what is done is done");
}
