//! `mpp decode` against the test data of Link's wallet CLI.

use mpp_wasm::detect::decode;
use mpp_wasm::encoding::base64url;
use mpp_wasm::error::Code;

/// The header that climate.stripe.dev sent, as recorded in link-cli's tests.
const CLIMATE: &str = concat!(
    r#"Payment id="gc2RV-_QuqyahPkrJPAmrVA4Iqam240ab6gGU4UmMXc", realm="climatestripe-d6929lvln.vercelapp.stripe.dev", method="tempo", intent="charge", request="eyJhbW91bnQiOiIxMDAwMDAwIiwiY3VycmVuY3kiOiIweDIwYzAwMDAwMDAwMDAwMDAwMDAwMDAwMGI5NTM3ZDExYzYwZThiNTAiLCJtZXRob2REZXRhaWxzIjp7ImNoYWluSWQiOjQyMTd9LCJyZWNpcGllbnQiOiIweDdiOWNhZTNjNmYzMzlkODY0YzdjNGNlZWVjOTcwM2M4NjRhNjhjOGIifQ", expires="2026-04-20T23:27:21.154Z", "#,
    r#"Payment id="ZcLbITjkJRIuYj1PPaHLi9b8OHqFS3DLyzRWRLupZGY", realm="climatestripe-d6929lvln.vercelapp.stripe.dev", method="stripe", intent="charge", request="eyJhbW91bnQiOiIxMDAiLCJjdXJyZW5jeSI6InVzZCIsIm1ldGhvZERldGFpbHMiOnsibmV0d29ya0lkIjoicHJvZmlsZV82MVUxV25hT1JRNWRBQThaekE2VTFXbmExWlNRVDJXQWVCYXd3cVVwYzBQMiIsInBheW1lbnRNZXRob2RUeXBlcyI6WyJjYXJkIiwibGluayJdfX0", description="Climate contribution", expires="2026-04-20T23:27:19.863Z""#
);

fn stripe(request: &str, rest: &str) -> String {
    let request = base64url::encode_standard(request);
    format!(
        r#"Payment id="ch_001", realm="merchant.example", method="stripe", intent="charge", request="{request}"{rest}"#
    )
}

const REQUEST: &str = r#"{"amount":"1000","currency":"usd","methodDetails":{"networkId":"net_001"}}"#;

#[test]
fn the_live_climate_header() {
    let decoded = decode(CLIMATE).unwrap();
    assert_eq!(decoded.id, "ZcLbITjkJRIuYj1PPaHLi9b8OHqFS3DLyzRWRLupZGY");
    assert_eq!(decoded.network_id, "profile_61U1WnaORQ5dAA8ZzA6U1Wna1ZSQT2WAeBawwqUpc0P2");
    assert_eq!(decoded.description.as_deref(), Some("Climate contribution"));
    assert_eq!(decoded.request_json.root().text("amount"), Some("100"));
}

#[test]
fn a_mixed_header_with_padded_base64_and_escapes() {
    let header = format!(
        r#"Bearer realm="merchant.example", Payment id="t", realm="m", method="tempo", intent="charge", request="e30=", {}"#,
        stripe(REQUEST, r#", description="Plan \"Pro\", monthly""#)
    );
    let decoded = decode(&header).unwrap();
    assert_eq!(
        (decoded.network_id.as_str(), decoded.description.as_deref()),
        ("net_001", Some("Plan \"Pro\", monthly"))
    );
    assert_eq!(
        decode(&format!("HTTP/1.1 402\r\nwww-authenticate: {header}\r\n")).unwrap(),
        decoded,
        "pasted"
    );
}

#[test]
fn control_sequences_are_removed_before_and_after_decoding() {
    let request = r#"{"amount":"1000","currency":"usd","merchant\u001b[2JName":"\u001b[2JEvil\rHidden","methodDetails":{"networkId":"net_001"}}"#;
    let header = stripe(request, ", description=\"\u{1b}[2JEvil\rHidden\"");
    let decoded = decode(&header).unwrap();
    assert_eq!(decoded.description.as_deref(), Some("EvilHidden"));
    assert_eq!(decoded.request_json.root().text("merchantName"), Some("EvilHidden"));
}

#[test]
fn the_body_of_an_answer_is_none_of_its_fields() {
    let body = format!("HTTP/2 402\r\ncontent-type: text/plain\r\n\r\npay, {}\n", stripe(REQUEST, ""));
    assert_eq!(decode(&body).unwrap_err().code(), Code::NoChallenge);
    assert!(decode(&body.replace("HTTP/2 402\r\ncontent-type: text/plain\r\n\r\npay, ", "")).is_ok());
}

#[test]
fn refusals_name_the_field() {
    for (request, word) in [
        (r#"{"currency":"usd","methodDetails":{"networkId":"n"}}"#, "amount"),
        (r#"{"amount":1000,"currency":"usd","methodDetails":{"networkId":"n"}}"#, "amount"),
        (r#"{"amount":"1","methodDetails":{"networkId":"n"}}"#, "currency"),
        (r#"{"amount":null,"currency":"usd","methodDetails":{"networkId":"n"}}"#, "lacks amount"),
        (r#"{"amount":"1","currency":7,"methodDetails":{"networkId":"n"}}"#, "currency is not a string"),
        (r#"{"amount":"1","currency":"usd"}"#, "lacks methodDetails.networkId"),
        (
            r#"{"amount":"1","currency":"usd","networkId":"n","methodDetails":{"networkId":""}}"#,
            "lacks methodDetails.networkId",
        ),
        (r#"{"amount":"1","currency":"usd","networkId":7}"#, "networkId is not a string"),
        (r#"{"amount":"1","methodDetails":[]}"#, "currency"),
        (r#"{"amount":"1","currency":"usd","methodDetails":{"networkId":7}}"#, "networkId"),
        (r#"{"amount":"1","currency":"usd","methodDetails":[]}"#, "methodDetails"),
    ] {
        let error = decode(&stripe(request, "")).unwrap_err();
        assert_eq!(error.code(), Code::InvalidRequest, "{request}");
        assert!(error.message().contains(word), "{}", error.message());
    }
    let legacy = r#"{"amount":"1","currency":"usd","networkId":"n"}"#;
    assert_eq!(decode(&stripe(legacy, "")).unwrap().network_id, "n");
    for header in
        ["", "Bearer x", r#"Payment id="t", realm="m", method="tempo", intent="charge", request="e30""#]
    {
        assert_eq!(decode(header).unwrap_err().code(), Code::NoChallenge, "{header}");
    }
    for absent in ["", " \t"] {
        assert!(decode(absent).unwrap_err().message().starts_with("there is no WWW-Authenticate header"));
    }
    assert_eq!(decode(r#"Payment id="t", method="stripe""#).unwrap_err().code(), Code::MalformedChallenge);
}

#[test]
fn the_first_charge_or_session_counts() {
    let session =
        stripe(REQUEST, "").replace("intent=\"charge\"", "intent=\"session\"").replace("ch_001", "s_1");
    let other = stripe(REQUEST, "").replace("intent=\"charge\"", "intent=\"subscription\"");
    let decoded = decode(&[other.as_str(), &session, &stripe(REQUEST, "")].join(", ")).unwrap();
    assert_eq!((decoded.id.as_str(), decoded.intent.as_str()), ("s_1", "session"));
    assert_eq!(decode(&other).unwrap_err().code(), Code::NoChallenge);
    let broken = stripe("{}", "");
    assert_eq!(
        decode(&[broken.as_str(), &session].join(", ")).unwrap_err().code(),
        Code::InvalidRequest,
        "the first is the one that is asked for"
    );
    assert_eq!(decode(&["Payment id=\"x\"", &session].join(", ")).unwrap().id, "s_1");
}

#[test]
fn what_the_wallet_does_not_check_is_left_to_the_reader() {
    let loose = r#"{"amount":"1.50","currency":"xyz","description":7,"methodDetails":{"networkId":"n","paymentMethodTypes":"card"}}"#;
    let decoded = decode(&stripe(loose, "")).unwrap();
    assert_eq!(decoded.request_json.as_str(), loose);
}

#[test]
fn a_hidden_character_puts_no_false_amount_in_place() {
    let request = r#"{"am\u202eount":"1","amount":"1000","currency":"usd","methodDetails":{"networkId":"n\u0007","networkId\u009b":"x"}}"#;
    let decoded = decode(&stripe(request, "")).unwrap();
    assert_eq!(
        decoded.request_json.as_str(),
        r#"{"amount":"1000","currency":"usd","methodDetails":{"networkId":"n"}}"#
    );
    assert_eq!(decoded.network_id, "n");
}

#[test]
fn no_control_takes_the_end_of_a_string_with_it() {
    let request = |amount: &str| {
        mpp_wasm::encoding::base64url::encode(format!(
            r#"{{"amount":"{amount}","currency":"usd","methodDetails":{{"networkId":"n","paymentMethodTypes":["card"]}}}}"#
        ))
    };
    let header = format!(
        "Payment description=\"\u{9b}\", id=\", k\u{9b}\", realm=\"r\", method=\"stripe\", intent=\"charge\", request=\"{}\", \
         Payment id=\"B\", realm=\"r\", method=\"stripe\", intent=\"charge\", request=\"{}\"",
        request("10000"),
        request("1")
    );
    let read = mpp_wasm::scheme::Challenge::read_all(&header).unwrap().payment;
    let decoded = decode(&header).unwrap();
    assert_eq!(decoded.request_json.root().text("amount"), read[0].as_ref().unwrap().request.field("amount"));
}
