//! What an offer costs, in words.

use super::*;

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
            "1 base unit of sol on mainnet-gamma",
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
