//! Contradictory terms: between header and body, for a reader and a wallet, about one payee and another.

use super::*;
use mpp_wasm::detect::{Protocol, X402Part};

/// The offers of a response with x402 in its header and in its body.
fn of_both(header: &str, body: &str) -> Vec<Offer> {
    let header = base64url::encode_standard(header);
    let answer =
        Response { status: 402, payment_required: Some(&header), body: Some(body), ..Response::default() };
    detect(&answer).unwrap().offers(&context()).unwrap()
}

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
fn who_else_is_paid_is_said() {
    let request = format!(
        r#"{{"amount":"1000000","currency":"{PATH_USD}","recipient":"0x1111111111111111111111111111111111111111","methodDetails":{{"chainId":4217,"splits":[{{"recipient":"{SPLIT}","amount":"999999"}}]}}}}"#
    );
    assert_eq!(codes(&only(&challenge("tempo", "charge", &request, ""), &context())), ["paid-to-others"]);
}

#[test]
fn who_else_is_paid_is_said_whatever_the_method() {
    let of = |more: &str, details: &str| {
        format!(
            r#"{{"amount":"1000000","currency":"sol","recipient":"x"{more},"methodDetails":{{{details}}}}}"#
        )
    };
    let other = r#""splits":[{"recipient":"y","amount":"999999"}]"#;
    for (method, request, warned) in [
        ("solana", of("", other), true),
        ("hedera", of(&[",", other].concat(), ""), true),
        ("other", of("", r#""splits":{}"#), true),
        ("solana", of("", r#""splits":[]"#), false),
        ("solana", of(r#","splits":null"#, ""), false),
        ("solana", of("", ""), false),
    ] {
        let offer = only(&challenge(method, "charge", &request, ""), &context());
        assert_eq!(codes(&offer).contains(&"paid-to-others"), warned, "{request}");
    }
}

#[test]
fn who_is_paid_is_who_a_wallet_pays() {
    let named = |request: &str| request.replace("{\"amount", "{\"recipient\":\"GoodShop\",\"amount");
    let invoice = r#"{"amount":"100","currency":"sat","methodDetails":{"invoice":"lnbc1u1pvjluez"}}"#;
    for (method, request, recipient) in [
        ("stripe", named(STRIPE), Some("profile_1")),
        ("stripe", named(r#"{"amount":"5","currency":"usd"}"#), None),
        ("lightning", named(invoice), None),
        ("tempo", named(r#"{"amount":"5","currency":"x"}"#), Some("GoodShop")),
    ] {
        let offer = only(&challenge(method, "charge", &request, ""), &context());
        assert_eq!(offer.recipient.as_deref(), recipient, "{request}");
    }
}

#[test]
fn who_is_paid_is_a_name_and_no_sentence() {
    for (recipient, shown) in [
        ("profile_61U1WnaORQ5dAA8ZzA6U1Wna", true),
        ("0.0.4411", true),
        (SPLIT, true),
        ("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1/x", true),
        ("DE89370400440532013000", true),
        (r"Acme\nTotal: 0.01 USD (tax included)", false),
        (r"0x2\nwarnings: none", false),
        ("Acme, you pay nothing", false),
        (r"0x2\t0.01", false),
        ("", false),
    ] {
        let stripe = challenge("stripe", "charge", &STRIPE.replace("profile_1", recipient), "");
        let other = format!(r#"{{"amount":"5","currency":"usd","recipient":"{recipient}"}}"#);
        let accepted = format!(r#"{{"scheme":"exact","network":"base","amount":"5","payTo":"{recipient}"}}"#);
        let offers = [
            only(&stripe, &context()),
            only(&challenge("other", "charge", &other, ""), &context()),
            x402(2, &format!(r#"{{"x402Version":2,"accepts":[{accepted}]}}"#)).remove(0),
        ];
        for offer in offers {
            assert_eq!(offer.recipient.as_deref(), shown.then_some(recipient), "{recipient}");
            assert_eq!(codes(&offer).contains(&"terms-unreadable"), !shown, "{recipient}");
        }
    }
}

#[test]
fn white_space_that_only_some_wallets_skip_hides_no_challenge() {
    let cheap = challenge("stripe", "charge", STRIPE, "");
    for space in ["Payment\u{a0}", "\u{a0}Payment ", "Bearer realm=\"x\",\u{a0}Payment "] {
        let header = [&cheap.replacen("Payment ", space, 1), ", ", &cheap].concat();
        let found = look(&header);
        assert_eq!(codes(&found.offers(&context()).unwrap()[0]), ["malformed-sibling"], "{space:?}");
        assert_eq!(found.shared_payment_token(), None, "{space:?}");
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
