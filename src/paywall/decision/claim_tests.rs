use super::super::decide::tests::*;
use super::*;
use crate::binding::Body;
use crate::encoding::{base64url, json::Doc};
use crate::paywall::Decision;
use crate::paywall::site::config::tests::config;
use crate::scheme::{BodyDigest, CredentialHeader, Request};
use alloc::{format, string::ToString, vec};
use serde_json::{Value, json};

#[test]
fn another_scheme_is_no_credential() {
    for value in ["Basic eA==", "Bearer Payment", "", "PaymentX e30", "Bearer x=\"Payment e30\""] {
        let parts = RequestParts { authorization: Some(value), ..get(PAID) };
        assert_eq!(sorted(&parts).2, "payment-required", "{value}");
    }
}

#[test]
fn a_good_credential_is_claimed() {
    let paid = header(&credential(&challenge(&get(PAID))));
    for value in [paid.clone(), paid.replace("Payment", "pAYMENT"), format!("Basic eA==, {paid}")] {
        let parts = RequestParts { authorization: Some(&value), ..get(PAID) };
        assert!(matches!(decide(&shop(), &parts), Decision::Claim(_)), "{value}");
    }
}

#[test]
fn a_route_may_leave_authorization_to_its_origin() {
    let plain = Paywall::new(config(&[("/keyed", "1.00 USD")])).unwrap();
    let mut config = config(&[("/keyed", "1.00 USD")]);
    config.routes[0].header = CredentialHeader::parse("payment-authorization").unwrap();
    let shop = Paywall::new(config).unwrap();
    let keyed = get("https://api.example.com/keyed");
    let decision = |parts: &RequestParts<'_>| match decide(&shop, parts) {
        Decision::Answer(answer) => sort(&answer).2,
        other => format!("{other:?}").split(['(', ' ']).next().unwrap().to_string(),
    };
    let asked = challenge_of(&answer(&shop, &keyed, now())).unwrap();
    assert_eq!(asked.credential_field(), "Payment-Authorization");
    let paid = header(&credential(&asked));
    let own = RequestParts { payment_authorization: Some(&paid), ..keyed };
    let with_key = RequestParts { authorization: Some("Bearer key"), ..own };
    for good in [own, with_key] {
        assert_eq!(decision(&good), "Claim");
    }
    for (authorization, payment_authorization, expected) in [
        (Some("Bearer key"), None, "payment-required"),
        (Some("Bearer key"), Some("Bearer key"), "payment-required"),
        (Some(&*paid), None, "malformed-credential"),
        (Some(&*paid), Some(&*paid), "multiple-credentials"),
        (Some("Payment e30"), Some(&*paid), "multiple-credentials"),
    ] {
        let parts = RequestParts { authorization, payment_authorization, ..keyed };
        assert_eq!(decision(&parts), expected, "{authorization:?} {payment_authorization:?}");
    }
    // A challenge that names no field is not this route's, whatever field its credential comes in; and the reverse.
    let bare = challenge_of(&answer(&plain, &keyed, now())).unwrap();
    let paid_bare = header(&credential(&bare));
    let renamed = RequestParts { payment_authorization: Some(&paid_bare), ..keyed };
    assert_eq!(sort(&answer(&shop, &renamed, now())), invalid_challenge());
    let renamed = RequestParts { authorization: Some(&paid), ..keyed };
    assert_eq!(sort(&answer(&plain, &renamed, now())), invalid_challenge());
    // Its own challenge may have asked for this field: that of another resource, or from before a change of the route.
    let elsewhere = answer(&plain, &own, now());
    assert_eq!(sort(&elsewhere).2, "malformed-credential");
    assert!(elsewhere.body.contains("a credential for this resource belongs in Authorization"));
}

#[test]
fn a_challenge_is_for_one_body() {
    let post = |body: Body| RequestParts { method: "POST", body, ..get(PAID) };
    assert_eq!(challenge(&post(Body::from(&b""[..]))).digest, None);
    assert_eq!(challenge(&post(Body::Unbound)).digest, None);
    let with_body = challenge(&post(Body::from(&b"one"[..])));
    assert_eq!(with_body.digest.as_deref(), Some(&*BodyDigest::of(b"one").to_text()));
    let paid = header(&credential(&with_body));
    let same = RequestParts { authorization: Some(&paid), ..post(Body::from(&b"one"[..])) };
    assert!(matches!(decide(&shop(), &same), Decision::Claim(_)));
    for body in [Body::from(&b"two"[..]), Body::Absent] {
        let other = RequestParts { body, ..same };
        assert_eq!(sorted(&other), row(402, "verification-failed", "verification-failed", true));
    }
    let bodiless = header(&credential(&challenge(&post(Body::Absent))));
    let other = RequestParts { authorization: Some(&bodiless), ..same };
    assert_eq!(sorted(&other), row(402, "verification-failed", "verification-failed", true));
}

#[test]
fn a_credential_opens_only_what_it_paid_for() {
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
        let parts = RequestParts { method, authorization: Some(&cheap), ..get(url) };
        assert_eq!(sorted(&parts), invalid_challenge(), "{method} {url}");
    }
    let parts = RequestParts { authorization: Some(&cheap), ..get(PAID) };
    let mut other_realm = config(&[("/paid", "1.00 USD")]);
    other_realm.realm = "b.example.com".into();
    let mut other_secret = config(&[("/paid", "1.00 USD")]);
    other_secret.secret = "another-signing-secret-of-32-bytes-or-more".to_string().into();
    let other_price = config(&[("/paid", "1.01 USD")]);
    for other in [other_realm, other_secret, other_price] {
        let refused = answer(&Paywall::new(other).unwrap(), &parts, now());
        assert_eq!(sort(&refused), invalid_challenge());
    }
    // A cheaper neighbor below the same path.
    let sale = header(&credential(&challenge(&get("https://api.example.com/premium/sale"))));
    let dear = RequestParts { authorization: Some(&sale), ..get("https://api.example.com/premium/a") };
    assert_eq!(sorted(&dear), invalid_challenge());
}

/// The realm is the place, under whatever host the paywall is asked: SECURITY.md says so.
#[test]
fn the_host_of_a_request_is_not_compared() {
    let paid = header(&credential(&challenge(&get(PAID))));
    for url in ["https://www.example.com/paid", "https://api.example.com:8443/paid", "http://localhost/paid"]
    {
        let parts = RequestParts { authorization: Some(&paid), ..get(url) };
        assert!(matches!(decide(&shop(), &parts), Decision::Claim(_)), "{url}");
    }
}

#[test]
fn a_changed_field_is_refused() {
    let good = credential(&challenge(&get(PAID)));
    let offer = |amount: &str| {
        let mut json: Value = serde_json::from_str(challenge(&get(PAID)).request.json().raw()).unwrap();
        json["amount"] = amount.into();
        Request::encode(Doc::read(json.to_string()).unwrap()).unwrap().as_str().to_string()
    };
    let later = now().saturating_add_millis(3_600_000).to_string();
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
        let parts = RequestParts { authorization: Some(&changed), ..get(PAID) };
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
    ] {
        let parts = RequestParts { authorization: Some(&value), ..get(PAID) };
        let expected = row(402, "malformed-credential", "malformed-credential", true);
        assert_eq!(sorted(&parts), expected, "{:.80}", value);
    }
    for value in [json!({}), json!({ "spt": "" }), json!({ "spt": 7 }), json!({ "spt": "spt_planted\r\n" })] {
        let value = payload(value);
        let parts = RequestParts { authorization: Some(&value), ..get(PAID) };
        assert_eq!(sorted(&parts), row(402, "invalid-payload", "invalid-payload", true), "{value}");
    }
    // In the field that our challenges do not ask for.
    let parts = RequestParts { payment_authorization: Some(&header_of_good), ..get(PAID) };
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
        let parts = RequestParts { authorization: Some(authorization), payment_authorization, ..get(PAID) };
        assert_eq!(sorted(&parts), row(400, "bad-request", "multiple-credentials", false));
    }
}

#[test]
fn head_is_never_charged() {
    let paid = header(&credential(&challenge(&get(PAID))));
    for method in ["HEAD", "head"] {
        let parts = RequestParts { method, authorization: Some(&paid), ..get(PAID) };
        assert_eq!(sorted(&parts), row(400, "bad-request", "not-payable", false), "{method}");
    }
}

/// A server makes a tunnel of the connection after a 2xx, so its payer would get nothing of what was made.
#[test]
fn connect_shows_no_price_and_is_never_charged() {
    for method in ["CONNECT", "connect"] {
        for authorization in [None, Some("Payment e30")] {
            let parts = RequestParts { method, authorization, ..get(PAID) };
            assert_eq!(sorted(&parts), row(400, "bad-request", "not-payable", false), "{method}");
        }
    }
}

#[test]
fn get_pays_the_challenge_that_head_was_shown() {
    for method in ["HEAD", "head"] {
        let paid = header(&credential(&challenge(&RequestParts { method, ..get(PAID) })));
        let parts = RequestParts { authorization: Some(&paid), ..get(PAID) };
        assert!(matches!(decide(&shop(), &parts), Decision::Claim(_)), "{method}");
    }
}

#[test]
fn what_expired_is_looked_up_for_a_day_and_then_refused() {
    let old = challenge(&get(PAID));
    let paid = header(&credential(&old));
    let parts = RequestParts { authorization: Some(&paid), ..get(PAID) };
    let end = old.expires.unwrap().at().saturating_add_millis(KEEP_MS);
    let decide = |now| shop().decide(shop().route("GET", PAID), &parts, now);
    // It may be owed: the attempt looks, and charges nothing.
    assert!(matches!(decide(end.saturating_add_millis(-1)), Decision::Claim(_)));
    assert_eq!(sort(&answer(&shop(), &parts, end)), row(402, "payment-expired", "payment-expired", true));
}

#[test]
fn a_former_secret_is_honoured_until_it_is_taken_out() {
    let paid = header(&credential(&challenge(&get(PAID))));
    let parts = RequestParts { authorization: Some(&paid), ..get(PAID) };
    let mut rotated = config(&[("/paid", "1.00 USD")]);
    let former = core::mem::replace(&mut rotated.secret, "a-new-signing-secret-of-32-bytes-or-more".into());
    rotated.previous_secrets = vec![former];
    assert!(matches!(decide(&Paywall::new(rotated).unwrap(), &parts), Decision::Claim(_)));
}

#[test]
fn nothing_shows_a_credential() {
    let paid = header(&credential(&challenge(&get(PAID))));
    let parts = RequestParts { authorization: Some(&paid), payment_authorization: None, ..get(PAID) };
    let decision = decide(&shop(), &parts);
    assert!(matches!(decision, Decision::Claim(_)));
    let shown = format!("{decision:?} {parts:?}");
    assert!(!shown.contains("planted") && !shown.contains(&paid[8..]), "{shown}");
}
