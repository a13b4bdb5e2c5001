use super::*;
use crate::error::Code;
use crate::paywall::{MAX_REPLAY_BYTES, Paywall, RouteId};
use crate::scheme::MAX_DESCRIPTION_BYTES;
use alloc::{format, vec};

/// Every value that must not show up in an error contains the word "planted".
const SECRET: &str = "planted-signing-secret-of-32-bytes-or-more";
const STRIPE_KEY: &str = "sk_test_planted0123456789";

/// A valid configuration. The other tests of the paywall start from it too.
pub(in crate::paywall) fn config(routes: &[(&str, &str)]) -> Config {
    let route = |(pattern, price): &(&str, &str)| RouteConfig {
        pattern: (*pattern).into(),
        price: (*price).into(),
        ..RouteConfig::default()
    };
    Config {
        realm: "api.example.com".into(),
        secret: SECRET.into(),
        previous_secrets: vec![],
        challenge_ttl_ms: None,
        capture: Capture::BeforeDelivery,
        max_replay_bytes: None,
        stripe: StripeConfig::new(STRIPE_KEY, "profile_test"),
        routes: routes.iter().map(route).collect(),
        cors: Some(Cors::default()),
    }
}

/// The error of a configuration that was valid before `spoil`. It is a sentence without secrets.
fn error(spoil: impl FnOnce(&mut Config)) -> (Code, String) {
    let mut config = config(&[("/paid", "1.00 USD")]);
    spoil(&mut config);
    let error = Paywall::new(config).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("planted"), "{error}");
    (error.code(), error.message().into())
}

#[test]
fn a_good_configuration_passes_and_shows_no_secret() {
    let mut good = config(&[("/paid", "1.00 USD"), ("GET /paid", "2.00 USD"), ("/*", FREE)]);
    good.previous_secrets = vec!["planted-previous-secret-of-32-bytes".into()];
    assert!(!format!("{good:?}").contains("planted"));
    let shown = format!("{:?}", Paywall::new(good).unwrap());
    assert!(shown.contains("api.example.com") && !shown.contains("planted"), "{shown}");
}

#[test]
fn every_bad_field_is_named() {
    type Spoil = fn(&mut Config);
    let rows: [(&str, Spoil); 44] = [
        ("routes[\"/paid\"].header", |c| {
            c.routes[0].price = FREE.into();
            c.routes[0].header = Some(CredentialHeader::payment_authorization());
        }),
        ("realm", |c| c.realm.clear()),
        ("realm", |c| c.realm = "a|b".into()),
        ("realm", |c| c.realm = "a b".into()),
        ("realm", |c| c.realm = "a\r\nb".into()),
        ("realm", |c| c.realm = "é".into()),
        ("realm", |c| c.realm = "planted\"".into()),
        ("realm", |c| c.realm = "a".repeat(256)),
        ("realm is a host name, like", |c| c.realm = "https://planted.example".into()),
        ("realm is a host name, like", |c| c.realm = "planted.example/".into()),
        ("maxReplayBytes", |c| c.max_replay_bytes = Some(MAX_REPLAY_BYTES + 1)),
        ("maxReplayBytes", |c| c.max_replay_bytes = Some(usize::MAX)),
        ("challengeTtl", |c| c.challenge_ttl_ms = Some(0)),
        ("challengeTtl", |c| c.challenge_ttl_ms = Some(-1)),
        ("challengeTtl", |c| c.challenge_ttl_ms = Some(MIN_TTL_MS - 1)),
        ("challengeTtl", |c| c.challenge_ttl_ms = Some(MAX_TTL_MS + 1)),
        ("challengeTtl", |c| c.challenge_ttl_ms = Some(i64::MAX)),
        ("stripe.secretKey", |c| c.stripe.secret_key = "".into()),
        ("stripe.secretKey", |c| c.stripe.secret_key = "pk_live_planted012345".into()),
        ("stripe.secretKey", |c| c.stripe.secret_key = "sk_12345".into()),
        ("stripe.secretKey", |c| c.stripe.secret_key = "sk_live_planted 12345\n".into()),
        ("stripe.networkId", |c| c.stripe.network_id.clear()),
        ("stripe.networkId is missing or not", |c| c.stripe.network_id = "profile planted".into()),
        ("stripe.networkId is missing or not", |c| c.stripe.network_id = "p".repeat(256)),
        ("stripe.networkId is missing or not", |c| c.stripe.network_id = "acct_planted".into()),
        ("stripe.networkId is a secret key", |c| c.stripe.network_id = "sk_live_planted0123456789".into()),
        ("stripe.networkId is a secret key", |c| c.stripe.network_id = "rk_test_planted0123456789".into()),
        ("stripe.networkId is a test profile", |c| {
            c.stripe = StripeConfig::new("sk_live_planted0123456789", "profile_test_1");
        }),
        ("stripe.networkId is a test profile", |c| {
            c.stripe = StripeConfig::new("rk_live_planted0123456789", "profile_test_1");
        }),
        ("stripe.paymentMethodTypes is empty: name a", |c| c.stripe.payment_method_types.clear()),
        ("stripe.paymentMethodTypes", |c| c.stripe.payment_method_types = vec!["sepa_debit".into()]),
        ("stripe.paymentMethodTypes", |c| {
            c.stripe.payment_method_types = vec!["ideal".into()];
            c.capture = Capture::AfterDelivery;
        }),
        ("stripe.apiBase", |c| c.stripe.api_base = Some("http://planted.example".into())),
        ("stripe.apiBase", |c| c.stripe.api_base = Some("api.stripe.com".into())),
        ("stripe.apiBase", |c| c.stripe.api_base = Some("https://api.stripe.com/?planted".into())),
        ("stripe.apiBase", |c| c.stripe.api_base = Some("https://api.stripe.com/#planted".into())),
        ("stripe.apiBase", |c| c.stripe.api_base = Some("https://planted:x@api.stripe.com".into())),
        ("stripe.apiBase", |c| c.stripe.api_base = Some("https://api.stripe.com\n".into())),
        ("stripe.apiBase", |c| c.stripe.api_base = Some("https://api.stripe.com/v1".into())),
        ("stripe.apiBase", |c| c.stripe.api_base = Some("https://api.stripe.com/v1/".into())),
        ("stripe.paymentMethodTypes[0] is not the name", |c| {
            c.stripe.payment_method_types = vec!["Planted".into()];
            c.capture = Capture::BeforeDelivery;
        }),
        ("stripe.paymentMethodTypes[0] is not the name", |c| {
            c.stripe.payment_method_types = vec!["".into()];
        }),
        ("routes[\"/paid\"].price: write \"free\" in small letters", |c| {
            c.routes[0].price = "FREE".into();
        }),
        ("routes[\"/paid\"].description", |c| c.routes[0].description = Some("a\nb".into())),
    ];
    for (field, spoil) in rows {
        let (code, message) = error(spoil);
        assert_eq!(code, Code::BadConfig, "{message}");
        assert!(message.starts_with(field), "{field}: {message}");
    }
}

#[test]
fn a_routes_own_capture_is_named_with_its_route() {
    let (_, message) = error(|c| {
        c.stripe.payment_method_types = vec!["ideal".into()];
        c.routes[0].capture = Some(Capture::AfterDelivery);
    });
    assert!(message.starts_with("routes[\"/paid\"].capture: stripe.paymentMethodTypes[0] "), "{message}");
}

#[test]
fn options_may_have_a_price_only_without_cors() {
    let of = |price, cors| {
        let mut config = config(&[("/a", "1.00 USD"), ("OPTIONS /a", price)]);
        config.cors = cors;
        config.check().map(drop).map_err(|error| error.code())
    };
    assert_eq!([of(FREE, Some(Cors::default())), of("1.00 USD", None)], [Ok(()), Ok(())]);
    assert_eq!(of("1.00 USD", Some(Cors::default())), Err(Code::BadConfig));
}

#[test]
fn ttl_bounds_are_inclusive() {
    for ttl in [MIN_TTL_MS, MAX_TTL_MS] {
        let mut config = config(&[]);
        config.challenge_ttl_ms = Some(ttl);
        assert_eq!(config.check().unwrap().challenge_ttl_ms, ttl);
    }
    assert_eq!(config(&[]).check().unwrap().challenge_ttl_ms, DEFAULT_TTL_MS);
}

#[test]
fn the_largest_values_are_within_the_limits() {
    let mut config = config(&[("/paid", "1.00 USD")]);
    config.realm = "a".repeat(255);
    config.max_replay_bytes = Some(MAX_REPLAY_BYTES);
    config.routes[0].description = Some("d".repeat(MAX_DESCRIPTION_BYTES));
    let mut members: Vec<String> = (11..50).map(|at| format!(r#""{at}{}":"""#, "k".repeat(38))).collect();
    members.push(format!(r#""k":"{}""#, "v".repeat(500)));
    let metadata = format!("{{{}}}", members.join(","));
    config.routes[0].metadata = Doc::read(metadata).unwrap();
    config.stripe.secret_key = "rk_123456".into();
    assert_eq!(config.check().unwrap().max_replay_bytes, MAX_REPLAY_BYTES);
}

#[test]
fn a_test_profile_goes_with_a_test_key() {
    for key in ["sk_test_0123456789", "rk_test_0123456789"] {
        let mut config = config(&[("/paid", "1.00 USD")]);
        config.stripe = StripeConfig::new(key, "profile_test_1");
        assert!(config.check().is_ok(), "{key}");
    }
}

#[test]
fn an_api_base_may_have_a_path_and_a_slash_at_its_end() {
    for base in ["https://gateway.example/stripe", "https://api.stripe.com/", "http://[::1]:8420"] {
        let mut config = config(&[("/paid", "1.00 USD")]);
        config.stripe.api_base = Some(base.into());
        assert!(config.check().is_ok(), "{base}");
    }
}

#[test]
fn secrets_missing_or_short() {
    let short = || SecretText::from("planted-but-only-31-bytes-long!");
    assert_eq!(short().expose().len(), 31);
    let is = |(code, message): (Code, String), start: &str| {
        assert_eq!(code, Code::BadSecret);
        assert!(message.starts_with(start), "{message}");
    };
    is(error(|c| c.secret = SecretText::default()), "secret is missing");
    is(error(|c| c.secret = short()), "secret is too short");
    is(error(|c| c.previous_secrets = vec![short()]), "previousSecrets[0] is too short");
    is(
        error(|c| c.previous_secrets = vec![SECRET.into(), SecretText::default()]),
        "previousSecrets[1] is missing",
    );
}

#[test]
fn bad_prices_name_their_route() {
    for price in [
        "",
        "Free",
        "0 USD",
        "0.49 USD",
        "0.5 USD",
        "10000000000.00 USD",
        "10000000000.00 IDR",
        "1.00",
        "1.00 ABC",
        "-1.00 USD",
        "1.00 USD ",
        "49 JPY",
        "1.255 BHD",
        "1.255 JOD",
        "1.255 KWD",
        "1.255 OMR",
        "1.255 TND",
        "1.50 ISK",
        "1.50 UGX",
    ] {
        let (code, message) = error(|c| c.routes[0].price = price.into());
        assert_eq!(code, Code::BadConfig, "{price:?}");
        assert!(message.starts_with("routes[\"/paid\"].price: "), "{price:?}: {message}");
    }
    for price in ["0.50 USD", "9999999999.99 USD", "1000000.00 COP", "0.30 GBP", "50 JPY", "1.250 KWD", FREE]
    {
        assert!(config(&[("/paid", price)]).check().is_ok(), "{price}");
    }
}

#[test]
fn bad_patterns_name_their_route() {
    for pattern in ["paid", "/premium*", "/a?b", "post /a", "/a/../b"] {
        let (code, message) = error(|c| c.routes[0].pattern = pattern.into());
        assert_eq!(code, Code::BadConfig, "{pattern:?}");
        assert!(message.starts_with(&format!("routes[\"{pattern}\"]: ")), "{message}");
    }
    // However it is spelled: it would not be clear which price counts.
    for (one, other) in [("/paid", "/paid"), ("/paid", "/paid/"), ("POST /a/*", "POST /a/*")] {
        let mut twice = config(&[(one, "1.00 USD"), (other, FREE)]);
        twice.routes[1].price = FREE.into();
        let error = twice.check().unwrap_err();
        assert_eq!(error.message(), format!("routes[\"{other}\"]: another route has the same pattern"));
    }
}

#[test]
fn metadata_is_a_small_map_of_texts() {
    let with = |json: String| error(move |c| c.routes[0].metadata = Doc::read(json).unwrap());
    let members: Vec<String> = (0..41).map(|at| format!(r#""{at}":"""#)).collect();
    for (code, message) in [
        with(format!("{{{}}}", members.join(","))),
        with(format!(r#"{{"{}":"v"}}"#, "k".repeat(41))),
        with(format!(r#"{{"k":"{}"}}"#, "v".repeat(501))),
        with(r#"{"":"v"}"#.into()),
        with(r#"{"a[b":"v"}"#.into()),
        with(r#"{"k":"v","a]":"v"}"#.into()),
        with(r#"{"k":true}"#.into()),
        with(r#"["k"]"#.into()),
    ] {
        assert_eq!(code, Code::BadConfig);
        assert!(message.starts_with("routes[\"/paid\"].metadata: metadata "), "{message}");
    }
    let (_, message) = with(r#"{"a":1}"#.into());
    assert!(message.contains("metadata values must be texts (\"1\", not 1)"), "{message}");
}

#[test]
fn metadata_that_makes_a_request_too_large_is_named() {
    let members: Vec<String> = (10..40).map(|at| format!(r#""{at}":"{}""#, "v".repeat(500))).collect();
    let metadata = format!("{{{}}}", members.join(","));
    let (code, message) = error(|c| c.routes[0].metadata = Doc::read(metadata).unwrap());
    assert_eq!(code, Code::BadConfig);
    assert!(message.starts_with("routes[\"/paid\"].metadata: ") && message.ends_with(" 16 KiB"), "{message}");
}

#[test]
fn a_challenge_over_8_kb_is_refused() {
    let with = |description: &str, values: usize| {
        let members: Vec<String> = (10..20).map(|at| format!(r#""{at}":"{}""#, "v".repeat(values))).collect();
        let mut config = config(&[("/paid", "1.00 USD")]);
        config.routes[0].description = Some(description.into());
        config.routes[0].metadata = Doc::read(format!("{{{}}}", members.join(","))).unwrap();
        Paywall::new(config).map(drop)
    };
    with("", 500).unwrap();
    with(&"d".repeat(MAX_DESCRIPTION_BYTES), 300).unwrap();
    for (description, values, field) in [
        // A control character takes six bytes.
        (&*"\u{1}".repeat(MAX_DESCRIPTION_BYTES), 0, "metadata"),
        (&*"d".repeat(MAX_DESCRIPTION_BYTES), 400, "metadata"),
    ] {
        let error = with(description, values).unwrap_err();
        let start = format!("routes[\"/paid\"].{field}: the challenge would be over 8 KB");
        assert!(error.code() == Code::BadConfig && error.message().starts_with(&start), "{error}");
    }
    let wide = "\u{1}".repeat(MAX_DESCRIPTION_BYTES);
    let (_, message) = error(|c| c.routes[0].description = Some(wide));
    assert!(message.starts_with("routes[\"/paid\"].description: the challenge would be"), "{message}");
}

#[test]
fn payment_methods_fit_into_a_request() {
    let names = |count, digits| (0..count).map(|at| format!("m{at:0digits$}")).collect::<Vec<_>>();
    let (code, message) = error(|c| c.stripe.payment_method_types = names(65, 2));
    let expected = "stripe.paymentMethodTypes has more than 64 payment methods";
    assert_eq!((code, message.as_str()), (Code::BadConfig, expected));
    let mut config = config(&[("/paid", "1.00 USD")]);
    config.capture = Capture::BeforeDelivery;
    config.stripe.payment_method_types = names(64, 63);
    config.check().unwrap();
}

#[test]
fn payment_methods_that_can_be_held_go_with_either_capture() {
    let held = "affirm afterpay_clearpay alma amazon_pay billie card cashapp kakao_pay klarna kr_card link mobilepay \
                naver_pay payco paypal revolut_pay samsung_pay satispay scalapay sequra sunbit";
    for capture in [Capture::AfterDelivery, Capture::BeforeDelivery] {
        let mut config = config(&[("/paid", "1.00 USD")]);
        config.capture = capture;
        config.stripe.payment_method_types = held.split(' ').map(String::from).collect();
        config.check().unwrap();
    }
}

#[test]
fn an_item_of_a_list_is_named() {
    type Spoil = fn(&mut Config);
    let rows: [(&str, Spoil); 5] = [
        ("previousSecrets[1] is too short", |c| {
            c.previous_secrets = vec![SECRET.into(), "planted".into(), SECRET.into()];
        }),
        ("stripe.paymentMethodTypes[1] takes days", |c| {
            c.stripe.payment_method_types = vec!["card".into(), "sepa_debit".into()];
        }),
        ("stripe.paymentMethodTypes[1] is not the name of a payment method", |c| {
            c.stripe.payment_method_types = vec!["card".into(), "p".repeat(65)];
        }),
        ("stripe.paymentMethodTypes[2] cannot be held", |c| {
            c.stripe.payment_method_types = vec!["card".into(), "link".into(), "ideal".into()];
            c.capture = Capture::AfterDelivery;
        }),
        ("cors.origins[1] must be like", |c| {
            let origins = ["https://a.example", "https://planted.example/"].map(String::from).into();
            c.cors = Some(Cors { origins, credentials: false });
        }),
    ];
    for (start, spoil) in rows {
        let (_, message) = error(spoil);
        assert!(message.starts_with(start), "{message}");
    }
}

#[test]
fn a_guarded_handler_has_a_price() {
    let mut paywall = Paywall::new(config(&[])).unwrap();
    let terms = |price: &str| RouteConfig { price: price.into(), ..RouteConfig::default() };
    for price in [FREE, "FREE", "", "0.10 USD"] {
        let error = paywall.add_charge(&terms(price)).unwrap_err();
        assert_eq!(error.code(), Code::BadConfig);
        assert!(error.message().starts_with("charge"), "{error}");
        assert!(!error.message().contains("write \"free\""), "{error}");
    }
    let (_, message) = error(|c| c.routes[0].pattern.clear());
    assert!(message.starts_with("routes[\"\"]: "), "{message}");
    let error = paywall.add_charge(&RouteConfig::new("/paid", "1.00 USD")).unwrap_err();
    assert_eq!(error.code(), Code::BadConfig);
    assert!(error.message().contains("`routes`"), "{error}");
    assert_eq!(paywall.add_charge(&terms("1.00 USD")), Ok(RouteId(0)));
}
