//! What was issued verifies, and nothing else does.

use super::*;
use mpp_wasm::binding::{Body, Carrier, Expect, Verifier, challenge_id};
use mpp_wasm::scheme::CredentialRef;

/// Checks only the binding.
const BOUND: Expect<'static> = Expect { body: Body::Unbound, ..Expect::issued_here() };

/// Changes a bound field, unless `field` is beyond the last.
fn alter(challenge: &mut Challenge, (offer, options): (Offer, IssueOptions), field: usize) {
    match field {
        0 => challenge.realm = offer.realm,
        1 => challenge.method = offer.method,
        2 => challenge.intent = offer.intent,
        3 => challenge.request = offer.request,
        4 => challenge.expires = None,
        5 => challenge.digest = options.digest.map(|digest| digest.to_text()),
        6 => challenge.opaque = options.opaque,
        7 => challenge.header = offer.header,
        _ => {}
    }
}

fn paid(challenge: Challenge) -> Credential {
    Credential::new(challenge, Default::default())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_bound_field_is_bound((offer, options) in terms(), (other, others) in terms(), field in 0..9_usize) {
        let issued = key().issue(offer, options, now()).unwrap();
        prop_assert!(key().verify(paid(issued.clone()), &BOUND, now()).is_ok());

        let mut forged = issued.clone();
        match field {
            0 => forged.realm = other.realm,
            1 => forged.method = other.method,
            2 => forged.intent = other.intent,
            3 => forged.request = other.request,
            4 => forged.expires = Some(others.expires),
            5 => forged.digest = others.digest.map(|digest| digest.to_text()),
            6 => forged.opaque = others.opaque,
            7 => forged.header = other.header,
            _ => forged.id = challenge_id(&secret(2), &issued).unwrap(),
        }
        prop_assume!(forged != issued);
        // A missing and an empty opaque would fill the same eight slots, but we never write an empty one.
        let refused = key().verify(paid(forged), &BOUND, now()).unwrap_err();
        prop_assert_eq!(refused.code(), Code::InvalidChallenge);
    }

    /// Moving text across the boundary of two fields gives a different challenge.
    #[test]
    fn borders_between_fields_are_bound((offer, options) in terms(), cut in any::<Index>()) {
        let issued = key().issue(offer, options, now()).unwrap();
        let realm: Vec<char> = issued.realm.chars().collect();
        let cut = cut.index(realm.len());
        let mut forged = issued.clone();
        forged.realm = realm[..cut].iter().collect();
        let moved = [&String::from_iter(&realm[cut..]), issued.method.as_str()].concat();
        if let Ok(method) = Method::new(&moved) {
            forged.method = method;
            prop_assert!(key().verify(paid(forged), &BOUND, now()).is_err());
        }
    }

    /// A description is for people. It is not bound, and can change without harm to the payer or to us.
    #[test]
    fn what_is_not_bound_is_the_payers((offer, options) in terms(), text in parameter(), payload in payload(), source in ".*") {
        let mut challenge = key().issue(offer, options, now()).unwrap();
        challenge.description = Some(text);
        let mut credential = Credential::new(challenge, payload);
        credential.source = Some(source);
        prop_assert!(key().verify(credential, &BOUND, now()).is_ok());
    }

    /// One changed character of a credential on the wire is noticed, or changes only unbound parts.
    #[test]
    fn credentials_are_not_malleable((offer, options) in terms(), at in any::<Index>(), other in "[A-Za-z0-9_=-]") {
        let issued = key().issue(offer, options, now()).unwrap();
        let header = paid(issued.clone()).to_header().unwrap();
        let header = header.expose();
        let at = "Payment ".len() + at.index(header.len() - "Payment ".len());
        let changed = [&header[..at], &other, &header[at + 1..]].concat();
        if let Ok(Some(credential)) = Credential::parse(&changed)
            && key().verify(credential, &BOUND, now()).is_ok()
        {
            let mut credential = Credential::parse(&changed).unwrap().unwrap();
            credential.challenge.description.clone_from(&issued.description);
            prop_assert_eq!(credential.challenge, issued);
        }
    }

    #[test]
    fn keys_rotate((offer, options) in terms(), retired in 2..6_u8) {
        let issued = ChallengeKey::new(secret(retired), vec![]).issue(offer, options, now()).unwrap();
        let rotated = ChallengeKey::new(secret(1), (2..6).map(secret).collect());
        let verified = rotated.verify(paid(issued.clone()), &BOUND, now()).unwrap();
        let id = verified.challenge_id();
        prop_assert_eq!(id.as_str(), issued.id.as_str());
        prop_assert_eq!(Some(verified.expires()), issued.expires.as_ref().map(Expires::at));
        prop_assert!(key().verify(paid(issued), &BOUND, now()).is_err());
    }

    /// The expectations of a server about its own offer are compared field by field.
    #[test]
    fn expectations_are_compared((offer, options) in terms(), (other, others) in terms(), field in 0..6_usize) {
        let issued = key().issue(offer, options, now()).unwrap();
        let (mut expect, same) = (BOUND, match field {
            0 => other.realm == issued.realm,
            1 => other.method == issued.method,
            2 => other.intent == issued.intent,
            3 => other.request.as_str() == issued.request.as_str(),
            4 => others.opaque.as_ref().map_or("", Opaque::as_str) == issued.opaque.as_ref().map_or("", Opaque::as_str),
            _ => other.header == issued.header,
        });
        match field {
            0 => expect.realm = Some(&other.realm),
            1 => expect.method = Some(other.method.as_str()),
            2 => expect.intent = Some(other.intent.as_str()),
            3 => expect.request = Some(other.request.as_str()),
            4 => expect.opaque = Some(others.opaque.as_ref().map_or("", Opaque::as_str)),
            _ => expect.header = other.header.as_ref().map_or(Carrier::Authorization, Carrier::Named),
        }
        let verified = key().verify(paid(issued), &expect, now());
        prop_assert_eq!(verified.map(drop).map_err(|error| error.code()), if same { Ok(()) } else { Err(Code::InvalidChallenge) });
    }

    #[test]
    fn another_body_is_noticed((offer, mut options) in terms(), body in any::<Vec<u8>>(), other in any::<Vec<u8>>()) {
        options.digest = Some(BodyDigest::of(&body));
        let issued = key().issue(offer, options, now()).unwrap();
        let check = |seen: Body| key().verify(paid(issued.clone()), &Expect { body: seen, ..BOUND }, now()).map(drop);
        prop_assert_eq!(check(Body::Present(BodyDigest::of(&body))), Ok(()));
        // An empty body has a digest too.
        let absent = if body.is_empty() { Ok(()) } else { Err(Code::VerificationFailed) };
        prop_assert_eq!(check(Body::Absent).map_err(|error| error.code()), absent);
        prop_assert_eq!(check(Body::Unseen).unwrap_err().code(), Code::InvalidArgument);
        prop_assume!(body != other);
        prop_assert_eq!(check(Body::Present(BodyDigest::of(&other))).unwrap_err().code(), Code::VerificationFailed);
    }

    /// Whatever a verifier has seen before, it says what its key says.
    #[test]
    fn a_verifier_verifies_as_its_key_does(
        (known, options) in terms(),
        turns in proptest::collection::vec((terms(), 0..9_usize, 1..4_u8, any::<bool>()), 1..12),
    ) {
        let key = || ChallengeKey::new(secret(1), vec![secret(2)]);
        let verifier = Verifier::new(key());
        for (other, field, issuer, bind) in turns {
            let mut challenge = ChallengeKey::new(secret(issuer), vec![]).issue(known.clone(), options.clone(), now()).unwrap();
            alter(&mut challenge, other, field);
            if bind {
                challenge.id = challenge_id(&secret(issuer), &challenge).unwrap();
            }
            let header = paid(challenge.clone()).to_header().unwrap();
            let text = CredentialRef::open(header.expose()).unwrap().unwrap();
            let expect = Expect { request: Some(known.request.as_str()), ..BOUND };
            for (expect, late) in [(BOUND, 0), (expect, 0), (BOUND, 2_000_000_000)] {
                let now = now().saturating_add_millis(late);
                let expected = key().verify(paid(challenge.clone()), &expect, now).map(drop);
                let verified = verifier.verify(&text, &expect, now);
                if let Ok(verified) = &verified {
                    prop_assert_eq!(verified.to_credential().challenge, challenge.clone());
                }
                prop_assert_eq!(verified.map(drop), expected);
            }
        }
    }

    /// A prepared offer verifies what its key verifies when all of the offer is expected, and refuses the rest with
    /// the same error, however the credential is read.
    #[test]
    fn an_offer_verifies_as_its_key_does(
        (own, options) in terms(),
        other in terms(),
        field in 0..9_usize,
        issuer in 1..4_u8,
        late in any::<bool>(),
        pinned in any::<bool>(),
    ) {
        let mut challenge = ChallengeKey::new(secret(issuer), vec![]).issue(own.clone(), options.clone(), now()).unwrap();
        alter(&mut challenge, other, field);
        // Bound again, as this server would have for other terms.
        if late {
            challenge.id = challenge_id(&secret(issuer), &challenge).unwrap();
        }
        // Some of the terms have ended by then.
        let now = if late { now().saturating_add_millis(i64::from(issuer) * 1_000_000_000) } else { now() };

        let body = options.digest.map_or(Body::Absent, Body::Present);
        let digest = options.digest.filter(|_| pinned);
        let opaque = Some(options.opaque.as_ref().map_or("", Opaque::as_str));
        let seen = Expect { opaque, digest, body, ..Expect::issued_here() };
        let all = Expect { opaque, digest, body, ..Expect::of(&own) };
        let key = ChallengeKey::new(secret(1), vec![secret(2)]);
        let offer = key.prepare(own.clone()).unwrap();

        let expected = key.verify(paid(challenge.clone()), &all, now).map(drop);
        let owned = offer.verify(paid(challenge.clone()), &seen, now).map(drop);
        prop_assert_eq!(&owned, &expected);
        let text = paid(challenge.clone()).to_header().unwrap();
        let text = CredentialRef::open(text.expose()).unwrap().unwrap();
        let read = CredentialRef::read_expecting(&text, [&offer.common().request]).unwrap();
        prop_assert_eq!(read.to_credential().challenge, challenge);
        let borrowed = offer.verify_ref(read, &seen, now).map(drop);
        prop_assert_eq!(borrowed, expected);
    }
}
