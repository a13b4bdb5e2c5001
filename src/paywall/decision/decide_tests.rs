use super::*;
use crate::encoding::base64url;
use crate::paywall::site::config::tests::config;
use crate::scheme::Challenge;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
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

pub(in crate::paywall) fn get(url: &str) -> RequestParts<'_> {
    RequestParts::new("GET", url, Body::Absent, "the nonce of a request")
}

pub(in crate::paywall) fn decide(paywall: &Paywall, parts: &RequestParts<'_>) -> Decision {
    paywall.decide(paywall.route(parts.method, parts.url), parts, now())
}

pub(in crate::paywall) fn answer(paywall: &Paywall, parts: &RequestParts<'_>, now: Timestamp) -> Answer {
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
pub(in crate::paywall) fn challenge(parts: &RequestParts<'_>) -> Challenge {
    challenge_of(&answer(&shop(), parts, now())).unwrap()
}

/// A credential that echoes a challenge, as JSON that a test may still change.
pub(in crate::paywall) fn credential(challenge: &Challenge) -> Value {
    let echo: serde_json::Map<String, Value> =
        challenge.params().filter_map(|(name, value)| Some((name.into(), value?.into()))).collect();
    json!({ "challenge": echo, "payload": { "spt": "spt_planted" } })
}

pub(in crate::paywall) fn header(credential: &Value) -> String {
    format!("Payment {}", base64url::encode(credential.to_string()))
}

/// Status, type, code, and whether a fresh challenge came along. Also checks what must hold for every answer.
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

/// The row of a refusal. `slug` names a problem type of the draft; empty is `about:blank`.
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

pub(in crate::paywall) fn sorted(parts: &RequestParts<'_>) -> (u16, String, String, bool) {
    sort(&answer(&shop(), parts, now()))
}

#[test]
fn without_a_nonce_no_challenge_is_issued() {
    for nonce in ["", "fifteen letters"] {
        let answer = answer(&shop(), &RequestParts { nonce, ..get(PAID) }, now());
        assert_eq!((answer.status, answer.code, answer.challenge_id), (500, Code::Internal, None));
    }
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
    assert_eq!(asked.expires.unwrap().at(), now().saturating_add_millis(300_000));
    assert_eq!(asked.description.as_deref(), Some("One \"answer\""));
    assert_eq!((asked.digest, asked.header), (None, None));
}

#[test]
fn paywalls_of_two_realms_on_one_store_share_no_keys() {
    let key = |realm: &str| {
        let mut config = config(&[("POST /api/*", "2.00 USD")]);
        config.realm = realm.into();
        let url = "https://api.example.com/api/orders";
        let parts = RequestParts { method: "POST", idempotency_key: Some("a"), ..get(url) };
        let target = Target::parse(url).unwrap();
        format!("{:?}", Paywall::new(config).unwrap().idempotency_key(&parts, &target).unwrap().unwrap())
    };
    assert_eq!(key("one.example.com"), key("one.example.com"));
    assert_ne!(key("one.example.com"), key("two.example.com"));
}

/// Without the body, a retry cannot be told from another request.
#[test]
fn only_a_request_with_a_known_body_has_a_key() {
    let url = "https://api.example.com/api/orders";
    let target = Target::parse(url).unwrap();
    for (body, has_key) in
        [(Body::Absent, true), (Body::from(&b"x"[..]), true), (Body::Unbound, false), (Body::Unseen, false)]
    {
        let parts = RequestParts { method: "POST", idempotency_key: Some("a"), body, ..get(url) };
        assert_eq!(shop().idempotency_key(&parts, &target).unwrap().is_some(), has_key, "{body:?}");
    }
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
            let parts = RequestParts { authorization, ..get(url) };
            assert_eq!(sorted(&parts), row(403, "", "insecure-transport", false), "{url}");
        }
    }
    for url in ["http://127.0.0.1:8402/paid", "http://localhost/paid", "http://[::1]:8402/paid"] {
        assert_eq!(sorted(&get(url)).0, 402, "{url}");
    }
}

#[test]
fn a_browser_gets_a_page_for_every_refusal() {
    let garbage = Some("Payment e30, Payment e30");
    for (authorization, url, status, said) in [
        (None, "http://api.example.com/paid", 403, "<h1>Nothing was charged</h1>"),
        (garbage, PAID, 400, "<h1>Nothing was charged</h1>"),
        (Some("Payment !"), PAID, 402, "<h1>1.00 USD</h1>"),
    ] {
        let parts = RequestParts { authorization, ..get(url) };
        let (page, problem) =
            (answer(&shop(), &RequestParts { page: true, ..parts }, now()), answer(&shop(), &parts, now()));
        assert_eq!((page.status, page.code), (status, problem.code), "{url}");
        assert_eq!(sort(&problem).0, status);
        assert_eq!(challenge_of(&page).is_some(), status == 402);
        assert!(page.body.starts_with("<!doctype html>") && page.body.contains(said), "{}", page.body);
        for field in ["text/html; charset=utf-8", "no-store", "no-referrer", "nosniff"] {
            assert!(page.headers.iter().any(|(_, value)| value == field), "{field}");
        }
        assert!(page.headers.iter().any(|(name, _)| *name == "Content-Security-Policy"));
    }
}

#[test]
fn accept_payment_orders_and_never_empties() {
    for accept in ["stripe/charge", "tempo/charge", "stripe/*;q=0", "nonsense;;"] {
        let parts = RequestParts { accept_payment: Some(accept), ..get(PAID) };
        assert_eq!(sorted(&parts), row(402, "payment-required", "payment-required", true), "{accept}");
    }
}

#[test]
fn without_a_route_nothing_is_decided() {
    let paywall = shop();
    let parts =
        RequestParts { authorization: Some("Payment garbage"), ..get("https://api.example.com/free") };
    assert!(matches!(decide(&paywall, &parts), Decision::Free));
    // A route number that does not exist is our own mistake, and never means free access.
    let Decision::Answer(answer) = paywall.decide(Some(RouteId(99)), &get(PAID), now()) else {
        panic!("served")
    };
    assert_eq!((answer.status, challenge_of(&answer)), (500, None));
    let Decision::Answer(answer) = paywall.decide(Some(RouteId(0)), &get("/paid"), now()) else {
        panic!("served")
    };
    assert_eq!((answer.status, challenge_of(&answer)), (500, None));
}
