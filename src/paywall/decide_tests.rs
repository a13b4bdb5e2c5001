use super::super::config::tests::config;
use super::*;
use crate::scheme::Request;
use alloc::{format, string::ToString, vec};
use serde_json::{Value, json};

const PAID: &str = "https://api.example.com/paid";

fn now() -> Timestamp {
    Timestamp::parse("2025-01-15T12:00:00Z").unwrap()
}

fn shop() -> Paywall {
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

fn get(url: &str) -> Parts<'_> {
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

fn decide(paywall: &Paywall, parts: &Parts<'_>) -> Decision {
    paywall.decide(paywall.route(parts.method, parts.url), parts, now())
}

fn answer(paywall: &Paywall, parts: &Parts<'_>, now: Timestamp) -> Answer {
    match paywall.decide(paywall.route(parts.method, parts.url), parts, now) {
        Decision::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn challenge_of(answer: &Answer) -> Option<Challenge> {
    let (_, value) = answer.headers.iter().find(|(name, _)| *name == "WWW-Authenticate")?;
    Some(Challenge::parse(value).unwrap())
}

/// The fresh challenge of a request.
fn challenge(parts: &Parts<'_>) -> Challenge {
    challenge_of(&answer(&shop(), parts, now())).unwrap()
}

/// A payer who echoes a challenge, as JSON that a test may still change.
fn credential(challenge: &Challenge) -> Value {
    let echo: serde_json::Map<String, Value> = challenge
        .params()
        .into_iter()
        .filter_map(|(name, value)| Some((name.into(), value?.into())))
        .collect();
    json!({ "challenge": echo, "payload": { "spt": "spt_planted" } })
}

fn header(credential: &Value) -> String {
    format!("Payment {}", base64url::encode(credential.to_string()))
}

/// Status, type, code, and whether a fresh challenge came along; the parts of an answer that always hold are
/// checked on the way.
fn sort(answer: &Answer) -> (u16, String, String, bool) {
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
fn row(status: u16, slug: &str, code: &str, fresh: bool) -> (u16, String, String, bool) {
    let kind = if slug.is_empty() {
        "about:blank".into()
    } else {
        format!("https://paymentauth.org/problems/{slug}")
    };
    (status, kind, code.into(), fresh)
}

fn invalid_challenge() -> (u16, String, String, bool) {
    row(402, "invalid-challenge", "invalid-challenge", true)
}

fn sorted(parts: &Parts<'_>) -> (u16, String, String, bool) {
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
fn another_scheme_is_no_credential() {
    for value in ["Basic eA==", "Bearer Payment", "", "PaymentX e30", "Bearer x=\"Payment e30\""] {
        let parts = Parts { authorization: Some(value), ..get(PAID) };
        assert_eq!(sorted(&parts).2, "payment-required", "{value}");
    }
}

#[test]
fn a_good_credential_is_claimed() {
    let paid = header(&credential(&challenge(&get(PAID))));
    for value in [paid.clone(), paid.replace("Payment", "pAYMENT"), format!("Basic eA==, {paid}")] {
        let parts = Parts { authorization: Some(&value), ..get(PAID) };
        assert!(matches!(decide(&shop(), &parts), Decision::Claim(_)), "{value}");
    }
}

#[test]
fn a_challenge_is_for_one_method_path_and_query() {
    let opaque = |method, url| challenge(&Parts { method, ..get(url) }).opaque.unwrap();
    let own = opaque("GET", PAID);
    assert_eq!(own, opaque("GET", PAID));
    assert_eq!(own, opaque("HEAD", PAID), "HEAD is GET without the body");
    for (method, url) in [
        ("POST", PAID),
        ("GET", "https://api.example.com/paid?x"),
        ("GET", "https://api.example.com/paid/"),
        ("GET", "https://api.example.com/same"),
    ] {
        assert_ne!(own, opaque(method, url), "{method} {url}");
    }
    assert_ne!(opaque("GET", "https://h/paid?a=1&b=2"), opaque("GET", "https://h/paid?b=2&a=1"));
    let map = own.decode().unwrap();
    assert_eq!((map.root().members().count(), map.root().text("nonce")), (2, Some("nonce")));
    assert_eq!(map.root().text("resource"), Some(&*base64url::encode(Sha256::digest("GET /paid?"))));
}

#[test]
fn two_payers_in_one_millisecond_get_two_challenges() {
    let ids = ["one", "two"].map(|nonce| challenge(&Parts { nonce, ..get(PAID) }).id);
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn a_challenge_is_for_one_body() {
    let post = |body: Body| Parts { method: "POST", body, ..get(PAID) };
    assert_eq!(challenge(&post(Body::from(&b""[..]))).digest, None);
    assert_eq!(challenge(&post(Body::Unbound)).digest, None);
    let with_body = challenge(&post(Body::from(&b"one"[..])));
    assert_eq!(with_body.digest.as_deref(), Some(&*BodyDigest::of(b"one").to_text()));
    let paid = header(&credential(&with_body));
    let same = Parts { authorization: Some(&paid), ..post(Body::from(&b"one"[..])) };
    assert!(matches!(decide(&shop(), &same), Decision::Claim(_)));
    for body in [Body::from(&b"two"[..]), Body::Absent] {
        let other = Parts { body, ..same };
        assert_eq!(sorted(&other), row(402, "verification-failed", "verification-failed", true));
    }
    let bodiless = header(&credential(&challenge(&post(Body::Absent))));
    let other = Parts { authorization: Some(&bodiless), ..same };
    assert_eq!(sorted(&other), row(402, "verification-failed", "verification-failed", true));
}

#[test]
fn bug_5_a_credential_opens_only_what_it_paid_for() {
    let cheap = header(&credential(&challenge(&get(PAID))));
    for (method, url) in [
        ("GET", "https://api.example.com/dear"),
        ("GET", "https://api.example.com/same"),
        ("GET", "https://api.example.com/premium/a"),
        ("GET", "https://api.example.com/paid?x=1"),
        ("GET", "https://api.example.com/paid/"),
        ("GET", "https://api.example.com/%70aid"),
        ("POST", PAID),
    ] {
        let parts = Parts { method, authorization: Some(&cheap), ..get(url) };
        assert_eq!(sorted(&parts), invalid_challenge(), "{method} {url}");
    }
    let parts = Parts { authorization: Some(&cheap), ..get(PAID) };
    let mut other_realm = config(&[("/paid", "1.00 USD")]);
    other_realm.realm = "b.example.com".into();
    let mut other_secret = config(&[("/paid", "1.00 USD")]);
    other_secret.secret = "another-signing-secret-of-32-bytes-or-more".to_string().into();
    let other_price = config(&[("/paid", "1.01 USD")]);
    for other in [other_realm, other_secret, other_price] {
        let refused = answer(&Paywall::new(other).unwrap(), &parts, now());
        assert_eq!(sort(&refused), invalid_challenge());
    }
    // A cheaper neighbour within the same pattern, and the other way round.
    let sale = header(&credential(&challenge(&get("https://api.example.com/premium/sale"))));
    let dear = Parts { authorization: Some(&sale), ..get("https://api.example.com/premium/a") };
    assert_eq!(sorted(&dear), invalid_challenge());
}

#[test]
fn a_changed_field_is_refused() {
    let good = credential(&challenge(&get(PAID)));
    let offer = |amount: &str| {
        let mut json = challenge(&get(PAID)).request.json().to_object().unwrap();
        json.insert("amount", amount);
        Request::encode(&json).unwrap().as_str().to_string()
    };
    let later = now().plus_millis(3_600_000).to_string();
    let unsupported = row(400, "method-unsupported", "method-unsupported", true);
    let malformed = row(402, "malformed-credential", "malformed-credential", true);
    let rows = [
        ("id", json!("6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0"), invalid_challenge()),
        ("realm", json!("b.example.com"), invalid_challenge()),
        ("method", json!("tempo"), unsupported.clone()),
        ("intent", json!("session"), unsupported),
        ("request", json!(offer("1")), invalid_challenge()),
        ("request", json!(format!("{}=", offer("100"))), invalid_challenge()),
        ("expires", json!(later), invalid_challenge()),
        ("expires", Value::Null, invalid_challenge()),
        ("digest", json!("sha-256=:AAAA:"), invalid_challenge()),
        ("opaque", json!("e30"), invalid_challenge()),
        ("opaque", Value::Null, invalid_challenge()),
        ("header", json!("Payment-Authorization"), invalid_challenge()),
        ("header", json!("Cookie"), malformed.clone()),
        ("id", Value::Null, malformed.clone()),
        ("request", json!("!"), malformed.clone()),
        ("realm", json!(7), malformed),
    ];
    for (field, value, expected) in rows {
        let mut changed = good.clone();
        let echo = changed["challenge"].as_object_mut().unwrap();
        if value.is_null() {
            drop(echo.remove(field))
        } else {
            drop(echo.insert(field.into(), value.clone()))
        }
        let changed = header(&changed);
        let parts = Parts { authorization: Some(&changed), ..get(PAID) };
        assert_eq!(sorted(&parts), expected, "{field} = {value}");
    }
}

#[test]
fn what_cannot_be_read_is_malformed() {
    let good = credential(&challenge(&get(PAID)));
    let without_payload = json!({ "challenge": good["challenge"] });
    let payload = |payload: Value| header(&json!({ "challenge": good["challenge"], "payload": payload }));
    let text = |text: &str| format!("Payment {}", base64url::encode(text));
    let header_of_good = header(&good);
    for value in [
        "Payment".into(),
        "Payment planted!".into(),
        "Payment id=\"planted\"".into(),
        text(""),
        text("planted"),
        text("[]"),
        text("{}"),
        text(&"[".repeat(10_000)),
        header_of_good[..header_of_good.len() - 4].into(),
        format!("Payment {}", "A".repeat(60 * 1024 + 1)),
        format!("Payment {}", "A".repeat(70 * 1024)),
        header(&without_payload),
        payload(json!("spt_planted")),
        payload(json!({})),
        payload(json!({ "spt": "" })),
        payload(json!({ "spt": 7 })),
        payload(json!({ "spt": "spt_planted\r\n" })),
    ] {
        let parts = Parts { authorization: Some(&value), ..get(PAID) };
        let expected = row(402, "malformed-credential", "malformed-credential", true);
        assert_eq!(sorted(&parts), expected, "{:.80}", value);
    }
    // In the field that our challenges do not name.
    let parts = Parts { payment_authorization: Some(&header_of_good), ..get(PAID) };
    assert_eq!(sorted(&parts).2, "malformed-credential");
}

#[test]
fn two_credentials_are_one_too_many() {
    let one = header(&credential(&challenge(&get(PAID))));
    let twice = format!("{one}, {one}");
    let around = format!("{one}, Basic eA==, Payment e30");
    for (authorization, payment_authorization) in
        [(&twice, None), (&around, None), (&one, Some("Payment e30")), (&one, Some(&*one))]
    {
        let parts = Parts { authorization: Some(authorization), payment_authorization, ..get(PAID) };
        assert_eq!(sorted(&parts), row(400, "bad-request", "multiple-credentials", false));
    }
}

#[test]
fn what_expired_is_looked_up_for_a_day_and_then_refused() {
    let old = challenge(&get(PAID));
    let paid = header(&credential(&old));
    let parts = Parts { authorization: Some(&paid), ..get(PAID) };
    let end = old.expires.unwrap().at().plus_millis(KEEP_MS);
    let decide = |now| shop().decide(shop().route("GET", PAID), &parts, now);
    // It may be owed: the attempt looks, and charges nothing.
    assert!(matches!(decide(end.plus_millis(-1)), Decision::Claim(_)));
    assert_eq!(sort(&answer(&shop(), &parts, end)), row(402, "payment-expired", "payment-expired", true));
}

#[test]
fn a_former_secret_is_honoured_until_it_is_taken_out() {
    let paid = header(&credential(&challenge(&get(PAID))));
    let parts = Parts { authorization: Some(&paid), ..get(PAID) };
    let mut rotated = config(&[("/paid", "1.00 USD")]);
    let former = core::mem::replace(&mut rotated.secret, "a-new-signing-secret-of-32-bytes-or-more".into());
    rotated.previous_secrets = vec![former];
    assert!(matches!(decide(&Paywall::new(rotated).unwrap(), &parts), Decision::Claim(_)));
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

#[test]
fn nothing_shows_a_credential() {
    let paid = header(&credential(&challenge(&get(PAID))));
    let parts = Parts { authorization: Some(&paid), payment_authorization: None, ..get(PAID) };
    let decision = decide(&shop(), &parts);
    assert!(matches!(decision, Decision::Claim(_)));
    let shown = format!("{decision:?} {parts:?}");
    assert!(!shown.contains("planted") && !shown.contains(&paid[8..]), "{shown}");
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
