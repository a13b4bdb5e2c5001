//! Issues a challenge, pays it as a client would, and verifies the credential that comes back.
//!
//! Run it with `cargo run --example issue_and_verify`.

use mpp_wasm::binding::{ChallengeKey, Expect, IssueOptions, Offer, Secret};
use mpp_wasm::encoding::timestamp::Timestamp;
use mpp_wasm::error::{Code, Result};
use mpp_wasm::scheme::{BodyDigest, Challenge, Credential, Payload, terms::Stripe};

fn main() -> Result<()> {
    // The server. The secret is yours alone, for example from `openssl rand -base64 32`.
    let key = ChallengeKey::new(Secret::new(b"an example's secret of 32 bytes or more")?, vec![]);
    let request = Stripe::request(&"5.00 USD".parse()?, "profile_1", &["card", "link"], None)?;
    let mut offer = Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, request);
    offer.description = Some("A report".into());
    let offer = key.prepare(offer)?;

    // It answers 402 with this. The challenge is bound to the body that it prices.
    let now: Timestamp = "2026-01-15T12:00:00Z".parse()?;
    let priced = BodyDigest::of(b"which report?");
    let mut options = IssueOptions::until(now.saturating_add_millis(300_000));
    options.digest = Some(priced);
    let header = offer.issue(options, now)?.to_header();
    println!("WWW-Authenticate: {header}\n");

    // The client reads the challenge, pays, and sends the request again with a credential.
    let challenge = Challenge::parse(&header)?;
    let payload = Payload::read(r#"{"spt":"spt_example"}"#.into())?;
    let authorization = Credential::new(challenge, payload).to_header()?;

    // The server verifies it before any money moves. The offer compares its own terms; the body is this request's.
    let verify = |body: &[u8]| {
        let credential = Credential::parse(authorization.expose())?.expect("a Payment credential");
        offer.verify(credential, &Expect { body: body.into(), ..Expect::issued_here() }, now)
    };
    let verified = verify(b"which report?")?;
    println!("verified: challenge {}, by {}", verified.challenge_id(), verified.challenge.method);

    // Another body is another request: the payment is not for it.
    let refused = verify(b"every report").unwrap_err();
    println!("refused:  {refused} ({})", refused.code());
    assert_eq!(refused.code(), Code::VerificationFailed);
    Ok(())
}

#[test]
fn runs() {
    main().unwrap();
}
