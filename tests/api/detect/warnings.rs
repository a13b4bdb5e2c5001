//! Warnings about an offer.

use super::*;
use mpp_wasm::detect::{Limit, Warning, WarningCode};
use mpp_wasm::error::Code;

#[test]
fn an_honest_offer_has_no_warnings() {
    let limits = [Limit::parse("5.00 USD").unwrap()];
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
        (of(&STRIPE.replace("\"500\"", "500")), context(), "terms-unreadable"),
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
    let limit = |text: &str| [Limit::parse(text).unwrap()];
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
    // ISO 4217 and Stripe's API give these different minor units, and it is unknown which of them other methods mean.
    for (currency, limits) in
        [("isk", limit("100.00 ISK")), ("UGX", limit("100.00 UGX")), ("mga", limit("5000 MGA"))]
    {
        let request = STRIPE.replace("usd", currency).replace("500", "5000");
        for method in ["stripe", "card", "other"] {
            let offer =
                only(&challenge(method, "charge", &request, ""), &Context { limits: &limits, ..context() });
            let expected = if method == "stripe" { &[][..] } else { &["unknown-token", "limit-unchecked"] };
            assert_eq!(codes(&offer), expected, "{method} {currency}");
        }
        let accepted =
            format!(r#"{{"scheme":"exact","network":"bank","amount":"5000","asset":"{currency}"}}"#);
        let [offer] = &x402(2, &format!(r#"{{"x402Version":2,"accepts":[{accepted}]}}"#))[..] else {
            panic!()
        };
        assert_eq!(offer.display, format!("5000 base units of {currency} on bank"));
    }
    let both = [Limit::parse("1.00 USD").unwrap(), Limit::parse("5.00 EUR").unwrap()];
    assert_eq!(codes(&only(&eur, &Context { limits: &both, ..context() })), [""; 0]);
}

#[test]
fn a_limit_may_be_finer_than_a_price() {
    let tempo = |amount: &str| {
        let request = format!(
            r#"{{"amount":"{amount}","currency":"{PATH_USD}","recipient":"{SPLIT}","methodDetails":{{"chainId":4217}}}}"#
        );
        challenge("tempo", "charge", &request, "")
    };
    let stripe = |amount: &str| challenge("stripe", "charge", &STRIPE.replace("500", amount), "");
    let over = &["amount-over-limit"][..];
    for (header, limit, expected) in [
        (stripe("1"), "0.005 USD", over),
        (stripe("0"), "0.005 USD", &[]),
        (stripe("1"), "0.010 USD", &[]),
        (tempo("5000"), "0.005 USD", &[]),
        (tempo("5001"), "0.005 USD", over),
        (tempo("1"), "0.000001 USD", &[]),
        (tempo("2"), "0.000001 USD", over),
        (tempo("1"), "0.000000999999999999 USD", over),
        (tempo("1000001"), "1.000001 USD", &[]),
        (tempo("1000002"), "1.000001 USD", over),
    ] {
        let limits = [Limit::parse(limit).unwrap()];
        assert_eq!(codes(&only(&header, &Context { limits: &limits, ..context() })), expected, "{limit}");
    }
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
        (
            "evm",
            r#"{"amount":"5","currency":"0x1","recipient":7,"methodDetails":{"chainId":1}}"#,
            "recipient",
        ),
        ("other", r#"{"amount":"5","currency":"usd","recipient":{"to":"x"}}"#, "recipient"),
        (
            "stripe",
            r#"{"amount":"5","currency":"usd","methodDetails":{"networkId":"p","version":2}}"#,
            "methodDetails.version",
        ),
    ] {
        let offer = only(&challenge(method, "charge", request, ""), &context());
        let warning = offer.warnings.iter().find(|warning| warning.code == WarningCode::TermsUnreadable);
        assert!(warning.unwrap().message.contains(word), "{request}: {:?}", offer.warnings);
        for Warning { message, .. } in &offer.warnings {
            let is_sentence = message.starts_with(|c: char| c.is_ascii_uppercase()) && message.ends_with('.');
            assert!(is_sentence && !message.ends_with(".."), "{request}: {message}");
        }
        assert_ne!(offer.display, "");
    }
}

#[test]
fn what_is_shown_is_safe_to_show() {
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

#[test]
fn a_total_that_is_not_known_is_within_no_limit() {
    let limits = [Limit::parse("5.00 USD").unwrap()];
    let context = Context { limits: &limits, ..context() };
    for intent in ["session", "stream", "authorize", "preview"] {
        let offer = only(&challenge("stripe", intent, &STRIPE.replace("500", "1"), ""), &context);
        assert_eq!(codes(&offer), ["open-ended", "limit-unchecked"], "{intent}");
        assert_eq!(offer.comparable, None);
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
        // Nothing is claimed about a scheme that is not known here.
        let said = "The amount may not be the total: it is a price per unit or per period, or a kind of price that is not known here.";
        assert_eq!(offers[0].warnings.iter().any(|warning| warning.message == said), !known, "{scheme}");
    }
}

#[test]
fn what_a_session_sets_aside_is_within_the_limit_and_can_be_read() {
    let of = |deposit: &str| {
        let request = format!(
            r#"{{"amount":"25","suggestedDeposit":{deposit},"currency":"{PATH_USD}","recipient":"x","methodDetails":{{"chainId":4217}}}}"#
        );
        challenge("tempo", "session", &request, "")
    };
    let limits = [Limit::parse("1.00 USD").unwrap()];
    let limited = Context { limits: &limits, ..context() };
    assert_eq!(codes(&only(&of("\"1000000\""), &limited)), ["open-ended", "limit-unchecked"]);
    assert_eq!(codes(&only(&of("\"1000001\""), &limited)), ["open-ended", "amount-over-limit"]);
    assert_eq!(codes(&only(&of("\"1000001\""), &context())), ["open-ended"]);
    for unread in ["\"+1\"", "\"\"", "1000000", "null", "{}"] {
        let offer = only(&of(unread), &context());
        assert_eq!(codes(&offer), ["terms-unreadable", "open-ended"], "{unread}");
        let deposit = offer.deposit.unwrap();
        assert_eq!((deposit.amount, &*deposit.display), (None, "an amount that cannot be read"));
    }
}

#[test]
fn a_realm_with_a_name_before_an_at_is_of_no_host() {
    for (realm, expected) in [
        ("https://paypal.com@api.example.com/", &["realm-mismatch", "lookalike-host"][..]),
        (r"https://paypal.com\\@api.example.com", &["realm-mismatch"]),
        ("https://api.example.com/@shop", &[]),
    ] {
        let header = challenge("stripe", "charge", STRIPE, "").replace("api.example.com", realm);
        assert_eq!(codes(&only(&header, &context())), expected, "{realm}");
    }
}

#[test]
fn a_resource_is_on_the_host_that_asks_for_payment() {
    // `context` asks https://api.example.com/paid.
    for (resource, differs) in [
        ("https://other.example.com/paid", true),
        ("https://example.com/paid", true),
        ("https://api.example.com.evil.example/", true),
        ("https://api.example.com@evil.example/", true),
        (r"https://evil.example\\@api.example.com/", true),
        ("https://[::1]/", true),
        ("  HTTPS://evil.example", true),
        ("https://api.example.com/paid", false),
        ("http://API.example.com:8443/elsewhere/?a=b#c", false),
        ("https://www.api.example.com", false),
        ("https://api.example.com./", false),
        // No host to compare: a path, another transport, no URL at all.
        ("/paid", false),
        ("mcp://tool/financial_analysis", false),
        ("weather", false),
        ("", false),
    ] {
        let expected = if differs { &["resource-mismatch"][..] } else { &[] };
        let accepted = r#""scheme":"exact","network":"bank","amount":"1","asset":"USD""#;
        let of_all = format!(
            r#"{{"x402Version":2,"resource":{{"url":"{resource}"}},"accepts":[{{{accepted}}},{{{accepted}}}]}}"#
        );
        for offer in x402(2, &of_all) {
            assert_eq!(codes(&offer), expected, "{resource}");
        }
        let of_one = format!(
            r#"{{"x402Version":1,"accepts":[{{"resource":"{resource}",{accepted}}},{{"resource":"https://api.example.com/",{accepted}}}]}}"#
        );
        let offers = x402(1, &of_one);
        assert_eq!((codes(&offers[0]), codes(&offers[1])), (expected.to_vec(), vec![]), "{resource}");
    }
}

#[test]
fn what_a_session_sets_aside_may_be_described() {
    let of = |deposit: &str, text: &str| {
        let request = format!(
            r#"{{"amount":"5000000","suggestedDeposit":"{deposit}","currency":"{PATH_USD}","recipient":"x","methodDetails":{{"chainId":4217}}}}"#
        );
        let header = challenge("tempo", "session", &request, &format!(r#", description="{text}""#));
        codes(&only(&header, &context())).contains(&"description-price-mismatch")
    };
    assert!(!of("10000000", "opens with $10"));
    assert!(of("10000000", "opens with $11"));
    assert!(of("10000", "only $0.01"), "the price of a unit is higher");
}

#[test]
fn no_unseen_character_hides_a_price() {
    let both = ["description-price-mismatch", "control-characters"];
    for (text, expected) in [
        ("only $0.01", &both[..1]),
        ("only $\u{200c}0.01", &both),
        ("only $\u{fe0f}0.01", &both),
        ("only 0.01\u{2009}USD", &both[..1]),
        ("only 0.01\u{fe0e} USD", &both),
    ] {
        let offer =
            only(&challenge("stripe", "charge", STRIPE, &format!(r#", description="{text}""#)), &context());
        assert_eq!(codes(&offer), expected, "{text:?}");
    }
}
