use super::*;
use crate::encoding::{base64url, json::Doc, timestamp::Timestamp};
use crate::scheme::{Intent, Method, Request};
use alloc::{format, string::ToString};
use sha2::{Digest as _, Sha256};

const REQUIRED: Error = Error::new(Code::PaymentRequired, "this resource has a price");
const URL: &str = "https://api.example.com/paid?a=b";

fn challenge(description: Option<&str>, request: &str) -> Challenge {
    Challenge {
        id: "id".into(),
        realm: "api.example.com".into(),
        method: Method::new("stripe").unwrap(),
        intent: Intent::new("charge").unwrap(),
        request: Request::encode(Doc::read(request.into()).unwrap()).unwrap(),
        expires: Some(Timestamp::parse("2025-01-15T12:05:00.123Z").unwrap().into()),
        digest: None,
        description: description.map(String::from),
        opaque: None,
        header: None,
    }
}

fn dollar(description: Option<&str>) -> Challenge {
    let request =
        r#"{"amount":"100","currency":"usd","methodDetails":{"paymentMethodTypes":["card","link"]}}"#;
    challenge(description, request)
}

#[test]
fn says_who_how_much_what_for_how_and_until_when() {
    let page = page(&REQUIRED, &[dollar(Some("One paid answer"))], "GET", URL);
    for said in [
        "<h1>1.00 USD</h1>",
        "<p dir=\"auto\">One paid answer</p>",
        "<dt>Requested by<dd><bdi dir=\"ltr\">api.example.com</bdi>",
        "<dt>For<dd><bdi dir=\"ltr\">GET /paid</bdi>",
        "<dt>Pay with<dd><bdi dir=\"ltr\">stripe: card, link</bdi>",
        "<dt>Valid until<dd><bdi dir=\"ltr\">2025-01-15 12:05 UTC</bdi>",
        "<pre>npx mpp-wasm detect \"https://",
        "<a href=\"\">Load again for new terms</a>",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(super::page(&REQUIRED, &[dollar(None)], "head", URL).contains("Load again"));
    assert!(!page.contains("<strong>"), "an unpaid request is not an error");
    let used = Error::new(Code::InvalidChallenge, "this challenge was already used; pay a new one");
    let page = super::page(&used, &[dollar(None)], "POST", URL);
    assert!(page.contains("<title>Invalid Challenge</title>") && page.contains(">402 Invalid Challenge</p>"));
    assert!(page.contains("<strong>This challenge was already used; pay a new one.</strong>"));
    assert!(!page.contains("<pre>") && !page.contains("href=\"\""), "neither would send the body");
}

#[test]
fn a_refusal_says_whether_money_was_taken_and_why() {
    let large = Error::new(Code::BodyTooLarge, "the body is larger than <this>; send a smaller one");
    for (charged, heading) in [
        (Charged::No, "Nothing was charged"),
        (Charged::Yes, "You were charged"),
        (Charged::Perhaps, "You may have been charged"),
    ] {
        let page = refusal(&large, charged);
        for said in [
            "<title>Content Too Large</title>",
            "<p class=\"soft\">413 Content Too Large</p>",
            &format!("<h1>{heading}</h1>"),
            "<strong>The body is larger than &lt;this&gt;; send a smaller one.</strong>",
            "What is this?",
        ] {
            assert!(page.contains(said), "{said}\n{page}");
        }
        assert!(!page.contains("href=\"\"") && !page.contains("<dl>"), "no terms to load again");
    }
    let other = Error::new(Code::TooLarge, "not about a request");
    assert!(refusal(&other, Charged::No).contains(">500 Internal Server Error</p>"));
}

#[test]
fn amounts_are_in_a_persons_units() {
    for (request, shown) in [
        (r#"{"amount":"100","currency":"usd"}"#, "1.00 USD"),
        (r#"{"amount":"1200","currency":"jpy"}"#, "1200 JPY"),
        (r#"{"amount":"1250","currency":"kwd"}"#, "1.250 KWD"),
        (r#"{"currency":"usd"}"#, "? USD"),
    ] {
        assert_eq!(price(&challenge(None, request)), shown);
    }
    let page =
        page(&REQUIRED, &[dollar(None), challenge(None, r#"{"amount":"90","currency":"eur"}"#)], "GET", URL);
    assert!(page.contains("<h1>1.00 USD or 0.90 EUR</h1>"));
}

#[test]
fn every_text_is_inert() {
    for hostile in [
        "</script><script>alert(1)</script>",
        "</title><img src=x onerror=alert(1)>",
        "\"'><svg/onload=alert(1)>",
        "<!-- --> <![CDATA[ x ]]>",
        "&lt;b&gt; &amp; &#60;",
        "</p></main></html>",
    ] {
        let page =
            page(&REQUIRED, &[dollar(Some(hostile))], "GET", &["https://a.example/", hostile].concat());
        let plain = super::page(&REQUIRED, &[dollar(Some("x"))], "GET", "https://a.example/x");
        let tags = |page: &str| page.matches('<').count();
        assert_eq!(tags(&page), tags(&plain), "{hostile}");
        assert!(!page.contains("alert(1)>") && !page.contains("<!--"), "{hostile}");
    }
    let page =
        page(&REQUIRED, &[dollar(Some("1\u{202e}00\u{2066}\u{0}\u{1b}[2J\u{85}\u{200b}"))], "GET", URL);
    assert!(page.contains("<p dir=\"auto\">100</p>"));
    assert!(page.chars().all(|c| !c.is_control() && !('\u{2000}'..='\u{206f}').contains(&c)));
}

#[test]
fn a_command_is_one_word_for_every_shell() {
    let mut out = String::new();
    command(&mut out, "npx x", "https://a.example/?q=';rm -rf ~;'$(id)`id`\"\\!&calc");
    assert_eq!(
        out,
        "<pre>npx x \"https://a.example/?q=%27;rm -rf ~;%27%24(id)%60id%60%22%5C%21&amp;calc\"</pre>"
    );
    let named = page(&REQUIRED, &[dollar(None)], "GET", "https://a.example/%CD%20");
    assert!(!named.contains("<pre>"), "%CD% is the current directory in cmd");
    // PowerShell ends a text at a typographic quotation mark; code pages turn a wide one into a plain one.
    for path in ["\u{e9}", "\u{201d}&calc", "\u{ff02}"] {
        let named = page(&REQUIRED, &[dollar(None)], "GET", &["https://a.example/", path].concat());
        assert!(!named.contains("<pre>"), "{path}");
    }
}

#[test]
fn the_policy_lets_the_style_through_and_nothing_else() {
    let hash = base64url::encode_standard(Sha256::digest(STYLE.as_bytes()));
    assert!(POLICY.contains(&format!("style-src 'sha256-{hash}'")), "{hash}");
    assert!(POLICY.starts_with("default-src 'none'") && !POLICY.contains("script"));
    let page = page(&REQUIRED, &[dollar(None)], "GET", URL);
    for sign in ["<script", " on", "style=\"", "src=", "http-equiv", "<form", "<link"] {
        let text = page.replace(STYLE, "").to_string();
        let attributes = text.split('<').filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag);
        assert!(attributes.into_iter().all(|tag| !["<", tag].concat().contains(sign)), "{sign}");
    }
}
