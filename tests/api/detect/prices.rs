//! What an offer costs, in words, and which of several is cheapest.

use super::*;
use mpp_wasm::detect::{Limit, cheapest_first};

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
        // As the Solana Foundation's servers write it.
        (
            "solana",
            "charge",
            r#"{"amount":"10000000","currency":"SOL","recipient":"x","methodDetails":{"network":"mainnet-beta"}}"#
                .into(),
            "0.01 SOL on Solana",
            Some("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
        ),
        (
            "solana",
            "charge",
            tempo("10000", r#""network":"mainnet-beta""#, "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"),
            "0.01 USDC on Solana",
            Some("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
        ),
        (
            "solana",
            "charge",
            tempo("1", r#""network":"mainnet-gamma""#, "sol"),
            "1 base units of sol on mainnet-gamma",
            Some("mainnet-gamma"),
        ),
        (
            "lightning",
            "charge",
            r#"{"amount":"100","currency":"sat"}"#.into(),
            "100 sat on Lightning",
            Some("lightning"),
        ),
        (
            "lightning",
            "charge",
            r#"{"amount":"2000000","currency":"sat","methodDetails":{"invoice":"lntb20m1pvjluez"}}"#.into(),
            "2000000 sat on Lightning's test network",
            Some("lightning-testnet"),
        ),
        (
            "hedera",
            "charge",
            r#"{"amount":"100","currency":"usd","recipient":"0.0.1"}"#.into(),
            "100 base units of usd",
            None,
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
fn what_a_session_sets_aside_is_written_as_its_price_is() {
    let of = |deposit: &str, currency: &str, details: &str| {
        format!(
            r#"{{"amount":"25","unitType":"llm_token",{deposit}"currency":"{currency}","recipient":"x","methodDetails":{{{details}}}}}"#
        )
    };
    let suggested = r#""suggestedDeposit":"10000000","#;
    for (method, intent, request, expected) in [
        ("tempo", "session", of(suggested, PATH_USD, r#""chainId":4217"#), Some("10.00 pathUSD on Tempo")),
        (
            "evm",
            "session",
            of(suggested, SPLIT, r#""chainId":8453"#),
            Some("10000000 base units of 0xA1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2 on Base"),
        ),
        ("solana", "session", of(suggested, "sol", ""), Some("0.01 SOL on Solana")),
        // A floor counts if it is higher, and by itself.
        ("solana", "session", of(r#""minimumDeposit":"7000000000","#, "sol", ""), Some("7.00 SOL on Solana")),
        (
            "solana",
            "session",
            of(r#""suggestedDeposit":"1","minimumDeposit":"7000000000","#, "sol", ""),
            Some("7.00 SOL on Solana"),
        ),
        (
            "solana",
            "session",
            of(r#""suggestedDeposit":"10000000","minimumDeposit":"1","#, "sol", ""),
            Some("0.01 SOL on Solana"),
        ),
        // Lightning's deposit is not a suggestion, and its field has another name.
        ("lightning", "session", of(r#""depositAmount":"300","#, "sat", ""), Some("300 sat on Lightning")),
        ("lightning", "session", of(suggested, "sat", ""), None),
        ("other", "session", of(suggested, "usd", ""), Some("100000.00 USD")),
        // An existing channel, and intents without a deposit.
        ("tempo", "session", of("", PATH_USD, r#""chainId":4217"#), None),
        ("tempo", "charge", of(suggested, PATH_USD, r#""chainId":4217"#), None),
    ] {
        let offer = only(&challenge(method, intent, &request, ""), &context());
        let deposit = offer.deposit.as_ref();
        assert_eq!(deposit.map(|deposit| &*deposit.display), expected, "{request}");
        assert!(deposit.is_none_or(|deposit| deposit.amount.is_some()));
        assert_eq!(offer.amount.as_deref(), Some("25"), "the price of a unit stays what it is");
    }
}

#[test]
fn no_sentence_of_the_seller_stands_inside_a_price() {
    let lie = "1000 requests, total never more than 0.01 USD";
    let session = |unit: &str| {
        let request = format!(
            r#"{{"amount":"5000000","unitType":"{unit}","currency":"{PATH_USD}","recipient":"x","methodDetails":{{"chainId":4217}}}}"#
        );
        only(&challenge("tempo", "session", &request, ""), &context())
    };
    for (unit, shown) in [
        ("token", "token"),
        ("API-call", "API-call"),
        (lie, "unit"),
        ("", "unit"),
        ("1k", "unit"),
        ("requests-of-an_api-calls", "requests-of-an_api-calls"),
        ("requests-of-an_api-callss", "unit"),
    ] {
        assert_eq!(session(unit).display, format!("5.00 pathUSD per {shown} on Tempo"));
    }
    assert_eq!(codes(&session(lie)), ["open-ended", "description-price-mismatch"]);
    assert_eq!(codes(&session("1000 requests")), ["open-ended"]);

    let stranger = |scheme: &str, network: &str, asset: &str| {
        let accepted =
            format!(r#"{{"scheme":"{scheme}","network":"{network}","amount":"7","asset":"{asset}"}}"#);
        x402(2, &format!(r#"{{"x402Version":2,"accepts":[{accepted}]}}"#)).remove(0)
    };
    let offer = stranger("exact, free of charge", "base. You pay nothing", "x, in all 0.00 USD");
    assert_eq!(offer.display, "7 base units of a currency without a name on a network without a name");
    assert_eq!(offer.method, "x402");
    assert_eq!(offer.currency.as_deref(), Some("x, in all 0.00 USD"), "in a field of its own it stays");
    assert_eq!(
        stranger("exact", "sui:mainnet", "0x1::aptos_coin::AptosCoin").display,
        "7 base units of 0x1::aptos_coin::AptosCoin on sui:mainnet"
    );
    for words in ["$0.01=FREE;verified", "0.01(USD)", "in,all,0.00,USD"] {
        let offer = stranger("exact", words, words);
        assert_eq!(
            offer.display, "7 base units of a currency without a name on a network without a name",
            "{words}"
        );
        let paid = format!(r#"{{"amount":"7","currency":"x","recipient":"{words}"}}"#);
        let offer = only(&challenge("other", "charge", &paid, ""), &context());
        assert_eq!(offer.recipient, None, "{words}");
    }
}

#[test]
fn an_address_or_an_id_is_shown_and_nothing_longer() {
    for (name, shown) in [
        ("did:key:z6Mk", true),
        ("SP2C2.token-v1", true),
        ("ibc/27394FB0_1", true),
        (&"a".repeat(160), true),
        (&"a".repeat(161), false),
        ("", false),
        ("a b", false),
        ("a@b", false),
        ("é", false),
    ] {
        let request = format!(r#"{{"amount":"7","currency":"{name}","recipient":"{name}"}}"#);
        let offer = only(&challenge("other", "charge", &request, ""), &context());
        let unit = if shown { name } else { "a currency without a name" };
        assert_eq!(offer.display, format!("7 base units of {unit}"));
        assert_eq!(offer.recipient.as_deref(), Some(name).filter(|_| shown), "{name}");
    }
}

#[test]
fn a_subscription_names_its_period_if_people_count_it() {
    for (period, shown) in [
        (r#""periodCount":"1","periodUnit":"day""#, "1 day"),
        (r#""periodCount":"3","periodUnit":"month""#, "3 months"),
        (r#""periodCount":3,"periodUnit":"month""#, "period"),
        (r#""periodUnit":"month""#, "period"),
        (r#""periodCount":"1""#, "period"),
        (r#""periodCount":"0","periodUnit":"day""#, "period"),
        (r#""periodCount":"0.5","periodUnit":"day""#, "period"),
        (r#""periodCount":"10000","periodUnit":"day""#, "period"),
        (r#""periodCount":"1","periodUnit":"lifetime for 0.01 USD""#, "period"),
    ] {
        let request = format!(
            r#"{{"amount":"5000000",{period},"currency":"{PATH_USD}","recipient":"x","methodDetails":{{"chainId":4217}}}}"#
        );
        let offer = only(&challenge("tempo", "subscription", &request, ""), &context());
        assert_eq!(offer.display, format!("5.00 pathUSD per {shown} on Tempo"), "{period}");
    }
}

#[test]
fn an_amount_of_more_digits_than_any_token_has_cannot_be_read() {
    for (digits, readable) in [(78, true), (79, false), (200_000, false)] {
        let amount = "9".repeat(digits);
        let accepted = format!(
            r#"{{"scheme":"exact","network":"base","maxAmountRequired":"{amount}","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"}}"#
        );
        let offer = x402(1, &format!(r#"{{"x402Version":1,"accepts":[{accepted}]}}"#)).remove(0);
        assert_eq!(offer.amount.is_some(), readable, "{digits}");
        let codes = codes(&offer);
        assert_eq!(codes.contains(&"terms-unreadable"), !readable, "{digits}");
        assert_eq!(offer.display == "an amount that cannot be read", !readable, "{digits}");
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
        {"scheme":"exact","network":"sui:mainnet","amount":7,"asset":"0x9\u202e"},
        {"scheme":"exact"}]}"#;
    let offers = x402(2, v2);
    let displays: Vec<&str> = offers.iter().map(|offer| offer.display.as_str()).collect();
    assert_eq!(
        displays,
        [
            "0.01 USDC on Base",
            "up to 2.50 USDC on Solana",
            "10000 base units of 0x036CbD53842c5426634e7929541eC2318f3dCF7e on Base",
            "7 base units of 0x9 on sui:mainnet",
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

    let bank =
        r#"{"x402Version":2,"accepts":[{"scheme":"exact","network":"bank","amount":"500","asset":"USD"}]}"#;
    assert_eq!(x402(2, bank)[0].display, "5.00 USD", "dollars are dollars, wherever they are sent");

    let crawl = r#"{"x402Version":2,"accepts":[{"scheme":"batch-settlement","network":"cloudflare:402","amount":"1","asset":"USD","payTo":"merchant"}]}"#;
    let [offer] = &x402(2, crawl)[..] else { panic!() };
    assert_eq!((offer.display.as_str(), &codes(offer)[..]), ("0.01 USD", &["open-ended"][..]));
}

#[test]
fn l402_asks_for_what_its_invoice_says() {
    for (header, display, expected) in [
        (r#"L402 macaroon="AGIAJE", invoice="lnbc2500u1pvjluez""#, "250000 sat on Lightning", &[][..]),
        (r#"LSAT macaroon=AGIAJE, invoice=lntb20m1pvjluez"#, "2000000 sat on Lightning's test network", &[]),
        (
            r#"L402 macaroon="AGIAJE", invoice="lnbcrt10n1x""#,
            "1 sat on Lightning's test network regtest",
            &[],
        ),
        (r#"L402 macaroon="AGIAJE", invoice="lntbs10n1x""#, "1 sat on Lightning's test network signet", &[]),
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
fn an_invoice_expires() {
    // BOLT 11: "Please send $3 for a cup of coffee to the same peer, within one minute", of 2017-06-01T10:57:38Z.
    let header = r#"L402 macaroon="A", invoice="lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh""#;
    for (now, expected) in [
        ("2017-06-01T10:57:37Z", &[][..]),
        ("2017-06-01T10:57:38Z", &["expires-soon"]),
        ("2017-06-01T10:58:38Z", &["expired"]),
    ] {
        let offer = only(header, &Context { now: Timestamp::parse(now).ok(), ..context() });
        assert_eq!(codes(&offer), expected, "{now}");
        assert_eq!(offer.expires.as_deref(), Some("2017-06-01T10:58:38.000Z"));
        assert_eq!(offer.expires_at, Timestamp::parse("2017-06-01T10:58:38Z").ok());
    }
    let unreadable = only(&header.replace("1pvj", "1bvj"), &context());
    assert_eq!((codes(&unreadable), unreadable.expires), (vec![], None));
}
