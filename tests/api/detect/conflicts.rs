//! Contradictory terms: between header and body, and between readers of one text.

use super::*;
use mpp_wasm::detect::{MAX_BODY_BYTES, Protocol};
use std::time::{Duration, Instant};

#[test]
fn terms_that_stand_elsewhere_too_are_warned_about() {
    let terms = |version: u8, more: &str, amount: &str| {
        let name = if version == 1 { "maxAmountRequired" } else { "amount" };
        format!(
            r#"{{"x402Version":{version},{more}"accepts":[{{"scheme":"exact","network":"base","{name}":"{amount}","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bDA02913"}}]}}"#
        )
    };
    let both = |header: &str, body: &str| {
        of_both(header, body)
            .iter()
            .map(|offer| (offer.display.clone(), codes(offer).contains(&"conflicting-terms")))
            .collect::<Vec<_>>()
    };
    let cheap = "0.01 USDC on Base".to_owned();
    assert_eq!(both(&terms(2, "", "10000"), &terms(1, "", "10000")), [(cheap.clone(), false)]);
    assert_eq!(both(&terms(2, "", "10000"), &terms(1, "", "100000000")), [(cheap.clone(), true)]);
    // Some readers accept a duplicate name.
    assert_eq!(
        both(&terms(2, r#""a":1,"a":1,"#, "100000000"), &terms(1, "", "10000")),
        [(cheap.clone(), true)]
    );
    assert_eq!(both(r#"{"x402Version":2,"accepts":[]}"#, &terms(1, "", "10000")), [(cheap.clone(), true)]);
    // A body with more offers than are compared may have any terms after them.
    let offer = r#"{"scheme":"exact","network":"base","maxAmountRequired":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"}"#;
    for (offers, conflicting) in [(64, false), (65, true)] {
        let body = format!(r#"{{"x402Version":1,"accepts":[{}]}}"#, vec![offer; offers].join(","));
        assert_eq!(both(&terms(2, "", "10000"), &body), [(cheap.clone(), conflicting)]);
    }
    let many = vec![r#"{"network":"bank","amount":"100","asset":"USD"}"#; 65].join(",");
    let many = x402(1, &format!(r#"{{"x402Version":1,"accepts":[{many}]}}"#));
    assert!(many.len() == 64 && many.iter().all(|offer| codes(offer).contains(&"conflicting-terms")));

    // Fields of both versions in one offer: clients read their own, whatever version is stated.
    for (version, terms, shown) in [
        (2, r#""amount":"1","maxAmountRequired":"100000""#, ("0.10 USDC on Base", true)),
        (1, r#""amount":"100000","maxAmountRequired":"1""#, ("0.10 USDC on Base", true)),
        (2, r#""amount":"100000","maxAmountRequired":"9""#, ("0.10 USDC on Base", true)),
        (1, r#""amount":"0x186a0","maxAmountRequired":"1""#, ("0.000001 USDC on Base", true)),
        (2, r#""amount":"100000","maxAmountRequired":100000"#, ("0.10 USDC on Base", false)),
        (2, r#""amount":"100000","maxAmountRequired":null"#, ("0.10 USDC on Base", false)),
    ] {
        let offers = x402(
            version,
            &format!(
                r#"{{"x402Version":{version},"accepts":[{{"scheme":"exact","network":"base",{terms},"asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bDA02913"}}]}}"#
            ),
        );
        let conflicting = codes(&offers[0]).contains(&"conflicting-terms");
        assert_eq!((offers[0].display.as_str(), conflicting), shown, "{terms}");
    }

    let one = r#"L402 macaroon="a", invoice="lnbc1u1pvjluez""#;
    assert_eq!(
        codes(&only(&format!("{one}, LSAT macaroon=\"a\", invoice=\"lnbc1u1pvjluez\""), &context())),
        [""; 0]
    );
    let offer = only(&format!("{one}, LSAT macaroon=\"b\", invoice=\"lnbc11pvjluez\""), &context());
    assert_eq!(codes(&offer), ["conflicting-terms"]);
}

#[test]
fn each_entry_of_accepts_is_one_offer() {
    let entry = |amount: usize| format!(r#"{{"network":"bank","amount":"{amount}","asset":"USD"}}"#);
    let (many, few) = ((1..=70).map(entry).collect::<Vec<_>>(), ["\"x\"".into(), "null".into(), entry(5)]);
    for (entries, kept) in [(&many[..64], 64), (&many, 64), (&few, 1), (&few[..2], 0)] {
        let header = format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, entries.join(","));
        let header = base64url::encode_standard(&header);
        let stripe = challenge("stripe", "charge", STRIPE, "");
        let answer = Response {
            status: 402,
            www_authenticate: Some(&stripe),
            payment_required: Some(&header),
            ..Response::default()
        };
        let found = detect(&answer).unwrap();
        let (accepts, offers) = (&found.x402.as_ref().unwrap().accepts, found.offers(&context()).unwrap());
        let amounts = accepts.root().items().map(|accepted| accepted.text("amount"));
        assert!(amounts.eq(offers[1..].iter().map(|offer| offer.amount.as_deref())));
        assert_eq!(offers.len(), 1 + kept);
        let warned: Vec<bool> =
            offers.iter().map(|offer| codes(offer).contains(&"conflicting-terms")).collect();
        // What is not read here may be paid instead of any offer.
        assert_eq!(warned, vec![entries.len() != kept; 1 + kept]);
    }
}

#[test]
fn white_space_that_only_some_wallets_skip_hides_no_challenge() {
    let cheap = challenge("stripe", "charge", STRIPE, "");
    for space in ["Payment\u{a0}", "\u{a0}Payment ", "Bearer realm=\"x\",\u{a0}Payment "] {
        let header = [&cheap.replacen("Payment ", space, 1), ", ", &cheap].concat();
        let found = look(&header);
        assert_eq!(codes(&found.offers(&context()).unwrap()[0]), ["malformed-sibling"], "{space:?}");
        assert_eq!(found.shared_payment_token_offer(), None, "{space:?}");
    }
}

#[test]
fn x402_that_cannot_be_read_is_warned_about_on_every_offer() {
    let accepts = |amount: &str| {
        format!(
            r#""accepts":[{{"scheme":"exact","network":"base","maxAmountRequired":"{amount}","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x1"}}]"#
        )
    };
    let twice = format!(r#"{{"x402Version":1,{},{}}}"#, accepts("10000"), accepts("100000000"));
    let long = " ".repeat(256 * 1024) + &format!(r#"{{"x402Version":1,{}}}"#, accepts("100000000"));
    let header =
        [challenge("stripe", "charge", STRIPE, ""), r#"L402 macaroon="m", invoice="lnbc1u1pvjluez""#.into()]
            .join(", ");
    let with = |required: Option<&str>, body: &str| {
        let answer = Response {
            status: 402,
            www_authenticate: Some(&header),
            payment_required: required,
            body: Some(body),
            ..Response::default()
        };
        detect(&answer).unwrap().offers(&context()).unwrap()
    };
    for (required, body) in [
        (None, &*twice),
        (None, &long),
        // Only a part of the text was read.
        (None, &long[..256 * 1024 + 1]),
        (Some(&*base64url::encode_standard(&twice)), ""),
        (Some("!!!"), r#"{"type":"about:blank"}"#),
        (Some(&*"A".repeat(300_000)), ""),
    ] {
        let offers = with(required, body);
        assert_eq!(offers.len(), 2);
        assert!(
            offers.iter().all(|offer| codes(offer) == ["conflicting-terms"]),
            "{}",
            &body[..body.len().min(99)]
        );
    }
    for body in [
        "",
        "<html>x402Version</html>",
        r#"{"type":"about:blank","title":"x402Version"}"#,
        &"x".repeat(300_000),
    ] {
        assert!(with(None, body).iter().all(|offer| codes(offer).is_empty()));
    }
}

#[test]
fn a_network_or_a_scheme_that_differs_is_another_offer() {
    let accepts = |version: u8, scheme: &str, network: &str| {
        format!(
            r#"{{"x402Version":{version},"accepts":[{{"scheme":"{scheme}","network":"{network}","amount":"10000","asset":"0x1","payTo":"0x1"}}]}}"#
        )
    };
    for (scheme, network, warned) in [
        ("exact", "base", false),
        ("exact", "a name of its own", false),
        ("upto", "base", true),
        ("exact", "polygon", true),
    ] {
        let body = accepts(1, scheme, network);
        let offers = of_both(&accepts(2, "exact", "eip155:8453"), &body);
        assert_eq!(codes(&offers[0]).contains(&"conflicting-terms"), warned, "{body}");
    }
}

#[test]
fn a_challenge_where_none_can_start_is_warned_about() {
    let own = challenge("stripe", "charge", STRIPE, "");
    let inner = "id=2, realm=r, method=tempo, intent=charge, request=e30, a=";
    for hidden in [
        &*format!(r#"Bearer realm="Payment {inner}""#),
        &format!(r#"Bearer realm="x, PAYMENT 	{inner}""#),
        &format!("Bearer realm=\"Payment\u{a0}{inner}\""),
        &format!(r#"Bearer realm="\" Payment {inner}""#),
        r#"Bearer realm="Payment id=2, a=", method=tempo"#,
        &format!("Bearer Payment {inner}b"),
        &format!("APayment {inner}b"),
    ] {
        for header in [format!("{hidden}, {own}"), format!("{own}, {hidden}")] {
            let offer = only(&header, &context());
            assert_eq!(
                (&*offer.display, &codes(&offer)[..]),
                ("5.00 USD", &["conflicting-terms"][..]),
                "{header}"
            );
        }
    }
    for honest in [
        r#"Bearer realm="Payment required, method=post""#,
        r#"Bearer realm="Payment ref=4""#,
        r#"Bearer realm="prepayment", a="id=1, method=tempo""#,
        r#"Bearer realm="\\", Basic realm="method""#,
    ] {
        let header = format!("{own}, {honest}");
        assert_eq!(codes(&only(&header, &context())), [""; 0], "{header}");
    }
    let described = challenge("stripe", "charge", STRIPE, r#", description="Payment ref=4""#);
    assert_eq!(codes(&only(&described, &context())), [""; 0]);
}

#[test]
fn an_invoice_that_only_some_readers_see_is_an_offer_that_cannot_be_read() {
    let header = r#"Lightning macaroon="AGIAJE", invoice="lnbc20m1pvjluezpp5qqqsyq""#;
    let offer = only(header, &context());
    assert_eq!((offer.amount.as_deref(), offer.protocol), (None, Protocol::L402));
    assert_eq!(codes(&offer), ["amount-not-stated", "conflicting-terms"]);
    // Next to an offer it is only warned about.
    let offer = only(&[&challenge("stripe", "charge", STRIPE, ""), header].join(", "), &context());
    assert_eq!((&*offer.display, &codes(&offer)[..]), ("5.00 USD", &["conflicting-terms"][..]));
}

/// Of an object that names a payee itself, it is compared whether an entry does too: as many entries as the other half of the
/// body has members. A generous limit, not a measurement: a look at each member for each entry takes seconds.
#[test]
fn many_entries_beside_many_members_cost_no_square() {
    let half = MAX_BODY_BYTES / 2 - 64;
    let members: String = (0..half / 9).map(|at| format!(r#""{at:x}":0,"#)).collect();
    let entries = "1,".repeat(half / 2);
    let body = format!(r#"{{{members}"accepts":[{entries}1],"payTo":"0x1"}}"#);
    assert!(body.len() <= MAX_BODY_BYTES, "{}", body.len());
    let begun = Instant::now();
    let response = Response { status: 402, body: Some(&body), ..Response::default() };
    assert!(detect(&response).unwrap().x402.is_some_and(|x402| !x402.unreadable.is_empty()));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}
