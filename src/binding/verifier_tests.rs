use super::super::key::tests::{BODY, now, secret};
use super::super::{IssueOptions, Offer};
use super::*;
use crate::encoding::json::Doc;
use crate::error::Code;
use crate::scheme::{Credential, CredentialHeader, Intent, Method, Request};
use alloc::{format, vec};

fn own(realm: &str, amount: &str) -> Offer {
    let request = Doc::read(format!(r#"{{"amount":"{amount}","currency":"usd"}}"#)).unwrap();
    let request = Request::encode(request).unwrap();
    Offer::new(realm, Method::new("stripe").unwrap(), Intent::new("charge").unwrap(), request)
}

/// The text of a credential for a challenge that `key` issues, after `change`.
fn pay(key: &ChallengeKey, offer: Offer, change: impl Fn(&mut Challenge)) -> CredentialText {
    let options = IssueOptions::until(now().saturating_add_millis(300_000));
    let mut challenge = key.issue(offer, options, now()).unwrap();
    change(&mut challenge);
    let header = Credential::new(challenge, Default::default()).to_header().unwrap();
    CredentialRef::open(header.expose()).unwrap().unwrap()
}

#[test]
fn only_what_was_verified_is_remembered_and_once() {
    let verifier = Verifier::new(ChallengeKey::new(secret(1), vec![]));
    let foreign = pay(&ChallengeKey::new(secret(2), vec![]), own("a", "100"), |_| {});
    let cheap = pay(verifier.key(), own("a", "100"), |challenge| challenge.realm = "b".into());
    let good = pay(verifier.key(), own("a", "100"), |_| {});
    for (text, valid, known) in [(&foreign, false, 0), (&cheap, false, 0), (&good, true, 1), (&good, true, 1)]
    {
        assert_eq!(verifier.verify(text, &BODY, now()).is_ok(), valid);
        assert_eq!(verifier.known().count(), known);
    }
    // Known terms make no forgery valid.
    for forged in [&foreign, &cheap] {
        assert_eq!(verifier.verify(forged, &BODY, now()).unwrap_err().code(), Code::InvalidChallenge);
    }
    let later = pay(verifier.key(), own("a", "100"), |challenge| {
        challenge.expires = Some(now().saturating_add_millis(600_000).into());
    });
    assert_eq!(verifier.verify(&later, &BODY, now()).unwrap_err().code(), Code::InvalidChallenge);
    assert_eq!(verifier.known().count(), 1);
}

#[test]
fn the_same_request_of_another_realm_is_other_terms() {
    let verifier = Verifier::new(ChallengeKey::new(secret(1), vec![]));
    for (realm, known) in [("a", 1), ("b", 2), ("a", 2), ("b", 2)] {
        let text = pay(verifier.key(), own(realm, "100"), |_| {});
        assert_eq!(verifier.verify(&text, &BODY, now()).unwrap().challenge.to_challenge().realm, realm);
        assert_eq!(verifier.known().count(), known);
    }
}

#[test]
fn the_same_request_of_another_method_intent_or_field_is_other_terms() {
    let verifier = Verifier::new(ChallengeKey::new(secret(1), vec![]));
    let method = Offer { method: Method::new("tempo").unwrap(), ..own("a", "100") };
    let intent = Offer { intent: Intent::new("session").unwrap(), ..own("a", "100") };
    let field = Offer { header: Some(CredentialHeader::payment_authorization()), ..own("a", "100") };
    for round in 0..2 {
        for (number, offer) in
            [own("a", "100"), method.clone(), intent.clone(), field.clone()].into_iter().enumerate()
        {
            let text = pay(verifier.key(), offer, |_| {});
            let known = (round > 0).then_some(number);
            assert_eq!(verifier.verify_numbered(&text, &BODY, now()).unwrap().1, known);
        }
    }
}

#[test]
fn a_former_secret_still_verifies_known_terms() {
    let verifier = Verifier::new(ChallengeKey::new(secret(1), vec![secret(2)]));
    let former = pay(&ChallengeKey::new(secret(2), vec![]), own("a", "100"), |_| {});
    let current = pay(verifier.key(), own("a", "100"), |_| {});
    for text in [&former, &current, &former] {
        assert!(verifier.verify(text, &BODY, now()).is_ok());
    }
    assert_eq!(verifier.known().count(), 1);
}

#[test]
fn terms_keep_their_number() {
    let verifier = Verifier::new(ChallengeKey::new(secret(1), vec![secret(2)]));
    let cheap = pay(verifier.key(), own("a", "100"), |_| {});
    let dear = pay(&ChallengeKey::new(secret(2), vec![]), own("a", "200"), |_| {});
    for (text, number) in
        [(&cheap, None), (&dear, None), (&dear, Some(1)), (&cheap, Some(0)), (&dear, Some(1))]
    {
        assert_eq!(verifier.verify_numbered(text, &BODY, now()).unwrap().1, number);
    }
    // What is known of one request is not taken for another.
    for (text, amount) in [(&cheap, "100"), (&dear, "200")] {
        let verified = verifier.verify(text, &BODY, now()).unwrap();
        assert_eq!(verified.challenge.request().root().text("amount"), Some(amount));
    }
}

#[test]
fn known_terms_expire_like_any() {
    let verifier = Verifier::new(ChallengeKey::new(secret(1), vec![]));
    let text = pay(verifier.key(), own("a", "100"), |_| {});
    let at = |millis| verifier.verify(&text, &BODY, now().saturating_add_millis(millis)).map(drop);
    for _ in 0..2 {
        assert_eq!(at(300_000).unwrap_err().code(), Code::PaymentExpired);
        assert_eq!(at(299_999), Ok(()));
    }
}

#[test]
fn memory_is_bounded() {
    let verifier = Verifier::new(ChallengeKey::new(secret(1), vec![]));
    let long = pay(verifier.key(), own("a", &["100\",\"memo\":\"", &"a".repeat(LONGEST)].concat()), |_| {});
    assert!(verifier.verify(&long, &BODY, now()).is_ok());
    assert_eq!(verifier.known().count(), 0);
    for price in 1..3 * MOST {
        let text = pay(verifier.key(), own("a", &format!("{price}")), |_| {});
        for _ in 0..2 {
            assert!(verifier.verify(&text, &BODY, now()).is_ok());
        }
        assert_eq!(verifier.known().count(), price.min(MOST));
    }
}
