//! This crate against the crate `mpp`, natively. run.mjs runs it several times and reads criterion's samples.

use core_benches::{Inputs, key, ours, terms};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mpp::{Base64UrlJson, PaymentChallenge, PaymentCredential};
use std::hint::black_box;

fn calls(criterion: &mut Criterion) {
    let inputs = Inputs::from_env();
    agree(&inputs);
    let peers = peer(&inputs);
    for (name, mut call) in ours(&inputs) {
        let mut group = criterion.benchmark_group(name);
        group.bench_function("ours", |bench| bench.iter(&mut call));
        // The peer has only this form of what it reads.
        let same = name.trim_end_matches(", owned");
        if let Some((_, call)) = peers.iter().find(|(own, _)| *own == same) {
            group.bench_function("mpp", |bench| bench.iter(call));
        }
        group.finish();
    }
    let large = inputs.text("/log/large");
    let mut group = criterion.benchmark_group("redact 1 MB");
    group.throughput(Throughput::Bytes(large.len() as u64)).sample_size(10);
    group.bench_function("ours", |bench| bench.iter(|| black_box(mpp_wasm::card::redact(black_box(&large)))));
    group.finish();
}

type PeerCall = Box<dyn Fn()>;

/// The peer's calls that do the same.
fn peer(inputs: &Inputs) -> Vec<(&'static str, PeerCall)> {
    let (header, credential) = (inputs.text("/header"), inputs.text("/credential"));
    let (receipt, secret) = (inputs.text("/receipt"), inputs.text("/secret"));
    let read_receipt = mpp::parse_receipt(&receipt).expect("a receipt");
    let now = inputs.now();
    let (creator, issuer) = (create_theirs(inputs), create_theirs(inputs));
    let created = creator();
    vec![
        (
            "decode two challenges",
            Box::new(move || {
                let read = mpp::parse_www_authenticate_all([black_box(header.as_str())]);
                // Decoded, as ours is: the peer keeps the request encoded until asked for it.
                let requests = read.iter().flatten().map(|one| one.request.decode_value().expect("JSON"));
                assert_eq!(requests.map(black_box).count(), 2);
                black_box(read);
            }),
        ),
        (
            "verify a credential",
            Box::new(move || {
                let (challenge, payload) = read_theirs(black_box(&credential));
                black_box(challenge.request.decode_value().expect("JSON"));
                let ends = challenge.expires_at().expect("an end").unix_timestamp();
                assert!(challenge.verify(&secret) && ends * 1000 > now);
                black_box((challenge, payload));
            }),
        ),
        (
            "create a challenge",
            Box::new(move || {
                black_box(creator());
            }),
        ),
        (
            "issue from a prepared offer",
            Box::new(move || {
                black_box(issuer().to_header()).expect("a header");
            }),
        ),
        (
            "format a challenge",
            Box::new(move || {
                black_box(black_box(&created).to_header()).expect("a header");
            }),
        ),
        (
            "parse a receipt",
            Box::new(move || {
                black_box(mpp::parse_receipt(black_box(&receipt))).expect("a receipt");
            }),
        ),
        (
            "format a receipt",
            Box::new(move || {
                black_box(mpp::format_receipt(black_box(&read_receipt))).expect("a receipt");
            }),
        ),
    ]
}

fn create_theirs(inputs: &Inputs) -> impl Fn() -> PaymentChallenge + use<> {
    let text = |name: &str| inputs.text(name);
    let (secret, realm, method) = (text("/secret"), text("/terms/realm"), text("/terms/method"));
    let (intent, expires, description) =
        (text("/terms/intent"), text("/terms/expires"), text("/terms/description"));
    let request: serde_json::Value = serde_json::from_str(&text("/terms/request")).expect("JSON");
    // Encoded once, as ours is.
    let request = Base64UrlJson::from_value(&request).expect("a request");
    move || {
        PaymentChallenge::with_secret_key_full(
            black_box(&secret),
            realm.as_str(),
            method.as_str(),
            intent.as_str(),
            request.clone(),
            Some(&expires),
            None,
            Some(&description),
            None,
            None,
        )
    }
}

fn read_theirs(header: &str) -> (PaymentChallenge, serde_json::Value) {
    let PaymentCredential { challenge: echo, payload, .. } =
        PaymentCredential::from_header(header).expect("a credential");
    let challenge = PaymentChallenge {
        id: echo.id,
        realm: echo.realm,
        method: echo.method,
        intent: echo.intent,
        request: echo.request,
        expires: echo.expires,
        description: echo.description,
        digest: echo.digest,
        opaque: echo.opaque,
        header: echo.header,
    };
    (challenge, payload)
}

/// Checks that both make the same challenge, the one in the inputs.
fn agree(inputs: &Inputs) {
    let now = mpp_wasm::encoding::timestamp::Timestamp::from_millis(inputs.now()).expect("now");
    let (offer, options) = terms(inputs);
    let mine = key(inputs).issue(offer, options, now).expect("good terms").to_header().expect("a header");
    let theirs = mpp_wasm::scheme::Challenge::parse(&create_theirs(inputs)().to_header().expect("a header"));
    assert_eq!(theirs, mpp_wasm::scheme::Challenge::parse(&mine));
    assert_eq!(theirs.expect("it reads").id, inputs.text("/id"));
}

criterion_group!(benches, calls);
criterion_main!(benches);
