//! The terms of a payment request, method by method.

use mpp_wasm::encoding::base64url;
use mpp_wasm::error::Code;
use mpp_wasm::scheme::terms::{Evm, Shared, Stripe, Tempo};
use mpp_wasm::scheme::{Method, Request, Terms};

const PATH_USD: &str = "0x20c0000000000000000000000000000000000000";
const SPLIT: &str = "0xA1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2";

fn request(json: &str) -> Request {
    Request::parse(&base64url::encode(json)).unwrap()
}

#[test]
fn shared_fields_are_readable_for_any_method() {
    let request = request(
        r#"{"amount":"5000","currency":"usd","recipient":"r","description":"d","externalId":"order_1","methodDetails":{"x":1},"extra":true}"#,
    );
    let terms = Terms::read(&Method::new("brand-new").unwrap(), &request).unwrap();
    assert!(matches!(terms, Terms::Other(_)));
    let shared = terms.shared();
    assert_eq!((shared.amount, shared.currency), ("5000", "usd"));
    assert_eq!(
        (shared.recipient, shared.description, shared.external_id),
        (Some("r"), Some("d"), Some("order_1"))
    );
    assert_eq!(terms.shared().units(), Ok("5000"));
    for recipient in ["7", "{}", "[\"r\"]", "true"] {
        let text = format!(r#"{{"amount":"1","currency":"usd","recipient":{recipient}}}"#);
        refused(Shared::read(&self::request(&text)), "the request's recipient is not a string");
    }
    for silent in [r#""recipient":null"#, r#""description":7"#, r#""externalId":[]"#] {
        let text = format!(r#"{{"amount":"1","currency":"usd",{silent}}}"#);
        assert!(Shared::read(&self::request(&text)).is_ok(), "{silent}");
    }
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

/// A higher version may give the same names another meaning (draft-httpauth-payment-01, "Versioning").
#[test]
fn only_the_first_version_of_a_methods_terms_is_read() {
    let read = |method: &str, version: &str| {
        let details = format!(r#"{{"networkId":"p","chainId":4217,"version":{version}}}"#);
        let text = format!(r#"{{"amount":"1","currency":"usd","recipient":"r","methodDetails":{details}}}"#);
        Terms::read(&Method::new(method).unwrap(), &request(&text)).map(drop)
    };
    for version in ["1", "\"1\"", "null"] {
        for method in ["stripe", "tempo", "evm", "other"] {
            assert_eq!(read(method, version), Ok(()), "{method} {version}");
        }
    }
    for version in ["2", "\"2\"", "0", "1.5", "true", "{}"] {
        for method in ["stripe", "tempo", "evm"] {
            refused(read(method, version), "methodDetails.version");
        }
        assert_eq!(read("other", version), Ok(()), "the details of an unknown method are ignored");
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
    assert!(terms.modes.pull && !terms.modes.push);
    let splits: Vec<&str> = terms.splits.iter().map(|split| split.amount).collect();
    assert_eq!((splits, terms.splits[1].memo), (vec!["50000", "10000"], Some(memo.as_str())));
    let bare = of("{}");
    let bare = Tempo::read(&bare).unwrap();
    assert_eq!((bare.chain_id, bare.fee_payer), (None, false));
    assert!(bare.modes.pull && bare.modes.push);

    let split = |amount: &str| format!(r#"{{"splits":[{{"amount":"{amount}","recipient":"x"}}]}}"#);
    for (details, word) in [
        (split("1000000"), "splits add up"),
        (split("0"), "splits[].amount"),
        (split("-1"), "splits[].amount"),
        (split(&"9".repeat(60)), "splits add up"),
        (r#"{"splits":[]}"#.into(), "splits is empty"),
        (r#"{"splits":[{"amount":"1"}]}"#.into(), "splits[].recipient"),
        (r#"{"splits":["x"]}"#.into(), "splits"),
        (r#"{"memo":"0x12"}"#.into(), "methodDetails.memo is"),
        (
            r#"{"splits":[{"amount":"1","recipient":"x","memo":"0x12"}]}"#.into(),
            "methodDetails.splits[].memo is",
        ),
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
    let unpaid = r#"{"amount":"1","currency":"0xe1","recipient":7,"methodDetails":{"chainId":1}}"#;
    refused(Evm::read(&request(unpaid)), "recipient is not a string");
    refused(Evm::read(&of(r#"{"chainId":1,"credentialTypes":"permit2"}"#)), "credentialTypes");
}

fn refused<T: core::fmt::Debug>(result: mpp_wasm::error::Result<T>, word: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.code(), Code::InvalidRequest);
    assert!(error.message().contains(word), "{} lacks {word}", error.message());
}
