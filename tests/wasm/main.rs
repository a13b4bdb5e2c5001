//! The core compiled to wasm32 and run under Node: the same results as on other targets.
#![cfg(target_arch = "wasm32")]

use mpp_wasm::binding::{ChallengeKey, Expect, IssueOptions, Offer, Secret, challenge_id};
use mpp_wasm::card::redact;
use mpp_wasm::detect::decode;
use mpp_wasm::encoding::{base64url, jcs, json::Doc, timestamp::Timestamp};
use mpp_wasm::error::Code;
use mpp_wasm::http::auth;
use mpp_wasm::scheme::{
    BodyDigest, Challenge, Credential, Intent, Method, Opaque, Payload, Receipt, Request,
};
use wasm_bindgen_test::wasm_bindgen_test;

const SECRET: &[u8] = b"test-vector-secret-minimum-32-byte-secret";

fn json(text: &str) -> Doc {
    Doc::read(text.into()).unwrap()
}

fn now() -> Timestamp {
    Timestamp::parse("2025-01-15T12:00:00Z").unwrap()
}

fn key() -> ChallengeKey {
    ChallengeKey::new(Secret::new(SECRET).unwrap(), vec![])
}

fn issued() -> Challenge {
    let (method, intent) = (Method::new("stripe").unwrap(), Intent::new("charge").unwrap());
    let request = Request::encode(json(r#"{"amount":"10000","currency":"usd"}"#)).unwrap();
    let mut offer = Offer::new("api.example.com", method, intent, request);
    offer.description = Some("One \"answer\" — é 😀".into());
    let mut options = IssueOptions::until(now().saturating_add_millis(300_000));
    options.digest = Some(BodyDigest::of(b"body"));
    options.opaque = Some(Opaque::encode(json(r#"{"order":"7"}"#).root()).unwrap());
    key().issue(offer, options, now()).unwrap()
}

/// The reference vector of the protocol's conformance suite.
#[wasm_bindgen_test]
fn the_reference_id() {
    let header = r#"Payment id="?", realm="api.example.com", method="tempo", intent="charge", request="eyJhbW91bnQiOiIxMDAwMDAwIn0""#;
    let id = challenge_id(&Secret::new(SECRET).unwrap(), &Challenge::parse(header).unwrap());
    assert_eq!(id.unwrap(), "6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0");
}

#[wasm_bindgen_test]
fn a_challenge_reads_back_as_written() {
    let challenge = issued();
    let header = challenge.to_header().unwrap();
    assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{header}");
    assert_eq!(Challenge::parse(&header).unwrap(), challenge);
}

#[wasm_bindgen_test]
fn the_live_climate_header_is_decoded() {
    let header = include_str!("../fuzz/seeds/decode/climate.txt");
    let decoded = decode(header).unwrap();
    assert_eq!(decoded.id, "ZcLbITjkJRIuYj1PPaHLi9b8OHqFS3DLyzRWRLupZGY");
    assert_eq!(decoded.network_id, "profile_61U1WnaORQ5dAA8ZzA6U1Wna1ZSQT2WAeBawwqUpc0P2");
    assert_eq!(decoded.description.as_deref(), Some("Climate contribution"));
    assert_eq!(decoded.request_json.root().text("amount"), Some("100"));
}

#[wasm_bindgen_test]
fn a_credential_is_verified_for_its_body_and_refused_for_another() {
    let payload = Payload::read(r#"{"spt":"spt_1N4Zv32eZvKYlo2C"}"#.into()).unwrap();
    let header = Credential::new(issued(), payload).to_header().unwrap();
    let credential = || Credential::parse(header.expose()).unwrap().unwrap();
    let body = |bytes: &[u8]| Expect {
        realm: Some("api.example.com"),
        body: mpp_wasm::binding::Body::Present(BodyDigest::of(bytes)),
        ..Expect::issued_here()
    };
    let verified = key().verify(credential(), &body(b"body"), now()).unwrap();
    assert_eq!(verified.challenge_id().as_str(), credential().challenge.id);
    let code = |expect: &Expect<'_>, late: i64| {
        key().verify(credential(), expect, now().saturating_add_millis(late)).unwrap_err().code()
    };
    assert_eq!(code(&body(b"other"), 0), Code::VerificationFailed);
    assert_eq!(code(&body(b"body"), 300_000), Code::PaymentExpired);

    let mut dearer = credential();
    dearer.challenge.request = Request::encode(json(r#"{"currency":"usd","amount":"1"}"#)).unwrap();
    assert_eq!(
        key().verify(dearer, &body(b"body"), now()).unwrap_err().code(),
        Code::InvalidChallenge,
        "a changed amount"
    );
}

#[wasm_bindgen_test]
fn a_receipt_keeps_its_extensions() {
    let text = r#"{"method":"tempo","reference":"0x1","status":"success","timestamp":"2025-01-15T12:04:32Z","chainId":42431}"#;
    let receipt = Receipt::from_json(json(text).root()).unwrap();
    assert_eq!(Receipt::parse(&receipt.to_header()).unwrap(), receipt);
    assert_eq!(receipt.to_json(), text);
}

/// 32-bit wasm and 64-bit machines must sign the same bytes.
#[wasm_bindgen_test]
fn canonical_json_is_the_same_text() {
    let doc = json(r#"{"b":1E30,"a":[4.50,2e-3,333333333.33333329,9007199254740993,-0],"é":"\u000f"}"#);
    assert_eq!(
        jcs::canonical(doc.root()).as_str(),
        "{\"a\":[4.5,0.002,333333333.3333333,9007199254740992,0],\"b\":1e+30,\"é\":\"\\u000f\"}"
    );
}

#[wasm_bindgen_test]
fn text_is_redacted() {
    assert_eq!(redact("paid with 4242-4242-4242-4242"), "paid with ••••-••••-••••-4242");
    assert_eq!(redact("Authorization: Bearer abc123"), "Authorization: Bearer ••••");
    assert_eq!(redact("order 1234567890123456, 12.50 USD"), "order 1234567890123456, 12.50 USD");
}

/// Input that is read sixteen bytes at a time here gives the same result as on other targets.
#[wasm_bindgen_test]
fn base64_of_every_length_reads_back() {
    for length in 0..200_u8 {
        let bytes: Vec<u8> = (0..length).map(|at| at.wrapping_mul(89) ^ 0xa5).collect();
        assert_eq!(base64url::decode(&base64url::encode(&bytes)).unwrap(), bytes);
        assert_eq!(base64url::decode(&base64url::encode_standard(&bytes)).unwrap(), bytes);
    }
}

#[wasm_bindgen_test]
fn every_character_counts_wherever_it_stands_in_base64() {
    let alphabet = |c: char| c.is_ascii_alphanumeric() || "-_+/".contains(c);
    for c in ('\0'..='\u{7f}').chain(['é']) {
        for at in 0..36 {
            let (before, after) = (&"Ab0z".repeat(9)[at..], &"Ab0z".repeat(9)[..at]);
            let text = [after, &String::from(c), &before[1..]].concat();
            let closing = c == '=' && at == 35;
            assert_eq!(base64url::decode(&text).is_ok(), alphabet(c) || closing, "{c:?} at {at}");
            for other in ["-", "+"] {
                let mixed = [&text, other, "AAA"].concat();
                let same = !matches!((c, other), ('-' | '_', "+") | ('+' | '/', "-"));
                assert_eq!(base64url::decode(&mixed).is_ok(), alphabet(c) && same, "{mixed}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn every_character_counts_wherever_it_stands_in_a_string() {
    for c in '\0'..='\u{7f}' {
        for at in 0..40 {
            let text = ["\"", &"a".repeat(at), &String::from(c), &"b".repeat(40 - at), "\""].concat();
            // A backslash escapes the letter after it.
            let plain = if c == '\\' { text.replace("\\b", "\u{8}") } else { text.clone() };
            let expected = (c >= ' ' && c != '"').then(|| &plain[1..plain.len() - 1]);
            let read = Doc::read(text.clone()).ok();
            assert_eq!(read.as_ref().and_then(|doc| doc.root().as_text()), expected, "{c:?} at {at}");
            let header = ["Payment a=", &text].concat();
            let [element] = &auth::split(&header).unwrap()[..] else { panic!("{header:?}") };
            let good = (c >= ' ' || c == '\t') && !matches!(c, '"' | '\u{7f}');
            assert_eq!(element.params().is_ok(), good, "{c:?} at {at}");
        }
    }
}
