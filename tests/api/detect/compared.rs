//! Which of several offers is cheapest, and what keeps one from being compared.

use super::*;
use mpp_wasm::detect::{Limit, cheapest_first};

#[test]
fn offers_are_compared_where_that_can_be_said() {
    let accept = |amount: &str, asset: &str, network: &str| {
        format!(r#"{{"scheme":"exact","network":"{network}","amount":"{amount}","asset":"{asset}"}}"#)
    };
    let usdc = "0x833589fCD6eDb6E08f4c7C32D4f71b54bDA02913";
    let order = |accepts: &[String]| {
        let offers = x402(2, &format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, accepts.join(",")));
        assert_eq!(offers.len(), accepts.len());
        cheapest_first(&offers)
    };
    let euros = accept("100", "EUR", "bank");
    let dollars = accept("500", "USD", "bank");
    let coins = accept("4990000", usdc, "eip155:8453");
    let same = accept("5000000", usdc, "eip155:8453");
    let strange = accept("1", SPLIT, "eip155:8453");
    let unstated = r#"{"scheme":"exact"}"#.to_owned();
    assert_eq!(order(&[]), [0; 0]);
    assert_eq!(order(&[dollars.clone(), coins.clone()]), [1, 0], "4.99 USDC before 5.00 USD");
    assert_eq!(order(&[same, dollars.clone(), coins.clone()]), [2, 0, 1], "equal prices as they came");
    assert_eq!(order(&[dollars.clone(), euros.clone(), coins.clone()]), [2, 0, 1], "no rate is guessed");
    assert_eq!(order(&[euros, dollars.clone(), coins.clone()]), [0, 2, 1], "the first currency leads");
    assert_eq!(
        order(&[strange, unstated, dollars.clone()]),
        [2, 0, 1],
        "1 of what nobody knows is not cheap"
    );
    let many: Vec<String> = (0..64).map(|at| accept(&(2000 - at).to_string(), "USD", "bank")).collect();
    assert_eq!(order(&many), (0..64).rev().collect::<Vec<_>>());

    let tempo = format!(r#"{{"amount":"10000","currency":"{PATH_USD}","methodDetails":{{"chainId":4217}}}}"#);
    let expired = challenge("tempo", "charge", &tempo, "").replace(LATER, NOW);
    let metered = challenge("tempo", "session", &tempo, "");
    let offers =
        look(&[expired, metered, challenge("stripe", "charge", STRIPE, "")].join(", ")).offers(&context());
    let offers = offers.unwrap();
    assert_eq!(cheapest_first(&offers), [2, 1, 0], "the dollars, the price of a unit, what is over");
    assert_eq!(offers[2].realm.as_deref(), Some("api.example.com"));
    assert_eq!(offers[2].expires_at, Some(Timestamp::parse(LATER).unwrap()));
}

#[test]
fn a_channel_for_batches_is_filled_first() {
    let of = |scheme: &str, extra: &str| {
        let text = format!(
            r#"{{"x402Version":2,"accepts":[{{"scheme":"{scheme}","network":"eip155:8453","amount":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","extra":{extra}}}]}}"#
        );
        let header = base64url::encode_standard(&text);
        let answer = Response { status: 402, payment_required: Some(&header), ..Response::default() };
        let limits = [Limit::parse("1.00 USD").unwrap()];
        let offers = detect(&answer).unwrap().offers(&Context { limits: &limits, ..context() }).unwrap();
        let [offer] = &offers[..] else { panic!() };
        (offer.deposit.as_ref().map(|deposit| deposit.display.clone()), codes(offer))
    };
    let batches = |extra: &str| of("batch-settlement", extra);
    let filled = |display: &str| Some(display.to_owned());
    assert_eq!(
        batches(r#"{"minDeposit":"25000000"}"#),
        (filled("25.00 USDC on Base"), vec!["open-ended", "amount-over-limit"])
    );
    assert_eq!(
        batches(r#"{"minDeposit":25000000}"#),
        (filled("an amount that cannot be read"), vec!["terms-unreadable", "open-ended", "limit-unchecked"])
    );
    assert_eq!(batches("{}"), (None, vec!["open-ended", "limit-unchecked"]));
    assert_eq!(of("exact", r#"{"minDeposit":"25000000"}"#), (None, vec![]), "no other scheme has a channel");
}

#[test]
fn coins_that_are_sent_next_to_the_amount_are_warned_about() {
    let terms = |extra: &str| {
        format!(
            r#"{{"x402Version":2,"accepts":[{{"scheme":"exact","network":"tvm:-239","amount":"10000","asset":"0:b113a994b5024a16719f69139328eb759596c38a25f59028b146fecdc3621dfe","payTo":"0:1","extra":{{{extra}}}}}]}}"#
        )
    };
    for extra in [
        "",
        r#""areFeesSponsored":true"#,
        r#""forwardTonAmount":"0""#,
        r#""forwardTonAmount":0"#,
        r#""forwardTonAmount":null"#,
    ] {
        let [offer] = &x402(2, &terms(extra))[..] else { panic!() };
        assert_eq!((&*offer.display, &codes(offer)[..]), ("0.01 USDT on TON", &[][..]), "{extra}");
    }
    for coins in ["1", "100000000000", r#""100000000000""#, r#"" 5 ""#, "true"] {
        let [offer] = &x402(2, &terms(&format!(r#""forwardTonAmount":{coins}"#)))[..] else { panic!() };
        assert_eq!(codes(offer), ["open-ended"], "{coins}");
        assert_eq!(offer.comparable, None, "{coins}");
    }
}
