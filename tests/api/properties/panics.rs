//! Nothing panics, whatever the input.

use super::*;
use mpp_wasm::card;
use mpp_wasm::detect;
use mpp_wasm::error::Code;
use mpp_wasm::http::{target::Target, token};
use proptest::sample::select;

/// Pieces of every grammar, to be combined in any order.
const WORDS: &[&str] = &[
    "Payment ",
    "payment",
    "Bearer ",
    "L402 ",
    "id=",
    "\"",
    "\"\"",
    "\\",
    "\\\"",
    ",",
    ", ",
    "=",
    ";",
    ";q=0.5",
    "/",
    "*",
    "realm=\"a\"",
    "method=\"stripe\"",
    "intent=\"charge\"",
    "request=\"e30\"",
    "expires=\"2025-01-15T12:05:00Z\"",
    "request=\"eyJhbW91bnQiOiIxIiwiY3VycmVuY3kiOiJ1c2QiLCJuZXR3b3JrSWQiOiJuIn0\"",
    "header=\"Payment-Authorization\"",
    "opaque=\"e30\"",
    "digest=\"sha-256=:",
    "id=\"1\"",
    "description=\"",
    "\\u202e",
    "\\ud83d",
    "\\ude00",
    "\\u000d",
    " ",
    "\t",
    "\n",
    "\r\n",
    "www-authenticate: ",
    "payment-required: ",
    "402\n",
    "\n\n",
    "{",
    "}",
    "[",
    "]",
    ":",
    "\"a\":",
    "1",
    "-0",
    "1.5e3",
    "null",
    "true",
    "\u{1b}[",
    "\u{1b}]",
    "\u{9b}",
    "\u{7}",
    "\u{202e}",
    "é",
    "😀",
    "http://",
    "https://",
    "[::1]",
    "@",
    "?",
    "#",
    "2025-01-15T12:05:00",
    "Z",
    "+01:00",
    ".5",
    "sha-256=",
    "4242424242424242",
    "4242",
    "-",
    "•",
    "spt_",
    "eyJ",
    "cvc ",
    "USD",
    "tempo",
    "{\"x402Version\":1,\"accepts\":[",
];

fn soup() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(WORDS), 0..24).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4 * config().cases, ..config() })]

    #[test]
    fn the_fuzz_properties_hold_for_random_words(text in soup()) {
        shared::ALL.iter().for_each(|(_, property)| property(text.as_bytes()));
    }

    #[test]
    fn the_fuzz_properties_hold_for_random_bytes(bytes in any::<Vec<u8>>()) {
        shared::ALL.iter().for_each(|(_, property)| property(&bytes));
    }

    #[test]
    fn nothing_panics(text in prop_oneof![soup(), any::<String>()], bytes in any::<Vec<u8>>(), digits in any::<u8>()) {
        every_other_parser(&text, &bytes, digits);
    }
}

/// The public functions that take text and are not called by a fuzz property.
fn every_other_parser(any: &str, bytes: &[u8], digits: u8) {
    if let Some(target) = Target::parse(any) {
        assert!(!target.host.is_empty() && any.contains(target.host));
        assert_eq!(target.may_carry_payment(), target.secure || target.is_loopback());
    }
    let (head, rest) = token::split_token(any);
    assert_eq!([head, rest].concat(), any);
    assert!(head.is_empty() || token::is_token(head));
    assert!(any.contains(token::trim(any)));
    let _ = token::is_token68(any);
    let quote = ["\"", any].concat();
    if let Ok(end) = quoted::end(&quote) {
        assert!(quote[..end].ends_with('"'));
    }
    if let Ok(inner) = quoted::inner(&quote) {
        assert_eq!(inner.len() + 2, quote.len());
    }
    if let Ok(plain) = text::unescape(any) {
        assert!(plain.len() <= any.len());
    }
    let _ = text::write_param(&mut String::new(), any, any);
    let _ = (Method::new(any), Intent::new(any), Expires::parse(any), CredentialHeader::parse(any));
    let _ = (money::minor_digits(any), detect::Limit::parse(any), money::is_amount(any));
    assert!(money::with_point(any, digits).ends_with(any.get(any.len().saturating_sub(1)..).unwrap_or("")));
    if let Ok(at) = Timestamp::parse(any) {
        assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
    }
    assert_eq!(Secret::new(bytes).is_ok(), bytes.len() >= 32);
    let _ = card::CardNumber::parse(any).map(|number| number.masked(card::Reveal::LastFour));
    let _ = (card::VerificationCode::parse(any), card::secret_key_name(any), card::Part::from_name(any));
    for rule in [card::card_rule(any), card::address_rule(any), card::Rule::Token, card::Rule::LastFour] {
        let once = card::apply(rule, any);
        assert_eq!(card::apply(rule, &once), once);
    }
}

#[test]
fn quoted_strings_need_no_quote_in_front() {
    assert!(quoted::inner("é\"").is_err());
    assert!(quoted::inner("a\"").is_err());
}

#[test]
fn a_network_id_of_nothing_but_control_characters_is_refused() {
    let request = base64url::encode(r#"{"amount":"1","currency":"usd","networkId":"\u0007"}"#);
    let header =
        format!(r#"Payment id="1", realm="a", method="stripe", intent="charge", request="{request}""#);
    assert_eq!(detect::decode(&header).unwrap_err().code(), Code::InvalidRequest);
}
