//! Says what a 402 asks for, in plain words, with what to know before it is paid.
//!
//! Run it with `cargo run --example detect`, or give it an answer: `curl -si <url> | cargo run --example detect -- -`.

use mpp_wasm::detect::{Context, Message, Response, cheapest_first, detect};
use mpp_wasm::error::Result;
use std::io::{self, Read};

const ANSWER: &str = r#"HTTP/1.1 402 Payment Required
WWW-Authenticate: Payment id="x7Tg2pLq", realm="api.example.com", method="tempo", intent="charge", expires="2026-01-15T12:05:00Z", description="A report for 1 cent", request="eyJhbW91bnQiOiIxMDAwMDAwIiwiY3VycmVuY3kiOiIweDIwYzAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAiLCJtZXRob2REZXRhaWxzIjp7ImNoYWluSWQiOjQyMTd9LCJyZWNpcGllbnQiOiIweDc0MmQzNUNjNjYzNEMwNTMyOTI1YTNiODQ0QmM5ZTc1OTVmOGZFMDAifQ"
WWW-Authenticate: L402 macaroon="AGIAJE", invoice="lnbc2500u1pvjluez"

"#;

fn main() -> Result<()> {
    let mut text = ANSWER.to_owned();
    if std::env::args().nth(1).as_deref() == Some("-") {
        text.clear();
        io::stdin().read_to_string(&mut text).expect("text on the standard input");
    }

    // An answer as it was pasted or piped. A program that made the request has its parts already.
    let message = Message::read(&text)?;
    let field = |name: &str| {
        let values = message.fields.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        Some(values.collect::<Vec<_>>().join(", ")).filter(|value| !value.is_empty())
    };
    let (www_authenticate, payment_required) = (field("www-authenticate"), field("payment-required"));
    let found = detect(&Response {
        status: message.status.unwrap_or(402),
        www_authenticate: www_authenticate.as_deref(),
        payment_required: payment_required.as_deref(),
        body: message.body.as_deref(),
        ..Response::default()
    })?;

    // What is known beside the answer; what is left out is not checked.
    let limits = ["5.00 USD".parse()?];
    let context = Context { limits: &limits, ..Context::default() };
    let offers = found.offers(&context)?;
    for at in cheapest_first(&offers) {
        let offer = &offers[at];
        println!("{} by {}: {}", offer.protocol, offer.method, offer.display);
        for warning in &offer.warnings {
            println!("    {}: {}", warning.code, warning.message);
        }
    }
    Ok(())
}

#[test]
fn finds_both_offers() {
    main().unwrap();
    let fields: Vec<_> = Message::read(ANSWER).unwrap().fields;
    let header = fields.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ");
    let response = Response { status: 402, www_authenticate: Some(&header), ..Response::default() };
    let offers = detect(&response).unwrap().offers(&Context::default()).unwrap();
    assert_eq!(offers.iter().map(|offer| &*offer.method).collect::<Vec<_>>(), ["tempo", "lightning"]);
}
