//! Inputs that an attempt must not be run with: a paywall other than the one that decided, and a nonce that is too
//! short.

use super::shop::{Shop, is};
use super::world::Fault;
use super::*;
use crate::error::Code;
use crate::scheme::{BodyDigest, Payload};
use core::mem;

/// Routes are ordered by their patterns: if the configuration has changed meanwhile, another route may be in this
/// place.
#[test]
fn another_price_in_its_place_is_never_asked_for() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    let dearer = Paywall::new(config(&[("/paid", "50.00 USD")])).unwrap();
    let refused = |step: &Step| matches!(step, Step::Answer(answer) if answer.code == Code::Internal);
    let mut claimed = attempt(&own, payer("spt_1"), now());
    let Step::Swap { expected: None, .. } = claimed.start(NONCES[0], now()) else { panic!("no claim") };
    let step = claimed.swapped(&dearer, None, now());
    assert!(refused(&step), "{step:?}");
    let mut paying = attempt(&own, payer("spt_1"), now());
    let _ = paying.start(NONCES[0], now());
    let step = paying.swapped(&own, None, now());
    assert!(matches!(step, Step::Call { .. }), "{step:?}");
    let step = paying.answered(&dearer, None, now());
    assert!(refused(&step), "{step:?}");
}

/// A paywall like `own`, with another key of the processor.
fn rekeyed(capture: Capture) -> Paywall {
    let mut config = config(&[("/paid", "1.00 USD")]);
    (config.capture, config.challenge_ttl_ms) = (capture, Some(TTL_MS));
    config.stripe.secret_key = "sk_test_another0123456789".into();
    Paywall::new(config).unwrap()
}

/// Another account does not know the token, and refuses it: that says nothing about the first one's books.
#[test]
fn under_another_key_of_the_processor_an_unknown_outcome_is_only_looked_up() {
    for capture in [Capture::BeforeDelivery, Capture::AfterDelivery] {
        for fault in [Fault::AnswerLost, Fault::CallLost] {
            let mut shop = Shop::new(capture);
            is(shop.redeem_unpaid(payer("spt_1"), fault), 503, Code::ProcessorUnavailable);
            // A revoked key in between proves nothing either, neither the old one nor the new.
            is(shop.redeem_but(payer("spt_1"), 2, REVOKED), 502, Code::ProcessorRefused);
            let own = mem::replace(&mut shop.paywall, rekeyed(capture));
            is(shop.redeem_but(payer("spt_1"), 2, REVOKED), 503, Code::ProcessorUnavailable);
            shop.world.processor.lags = true;
            let asked = shop.world.processor.payments.len();
            for _ in 0..2 {
                is(shop.redeem(payer("spt_1")), 503, Code::ProcessorUnavailable);
                shop.wait(TTL_MS);
            }
            assert_eq!((shop.state(), shop.world.processor.payments.len()), (Some(State::Unknown), asked));
            shop.world.processor.lags = false;
            if fault == Fault::CallLost {
                is(shop.redeem(payer("spt_1")), 503, Code::ProcessorUnavailable);
                shop.paywall = own;
            }
            shop.serves(payer("spt_1"));
        }
    }
}

/// A payment that a wrong key could not ask for is in no books. The right one asks for it.
#[test]
fn what_the_processor_refused_a_server_is_paid_under_another_key() {
    for capture in [Capture::BeforeDelivery, Capture::AfterDelivery] {
        let mut shop = Shop::new(capture);
        for call in [1, 2] {
            is(shop.redeem_but(payer("spt_1"), call, REVOKED), 502, Code::ProcessorRefused);
        }
        shop.paywall = rekeyed(capture);
        shop.serves(payer("spt_1"));
        // If an answer was lost before, it may be in the first one's.
        let mut shop = Shop::new(capture);
        let lost = [(1, Fault::AnswerLost), (3, REVOKED)];
        is(shop.redeem_despite(payer("spt_1"), &lost), 503, Code::ProcessorUnavailable);
        shop.paywall = rekeyed(capture);
        shop.world.processor.lags = true;
        is(shop.redeem(payer("spt_1")), 503, Code::ProcessorUnavailable);
        assert_eq!(shop.world.processor.payments.len(), 1);
    }
}

const REVOKED: Fault = Fault::Says(401, "{}");

#[test]
fn with_a_short_nonce_nothing_is_claimed() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    for nonce in ["", "fifteen letters"] {
        let step = attempt(&own, payer("spt_1"), now()).start(nonce, now());
        assert!(matches!(&step, Step::Answer(answer) if answer.code == Code::Internal), "{step:?}");
    }
}

#[test]
fn a_refused_payer_gets_a_challenge_for_the_same_body_and_this_request() {
    let own = paywall(Capture::BeforeDelivery, TTL_MS);
    let parts = |authorization| RequestParts {
        authorization,
        ..RequestParts::new("POST", URL, Body::from(b"body"), "of this request alone")
    };
    let decide = |authorization| own.decide(Some(RouteId(0)), &parts(authorization), now());
    let Decision::Answer(answer) = decide(None) else { panic!() };
    let payload = Payload::read(r#"{"spt":"spt_1"}"#.into()).unwrap();
    let header = Credential::new(challenge_of(&answer).unwrap(), payload).to_header().unwrap();
    let Decision::Claim(mut attempt) = decide(Some(header.expose())) else { panic!() };
    let _ = attempt.start(NONCES[0], now());
    let _ = attempt.swapped(&own, None, now());
    let declined = HttpResponse::new(402, |_| None, r#"{"error":{"type":"card_error"}}"#);
    let Step::Swap { expected, .. } = attempt.answered(&own, Some(declined), now()) else { panic!() };
    let Step::Answer(answer) = attempt.swapped(&own, expected.as_deref(), now()) else { panic!() };
    let fresh = challenge_of(&answer).unwrap();
    assert_eq!(fresh.digest, Some(BodyDigest::of(b"body").to_text()));
    assert_eq!(fresh.opaque.unwrap().decode().unwrap().root().text("nonce"), Some("of this request alone"));
}

#[test]
fn a_browser_reads_what_is_known_about_its_money() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    let mut attempt = attempt(&own, payer("spt_1"), now());
    attempt.order.parts = (&RequestParts { page: true, ..parts(None, NONCES[0], None) }).into();
    for (error, said) in [
        (errors::GONE, "<h1>You were charged</h1>"),
        (errors::KEY_REUSED, "<h1>Nothing was charged</h1>"),
        (errors::STORE, "<h1>You may have been charged</h1>"),
        (errors::LOST, "<h1>You may have been charged</h1>"),
    ] {
        let Step::Answer(answer) = attempt.stop(&error, Some(5)) else { panic!("no answer") };
        assert_eq!(answer.code, error.code());
        assert!(answer.body.contains(said), "{}", answer.body);
        assert!(answer.headers.contains(&("Retry-After", "5".into())));
    }
}

/// Whatever the second report says, it asks nobody for money again.
#[test]
fn a_second_report_of_a_swap_is_an_internal_error() {
    let own = paywall(Capture::BeforeDelivery, TTL_MS);
    let internal = |step: &Step| match step {
        Step::Answer(answer) => answer.code == Code::Internal && challenge_of(answer).is_none(),
        _ => false,
    };
    let twice = |attempt: &mut Attempt, written: &str| {
        for found in [None, Some(written), Some("another text")] {
            let step = attempt.swapped(&own, found, now());
            assert!(internal(&step), "{found:?}: {step:?}");
        }
        let step = attempt.store_failed();
        assert!(internal(&step), "{step:?}");
    };
    let mut attempt = attempt(&own, payer("spt_1"), now());
    let Step::Swap { next: claimed, .. } = attempt.start(NONCES[0], now()) else { panic!("no claim") };
    let Step::Call { .. } = attempt.swapped(&own, None, now()) else { panic!("no call") };
    twice(&mut attempt, &claimed);
    let body =
        r#"{"object":"payment_intent","id":"pi_1","amount":100,"currency":"usd","status":"succeeded"}"#;
    let paid = HttpResponse { status: 200, retry_after: None, replayed: false, body };
    let Step::Swap { next: settled, .. } = attempt.answered(&own, Some(paid), now()) else {
        panic!("unpaid")
    };
    let Step::Deliver { .. } = attempt.swapped(&own, Some(&claimed), now()) else { panic!("no delivery") };
    twice(&mut attempt, &settled);
}

/// It would claim its own record again: what was delivered once more, or what its payer was told is not charged.
#[test]
fn an_attempt_starts_once() {
    for (status, body) in [
        (402, r#"{"error":{"type":"card_error"}}"#),
        (200, r#"{"id":"pi_1","amount":100,"currency":"usd","status":"requires_capture"}"#),
    ] {
        let own = paywall(Capture::AfterDelivery, TTL_MS);
        let mut attempt = attempt(&own, payer("spt_1"), now());
        let mut step = attempt.start(NONCES[0], now());
        let last = loop {
            step = match step {
                Step::Swap { expected, .. } => attempt.swapped(&own, expected.as_deref(), now()),
                Step::Call { .. } => {
                    let answer = HttpResponse { status, retry_after: None, replayed: false, body };
                    attempt.answered(&own, Some(answer), now())
                }
                end => break end,
            };
        };
        assert!(matches!((&last, status), (Step::Deliver { .. }, 200) | (Step::Answer(_), 402)), "{last:?}");
        let again = attempt.start(NONCES[1], now());
        assert!(matches!(&again, Step::Answer(answer) if answer.code == Code::Internal), "{again:?}");
    }
}

/// Without a receipt nothing is owed. A record that said so could never be read again, and the hold of a delivery that
/// failed would never be released.
#[test]
fn what_is_not_paid_for_does_not_become_owed() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    let reports: [fn(&mut Attempt) -> Step; 2] =
        [|attempt| attempt.client_disconnected(now()), |attempt| attempt.broke_off(now())];
    for report in reports {
        let mut attempt = attempt(&own, payer("spt_1"), now());
        let _ = attempt.start(NONCES[0], now());
        let step = report(&mut attempt);
        assert!(matches!(step, Step::Failed(FailedDelivery::Fault(_))), "{step:?}");
    }
}

#[test]
fn its_debug_shows_nothing_of_what_is_paid_for() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    let mut attempt = attempt(&own, payer("spt_planted"), now());
    let step = attempt.start(NONCES[0], now());
    let Step::Swap { next, .. } = &step else { panic!("no claim") };
    let shown = alloc::format!("{attempt:?} {step:?}");
    assert!(shown.contains(attempt.challenge_id()) && !shown.contains("spt_planted"), "{shown}");
    assert!(!shown.contains(next.as_str()), "{shown}");
}

/// The same payer may write the same payload in another way when sending it again.
#[test]
fn a_payer_is_known_by_what_the_payload_says() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    let payer = |payload: &str| {
        let payload = Payload::read(payload.into()).unwrap();
        let credential = Credential::new(challenge(&own, "the nonce of a request"), payload);
        let header = credential.to_header().unwrap();
        match own.decide(
            Some(RouteId(0)),
            &parts(Some(header.expose()), "the nonce of a request", None),
            now(),
        ) {
            Decision::Claim(attempt) => attempt.order.payer,
            other => panic!("{other:?}"),
        }
    };
    let known = payer(r#"{"spt":"spt_1","externalId":"a"}"#);
    assert_eq!(known, payer(r#" { "externalId" : "\u0061", "spt" : "spt_1" } "#));
    for other in [r#"{"spt":"spt_1"}"#, r#"{"spt":"spt_1","externalId":"b"}"#] {
        assert_ne!(known, payer(other), "{other}");
    }
}

#[test]
fn a_browser_whose_payment_is_refused_gets_the_terms_as_a_page() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    let payload = Payload::read(r#"{"spt":"spt_1"}"#.into()).unwrap();
    let credential = Credential::new(challenge(&own, "the nonce of a request"), payload);
    let header = credential.to_header().unwrap();
    for (page, kind) in [(true, "text/html; charset=utf-8"), (false, "application/problem+json")] {
        let parts = RequestParts { page, ..parts(Some(header.expose()), "the nonce of a request", None) };
        let Decision::Claim(mut attempt) = own.decide(Some(RouteId(0)), &parts, now()) else {
            panic!("no claim")
        };
        let _ = attempt.start(NONCES[0], now());
        let declined = HttpResponse {
            status: 402,
            retry_after: None,
            replayed: false,
            body: r#"{"error":{"type":"card_error"}}"#,
        };
        let Step::Call { .. } = attempt.swapped(&own, None, now()) else { panic!("no call") };
        let Step::Swap { expected, .. } = attempt.answered(&own, Some(declined), now()) else { panic!() };
        let Step::Answer(answer) = attempt.swapped(&own, expected.as_deref(), now()) else { panic!() };
        let found = answer.headers.iter().find(|(name, _)| *name == "Content-Type").unwrap();
        assert_eq!((answer.status, &*found.1), (402, kind));
        assert!(challenge_of(&answer).is_some());
    }
}
