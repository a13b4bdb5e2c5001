//! Secrets have types that cannot be printed, serialized, copied or compared. If one can, this file does not compile.

use mpp_wasm::binding::{ChallengeKey, Expect, IssueOptions, Offer, Prepared, Secret, TagKey, Verified};
use mpp_wasm::card::{CardNumber, RedactStream, VerificationCode};
use mpp_wasm::encoding::json::SecretDoc;
use mpp_wasm::encoding::timestamp::Timestamp;
use mpp_wasm::error::Result;
use mpp_wasm::http::auth;
use mpp_wasm::paywall::{Attempt, Config, Paywall, RouteId, Step};
use mpp_wasm::rail::stripe::{SharedPaymentToken, Stripe, StripeConfig};
use mpp_wasm::rail::{Ask, Capture, HttpRequest, HttpResponse, Rail};
use mpp_wasm::scheme::{Challenge, Credential, CredentialRef, CredentialText, Payload, terms};
use mpp_wasm::secret::SecretText;
use std::borrow::Borrow;
use std::fmt::{Display, LowerHex};
use std::hash::Hash;
use std::ops::Deref;
use zeroize::ZeroizeOnDrop;

/// Compiles only if the type has none of the traits: with one of them, two implementations would apply.
macro_rules! lacks {
    ($type:ty: $($trait:path),+ $(,)?) => {
        const _: fn() = || {
            trait Fits<Marker> {
                fn here() {}
            }
            impl<T: ?Sized> Fits<()> for T {}
            $({
                struct Has;
                impl<T: ?Sized + $trait> Fits<Has> for T {}
            })+
            let _ = <$type as Fits<_>>::here;
        };
    };
}

macro_rules! secret {
    ($($type:ty),+ $(,)?) => {
        $(lacks!($type: Display, LowerHex, Clone, Copy, PartialEq, Eq, PartialOrd, Hash, serde::Serialize,
            AsRef<str>, AsRef<[u8]>, Borrow<str>, Deref<Target = str>, Into<String>, Into<Vec<u8>>);)+
    };
}

secret!(
    CardNumber,
    VerificationCode,
    SecretText,
    Secret,
    ChallengeKey,
    TagKey,
    Prepared,
    Payload,
    SharedPaymentToken<'_>,
    CredentialText,
    SecretDoc,
    CredentialRef<'_>,
    Credential,
    Verified<Credential>,
    Verified<CredentialRef<'_>>,
    Stripe,
    StripeConfig,
    Rail,
    HttpRequest,
    Config,
    Paywall,
    Attempt,
    Step,
    RedactStream
);

/// Every type that holds a secret beyond the call that created it is wiped.
#[test]
fn secrets_are_wiped_when_dropped() {
    const fn wiped<T: ZeroizeOnDrop>() {}
    wiped::<CardNumber>();
    wiped::<VerificationCode>();
    wiped::<SecretText>();
    wiped::<Secret>();
    wiped::<Payload>();
    wiped::<SecretDoc>();
    wiped::<CredentialText>();
}

/// Secrets are held only in types that are wiped: with other types, these fields and results do not compile.
#[test]
fn secrets_are_held_in_types_that_are_wiped() {
    const fn config<'a>(config: &'a Config, stripe: &'a StripeConfig) -> [&'a SecretText; 2] {
        let _: &Vec<SecretText> = &config.previous_secrets;
        [&config.secret, &stripe.secret_key]
    }
    const fn call(call: &HttpRequest) -> (&Vec<(&'static str, SecretText)>, &SecretText) {
        (&call.headers, &call.body)
    }
    let _ = (config, call);
    let _: fn(&Credential) -> Result<SecretText> = Credential::to_header;
    let _: fn(&Paywall, RouteId, &str, &str, Timestamp) -> Option<SecretText> = Paywall::pass_cookie;
}

/// The call that charges a payload.
fn call(secret_key: &str, payload: Payload) -> HttpRequest {
    let now: Timestamp = "2026-01-15T12:00:00Z".parse().unwrap();
    let key = ChallengeKey::new(Secret::new(&[7; 32]).unwrap(), vec![]);
    let request = terms::Stripe::request(&"5.00 USD".parse().unwrap(), "profile_1", &["card"], None).unwrap();
    let offer = Offer::new("r", "stripe".parse().unwrap(), "charge".parse().unwrap(), request.clone());
    let challenge = key.issue(offer, IssueOptions::until(now.saturating_add_millis(1000)), now).unwrap();
    let credential = Credential::new(challenge, payload);
    let verified = key.verify(credential, &Expect::issued_here(), now).unwrap();
    let rail = Rail::Stripe(Stripe::new(StripeConfig::new(secret_key, "profile_1")).unwrap());
    rail.call(&Ask::Pay(Capture::BeforeDelivery), &verified, &request).unwrap()
}

#[test]
fn what_debug_shows_of_a_secret_is_its_name() {
    const TOKEN: &str = "spt_PLANTED0123456789";
    let payload = || Payload::read(format!(r#"{{"spt":"{TOKEN}"}}"#).into()).unwrap();
    let challenge = Challenge::parse(
        r#"Payment id="x", realm="r", method="stripe", intent="charge", request="eyJhbW91bnQiOiIxIn0""#,
    )
    .unwrap();
    let config = StripeConfig::new("sk_test_PLANTED0123456789", "profile_1");
    let mut stream = RedactStream::default();
    assert_eq!(stream.push(TOKEN), "");
    let call = call(&format!("sk_test_{TOKEN}"), payload());
    assert!(call.body.expose().contains(TOKEN));
    let header = Credential::new(challenge.clone(), payload()).to_header().unwrap();
    let read = CredentialRef::open(header.expose()).unwrap().unwrap();
    let secret = || Secret::new(b"PLANTED-secret-of-thirty-two-bytes").unwrap();
    let shown_call = format!("{call:#?}");
    assert!(call.headers.iter().all(|(_, value)| !shown_call.contains(value.expose())), "{shown_call}");
    let shown = [
        format!("{:?}", payload()),
        format!("{:#?}", Credential::new(challenge, payload())),
        format!("{header:?}"),
        format!("{read:?} {:?}", CredentialRef::read(&read).unwrap()),
        format!("{:?}", CredentialRef::read(&read).unwrap().payload),
        format!("{config:?}"),
        format!("{:?}", Stripe::new(config).unwrap()),
        format!("{stream:?}"),
        shown_call,
        format!("{:#?}", HttpResponse::new(400, |_| None, TOKEN)),
        format!("{:#?}", auth::split(&format!("Basic {TOKEN}, Digest response={TOKEN}, {TOKEN}")).unwrap()),
        format!("{:?}", secret()),
        format!("{:?}", ChallengeKey::new(secret(), vec![secret()])),
        format!("{:?}", CardNumber::parse("4242 4242 4242 4242").unwrap()),
        format!("{:?}", VerificationCode::parse("4242").unwrap()),
    ];
    for text in shown {
        assert!(
            !text.contains("PLANTED") && !text.contains("4242") && !text.contains("80, 76, 65"),
            "{text}"
        );
    }
}
