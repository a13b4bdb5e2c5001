//! The header fields of the scheme.

use super::blames_the_peer;
use mpp_wasm::binding::{Body, ChallengeKey, Expect, Secret};
use mpp_wasm::encoding::json::Doc;
use mpp_wasm::encoding::timestamp::Timestamp;
use mpp_wasm::error::{Code, Fault};
use mpp_wasm::http::auth;
use mpp_wasm::scheme::{
    AcceptPayment, Challenge, Credential, MAX_DESCRIPTION_BYTES, MAX_RANGES, MAX_REALM_BYTES, Receipt,
    SCHEME, Terms,
};

/// `WWW-Authenticate`: what is read can be written and reads back the same, and so does its echo.
pub fn www_authenticate(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let elements = auth::split(&text);
    assert_eq!(elements, auth::split(&text));
    let reading = match Challenge::read_all(&text) {
        Ok(reading) => reading,
        Err(error) => {
            assert_eq!(error.code(), Code::TooLarge);
            // White space that the grammar does not allow begins a challenge too.
            let parts = text.split(|c: char| c == ',' || c.is_whitespace()).count();
            return assert!(text.len() > auth::MAX_HEADER_BYTES || parts > auth::MAX_CHALLENGES);
        }
    };
    assert!(text.len() <= auth::MAX_HEADER_BYTES);
    assert!(reading.payment.len() + reading.others.len() <= auth::MAX_CHALLENGES);
    assert_eq!(Ok(&reading), Challenge::read_all(&text).as_ref());

    let elements = elements.unwrap_or_default();
    assert_eq!(elements.iter().filter(|element| element.is(SCHEME)).count(), reading.payment.len());
    for element in &elements {
        // An element that breaks the grammar may be split differently on its own.
        if let Ok(params) = element.params() {
            assert!(params.len() <= auth::MAX_PARAMS);
            assert_eq!(auth::split(&element.to_text()).as_deref(), Ok(std::slice::from_ref(element)));
        }
    }
    for challenge in &reading.payment {
        match challenge {
            Ok(challenge) => written_challenge(challenge),
            Err(error) => blames_the_peer(error, Code::MalformedChallenge),
        }
    }
}

fn written_challenge(challenge: &Challenge) {
    assert!(!challenge.id.is_empty());
    match challenge.to_header() {
        Ok(header) => {
            assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{header}");
            if header.len() <= auth::MAX_HEADER_BYTES {
                assert_eq!(Ok(challenge), Challenge::parse(&header).as_ref());
            }
        }
        Err(_) => {
            let long = challenge.description.as_ref().is_some_and(|text| text.len() > MAX_DESCRIPTION_BYTES);
            assert!(long || challenge.realm.len() > MAX_REALM_BYTES);
        }
    }
    if let Some(expires) = &challenge.expires {
        same_moment(expires.at());
    }
    if let Err(error) = Terms::read(&challenge.method, &challenge.request) {
        assert_eq!(error.fault(), Fault::Peer, "{error}");
    }
    written_credential(&Credential::new(challenge.clone(), Default::default()));
}

/// `Authorization`: what is read can be written and reads back the same, never prints its payload, and is never
/// accepted as one of ours.
pub fn authorization(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = Credential::parse(&text);
    match read {
        Ok(Some(credential)) => {
            written_credential(&credential);
            let key = ChallengeKey::new(Secret::new(&[0x5a; 32]).unwrap(), Vec::new());
            let now = Timestamp::from_millis(0).unwrap();
            let expect = Expect { body: Body::Unbound, ..Expect::issued_here() };
            let refused = key.verify(credential, &expect, now).unwrap_err();
            assert_eq!(refused.code(), Code::InvalidChallenge);
        }
        Ok(None) => {}
        Err(error) if error.code() == Code::MultipleCredentials => {}
        Err(error) => blames_the_peer(&error, Code::MalformedCredential),
    }
}

fn written_credential(credential: &Credential) {
    match credential.to_header() {
        Ok(header) => {
            let again = Credential::parse(header.expose()).unwrap().unwrap();
            assert_eq!(again.to_header().unwrap().expose(), header.expose());
        }
        // Escapes can make it longer than it was.
        Err(error) => assert_eq!(error.code(), Code::TooLarge),
    }
    for (_, value) in credential.payload.expose().members() {
        // A short text may also occur in the id, which is shown.
        let secret =
            value.as_text().filter(|text| text.len() >= 16 && !credential.challenge.id.contains(*text));
        assert!(!secret.is_some_and(|secret| format!("{credential:?}").contains(secret)));
    }
}

/// `Payment-Receipt`: reads back with every extension, and always says success.
pub fn payment_receipt(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = Receipt::parse(&text);
    assert_eq!(read, Receipt::parse(&text));
    match read {
        Ok(receipt) => {
            assert_eq!(Receipt::parse(&receipt.to_header()).as_ref(), Ok(&receipt));
            let json = Doc::read(receipt.to_json()).unwrap();
            assert_eq!(json.root().text("status"), Some("success"));
            assert_eq!(json.root().members().count(), receipt.extensions().members().count() + 4);
            same_moment(receipt.settled_at());
        }
        Err(error) => blames_the_peer(&error, Code::MalformedReceipt),
    }
}

/// `Accept-Payment`: a ranking contains each offer at most once, and the order of ranges does not matter.
pub fn accept_payment(data: &[u8]) {
    const OFFERS: [(&str, &str); 5] =
        [("tempo", "charge"), ("stripe", "charge"), ("tempo", "session"), ("evm", "charge"), ("x402", "x")];
    let text = String::from_utf8_lossy(data);
    let read = AcceptPayment::parse(&text);
    assert_eq!(read, AcceptPayment::parse(&text));
    let accept = match read {
        Ok(accept) => accept,
        Err(error) => {
            assert_eq!(error.fault(), Fault::Peer);
            return assert!(matches!(error.code(), Code::InvalidHeader | Code::TooLarge));
        }
    };
    assert_eq!(AcceptPayment::parse(&accept.to_header()).as_ref(), Ok(&accept));
    let members: Vec<&str> = text.split(',').collect();
    assert!(members.iter().filter(|member| !member.trim().is_empty()).count() <= MAX_RANGES);
    let ranked = accept.rank(OFFERS);
    let mut once = ranked.clone();
    once.sort_unstable();
    once.dedup();
    assert!(once.len() == ranked.len() && once.iter().all(|at| *at < OFFERS.len()));

    let turned: Vec<&str> = members.into_iter().rev().collect();
    assert_eq!(AcceptPayment::parse(&turned.join(" , ")).unwrap().rank(OFFERS), ranked);
}

fn same_moment(moment: Timestamp) {
    assert_eq!(Timestamp::from_millis(moment.as_millis()), Some(moment));
    assert_eq!(Timestamp::parse(&moment.to_string()), Ok(moment));
}
