//! The calls that are counted and timed: one per line of `ours`, on the inputs of tests/benches/inputs.mjs.

use mpp_wasm::binding::{Body, ChallengeKey, Expect, IssueOptions, Offer, Secret};
use mpp_wasm::card::redact;
use mpp_wasm::detect::{self, Response};
use mpp_wasm::encoding::{json::Doc, timestamp::Timestamp};
use mpp_wasm::scheme::{
    Challenge, ChallengeRef, Credential, CredentialRef, Expires, Intent, Method, Receipt, Request,
};
use serde_json::Value;
use std::hint::black_box;

/// The texts that every contender gets.
pub struct Inputs(Value);

impl Inputs {
    /// Reads the file named by the environment.
    pub fn from_env() -> Self {
        let path = std::env::var("BENCH_INPUTS").expect("BENCH_INPUTS names the file of inputs.mjs");
        let text = std::fs::read_to_string(path).expect("the inputs can be read");
        Self(serde_json::from_str(&text).expect("the inputs are JSON"))
    }

    /// A text, or a value's JSON.
    pub fn text(&self, name: &str) -> String {
        let value = self.0.pointer(name).unwrap_or_else(|| panic!("the inputs have no {name}"));
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    /// Milliseconds since the epoch.
    pub fn now(&self) -> i64 {
        self.0["now"].as_i64().expect("now is a whole number")
    }
}

/// One call, with its result consumed. It panics if the result is wrong.
pub type Call = Box<dyn FnMut()>;

/// This crate's calls, by their names in the budgets and the table.
pub fn ours(inputs: &Inputs) -> Vec<(&'static str, Call)> {
    let mut calls = reading(inputs);
    calls.extend(binding(inputs));
    calls.extend(cards(inputs));
    calls
}

fn reading(inputs: &Inputs) -> Vec<(&'static str, Call)> {
    let header = inputs.text("/header");
    let (two, owned, shown, found) = (header.clone(), header.clone(), header.clone(), header);
    let receipt = inputs.text("/receipt");
    let read_receipt = Receipt::parse(&receipt).expect("the receipt is good");
    vec![
        (
            "decode two challenges",
            Box::new(move || {
                let read = ChallengeRef::read_all(black_box(&two)).expect("a header");
                assert_eq!(read.flatten().map(black_box).count(), 2);
            }),
        ),
        (
            "decode two challenges, owned",
            Box::new(move || {
                let reading = Challenge::read_all(black_box(&owned)).expect("a header");
                assert_eq!(black_box(reading.payment).iter().flatten().count(), 2);
            }),
        ),
        (
            "decode for a wallet",
            Box::new(move || {
                black_box(detect::decode(black_box(&shown)).expect("a Stripe challenge"));
            }),
        ),
        (
            "detect a 402",
            Box::new(move || {
                let header = Some(found.as_str());
                let answer =
                    Response { status: 402, www_authenticate: header, ..Response::default() };
                assert!(black_box(detect::detect(black_box(&answer))).expect("a header").mpp.is_some());
            }),
        ),
        (
            "parse a receipt",
            Box::new(move || {
                black_box(Receipt::parse(black_box(&receipt))).expect("a receipt");
            }),
        ),
        (
            "format a receipt",
            Box::new(move || {
                black_box(black_box(&read_receipt).to_header());
            }),
        ),
    ]
}

fn binding(inputs: &Inputs) -> Vec<(&'static str, Call)> {
    let now = Timestamp::from_millis(inputs.now()).expect("now is a moment");
    let expect = Expect { body: Body::Absent, ..Expect::issued_here() };
    let credential = inputs.text("/credential");
    let (text, offered) = (credential.clone(), credential.clone());
    let (verifier, owner, creator) = (key(inputs), key(inputs), key(inputs));
    let (offer, options) = terms(inputs);
    let own = key(inputs).prepare(offer.clone()).expect("the offer is good");
    let prepared = key(inputs).prepare(offer.clone()).expect("the offer is good");
    let issued = key(inputs).issue(offer.clone(), options.clone(), now).expect("the terms are good");
    let terms = (offer, options.clone());
    vec![
        (
            "verify a credential",
            Box::new(move || {
                let doc = CredentialRef::open(black_box(&text)).expect("a credential").expect("one");
                let read = CredentialRef::read(&doc).expect("a credential");
                let _ = black_box(verifier.verify_ref(read, &expect, now)).expect("it is ours");
            }),
        ),
        (
            "verify for a prepared offer",
            Box::new(move || {
                let doc = CredentialRef::open(black_box(&offered)).expect("a credential").expect("one");
                let read = CredentialRef::read_expecting(&doc, [&own.common().request]).expect("a credential");
                let _ = black_box(own.verify_ref(read, &expect, now)).expect("it is ours");
            }),
        ),
        (
            "verify a credential, owned",
            Box::new(move || {
                let read = Credential::parse(black_box(&credential)).expect("a credential").expect("one");
                let _ = black_box(owner.verify(read, &expect, now)).expect("it is ours");
            }),
        ),
        (
            "create a challenge",
            Box::new(move || {
                let (offer, options) = black_box(&terms).clone();
                black_box(creator.issue(offer, options, now)).expect("good terms");
            }),
        ),
        (
            "issue from a prepared offer",
            Box::new(move || {
                let issued = prepared.issue(black_box(&options).clone(), now).expect("good terms");
                black_box(issued.to_header());
            }),
        ),
        (
            "format a challenge",
            Box::new(move || {
                black_box(black_box(&issued).to_header()).expect("a header");
            }),
        ),
    ]
}

fn cards(inputs: &Inputs) -> Vec<(&'static str, Call)> {
    let (small, cards) = (inputs.text("/log/small"), inputs.text("/log/cards"));
    vec![
        (
            "redact 1 KB",
            Box::new(move || {
                black_box(redact(black_box(&small)));
            }),
        ),
        (
            "redact 1 KB with cards",
            Box::new(move || {
                assert!(black_box(redact(black_box(&cards))).contains('•'));
            }),
        ),
    ]
}

/// The signing key.
pub fn key(inputs: &Inputs) -> ChallengeKey {
    let secret = Secret::new(inputs.text("/secret").as_bytes()).expect("a long secret");
    ChallengeKey::new(secret, Vec::new())
}

/// The terms of a challenge.
pub fn terms(inputs: &Inputs) -> (Offer, IssueOptions) {
    let request = Doc::read(inputs.text("/terms/request")).expect("JSON");
    let request = Request::encode(request).expect("a request");
    let method = Method::new(&inputs.text("/terms/method")).expect("a method");
    let intent = Intent::new(&inputs.text("/terms/intent")).expect("an intent");
    let mut offer = Offer::new(inputs.text("/terms/realm"), method, intent, request);
    offer.description = Some(inputs.text("/terms/description"));
    let expires = Expires::parse(&inputs.text("/terms/expires")).expect("a moment");
    (offer, IssueOptions::until(expires))
}
