//! `Accept-Payment` and body digests.

use crate::answer::{answer, both, text};
use mpp::accept_payment::{self, HasMethodIntent};
use mpp::body_digest;
use mpp_wasm::scheme::{AcceptPayment, BodyDigest};
use serde_json::{Value, json};

struct Offer<'a>(usize, &'a str, &'a str);

impl HasMethodIntent for Offer<'_> {
    fn method(&self) -> &str {
        self.1
    }

    fn intent(&self) -> &str {
        self.2
    }
}

/// The indexes of the offers, ranked.
pub fn accept(input: &Value) -> Value {
    let header = text(input, "header");
    let offers: Vec<Offer<'_>> = input["offers"].as_array().map_or_else(Vec::new, |offers| {
        offers
            .iter()
            .enumerate()
            .map(|(at, offer)| Offer(at, text(offer, "method"), text(offer, "intent")))
            .collect()
    });
    let mine =
        AcceptPayment::parse(header).map(|accept| accept.rank(offers.iter().map(|offer| (offer.1, offer.2))));
    let theirs = accept_payment::parse(header)
        .map(|ranges| accept_payment::rank(&offers, &ranges).iter().map(|offer| offer.0).collect::<Vec<_>>());
    json!([both("rank", answer(mine), answer(theirs))])
}

/// The digest of a body, and whether a digest text matches it.
pub fn digest(input: &Value) -> Value {
    let (claim, body) = (text(input, "digest"), text(input, "body").as_bytes());
    let mine = BodyDigest::of(body);
    let holds = |holds: bool| if holds { Ok(true) } else { Err("the digest is not of this body") };
    json!([
        both(
            "compute",
            json!({ "ok": mine.to_text().replace(':', "") }),
            json!({ "ok": body_digest::compute(body) })
        ),
        both(
            "check",
            answer(holds(BodyDigest::parse(claim) == Ok(mine))),
            answer(holds(body_digest::verify(claim, body))),
        ),
    ])
}
