//! What a 402 offers, in words, and its warnings.

mod compared;
mod conflicts;
mod lightning;
mod networks;
mod others;
mod payees;
mod prices;
mod warnings;
mod whole;

use mpp_wasm::detect::{Context, Detection, Offer, Response, detect};
use mpp_wasm::encoding::base64url;
use mpp_wasm::encoding::timestamp::Timestamp;

const NOW: &str = "2026-01-15T12:00:00Z";
const LATER: &str = "2026-01-15T12:05:00Z";
const PATH_USD: &str = "0x20c0000000000000000000000000000000000000";
const SPLIT: &str = "0xA1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2";

const STRIPE: &str = r#"{"amount":"500","currency":"usd","methodDetails":{"networkId":"profile_1","paymentMethodTypes":["card"]}}"#;

/// A challenge from `api.example.com` that expires later.
fn challenge(method: &str, intent: &str, request: &str, rest: &str) -> String {
    let request = base64url::encode(request);
    format!(
        r#"Payment id="c", realm="api.example.com", method="{method}", intent="{intent}", request="{request}", expires="{LATER}"{rest}"#
    )
}

fn look(www_authenticate: &str) -> Detection {
    let answer = Response { status: 402, www_authenticate: Some(www_authenticate), ..Response::default() };
    detect(&answer).unwrap()
}

fn context() -> Context<'static> {
    let now = Some(Timestamp::parse(NOW).unwrap());
    Context { url: Some("https://api.example.com/paid"), now, limits: &[] }
}

/// The offers of a response with x402 in its header and in its body.
fn of_both(header: &str, body: &str) -> Vec<Offer> {
    let header = base64url::encode_standard(header);
    let answer =
        Response { status: 402, payment_required: Some(&header), body: Some(body), ..Response::default() };
    detect(&answer).unwrap().offers(&context()).unwrap()
}

fn only(header: &str, context: &Context<'_>) -> Offer {
    let mut offers = look(header).offers(context).unwrap();
    assert_eq!(offers.len(), 1, "{header}");
    offers.remove(0)
}

fn codes(offer: &Offer) -> Vec<&'static str> {
    offer.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

fn x402(version: u8, text: &str) -> Vec<Offer> {
    let header = base64url::encode_standard(text);
    let answer = match version {
        1 => Response { status: 402, body: Some(text), ..Response::default() },
        _ => Response { status: 402, payment_required: Some(&header), ..Response::default() },
    };
    let found = detect(&answer).unwrap();
    assert_eq!(found.x402.as_ref().unwrap().version, Some(version));
    found.offers(&context()).unwrap()
}

#[test]
fn several_protocols_stand_side_by_side() {
    let header = [
        &challenge("stripe", "charge", STRIPE, ""),
        ", L402 macaroon=\"m\", invoice=\"lnbc10u1p\", Bearer realm=\"x\"",
    ]
    .concat();
    let body = r#"{"x402Version":1,"accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"1","asset":"0x0","payTo":"x"}]}"#;
    let answer = Response {
        status: 402,
        www_authenticate: Some(&header),
        payment_required: Some("junk"),
        body: Some(body),
        incomplete: false,
    };
    let found = detect(&answer).unwrap();
    let protocols: Vec<&str> =
        found.offers(&context()).unwrap().iter().map(|offer| offer.protocol.as_str()).collect();
    assert_eq!(protocols, ["mpp", "x402", "l402"]);
    let none = detect(&Response { status: 401, ..answer }).unwrap();
    assert_eq!(none.offers(&context()), Ok(vec![]), "only a 402 asks for payment");
}

#[test]
fn a_shared_payment_token_pays_the_first_charge_or_session_by_stripe() {
    let stripe = |intent: &str| challenge("stripe", intent, STRIPE, "");
    let tempo = challenge("tempo", "charge", "{}", "");
    let broken = "Payment id=\"x\"".to_owned();
    let twice = |method: &str, intent: &str| challenge(method, intent, r#"{"amount":"1","amount":"2"}"#, "");
    for (challenges, expected) in [
        (vec![stripe("charge")], Some(0)),
        (vec![stripe("session"), stripe("charge")], Some(0)),
        (vec![tempo.clone(), stripe("charge"), stripe("session")], Some(1)),
        // An unreadable challenge is not an offer.
        (vec![broken.clone(), tempo.clone(), stripe("session")], Some(1)),
        // Unreadable terms still are an offer: no wallet skips to the next challenge.
        (vec![challenge("stripe", "charge", "{}", ""), stripe("charge")], Some(0)),
        // A challenge that another reader may take for stripe's is what a wallet would pay, so the next one is not.
        (vec![tempo.clone(), twice("stripe", "charge"), stripe("charge")], None),
        (vec![broken.clone(), twice("stripe", "subscription"), tempo.clone(), stripe("charge")], Some(1)),
        (vec![twice("tempo", "charge"), stripe("charge")], Some(0)),
        (vec![[&broken, ", method=\"tempo\", method=\"stripe\""].concat(), stripe("charge")], None),
        (vec![stripe("charge"), twice("stripe", "charge")], Some(0)),
        (vec![stripe("subscription"), tempo, broken], None),
        (vec!["L402 macaroon=\"m\"".into()], None),
    ] {
        let header = challenges.join(", ");
        assert_eq!(look(&header).shared_payment_token_offer(), expected, "{header}");
        let answer = Response { status: 401, www_authenticate: Some(&header), ..Response::default() };
        assert_eq!(detect(&answer).unwrap().shared_payment_token_offer(), None, "nobody is asked to pay");
    }
}

#[test]
fn an_answer_costs_what_it_is_long() {
    // The one resource describes every offer.
    let description = "1.00 USD é".repeat(10_000);
    let accepts = vec![r#"{"network":"bank","amount":"100","asset":"USD"}"#; 2000].join(",");
    let offers = x402(
        1,
        &format!(r#"{{"x402Version":1,"resource":{{"description":"{description}"}},"accepts":[{accepts}]}}"#),
    );
    assert_eq!(offers.len(), 64);
    assert!(offers.iter().all(|offer| offer.description.as_ref().is_some_and(|text| text.len() <= 2048)));
}
