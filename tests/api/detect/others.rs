//! Terms that only some clients find, or that some pay in place of the ones compared.

use super::*;
use mpp_wasm::detect::X402Part;

#[test]
fn terms_under_a_name_that_only_others_read_are_warned_about() {
    let entry = |more: &str| {
        format!(
            r#"{{"scheme":"exact","network":"base","amount":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"{more}}}"#
        )
    };
    for (more, warned) in [
        (r#","payTo":"0x1""#, false),
        (r#","maxTimeoutSeconds":60,"extra":{"Amount":"1"}"#, false),
        (r#","max_amount_required":"50000000""#, true),
        (r#","pay_to":"0x2""#, true),
        (r#","payTo":"0x1","payto":"0x2""#, true),
        (r#","Amount":"50000000""#, true),
        (r#","AS\u017fET":"0x2""#, true),
        (r#","networ\u212a":"eip155:1""#, true),
    ] {
        for version in [1, 2] {
            let text = format!(r#"{{"x402Version":{version},"accepts":[{}]}}"#, entry(more));
            let [offer] = &x402(version, &text)[..] else { panic!() };
            assert_eq!(offer.display, "0.01 USDC on Base");
            assert_eq!(codes(offer).contains(&"conflicting-terms"), warned, "{text}");
        }
    }
    for more in [r#""Accepts":[],"#, r#""X402Version":1,"#] {
        let text = format!(r#"{{{more}"x402Version":2,"accepts":[{}]}}"#, entry(""));
        assert_eq!(codes(&x402(2, &text)[0]), ["conflicting-terms"], "{text}");
    }
    for body in [
        r#"{"x402version":1,"accepts":[]}"#,
        r#"{"x402version":1,"x402version":1,"accepts":[]}"#,
        r#"{"x402_version":1,"accepts":[]}"#,
    ] {
        let answer = Response { status: 402, body: Some(body), ..Response::default() };
        let unreadable = detect(&answer).unwrap().x402.unwrap().unreadable;
        assert_eq!(unreadable, [X402Part::Body], "{body}");
    }
}

#[test]
fn a_request_with_a_member_that_only_others_read_is_warned_about() {
    let of = |more: &str, details: &str| {
        format!(
            r#"{{"amount":"100","currency":"sat"{more},"methodDetails":{{"invoice":"lnbc1u1pvjluez"{details}}}}}"#
        )
    };
    for (more, details, warned) in [
        ("", "", false),
        (r#","externalId":"1","extra":{"Amount":"1"}"#, r#","paymentHash":"00""#, false),
        (r#","Amount":"90000000""#, "", true),
        (r#","reCipient":"0x2""#, "", true),
        (r#","MethodDetails":{"invoice":"lnbc25m1pvjluez"}"#, "", true),
        ("", r#","Invoice":"lnbc25m1pvjluez""#, true),
        ("", r#","SPLITS":[{"recipient":"0x2","amount":"99"}]"#, true),
    ] {
        let request = of(more, details);
        let offer = only(&challenge("lightning", "charge", &request, ""), &context());
        assert_eq!(offer.display, "100 sat on Lightning");
        assert_eq!(codes(&offer), if warned { &["conflicting-terms"][..] } else { &[] }, "{request}");
    }
}

#[test]
fn what_an_entry_asks_for_besides_its_amount_is_compared_too() {
    let accepts = |version: u8, extra: &str| {
        format!(
            r#"{{"x402Version":{version},"accepts":[{{"scheme":"exact","network":"bip122:000000000019d6689c085ae165831e93","amount":"100000","asset":"BTC","payTo":"anonymous","extra":{{{extra}}}}}]}}"#
        )
    };
    let invoice = r#""paymentMethod":"lightning","invoice":"lnbc1u1pvjluez""#;
    for (extra, conflicting) in [
        (invoice.to_owned(), false),
        (format!(r#"{invoice},"name":"another""#), false),
        (invoice.replace("1u1p", "1u1q"), true),
        (invoice.replace("lightning", "onchain"), true),
        (format!(r#"{invoice},"minDeposit":"90000000""#), true),
        (String::new(), true),
    ] {
        let body = accepts(1, &extra);
        let offers = of_both(&accepts(2, invoice), &body);
        assert_eq!(offers[0].display, "100 sat on Lightning");
        assert_eq!(codes(&offers[0]).contains(&"conflicting-terms"), conflicting, "{body}");
    }
}

#[test]
fn terms_in_a_form_that_only_others_read_are_warned_about() {
    let own = challenge("stripe", "charge", STRIPE, "");
    let of = |www: &str, body: &str| {
        let answer =
            Response { status: 402, www_authenticate: Some(www), body: Some(body), ..Response::default() };
        let found = detect(&answer).unwrap();
        found.offers(&context()).unwrap().iter().map(|offer| codes(offer)).collect::<Vec<_>>()
    };
    let dear = r#""network":"base","maxAmountRequired":"99000000","asset":"0x2","payTo":"0x1""#;
    let cheap = r#""accepts":[{"network":"base","maxAmountRequired":"1","asset":"0x2","payTo":"0x1"}]"#;
    for body in [
        &*format!("{{{dear}}}"),
        &format!(r#"{{"accepts":{{{dear}}}}}"#),
        &format!(r#"{{"paymentRequirements":[{{{dear}}}]}}"#),
        &format!(r#"{{"paymentRequirements":{{{dear}}}}}"#),
        r#"{"network":"base","asset":"0x2","pay_to":"0x1"}"#,
        r#"{"max_amount_required":"9","payment_address":"a","payment_address":"b"}"#,
        r#"{"accepts":[],"accepts":[{"recipient":"0x1"}]}"#,
        "[1,[[\"exact\",\"base\",\"1\"]]]",
        " [ 2, null]",
        // Offers of L402's, and a body that breaks off behind them.
        r#"{"payment_request_url":"https://a.example/pay","offers":[]}"#,
        r#"{"payment_request_url":"https://a.example/pay","offers":["#,
    ] {
        assert_eq!(of(&own, body), [["conflicting-terms"]], "{body}");
    }
    for body in [r#"[{"payTo":"0x1"}]"#, "[]", r#"{"payee":"0x1","accepts":["card"]}"#, r#"{"offers":[]}"#] {
        assert_eq!(of(&own, body), [[""; 0]], "{body}");
    }
    for (body, warned) in [
        (format!(r#"{{"x402Version":1,{cheap}}}"#), false),
        (format!(r#"{{"x402Version":1,{dear},{cheap}}}"#), true),
        (format!(r#"{{"x402Version":1,{},{cheap}}}"#, dear.replace("99000000", "1")), false),
        (
            format!(r#"{{"x402Version":1,{},{cheap}}}"#, dear.replace("99000000", "1").replace("0x1", "0x3")),
            true,
        ),
        (format!(r#"{{"x402Version":1,{cheap},"paymentRequirements":[{{{dear}}}]}}"#), true),
        (format!(r#"{{"x402Version":1,{cheap},"paymentRequirements":null}}"#), false),
    ] {
        let warnings = of("Bearer", &body);
        assert_eq!((warnings.len(), warnings[0].contains(&"conflicting-terms")), (1, warned), "{body}");
    }
    let other = r#"x402 chain="solana" token="USDC" amount="50.00" address="So1""#;
    for (header, warned) in [
        (format!("{other}, {own}"), true),
        (format!(r#" X402 version="2", {own}, Bearer realm="address="#), true),
        (format!(r#"x402 version="2", {own}"#), false),
    ] {
        assert_eq!(of(&header, "")[0].contains(&"conflicting-terms"), warned, "{header}");
    }
}

#[test]
fn what_some_clients_pay_instead_of_an_entry_is_warned_about() {
    let entry = |version: u8, scheme: &str, more: &str, extra: &str| {
        format!(
            r#"{{"x402Version":{version},"accepts":[{{"scheme":"{scheme}","network":"base","maxAmountRequired":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0xAB"{more},"extra":{{"name":"USD Coin"{extra}}}}}]}}"#
        )
    };
    for (more, extra, warned) in [
        ("", "", false),
        (r#","srcAmountRequired":"99000000""#, "", true),
        (r#","srcTokenAddress":"0x2""#, "", true),
        (r#","srcNetwork":"polygon""#, "", true),
        (r#","srcAmountRequired":"10000","srcNetwork":"base""#, "", false),
        ("", r#","recipient":"0x2""#, true),
        ("", r#","globalWalletAddress":"0x2""#, true),
        ("", r#","facilitatorAddress":"0x2""#, true),
        ("", r#","facilitatorAddress":"0xab""#, false),
        ("", r#","signatureType":"permit","verifyingContract":"0x2""#, true),
        ("", r#","verifyingContract":"0x2""#, false),
    ] {
        let [offer] = &x402(1, &entry(1, "exact", more, extra))[..] else { panic!() };
        assert_eq!(offer.display, "0.01 USDC on Base");
        assert_eq!(codes(offer).contains(&"conflicting-terms"), warned, "{more}{extra}");
        let both = of_both(&entry(2, "exact", "", ""), &entry(1, "exact", more, extra));
        assert_eq!(codes(&both[0]).contains(&"conflicting-terms"), warned, "{more}{extra}");
    }
    let upto = x402(2, &entry(2, "upto", "", r#","facilitatorAddress":"0x2""#));
    assert!(!codes(&upto[0]).contains(&"conflicting-terms"));
}
