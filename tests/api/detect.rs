//! What a 402 offers, in words, and what to warn about.

use mpp_wasm::detect::{Answer, Context, Detection, Offer, WarningCode, cheapest_first, detect};
use mpp_wasm::encoding::base64url;
use mpp_wasm::encoding::timestamp::Timestamp;
use mpp_wasm::error::Code;
use mpp_wasm::scheme::money::Price;
use mpp_wasm::scheme::terms::{Evm, Modes, Shared, Stripe, Tempo};
use mpp_wasm::scheme::{Method, Request, Terms};

const NOW: &str = "2026-01-15T12:00:00Z";
const LATER: &str = "2026-01-15T12:05:00Z";
const PATH_USD: &str = "0x20c0000000000000000000000000000000000000";
const SPLIT: &str = "0xA1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2";

/// A challenge of `api.example.com` that ends later.
fn challenge(method: &str, intent: &str, request: &str, rest: &str) -> String {
    let request = base64url::encode(request);
    format!(
        r#"Payment id="c", realm="api.example.com", method="{method}", intent="{intent}", request="{request}", expires="{LATER}"{rest}"#
    )
}

fn look(www_authenticate: &str) -> Detection {
    let answer =
        Answer { status: 402, www_authenticate: Some(www_authenticate), payment_required: None, body: None };
    detect(&answer).unwrap()
}

fn context() -> Context<'static> {
    let now = Some(Timestamp::parse(NOW).unwrap());
    Context { url: Some("https://api.example.com/paid"), now, limits: &[] }
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
        1 => Answer { status: 402, www_authenticate: None, payment_required: None, body: Some(text) },
        _ => Answer { status: 402, www_authenticate: None, payment_required: Some(&header), body: None },
    };
    let found = detect(&answer).unwrap();
    assert_eq!(found.x402.as_ref().unwrap().version, version);
    found.offers(&context()).unwrap()
}

const STRIPE: &str = r#"{"amount":"500","currency":"usd","methodDetails":{"networkId":"profile_1","paymentMethodTypes":["card"]}}"#;

#[test]
fn amounts_are_written_for_people() {
    let tempo = |amount: &str, chain: &str, token: &str| {
        format!(
            r#"{{"amount":"{amount}","currency":"{token}","recipient":"{SPLIT}","methodDetails":{{{chain}}}}}"#
        )
    };
    let usdc_e = "0x20c000000000000000000000b9537d11c60e8b50";
    for (method, intent, request, display, network) in [
        ("stripe", "charge", STRIPE.into(), "5.00 USD", None),
        ("stripe", "charge", STRIPE.replace("usd", "jpy"), "500 JPY", None),
        ("stripe", "charge", STRIPE.replace("usd", "KWD"), "0.500 KWD", None),
        ("stripe", "session", STRIPE.into(), "5.00 USD", None),
        ("card", "charge", r#"{"amount":"99","currency":"eur"}"#.into(), "0.99 EUR", None),
        (
            "tempo",
            "charge",
            tempo("1000000", r#""chainId":4217"#, PATH_USD),
            "1.00 pathUSD on Tempo",
            Some("eip155:4217"),
        ),
        (
            "tempo",
            "charge",
            tempo("1", r#""chainId":4217"#, usdc_e),
            "0.000001 USDC.e on Tempo",
            Some("eip155:4217"),
        ),
        (
            "tempo",
            "charge",
            tempo("1050000", r#""chainId":42431"#, PATH_USD),
            "1.05 pathUSD on Tempo's test network",
            Some("eip155:42431"),
        ),
        ("tempo", "charge", tempo("1000000", "", PATH_USD), "1.00 pathUSD on Tempo", Some("tempo")),
        (
            "tempo",
            "session",
            tempo("25", r#""chainId":4217"#, PATH_USD)
                .replace("{\"amount", "{\"unitType\":\"llm_token\",\"amount"),
            "0.000025 pathUSD per llm_token on Tempo",
            Some("eip155:4217"),
        ),
        (
            "tempo",
            "charge",
            tempo("5", r#""chainId":4217"#, SPLIT),
            "5 base units of 0xA1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2 on Tempo",
            Some("eip155:4217"),
        ),
        (
            "evm",
            "charge",
            tempo("10000", r#""chainId":8453"#, "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"),
            "0.01 USDC on Base",
            Some("eip155:8453"),
        ),
        (
            "evm",
            "charge",
            tempo("10000", r#""chainId":999999"#, "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"),
            "10000 base units of 0x833589fcd6edb6e08f4c7c32d4f71b54bda02913 on eip155:999999",
            Some("eip155:999999"),
        ),
        (
            "solana",
            "charge",
            r#"{"amount":"10000000","currency":"sol","recipient":"x"}"#.into(),
            "0.01 SOL on Solana",
            Some("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
        ),
        (
            "lightning",
            "charge",
            r#"{"amount":"100","currency":"sat"}"#.into(),
            "100 sat on Lightning",
            Some("lightning"),
        ),
        (
            "other",
            "charge",
            r#"{"amount":"100","currency":"points"}"#.into(),
            "100 base units of points",
            None,
        ),
    ] {
        let offer = only(&challenge(method, intent, &request, ""), &context());
        assert_eq!(offer.display, display, "{request}");
        assert_eq!(offer.network.as_deref(), network, "{request}");
        assert_eq!((offer.method.as_str(), offer.intent.as_deref()), (method, Some(intent)));
        assert_eq!(offer.expires.as_deref(), Some(LATER));
    }
}

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
fn a_code_on_a_chain_is_nobodys_currency() {
    // The XRP Ledger has tokens of three letters of any issuer, counted in whole units.
    let limits = [Price::parse("1.00 USD").unwrap()];
    for network in ["xrpl:0", "xrpl", "sei", "eip155:56", "eip155:8453", ""] {
        let text = format!(
            r#"{{"x402Version":2,"accepts":[{{"scheme":"exact","network":"{network}","amount":"90","asset":"USD"}}]}}"#
        );
        let header = base64url::encode_standard(&text);
        let answer =
            Answer { status: 402, www_authenticate: None, payment_required: Some(&header), body: None };
        let offers = detect(&answer).unwrap().offers(&Context { limits: &limits, ..context() }).unwrap();
        assert!(offers[0].display.starts_with("90 base units of USD"), "{}", offers[0].display);
        assert_eq!(codes(&offers[0]), ["unknown-token", "limit-unchecked"], "{network}");
        assert_eq!(offers[0].worth, None);
    }
}

#[test]
fn an_answer_costs_what_it_is_long() {
    // Every offer is described by the one resource.
    let description = "1.00 USD é".repeat(10_000);
    let accepts = vec![r#"{"network":"bank","amount":"100","asset":"USD"}"#; 2000].join(",");
    let offers = x402(
        1,
        &format!(r#"{{"x402Version":1,"resource":{{"description":"{description}"}},"accepts":[{accepts}]}}"#),
    );
    assert_eq!(offers.len(), 64);
    assert!(offers.iter().all(|offer| offer.description.as_ref().is_some_and(|text| text.len() <= 2048)));
}

#[test]
fn an_honest_offer_has_no_warnings() {
    let limits = [Price::parse("5.00 USD").unwrap()];
    let header = challenge("stripe", "charge", STRIPE, r#", description="Premium, $5.00""#);
    let offer = only(&header, &Context { limits: &limits, ..context() });
    assert_eq!(codes(&offer), [""; 0]);
    assert_eq!(offer.recipient.as_deref(), Some("profile_1"));
    assert_eq!(offer.description.as_deref(), Some("Premium, $5.00"));
    assert_eq!((offer.amount.as_deref(), offer.currency.as_deref()), (Some("500"), Some("usd")));
}

#[test]
fn each_warning_of_a_challenge_alone() {
    let good = challenge("stripe", "charge", STRIPE, "");
    let of = |request: &str| challenge("stripe", "charge", request, "");
    let now = |text: &str| Context { now: Some(Timestamp::parse(text).unwrap()), ..context() };
    let at = |url: &'static str| Context { url: Some(url), ..context() };
    let no_networks = "\"methodDetails\":{\"networkId\":\"profile_1\"}";
    for (header, context, expected) in [
        (good.clone(), now(LATER), "expired"),
        (good.clone(), now("2026-01-15T12:04:00Z"), "expires-soon"),
        (good.replace(&format!(", expires=\"{LATER}\""), ""), context(), "no-expiry"),
        (good.clone(), at("http://api.example.com/paid"), "plain-http"),
        (good.clone(), at("https://other.example.com/paid"), "realm-mismatch"),
        (good.clone(), at("https://stripe.com@api.example.com/paid"), "lookalike-host"),
        (
            good.replace("api.example.com", "xn--pi-7ea.example.com"),
            at("https://xn--pi-7ea.example.com/"),
            "lookalike-host",
        ),
        (
            challenge("stripe", "charge", STRIPE, r#", description="only $0.01""#),
            context(),
            "description-price-mismatch",
        ),
        (
            of(&STRIPE.replace("{\"amount", "{\"description\":\"1 cent\",\"amount")),
            context(),
            "description-price-mismatch",
        ),
        (
            challenge("stripe", "charge", STRIPE, r#", description="a\u202eb""#),
            context(),
            "control-characters",
        ),
        (of(&STRIPE.replace("{\"amount", r#"{"x\u001b[2J":1,"amount"#)), context(), "control-characters"),
        ([&good, ", Payment id=\"x\""].concat(), context(), "malformed-sibling"),
        (of(&STRIPE.replace("\"500\"", "\"+500\"")), context(), "terms-unreadable"),
        (
            of(&format!(
                "{{\"amount\":\"500\",\"currency\":\"usd\",{}}}",
                no_networks.replace("profile_1", "")
            )),
            context(),
            "terms-unreadable",
        ),
        (of(&STRIPE.replace("usd", "xyz")), context(), "unknown-token"),
        (challenge("stripe", "session", STRIPE, ""), context(), "open-ended"),
        (
            challenge(
                "evm",
                "charge",
                r#"{"amount":"5000000","currency":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","recipient":"x","methodDetails":{"chainId":8453,"decimals":18}}"#,
                "",
            ),
            context(),
            "decimals-mismatch",
        ),
        (
            challenge(
                "lightning",
                "charge",
                r#"{"amount":"1","currency":"sat","methodDetails":{"invoice":"lnbc20m1pvjluez"}}"#,
                "",
            ),
            context(),
            "invoice-mismatch",
        ),
    ] {
        assert_eq!(codes(&only(&header, &context)), [expected], "{header}");
    }
}

#[test]
fn loopback_is_no_plain_http() {
    let header = challenge("stripe", "charge", STRIPE, "").replace("api.example.com", "127.0.0.1:8402");
    let offer = only(&header, &Context { url: Some("http://127.0.0.1:8402/paid"), ..context() });
    assert_eq!(codes(&offer), [""; 0]);
}

#[test]
fn limits_are_compared_in_their_own_currency() {
    let limit = |text: &str| [Price::parse(text).unwrap()];
    let tempo = format!(
        r#"{{"amount":"1000001","currency":"{PATH_USD}","recipient":"{SPLIT}","methodDetails":{{"chainId":4217}}}}"#
    );
    let tempo = challenge("tempo", "charge", &tempo, "");
    let stripe = challenge("stripe", "charge", STRIPE, "");
    let eur = challenge("stripe", "charge", &STRIPE.replace("usd", "eur"), "");
    let unknown = challenge("other", "charge", r#"{"amount":"1","currency":"points"}"#, "");
    for (header, limits, expected) in [
        (&stripe, limit("4.99 USD"), &["amount-over-limit"][..]),
        (&stripe, limit("5.00 USD"), &[]),
        (&tempo, limit("1.00 USD"), &["amount-over-limit"]),
        (&tempo, limit("1.01 USD"), &[]),
        (&eur, limit("100.00 USD"), &["limit-unchecked"]),
        (&unknown, limit("100.00 USD"), &["unknown-token", "limit-unchecked"]),
    ] {
        assert_eq!(codes(&only(header, &Context { limits: &limits, ..context() })), expected, "{header}");
    }
    let both = [Price::parse("1.00 USD").unwrap(), Price::parse("5.00 EUR").unwrap()];
    assert_eq!(codes(&only(&eur, &Context { limits: &both, ..context() })), [""; 0]);
}

#[test]
fn nothing_is_checked_that_is_not_known() {
    let header = challenge("stripe", "charge", STRIPE, "").replace(LATER, "2001-01-01T00:00:00Z");
    assert_eq!(codes(&only(&header, &Context::default())), [""; 0]);
    for url in ["", "/paid", "ftp://x/", "javascript:alert(1)"] {
        let error = look(&header).offers(&Context { url: Some(url), ..Context::default() }).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument, "{url}");
    }
}

#[test]
fn unreadable_terms_name_the_field_and_are_still_an_offer() {
    for (method, request, word) in [
        ("stripe", r#"{"amount":5,"currency":"usd"}"#, "amount"),
        ("stripe", r#"{"amount":"5","currency":"usd"}"#, "methodDetails.networkId"),
        ("evm", r#"{"amount":"5","currency":"0x0"}"#, "methodDetails.chainId"),
        (
            "tempo",
            r#"{"amount":"5","currency":"0x0","methodDetails":{"chainId":"4217"}}"#,
            "methodDetails.chainId",
        ),
        ("other", r#"{"amount":"0x10","currency":"usd"}"#, "amount"),
    ] {
        let offer = only(&challenge(method, "charge", request, ""), &context());
        let warning = offer.warnings.iter().find(|warning| warning.code == WarningCode::TermsUnreadable);
        assert!(warning.unwrap().message.contains(word), "{request}: {:?}", offer.warnings);
        assert_ne!(offer.display, "");
    }
}

#[test]
fn x402_in_both_versions() {
    let v1 = r#"{"x402Version":1,"error":"e","accepts":[{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"Access to premium market data","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}]}"#;
    let [offer] = &x402(1, v1)[..] else { panic!() };
    assert_eq!(offer.display, "0.01 USDC on Base's test network Sepolia");
    assert_eq!((offer.network.as_deref(), offer.method.as_str()), (Some("eip155:84532"), "exact"));
    assert_eq!(offer.recipient.as_deref(), Some("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"));
    assert_eq!((codes(offer), offer.description.as_deref()), (vec![], Some("Access to premium market data")));

    let v2 = r#"{"x402Version":2,"resource":{"url":"https://api.example.com/","description":"only $0.001"},"accepts":[
        {"scheme":"exact","network":"eip155:8453","amount":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x1"},
        {"scheme":"upto","network":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","amount":"2500000","asset":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","payTo":"x"},
        {"scheme":"exact","network":"eip155:8453","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x1","extra":{"name":"USDC"}},
        {"scheme":"exact","network":"aptos:1","amount":7,"asset":"0x9\u202e"},
        {"scheme":"exact"}]}"#;
    let offers = x402(2, v2);
    let displays: Vec<&str> = offers.iter().map(|offer| offer.display.as_str()).collect();
    assert_eq!(
        displays,
        [
            "0.01 USDC on Base",
            "up to 2.50 USDC on Solana",
            "10000 base units of 0x036CbD53842c5426634e7929541eC2318f3dCF7e on Base",
            "7 base units of 0x9 on aptos:1",
            "an amount that is not stated",
        ]
    );
    assert_eq!(codes(&offers[0]), ["description-price-mismatch", "control-characters"]);
    assert_eq!(
        codes(&offers[2]),
        ["unknown-token", "control-characters"],
        "named USDC, and not USDC's address"
    );
    assert_eq!(codes(&offers[4]), ["amount-not-stated", "control-characters"]);
}

#[test]
fn l402_asks_for_what_its_invoice_says() {
    for (header, display, expected) in [
        (r#"L402 macaroon="AGIAJE", invoice="lnbc2500u1pvjluez""#, "250000 sat on Lightning", &[][..]),
        (r#"LSAT macaroon=AGIAJE, invoice=lntb20m1pvjluez"#, "2000000 sat on Lightning", &[]),
        (
            r#"L402 token="AGIAJE", invoice="lnbc1pvjluez""#,
            "an amount that is not stated",
            &["amount-not-stated"],
        ),
        (r#"L402 macaroon="AGIAJE", invoice="i""#, "an amount that cannot be read", &["terms-unreadable"]),
        ("L402", "an amount that is not stated", &["amount-not-stated"]),
    ] {
        let offer = only(header, &context());
        assert_eq!((offer.display.as_str(), &codes(&offer)[..]), (display, expected), "{header}");
        assert_eq!(offer.protocol.as_str(), "l402");
    }
    let testnet = only("LSAT macaroon=A, invoice=lntb20m1pvjluez", &context());
    assert_eq!(testnet.network.as_deref(), Some("lightning-testnet"));
}

#[test]
fn several_protocols_stand_side_by_side() {
    let header = [
        &challenge("stripe", "charge", STRIPE, ""),
        ", L402 macaroon=\"m\", invoice=\"lnbc10u1p\", Bearer realm=\"x\"",
    ]
    .concat();
    let body = r#"{"x402Version":1,"accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"1","asset":"0x0","payTo":"x"}]}"#;
    let answer = Answer {
        status: 402,
        www_authenticate: Some(&header),
        payment_required: Some("junk"),
        body: Some(body),
    };
    let found = detect(&answer).unwrap();
    let protocols: Vec<&str> =
        found.offers(&context()).unwrap().iter().map(|offer| offer.protocol.as_str()).collect();
    assert_eq!(protocols, ["mpp", "x402", "l402"]);
    let none = detect(&Answer { status: 401, ..answer }).unwrap();
    assert_eq!(none.offers(&context()), Ok(vec![]), "only a 402 asks for payment");
}

#[test]
fn bug_30_what_is_shown_is_safe_to_show() {
    let request = r#"{"amount":"5\u0000","currency":"u\u001b[2Jsd","recipient":"r\u202e","description":"d\u009b31m","methodDetails":{"networkId":"p\r"}}"#;
    let header = challenge("stripe", "charge", request, r#", description="x\u200bd""#);
    let offer = only(&header, &context());
    let shown = format!("{offer:?}");
    assert!(shown.chars().all(|c| (' '..='~').contains(&c)) && !shown.contains("\\u"), "{shown}");
    assert!(codes(&offer).contains(&"control-characters"));
}

#[test]
fn warning_codes_are_closed_and_distinct() {
    let mut names: Vec<&str> = WarningCode::ALL.iter().map(|code| code.as_str()).collect();
    for code in WarningCode::ALL {
        assert!(code.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        assert!(code.sentence().ends_with('.') && !code.sentence().contains(". "), "{}", code.sentence());
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), WarningCode::ALL.len());
}

fn request(json: &str) -> Request {
    Request::parse(&base64url::encode(json)).unwrap()
}

#[test]
fn shared_fields_are_readable_for_any_method() {
    let request = request(
        r#"{"amount":"5000","currency":"usd","recipient":"r","description":"d","externalId":"order_1","methodDetails":{"x":1},"extra":true}"#,
    );
    let terms = Terms::read(&Method::new("brand-new").unwrap(), &request).unwrap();
    let expected = Shared {
        amount: "5000",
        currency: "usd",
        recipient: Some("r"),
        description: Some("d"),
        external_id: Some("order_1"),
    };
    assert_eq!(terms, Terms::Other(expected));
    assert_eq!(terms.shared().units(), Ok("5000"));
    assert!(request.json().get("extra").is_some(), "unknown fields stay");
    for amount in ["+1", "0x10", "1_000", ".5", "", "1.0", "01"] {
        let text = format!(r#"{{"amount":"{amount}","currency":"usd"}}"#);
        let error = Shared::read(&self::request(&text)).unwrap().units().unwrap_err();
        assert!(error.code() == Code::InvalidRequest && error.message().contains("amount"), "{amount}");
    }
}

#[test]
fn stripe_terms() {
    let example = request(
        r#"{"amount":"5000","currency":"usd","externalId":"order_12345","methodDetails":{"networkId":"profile_1","paymentMethodTypes":["card","link"],"metadata":{"k":"v"}}}"#,
    );
    let terms = Stripe::read(&example).unwrap();
    assert_eq!((terms.network_id, &terms.payment_method_types[..]), ("profile_1", &["card", "link"][..]));
    assert_eq!(terms.metadata.unwrap().text("k"), Some("v"));
    let legacy = request(r#"{"amount":"1","currency":"usd","networkId":"n","methodDetails":null}"#);
    assert_eq!(Stripe::read(&legacy).unwrap().network_id, "n");
    for (details, word) in [
        (r#"{"networkId":""}"#, "methodDetails.networkId"),
        (r#"{"networkId":7}"#, "methodDetails.networkId"),
        (r#"{"networkId":"n","paymentMethodTypes":"card"}"#, "paymentMethodTypes"),
        (r#"{"networkId":"n","paymentMethodTypes":[1]}"#, "paymentMethodTypes"),
        (r#"{"networkId":"n","metadata":[]}"#, "metadata"),
        ("[]", "methodDetails"),
    ] {
        refused(
            Stripe::read(&request(&format!(
                r#"{{"amount":"1","currency":"usd","methodDetails":{details}}}"#
            ))),
            word,
        );
    }
}

#[test]
fn tempo_terms() {
    let memo = format!("0x{}deadbeef", "0".repeat(56));
    let of = |details: &str| {
        request(&format!(
            r#"{{"amount":"1000000","currency":"{PATH_USD}","recipient":"{SPLIT}","methodDetails":{details}}}"#
        ))
    };
    let example = of(&format!(
        r#"{{"chainId":4217,"feePayer":true,"memo":"{memo}","supportedModes":["pull"],"splits":[{{"amount":"50000","recipient":"{SPLIT}"}},{{"amount":"10000","memo":"{memo}","recipient":"{SPLIT}"}}]}}"#
    ));
    let terms = Tempo::read(&example).unwrap();
    assert_eq!((terms.chain_id, terms.fee_payer, terms.memo), (Some(4217), true, Some(memo.as_str())));
    assert_eq!(terms.modes, Modes { pull: true, push: false });
    let splits: Vec<&str> = terms.splits.iter().map(|split| split.amount).collect();
    assert_eq!((splits, terms.splits[1].memo), (vec!["50000", "10000"], Some(memo.as_str())));
    let bare = of("{}");
    let bare = Tempo::read(&bare).unwrap();
    assert_eq!((bare.chain_id, bare.fee_payer, bare.modes), (None, false, Modes { pull: true, push: true }));

    let split = |amount: &str| format!(r#"{{"splits":[{{"amount":"{amount}","recipient":"x"}}]}}"#);
    for (details, word) in [
        (split("1000000"), "splits add up"),
        (split("0"), "splits[].amount"),
        (split("-1"), "splits[].amount"),
        (split(&"9".repeat(60)), "splits add up"),
        (r#"{"splits":[]}"#.into(), "splits is empty"),
        (r#"{"splits":[{"amount":"1"}]}"#.into(), "splits[].recipient"),
        (r#"{"splits":["x"]}"#.into(), "splits"),
        (r#"{"memo":"0x12"}"#.into(), "memo"),
        (r#"{"feePayer":"yes"}"#.into(), "feePayer"),
        (r#"{"chainId":-1}"#.into(), "chainId"),
        (r#"{"chainId":4.217e3}"#.into(), "chainId"),
        (r#"{"supportedModes":[]}"#.into(), "supportedModes"),
        (r#"{"supportedModes":["teleport"]}"#.into(), "supportedModes"),
    ] {
        refused(Tempo::read(&of(&details)), word);
    }
}

#[test]
fn evm_terms() {
    let of = |details: &str| {
        request(&format!(
            r#"{{"amount":"1050000","currency":"0xe1","recipient":"0x74","methodDetails":{details}}}"#
        ))
    };
    let example = of(
        r#"{"chainId":1329,"credentialTypes":["permit2"],"decimals":6,"permit2Address":"0x0","splits":[{"recipient":"0x8B","amount":"50000","memo":"platform fee"}]}"#,
    );
    let terms = Evm::read(&example).unwrap();
    assert_eq!(
        (terms.chain_id, terms.decimals, &terms.credential_types[..]),
        (1329, Some(6), &["permit2"][..])
    );
    assert_eq!((terms.splits[0].memo, terms.permit2_address), (Some("platform fee"), Some("0x0")));
    refused(Evm::read(&of("{}")), "methodDetails.chainId");
    refused(Evm::read(&of(r#"{"chainId":1,"credentialTypes":"permit2"}"#)), "credentialTypes");
}

fn refused<T: core::fmt::Debug>(result: mpp_wasm::error::Result<T>, word: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.code(), Code::InvalidRequest);
    assert!(error.message().contains(word), "{} lacks {word}", error.message());
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
        let header = base64url::encode_standard(header);
        let answer =
            Answer { status: 402, www_authenticate: None, payment_required: Some(&header), body: Some(body) };
        let offers = detect(&answer).unwrap().offers(&context()).unwrap();
        offers
            .iter()
            .map(|offer| (offer.display.clone(), codes(offer).contains(&"conflicting-terms")))
            .collect::<Vec<_>>()
    };
    let cheap = "0.01 USDC on Base".to_owned();
    assert_eq!(both(&terms(2, "", "10000"), &terms(1, "", "10000")), [(cheap.clone(), false)]);
    assert_eq!(both(&terms(2, "", "10000"), &terms(1, "", "100000000")), [(cheap.clone(), true)]);
    // Some readers take a name that stands twice.
    assert_eq!(
        both(&terms(2, r#""a":1,"a":1,"#, "100000000"), &terms(1, "", "10000")),
        [(cheap.clone(), true)]
    );
    assert_eq!(both(r#"{"x402Version":2,"accepts":[]}"#, &terms(1, "", "10000")), [(cheap, true)]);
    let many = vec![r#"{"network":"bank","amount":"100","asset":"USD"}"#; 65].join(",");
    let many = x402(1, &format!(r#"{{"x402Version":1,"accepts":[{many}]}}"#));
    assert!(many.len() == 64 && many.iter().all(|offer| codes(offer).contains(&"conflicting-terms")));

    let one = r#"L402 macaroon="a", invoice="lnbc1u1pvjluez""#;
    assert_eq!(
        codes(&only(&format!("{one}, LSAT macaroon=\"a\", invoice=\"lnbc1u1pvjluez\""), &context())),
        [""; 0]
    );
    let offer = only(&format!("{one}, LSAT macaroon=\"b\", invoice=\"lnbc11pvjluez\""), &context());
    assert_eq!(codes(&offer), ["conflicting-terms"]);
}

#[test]
fn a_total_that_is_not_known_is_within_no_limit() {
    let limits = [Price::parse("5.00 USD").unwrap()];
    let context = Context { limits: &limits, ..context() };
    for intent in ["session", "stream", "authorize", "preview"] {
        let offer = only(&challenge("stripe", intent, &STRIPE.replace("500", "1"), ""), &context);
        assert_eq!(codes(&offer), ["open-ended", "limit-unchecked"], "{intent}");
        assert_eq!(offer.worth, None);
    }
    let over = only(&challenge("stripe", "session", &STRIPE.replace("500", "501"), ""), &context);
    assert_eq!(codes(&over), ["open-ended", "amount-over-limit"]);
    for (scheme, known) in [("exact", true), ("upto", true), ("stream", false), ("exact ✓ free", false)] {
        let offers = x402(
            1,
            &format!(
                r#"{{"x402Version":1,"accepts":[{{"scheme":"{scheme}","network":"bank","amount":"1","asset":"USD"}}]}}"#
            ),
        );
        assert_eq!(codes(&offers[0]).contains(&"open-ended"), !known, "{scheme}");
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
fn no_unseen_character_hides_a_price() {
    for text in [
        "only $0.01",
        "only $\u{200c}0.01",
        "only $\u{fe0f}0.01",
        "only 0.01\u{2009}USD",
        "only 0.01\u{fe0e} USD",
    ] {
        let offer =
            only(&challenge("stripe", "charge", STRIPE, &format!(r#", description="{text}""#)), &context());
        assert_eq!(codes(&offer), ["description-price-mismatch"], "{text:?}");
    }
}
