use super::super::Body;
use super::super::check::OTHER_TERMS;
use super::super::key::tests::{BODY, again, now, options, own, pay, request, secret};
use super::*;
use crate::error::Code;
use crate::scheme::{CredentialHeader, Expires, Intent, Method};
use alloc::vec;

fn offer(key: &ChallengeKey) -> Prepared {
    key.prepare(own()).unwrap()
}

#[test]
fn an_offer_verifies_its_own_challenges_only() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let offer = offer(&key);
    let code = |credential: Credential| offer.verify(credential, &BODY, now()).map(drop).unwrap_err().code();
    let good = pay(&key.issue(own(), options(), now()).unwrap());
    assert!(offer.verify(again(&good), &BODY, now()).is_ok());
    // What the offer compares by itself is what a key is told to expect.
    let expected = own();
    let all = Expect { body: Body::Unbound, ..Expect::of(&expected) };
    assert!(key.verify(again(&good), &all, now()).is_ok());
    let others: [fn(&mut Offer); 5] = [
        |offer| offer.realm = "b.example.com".into(),
        |offer| offer.method = Method::new("tempo").unwrap(),
        |offer| offer.intent = Intent::new("session").unwrap(),
        |offer| offer.request = request(r#"{"amount":"1","currency":"usd"}"#),
        |offer| offer.header = Some(CredentialHeader::payment_authorization()),
    ];
    for (at, change) in others.iter().enumerate() {
        let mut other = own();
        change(&mut other);
        let other = pay(&key.issue(other, options(), now()).unwrap());
        let expected = key.verify(again(&other), &all, now()).map(drop).unwrap_err();
        assert_eq!(expected, OTHER_TERMS, "field {at}");
        assert_eq!(offer.verify(other, &BODY, now()).unwrap_err(), OTHER_TERMS, "field {at}");
    }
    let mut forged = again(&good);
    forged.challenge.expires = Some(now().saturating_add_millis(900_000).into());
    assert_eq!(code(forged), Code::InvalidChallenge);
    let foreign = ChallengeKey::new(secret(2), vec![]).issue(own(), options(), now()).unwrap();
    assert_eq!(code(pay(&foreign)), Code::InvalidChallenge);
    assert_eq!(
        offer.verify(good, &Expect { opaque: Some(""), ..BODY }, now()).unwrap_err().code(),
        Code::InvalidChallenge
    );
}

#[test]
fn an_offer_asks_first_who_issued_a_challenge() {
    let key = ChallengeKey::new(secret(2), vec![secret(1)]);
    let offer = offer(&key);
    let other = Offer { realm: "b.example.com".into(), ..own() };
    let issued =
        |by: u8, offer| ChallengeKey::new(secret(by), vec![]).issue(offer, options(), now()).unwrap();
    let error = |challenge: &Challenge, millis| {
        let later = now().saturating_add_millis(millis);
        let body = Expect { body: Body::Absent, ..BODY };
        offer.verify(pay(challenge), &body, later).unwrap_err()
    };
    // Whatever it says, and whenever it is sent: nothing is said about a challenge of somebody else.
    let mut forged = issued(1, other.clone());
    forged.expires = Some(now().into());
    let unknown = error(&forged, 0);
    assert_eq!(unknown.code(), Code::InvalidChallenge);
    for (millis, foreign) in [(0, own()), (300_000, own()), (0, other.clone()), (300_000, other.clone())] {
        assert_eq!(error(&issued(9, foreign), millis), unknown, "{millis}");
    }
    for own in [issued(1, other.clone()), issued(2, other)] {
        assert_eq!(error(&own, 0), OTHER_TERMS);
        assert_eq!(error(&own, 300_000).code(), Code::PaymentExpired);
    }
    assert_eq!(error(&issued(2, own()), 0).code(), Code::VerificationFailed);
}

#[test]
fn an_offer_verifies_in_time_and_under_former_secrets() {
    let issued = ChallengeKey::new(secret(1), vec![]).issue(own(), options(), now()).unwrap();
    let offer = offer(&ChallengeKey::new(secret(2), vec![secret(3), secret(1)]));
    let at = |millis, grace_ms| {
        let later = now().saturating_add_millis(millis);
        offer.verify_with_grace(pay(&issued), &BODY, later, grace_ms).map(drop)
    };
    for (millis, grace_ms) in [(299_999, 0), (299_999, -1), (300_000, 1)] {
        assert_eq!(at(millis, grace_ms), Ok(()));
    }
    for (millis, grace_ms) in [(300_000, 0), (300_000, -1), (300_001, 1)] {
        assert_eq!(at(millis, grace_ms).unwrap_err().code(), Code::PaymentExpired);
    }
    // Without a word about it, there is no grace.
    let header = pay(&issued).to_header().unwrap();
    let text = CredentialRef::open(header.expose()).unwrap().unwrap();
    for (millis, end) in [(299_999, Ok(())), (300_000, Err(Code::PaymentExpired))] {
        let later = now().saturating_add_millis(millis);
        let borrowed = offer.verify_ref(CredentialRef::read(&text).unwrap(), &BODY, later).map(drop);
        let owned = offer.verify(pay(&issued), &BODY, later).map(drop);
        assert_eq!([borrowed, owned].map(|read| read.map_err(|error| error.code())), [end; 2]);
    }
}

#[test]
fn an_offer_issues_only_what_has_not_ended_and_in_capitals() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let offer = offer(&key);
    let issue = |expires: &str| {
        let options = IssueOptions::until(expires.parse::<Expires>().unwrap());
        offer.issue(options, now()).map(|issued| issued.to_challenge())
    };
    for past in ["2025-01-15T12:00:00Z", "2025-01-15T11:59:59.999Z"] {
        assert_eq!(issue(past).unwrap_err().code(), Code::InvalidArgument, "{past}");
    }
    let challenge = issue("2025-01-15t12:00:00.001z").unwrap();
    assert_eq!(challenge.expires.as_ref().map(Expires::as_str), Some("2025-01-15T12:00:00.001Z"));
    assert!(offer.verify(pay(&challenge), &BODY, now()).is_ok());
    let options = IssueOptions::until("2025-01-15t12:00:00.001z".parse::<Expires>().unwrap());
    assert_eq!(key.issue(own(), options, now()).unwrap().expires, challenge.expires);
}
