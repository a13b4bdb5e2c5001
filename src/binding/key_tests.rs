use super::super::{Body, Carrier, challenge_id};
use super::*;
use crate::encoding::json::Doc;
use crate::error::Code;
use crate::scheme::{CredentialHeader, Intent, MAX_REALM_BYTES, Method, Opaque, Request};
use alloc::{
    string::{String, ToString},
    vec,
};

const REFERENCE: &[u8] = b"test-vector-secret-minimum-32-byte-secret";

pub(in crate::binding) fn secret(byte: u8) -> Secret {
    Secret::new(&[byte; 32]).unwrap()
}

pub(in crate::binding) fn now() -> Timestamp {
    Timestamp::parse("2025-01-15T12:00:00Z").unwrap()
}

pub(in crate::binding) fn request(text: &str) -> Request {
    Request::encode(Doc::read(text.into()).unwrap()).unwrap()
}

pub(in crate::binding) fn own() -> Offer {
    let request = request(r#"{"amount":"10000","currency":"usd"}"#);
    let (method, intent) = (Method::new("stripe").unwrap(), Intent::new("charge").unwrap());
    Offer {
        description: Some("One \"answer\" — é".into()),
        ..Offer::new("api.example.com", method, intent, request)
    }
}

pub(in crate::binding) fn options() -> IssueOptions {
    IssueOptions {
        digest: Some(BodyDigest::of(b"body")),
        opaque: Some(Opaque::parse("eyJhIjoiYiJ9").unwrap()),
        ..IssueOptions::until(now().saturating_add_millis(300_000))
    }
}

/// A payer that reads the header and echoes it.
pub(in crate::binding) fn pay(challenge: &Challenge) -> Credential {
    let challenge = Challenge::parse(&challenge.to_header().unwrap()).unwrap();
    let header = Credential::new(challenge, Default::default()).to_header().unwrap();
    Credential::parse(header.expose()).unwrap().unwrap()
}

/// The same credential, sent again.
pub(in crate::binding) fn again(credential: &Credential) -> Credential {
    Credential::parse(credential.to_header().unwrap().expose()).unwrap().unwrap()
}

/// Checks only the binding and the expiry.
pub(in crate::binding) const BODY: Expect<'static> = Expect { body: Body::Unbound, ..Expect::issued_here() };

#[test]
fn what_was_verified_can_be_taken_out() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let challenge = key.issue(own(), options(), now()).unwrap();
    let verified = key.verify(pay(&challenge), &BODY, now()).unwrap();
    assert_eq!(verified.into_inner().challenge, challenge);
}

/// Why a credential is refused, whether it is read into owned values or not.
fn code(key: &ChallengeKey, credential: Credential, expect: &Expect<'_>) -> Code {
    let header = credential.to_header().unwrap();
    let text = CredentialRef::open(header.expose()).unwrap().unwrap();
    let borrowed = key.verify_ref(CredentialRef::read(&text).unwrap(), expect, now()).map(drop);
    let owned = key.verify(credential, expect, now()).map(drop);
    assert_eq!(borrowed, owned);
    owned.unwrap_err().code()
}

#[test]
fn reference_vector_with_a_header_slot() {
    let mut challenge = Challenge::parse(
        r#"Payment id="?", realm="api.example.com", method="tempo", intent="charge", request="eyJhbW91bnQiOiIxMDAwMDAwIn0", header="Payment-Authorization""#,
    )
    .unwrap();
    let secret = Secret::new(REFERENCE).unwrap();
    assert_eq!(challenge_id(&secret, &challenge).unwrap(), "re8MIMJYpIJ0r_aiizscg6ghtipQM8IpOa_NtpwIU8E");
    challenge.header = CredentialHeader::parse("Authorization").unwrap();
    assert_eq!(challenge_id(&secret, &challenge).unwrap(), "6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0");
}

#[test]
fn what_was_issued_verifies_after_the_wire() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let challenge = key.issue(own(), options(), now()).unwrap();
    let expect = Expect { body: Body::Present(BodyDigest::of(b"body")), ..Expect::issued_here() };
    let verified = key.verify(pay(&challenge), &expect, now()).unwrap();
    assert_eq!(verified.challenge_id().as_str(), challenge.id);
    let header = pay(&challenge).to_header().unwrap();
    let text = CredentialRef::open(header.expose()).unwrap().unwrap();
    let borrowed = key.verify_ref(CredentialRef::read(&text).unwrap(), &expect, now()).unwrap();
    assert_eq!(borrowed.challenge_id(), verified.challenge_id());
    assert_eq!([borrowed.expires(), verified.expires()], [now().saturating_add_millis(300_000); 2]);
}

#[test]
fn any_changed_bound_field_fails() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let good = pay(&key.issue(own(), options(), now()).unwrap());
    let tampered: [fn(&mut Challenge); 11] = [
        |c| c.id = c.id.replace(|c: char| c.is_ascii_lowercase(), "a"),
        |c| c.realm = "evil.example.com".into(),
        |c| c.method = Method::new("tempo").unwrap(),
        |c| c.intent = Intent::new("session").unwrap(),
        |c| c.request = request(r#"{"amount":"1","currency":"usd"}"#),
        |c| c.request = Request::parse(&[c.request.as_str(), "="].concat()).unwrap(),
        |c| c.expires = Some(now().saturating_add_millis(900_000).into()),
        |c| c.expires = None,
        |c| c.digest = None,
        |c| c.opaque = None,
        |c| c.header = Some(CredentialHeader::payment_authorization()),
    ];
    for (at, tamper) in tampered.iter().enumerate() {
        let mut credential = again(&good);
        tamper(&mut credential.challenge);
        assert_eq!(code(&key, credential, &BODY), Code::InvalidChallenge, "field {at}");
    }
    let mut described = again(&good);
    described.challenge.description = Some("cheap".into());
    assert!(key.verify(described, &BODY, now()).is_ok(), "a description is not bound");
}

#[test]
fn an_empty_digest_is_none() {
    // The MAC cannot tell them apart, so a payer can add an empty one.
    let key = ChallengeKey::new(secret(1), vec![]);
    let mut challenge = key.issue(own(), IssueOptions { digest: None, ..options() }, now()).unwrap();
    challenge.digest = Some(String::new());
    let credential = pay(&challenge);
    assert!(key.verify(again(&credential), &Expect::issued_here(), now()).is_ok());
    let header = credential.to_header().unwrap();
    let text = CredentialRef::open(header.expose()).unwrap().unwrap();
    assert!(key.verify_ref(CredentialRef::read(&text).unwrap(), &Expect::issued_here(), now()).is_ok());
    assert!(key.verify(again(&credential), &Expect { body: Body::Absent, ..BODY }, now()).is_ok());
    let other = Expect { body: Body::Present(BodyDigest::of(b"body")), ..BODY };
    assert_eq!(code(&key, credential, &other), Code::VerificationFailed);
}

#[test]
fn an_empty_body_has_a_digest_too() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let empty = IssueOptions { digest: Some(BodyDigest::of(b"")), ..options() };
    let credential = pay(&key.issue(own(), empty, now()).unwrap());
    for body in [Body::Absent, Body::Present(BodyDigest::of(b""))] {
        assert!(key.verify(again(&credential), &Expect { body, ..BODY }, now()).is_ok(), "{body:?}");
    }
    let other = Expect { body: Body::Present(BodyDigest::of(b"body")), ..BODY };
    assert_eq!(code(&key, credential, &other), Code::VerificationFailed);
}

#[test]
fn an_id_has_one_spelling() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let good = pay(&key.issue(own(), options(), now()).unwrap());
    let last = good.challenge.id.chars().last().unwrap();
    let next = char::from(last as u8 + 1);
    let spellings = [
        good.challenge.id.clone() + "=",
        good.challenge.id[..42].to_string() + &next.to_string(),
        " ".to_string() + &good.challenge.id,
    ];
    for id in spellings {
        let mut credential = again(&good);
        credential.challenge.id = id;
        assert_eq!(code(&key, credential, &BODY), Code::InvalidChallenge);
    }
}

#[test]
fn pipes_are_refused_at_issue_and_verify() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let piped = Offer { realm: "a|b".into(), ..own() };
    assert_eq!(key.issue(piped, options(), now()).unwrap_err().code(), Code::InvalidArgument);
    let mut credential = pay(&key.issue(own(), options(), now()).unwrap());
    credential.challenge.digest = Some("sha-256=a|b".into());
    assert_eq!(code(&key, credential, &BODY), Code::InvalidChallenge);
}

#[test]
fn a_charge_without_an_amount_is_not_issued() {
    let key = ChallengeKey::new(secret(1), vec![]);
    for text in ["{}", r#"{"currency":"usd"}"#, r#"{"amount":null}"#, r#"{"details":{"amount":"1"}}"#] {
        let charge = Offer { request: request(text), ..own() };
        assert_eq!(
            key.issue(charge.clone(), options(), now()).unwrap_err().code(),
            Code::InvalidArgument,
            "{text}"
        );
        assert!(
            key.issue(Offer { intent: Intent::new("session").unwrap(), ..charge }, options(), now()).is_ok()
        );
    }
}

#[test]
fn a_realm_over_the_limit_is_neither_issued_nor_prepared() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let of = |bytes: usize| Offer { realm: "a".repeat(bytes), ..own() };
    assert!(key.issue(of(MAX_REALM_BYTES), options(), now()).is_ok());
    assert!(key.prepare(of(MAX_REALM_BYTES)).is_ok());
    let errors = [
        key.issue(of(MAX_REALM_BYTES + 1), options(), now()).unwrap_err(),
        key.prepare(of(MAX_REALM_BYTES + 1)).unwrap_err(),
    ];
    assert_eq!(errors.map(|error| error.code()), [Code::InvalidArgument; 2]);
}

#[test]
fn an_amount_that_is_not_digits_is_not_issued() {
    let key = ChallengeKey::new(secret(1), vec![]);
    for amount in
        [r#""+1""#, r#""0x10""#, r#""1_000""#, r#"".5""#, r#""""#, r#""1.00""#, r#""01""#, "100", "null"]
    {
        let request = request(&[r#"{"amount":"#, amount, "}"].concat());
        assert_eq!(
            key.issue(Offer { request, ..own() }, options(), now()).unwrap_err().code(),
            Code::InvalidArgument,
            "{amount}"
        );
    }
}

#[test]
fn rotation_overlaps() {
    let old = ChallengeKey::new(secret(1), vec![]);
    let credential = pay(&old.issue(own(), options(), now()).unwrap());
    let new = ChallengeKey::new(secret(2), vec![secret(3), secret(1)]);
    assert!(new.verify(again(&credential), &BODY, now()).is_ok());
    let after = ChallengeKey::new(secret(2), vec![secret(3)]);
    assert_eq!(code(&after, credential, &BODY), Code::InvalidChallenge);
}

#[test]
fn a_challenge_for_something_else_is_refused() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let credential = pay(&key.issue(own(), options(), now()).unwrap());
    let offer = own();
    let same = Expect {
        realm: Some(&offer.realm),
        method: Some("stripe"),
        intent: Some("charge"),
        request: Some(offer.request.as_str()),
        opaque: Some("eyJhIjoiYiJ9"),
        header: Carrier::Authorization,
        digest: Some(BodyDigest::of(b"body")),
        body: Body::Present(BodyDigest::of(b"body")),
    };
    assert!(key.verify(again(&credential), &same, now()).is_ok());
    let dear = request(r#"{"amount":"500","currency":"usd"}"#);
    for other in [
        Expect { realm: Some("b.example.com"), ..same },
        Expect { method: Some("tempo"), ..same },
        Expect { intent: Some("session"), ..same },
        Expect { request: Some(dear.as_str()), ..same },
        Expect { opaque: Some(""), ..same },
        Expect { digest: Some(BodyDigest::of(b"other")), ..same },
        Expect { header: Carrier::Named(&CredentialHeader::payment_authorization()), ..same },
    ] {
        assert_eq!(code(&key, again(&credential), &other), Code::InvalidChallenge);
    }
    let named = |name| Offer { header: CredentialHeader::parse(name).unwrap(), ..own() };
    let named = [named("Payment-Authorization"), named("payment-authorization")];
    for own in named.clone() {
        let challenge = key.issue(own, options(), now()).unwrap();
        assert_eq!(challenge.credential_field(), "Payment-Authorization", "however the offer writes it");
        for expected in &named {
            let expect = Expect { body: Body::Unbound, ..Expect::of(expected) };
            assert!(key.verify(pay(&challenge), &expect, now()).is_ok());
        }
        let mut respelled = pay(&challenge);
        respelled.challenge.header.clone_from(&named[1].header);
        assert_eq!(code(&key, respelled, &BODY), Code::InvalidChallenge, "the id binds the case");
    }
    for body in [Body::Absent, Body::Present(BodyDigest::of(b"other"))] {
        assert_eq!(code(&key, again(&credential), &Expect { body, ..same }), Code::VerificationFailed);
    }
    assert_eq!(code(&key, credential, &Expect { body: Body::Unseen, ..same }), Code::InvalidArgument);
    let bodiless = pay(&key.issue(own(), IssueOptions { digest: None, ..options() }, now()).unwrap());
    assert_eq!(code(&key, again(&bodiless), &same), Code::InvalidChallenge);
    assert_eq!(code(&key, bodiless, &Expect { digest: None, ..same }), Code::VerificationFailed);
}

#[test]
fn an_expired_credential_is_refused_to_the_millisecond() {
    let key = ChallengeKey::new(secret(1), vec![]);
    let credential = pay(&key.issue(own(), options(), now()).unwrap());
    let at = |millis| key.verify(again(&credential), &BODY, now().saturating_add_millis(millis)).map(drop);
    assert_eq!(at(299_999), Ok(()));
    assert_eq!(at(300_000).unwrap_err().code(), Code::PaymentExpired);
    let past = IssueOptions { expires: now().into(), ..options() };
    assert_eq!(key.issue(own(), past, now()).unwrap_err().code(), Code::InvalidArgument);
    // Bound under the key but without an expiry: never issued, never honored.
    let mut endless = credential;
    endless.challenge.expires = None;
    endless.challenge.id = challenge_id(&secret(1), &endless.challenge).unwrap();
    assert_eq!(code(&key, endless, &BODY), Code::InvalidChallenge);
}

#[test]
fn secrets_are_long_and_silent() {
    assert_eq!(Secret::new(&[0; 31]).unwrap_err().code(), Code::BadSecret);
    let key = ChallengeKey::new(Secret::new(REFERENCE).unwrap(), vec![secret(b'z')]);
    let shown = std::format!("{key:?}");
    assert!(!shown.contains("test-vector") && !shown.contains("zzz"), "{shown}");
}
