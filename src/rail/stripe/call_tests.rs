use super::*;
use crate::binding::{self, ChallengeKey, Expect, IssueOptions, Secret};
use crate::encoding::json::Doc;
use crate::encoding::timestamp::Timestamp;
use crate::error::Code;
use crate::rail::stripe::StripeConfig;
use crate::scheme::{self, Intent, Method, money::Price};
use alloc::{format, string::String, vec, vec::Vec};

const KEY: &str = "sk_test_planted0123456789";

pub(in crate::rail::stripe) fn now() -> Timestamp {
    Timestamp::parse("2025-01-15T12:00:00Z").unwrap()
}

fn stripe() -> Stripe {
    stripe_at(None)
}

fn stripe_at(api_base: Option<&str>) -> Stripe {
    let mut config = StripeConfig::new(KEY, "profile_test");
    config.api_base = api_base.map(String::from);
    Stripe::new(config).unwrap()
}

/// The payment request for 1.00 USD.
pub(in crate::rail::stripe) fn offer() -> Request {
    let metadata = Doc::read(r#"{"order id":"7&8"}"#.into()).unwrap();
    stripe().request(&Price::parse("1.00 USD").unwrap(), metadata.root()).unwrap()
}

/// A verified credential for the offer, always for the same challenge.
pub(in crate::rail::stripe) fn verified(payload: &str) -> Verified<Credential> {
    let key = ChallengeKey::new(Secret::new(&[7; 32]).unwrap(), vec![]);
    let (method, intent) = (Method::new("stripe").unwrap(), Intent::new("charge").unwrap());
    let options = IssueOptions::until(now().saturating_add_millis(300_000));
    let own = binding::Offer::new("api.example.com", method, intent, offer());
    let challenge = key.issue(own.clone(), options, now()).unwrap();
    let payload = scheme::Payload::read(payload.into()).unwrap();
    let credential = Credential::new(challenge, payload);
    key.verify(credential, &Expect::of(&own), now()).unwrap()
}

const PAY: Ask = Ask::Pay(Capture::BeforeDelivery);

fn header<'a>(call: &'a HttpRequest, name: &str) -> &'a str {
    call.headers.iter().find(|(own, _)| *own == name).unwrap().1.expose()
}

fn headers(call: &HttpRequest) -> Vec<(&str, &str)> {
    call.headers.iter().map(|(name, value)| (*name, value.expose())).collect()
}

#[test]
fn the_offer_says_what_the_draft_asks_for() {
    let expected = r#"{"amount":"100","currency":"usd","methodDetails":{"metadata":{"order id":"7&8"},"networkId":"profile_test","paymentMethodTypes":["card","link"]}}"#;
    assert_eq!(crate::encoding::base64url::decode_text(offer().as_str()).unwrap(), expected);
}

#[test]
fn the_call_to_the_letter() {
    let credential = verified(r#"{"spt":"spt_planted_1","externalId":"order-7"}"#);
    let call = stripe().call(&PAY, &credential, &offer()).unwrap();
    let id = credential.challenge_id();
    let id = id.as_str();
    assert_eq!((call.method, call.url.as_str()), ("POST", "https://api.stripe.com/v1/payment_intents"));
    assert_eq!(
        headers(&call),
        [
            ("Authorization", "Basic c2tfdGVzdF9wbGFudGVkMDEyMzQ1Njc4OTo="),
            ("Stripe-Version", "2026-07-29.preview"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Idempotency-Key", &*format!("mpp_{id}")),
        ]
    );
    assert_eq!(
        call.body.expose(),
        format!(
            "amount=100&currency=usd&confirm=true\
             &payment_method_data%5Bshared_payment_granted_token%5D=spt_planted_1&automatic_payment_methods%5Benabled%5D=true&automatic_payment_methods%5Ballow_redirects%5D=never\
             &metadata%5Bchallenge_id%5D={id}&metadata%5Bmachine_payment%5D=true&metadata%5Border+id%5D=7%268"
        )
    );
}

/// To hold the money, the same call asks for a manual capture, and differs in nothing else.
#[test]
fn a_payment_to_be_held() {
    let credential = verified(r#"{"spt":"spt_1"}"#);
    let of = |capture| stripe().call(&Ask::Pay(capture), &credential, &offer()).unwrap();
    let (before, after) = (of(Capture::BeforeDelivery), of(Capture::AfterDelivery));
    assert_eq!((&before.url, headers(&before)), (&after.url, headers(&after)));
    assert_eq!(after.body.expose().replace("&capture_method=manual", ""), before.body.expose());
}

#[test]
fn what_is_asked_of_a_payment_that_is_there() {
    let credential = verified(r#"{"spt":"spt_planted_1"}"#);
    let id = credential.challenge_id();
    let search = format!("GET /search?query=metadata%5B%22challenge_id%22%5D%3A%22{}%22", id.as_str());
    let reference = || String::from("pi_1");
    for (ask, expected) in [
        (Ask::LookUp(Some(reference())), "GET /pi_1"),
        (Ask::LookUp(None), &*search),
        (Ask::Capture(reference()), "POST /pi_1/capture"),
        (Ask::Cancel(reference()), "POST /pi_1/cancel"),
    ] {
        let call = stripe().call(&ask, &credential, &offer()).unwrap();
        let path = call.url.strip_prefix("https://api.stripe.com/v1/payment_intents").unwrap();
        assert_eq!([call.method, path].join(" "), expected);
        assert_eq!((call.body.expose(), header(&call, "Stripe-Version")), ("", API_VERSION));
        assert!(header(&call, "Authorization").starts_with("Basic "));
        assert!(call.headers.iter().all(|(name, _)| *name != "Idempotency-Key"));
        let is_form = call.headers.iter().any(|(name, _)| *name == "Content-Type");
        assert_eq!(is_form, call.method == "POST");
    }
}

/// A program with a flow of its own takes references from its own books.
#[test]
fn no_other_call_is_made_with_the_sellers_key() {
    let credential = verified(r#"{"spt":"spt_planted_1"}"#);
    for reference in ["", "pi_1/../../refunds?payment_intent=pi_2", "..", "pi_1\n", "pi_é", &"p".repeat(256)]
    {
        let reference = || String::from(reference);
        for ask in [Ask::LookUp(Some(reference())), Ask::Capture(reference()), Ask::Cancel(reference())] {
            let error = stripe().call(&ask, &credential, &offer()).unwrap_err();
            assert_eq!(error.code(), Code::InvalidArgument, "{ask:?}");
        }
    }
}

/// A payment is looked up by the challenge id in its metadata, and clients refuse a name they keep for something else.
#[test]
fn names_with_a_meaning_of_their_own_are_not_the_routes_to_set() {
    let price = Price::parse("1.00 USD").unwrap();
    for metadata in
        [r#"{"challenge_id":"x"}"#, r#"{"a":"b","machine_payment":"false"}"#, r#"{"externalId":"order-7"}"#]
    {
        let error = stripe().request(&price, Doc::read(metadata.into()).unwrap().root()).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument);
    }
}

#[test]
fn what_cannot_be_held_is_not_offered_to_be_held() {
    let seller = |types: &[&str]| {
        let mut config = StripeConfig::new(KEY, "profile_test");
        config.payment_method_types = types.iter().map(|kind| String::from(*kind)).collect();
        Stripe::new(config)
    };
    for (types, held, at_once) in [
        (&[][..], false, false),
        (&["card", "link"], true, true),
        (&["card", "ideal"], false, true),
        (&["Card"], false, false),
        (&["card", "us_bank_account"], false, false),
        (&["sepa_debit"], false, false),
        (&["oxxo", "link"], false, false),
    ] {
        for (capture, good) in [(Capture::AfterDelivery, held), (Capture::BeforeDelivery, at_once)] {
            let error = seller(types).and_then(|seller| seller.check_capture(capture)).err();
            assert_eq!(
                error.as_ref().map(|error| error.code()),
                (!good).then_some(Code::BadConfig),
                "{types:?} {capture:?}"
            );
            // The message must not suggest a mode that would be refused too.
            let way_out = error.is_some_and(|error| error.message().contains("before-delivery"));
            assert_eq!(way_out, !held && at_once && capture == Capture::AfterDelivery, "{types:?}");
        }
    }
}

#[test]
fn the_idempotency_key_is_the_challenges_alone() {
    let calls = ["spt_one", "spt_two"].map(|token| {
        let credential = verified(&format!(r#"{{"spt":"{token}","externalId":"for {token}"}}"#));
        stripe().call(&PAY, &credential, &offer()).unwrap()
    });
    assert_ne!(calls[0].body.expose(), calls[1].body.expose());
    assert_eq!(header(&calls[0], "Idempotency-Key"), header(&calls[1], "Idempotency-Key"));
}

#[test]
fn amount_and_currency_are_the_offers_not_the_echos() {
    let dear = stripe().request(&Price::parse("1200 JPY").unwrap(), Doc::default().root()).unwrap();
    let call = stripe().call(&PAY, &verified(r#"{"spt":"spt_1"}"#), &dear).unwrap();
    assert!(
        call.body.expose().starts_with("amount=1200&currency=jpy&confirm=true&"),
        "{}",
        call.body.expose()
    );
}

#[test]
fn another_base_url_keeps_its_path() {
    for (base, url) in [
        ("http://127.0.0.1:8403", "http://127.0.0.1:8403/v1/payment_intents"),
        ("https://proxy.example.com/stripe/", "https://proxy.example.com/stripe/v1/payment_intents"),
    ] {
        let call = stripe_at(Some(base)).call(&PAY, &verified(r#"{"spt":"spt_1"}"#), &offer()).unwrap();
        assert_eq!(call.url, url);
    }
}

#[test]
fn what_is_no_token_is_never_sent() {
    let long = format!(r#"{{"spt":"spt_{}"}}"#, "a".repeat(252));
    for payload in [
        "{}",
        r#"{"spt":""}"#,
        r#"{"spt":"spt_"}"#,
        r#"{"spt":"pm_1"}"#,
        r#"{"spt":"spt_1&amount=1"}"#,
        r#"{"spt":"spt_é"}"#,
        r#"{"spt":{"id":"spt_1"}}"#,
        r#"{"SPT":"spt_1"}"#,
        &long,
    ] {
        let error = stripe().call(&PAY, &verified(payload), &offer()).unwrap_err();
        assert_eq!(error.code(), Code::InvalidPayload, "{payload}");
    }
    let longest = long.replacen('a', "", 1);
    assert!(stripe().call(&PAY, &verified(&longest), &offer()).is_ok());
}

#[test]
fn nothing_that_pays_can_be_printed() {
    let credential = verified(r#"{"spt":"spt_planted_1"}"#);
    let call = stripe().call(&PAY, &credential, &offer()).unwrap();
    let payload = Payload::read(&credential).unwrap();
    let shown = format!("{:?} {credential:?} {:?} {call:?} {payload:?}", stripe(), *credential);
    assert!(shown.contains("profile_test") && shown.contains("/v1/payment_intents"), "{shown}");
    for planted in ["planted", "c2tfdGVzdF9w", "Basic"] {
        assert!(!shown.contains(planted), "{shown}");
    }
}
