//! Who is paid: one payee, several, and what stands for a name.

use super::*;

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
