//! Mistakes that parsers of headers and JSON make, unless a unit test covers them already.

use mpp_wasm::encoding::{jcs, json::Doc};
use mpp_wasm::error::Code;
use mpp_wasm::scheme::{Challenge, Credential, CredentialHeader, Receipt, Request};
use std::time::{Duration, Instant};

const GOOD: &str =
    r#"Payment id="1", realm="api.example.com", method="stripe", intent="charge", request="e30""#;

fn good_with(more: &str) -> String {
    [GOOD, more].concat()
}

/// The ids of the readable challenges, and the number of unreadable ones.
fn ids(header: &str) -> (Vec<String>, usize) {
    let payment = Challenge::read_all(header).unwrap().payment;
    let bad = payment.iter().filter(|one| one.is_err()).count();
    (payment.into_iter().flatten().map(|challenge| challenge.id).collect(), bad)
}

#[test]
fn duplicate_parameters_are_refused_without_case() {
    for more in [r#", id="2""#, r#", ID="1""#, ", Request=e30", r#", realm ="x""#, ", x=1, X=2"] {
        let error = Challenge::parse(&good_with(more)).unwrap_err();
        assert_eq!(error.code(), Code::MalformedChallenge, "{more}");
    }
    assert_eq!(Challenge::parse(&GOOD.replace("id=", "ID=")).unwrap().id, "1");
}

#[test]
fn the_word_payment_inside_quotes() {
    let inside = r#", description="pay, Payment id=\"2\", realm=\"evil\"""#;
    let challenge = Challenge::parse(&good_with(inside)).unwrap();
    assert_eq!(challenge.description.as_deref(), Some(r#"pay, Payment id="2", realm="evil""#));
    for other in
        [r#"Bearer realm="x, Payment id=\"2\"""#, "Bearer error=Payment", r#"Basic realm="Payment ""#]
    {
        assert_eq!(ids(&[other, ", ", GOOD].concat()), (vec!["1".into()], 0), "{other}");
        assert!(matches!(Credential::parse(other), Ok(None)), "{other}");
    }
}

#[test]
fn a_malformed_challenge_hides_no_sibling() {
    for bad in [
        "Payment",
        r#"Payment id="""#,
        r#"Payment id="9" junk, realm="x""#,
        "Payment realm=, ==",
        "Payment !",
    ] {
        assert_eq!(ids(&[bad, ", ", GOOD].concat()), (vec!["1".into()], 1), "{bad}");
        assert_eq!(ids(&[GOOD, ", ", bad].concat()), (vec!["1".into()], 1), "{bad}");
    }
    // An unclosed quote swallows what follows it, and nothing before.
    let open = [GOOD, r#", Payment id="2, "#].concat();
    assert_eq!(ids(&open), (vec!["1".into()], 1));
}

#[test]
fn unterminated_quotes_and_backslashes_are_linear() {
    // The longest possible value, in every shape that made a peer backtrack. A parser that is quadratic in any of them
    // would need minutes.
    let shapes = ["\\", "\"", "\\\"", ", a=\"", ",", " ", "=", "a ", "\\u", "Payment ", "a=\"\\"];
    let start = Instant::now();
    for shape in shapes {
        for head in ["", "Payment ", "Payment a=\"", "Payment a=", "Bearer \"", &good_with(", fuzz=\"")] {
            let tail = shape.repeat((64 * 1024 - head.len()) / shape.len());
            let header = [head, &tail].concat();
            let _ = Challenge::read_all(&header);
            let _ = Credential::parse(&header);
            let _ = Receipt::parse(&header);
        }
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn names_of_javascript_are_data() {
    let names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];
    for name in names {
        let param = format!(r#", {name}="x""#);
        assert!(Challenge::parse(&good_with(&param)).is_ok(), "{name}");
        // A member with such a name does not stand in for a missing one.
        assert!(Challenge::parse(&GOOD.replace("id=", &[name, "="].concat())).is_err(), "{name}");
        let text = format!(r#"{{"{name}":{{"amount":"1"}}}}"#);
        let request = Request::encode(Doc::read(text.clone()).unwrap()).unwrap();
        assert_eq!(request.field("amount"), None, "{name}");
        assert_eq!(request.json().raw(), text);
        let twice = format!(r#"{{"{name}":1,"{name}":2}}"#);
        assert_eq!(Doc::read(twice).unwrap_err().code(), Code::InvalidJson, "{name}");
    }
}

#[test]
fn jcs_sorts_utf_16_writes_es6_numbers_and_refuses_lone_surrogates() {
    let canonical = |text: &str| Doc::read(text.into()).map(|doc| jcs::canonical(doc.root()).into_text());
    // U+1F600 sorts before U+FB33 in UTF-16, but after it in UTF-8.
    let sorted = r#"{"1":0,"é":0,"😀":0,"\ufb33":0}"#;
    let mixed = r#"{"\ufb33":0,"😀":0,"é":0,"1":0}"#;
    assert_eq!(canonical(mixed).unwrap(), sorted.replace("\\ufb33", "\u{fb33}"));
    assert_eq!(
        canonical("[1E21,1e20,1.0,-0,1e-7,0.000001,0.1e1]").unwrap(),
        "[1e+21,100000000000000000000,1,0,1e-7,0.000001,1]"
    );
    for text in [r#""\ud800""#, r#""\udc00""#, r#""\ud800x""#, r#""\ud800\ud800""#, r#"{"\udfff":1}"#] {
        assert_eq!(canonical(text).unwrap_err().code(), Code::InvalidJson, "{text}");
    }
}

#[test]
fn header_names_payment_authorization_or_nothing() {
    for name in ["Cookie", "X-Api-Key", "Host", "", "Payment-Authorization ", "Authorization, Cookie"] {
        assert_eq!(CredentialHeader::parse(name).unwrap_err().code(), Code::InvalidArgument, "{name:?}");
        let error = Challenge::parse(&good_with(&format!(r#", header="{name}""#))).unwrap_err();
        assert_eq!(error.code(), Code::MalformedChallenge, "{name:?}");
    }
    for (name, means) in [("payment-authorization", Some("payment-authorization")), ("authorization", None)] {
        let challenge = Challenge::parse(&good_with(&format!(", header={name}"))).unwrap();
        assert_eq!(challenge.header.as_ref().map(CredentialHeader::as_str), means);
    }
}
