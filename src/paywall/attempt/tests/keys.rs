//! `Idempotency-Key`: the same answer again, and one payment per key.

use super::shop::{Shop, is};
use super::world::{At, Fault};
use super::*;
use crate::error::Code;
use alloc::vec;

const ONE: Payer = payer("spt_1");
const KEYED: Payer = under_key("key", ONE);
const OTHER: Payer = Payer { nonce: "the nonce of another", ..under_key("key", payer("spt_2")) };

fn shops() -> [Shop; 2] {
    [Capture::AfterDelivery, Capture::BeforeDelivery].map(Shop::new)
}

#[track_caller]
fn resent(at: &At) -> &str {
    let At::Resent(body) = at else { panic!("{at:?}") };
    core::str::from_utf8(body).unwrap()
}

#[test]
fn the_same_key_and_credential_get_the_same_answer_without_a_second_run() {
    for mut shop in shops() {
        assert!(matches!(shop.redeem(KEYED), At::Done(true)));
        for _ in 0..2 {
            assert_eq!(resent(&shop.redeem(KEYED)), "run 1");
            shop.wait(TTL_MS);
        }
        assert_eq!((shop.books(), shop.world.runs()), ((1, 1), 1));
    }
}

#[test]
fn without_the_key_or_under_another_it_is_a_replay() {
    for mut shop in shops() {
        assert!(matches!(shop.redeem(KEYED), At::Done(true)));
        is(shop.redeem(ONE), 402, Code::InvalidChallenge);
        is(shop.redeem(under_key("another", ONE)), 402, Code::InvalidChallenge);
        is(shop.redeem(Payer { token: "spt_2", ..KEYED }), 402, Code::InvalidChallenge);
        assert_eq!(resent(&shop.redeem(KEYED)), "run 1");
    }
}

#[test]
fn another_credential_under_the_key_is_refused_without_a_challenge() {
    for mut shop in shops() {
        assert!(matches!(shop.redeem(KEYED), At::Done(true)));
        is(shop.redeem(OTHER), 422, Code::IdempotencyKeyReused);
        assert_eq!((shop.books(), shop.world.processor.payments.len()), ((1, 1), 1));
    }
    // The outcome of the first is unknown: it may have cost something.
    for mut shop in shops() {
        is(shop.redeem_unpaid(KEYED, Fault::CallLost), 503, Code::ProcessorUnavailable);
        is(shop.redeem(OTHER), 422, Code::IdempotencyKeyReused);
        assert!(matches!(shop.redeem(KEYED), At::Done(true)));
    }
    // The cancellation of the first is unknown: its money may still be held.
    let mut shop = Shop::new(Capture::AfterDelivery);
    let failed = [(4, Fault::Broken), (6, Fault::CallLost), (7, Fault::CallLost)];
    assert!(matches!(shop.redeem_despite(KEYED, &failed), At::Done(false)));
    assert_eq!((shop.state(), shop.world.processor.holds()), (Some(State::Failed), 1));
    is(shop.redeem(OTHER), 422, Code::IdempotencyKeyReused);
}

#[test]
fn an_answer_kept_under_a_key_is_not_owed_to_a_payer_who_has_left() {
    for mut shop in shops() {
        assert!(matches!(shop.redeem_but(KEYED, 4, Fault::Left), At::Done(true)));
        assert_eq!((shop.state(), shop.world.runs()), (Some(State::Delivered), 1));
        assert_eq!(resent(&shop.redeem(KEYED)), "run 1");
    }
}

#[test]
fn a_key_whose_credential_cost_nothing_is_free_for_the_next() {
    for mut shop in shops() {
        is(shop.redeem(Payer { token: "spt_declined", ..KEYED }), 402, Code::VerificationFailed);
        assert!(matches!(shop.redeem(OTHER), At::Done(true)));
        is(shop.redeem(KEYED), 422, Code::IdempotencyKeyReused);
        assert_eq!(resent(&shop.redeem(OTHER)), "run 1");
    }
    // Money that was held and released cost nothing either.
    let mut shop = Shop::new(Capture::AfterDelivery);
    assert!(matches!(shop.redeem_but(KEYED, 4, Fault::Broken), At::Done(false)));
    assert!(matches!(shop.redeem(OTHER), At::Done(true)));
}

/// A payer who leaves the key out once, or sends another, has still paid under the first.
#[test]
fn what_was_paid_under_a_key_stays_paid_under_it() {
    for again in [ONE, under_key("another", ONE)] {
        for mut shop in shops() {
            is(shop.redeem_unpaid(KEYED, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
            assert!(matches!(shop.redeem(again), At::Done(true)));
            is(shop.redeem(OTHER), 422, Code::IdempotencyKeyReused);
            assert_eq!((shop.books(), shop.world.processor.payments.len()), ((1, 1), 1));
        }
    }
}

/// Its payer forgot the key at first, and nothing was known of the payment when the key came.
#[test]
fn what_is_paid_on_a_later_try_is_paid_under_the_key_of_that_try() {
    for mut shop in shops() {
        is(shop.redeem_unpaid(ONE, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
        assert!(matches!(shop.redeem(KEYED), At::Done(true)));
        is(shop.redeem(OTHER), 422, Code::IdempotencyKeyReused);
        assert_eq!(resent(&shop.redeem(KEYED)), "run 1");
        assert_eq!((shop.books(), shop.world.processor.payments.len()), ((1, 1), 1));
    }
}

/// Its payer forgot the key at first, and is still being charged when the key comes.
#[test]
fn a_key_is_not_free_while_its_credential_is_being_paid_without_it() {
    for first in [ONE, under_key("another", ONE)] {
        for mut shop in shops() {
            let at = shop.redeem_amid(first, |shop, step| {
                if shop.world.processor.payments.len() == 1 && step < 4 {
                    is(shop.redeem(KEYED), 409, Code::PaymentInProgress);
                    is(shop.redeem(OTHER), 422, Code::IdempotencyKeyReused);
                }
                Fault::None
            });
            assert!(matches!(at, At::Done(true)), "{at:?}");
            assert_eq!((shop.books(), shop.world.processor.payments.len()), ((1, 1), 1));
        }
    }
}

/// The payer of a credential that is used up is told to pay a new one.
#[test]
fn a_key_that_came_with_a_used_credential_is_free_for_the_next() {
    for first in [ONE, under_key("another", ONE)] {
        for mut shop in shops() {
            assert!(matches!(shop.redeem(first), At::Done(true)));
            is(shop.redeem(KEYED), 402, Code::InvalidChallenge);
            // The next payment is asked for, and not refused because of the first.
            is(shop.redeem(Payer { token: "spt_declined", ..OTHER }), 402, Code::VerificationFailed);
            is(shop.redeem(KEYED), 402, Code::InvalidChallenge);
            assert_eq!(shop.books(), (1, 1));
        }
    }
}

#[test]
fn a_key_that_was_taken_and_never_claimed_is_free_when_its_challenge_has_ended() {
    for mut shop in shops() {
        is(shop.redeem_but(KEYED, 1, Fault::StoreDown), 503, Code::StoreUnavailable);
        is(shop.redeem(OTHER), 409, Code::PaymentInProgress);
        shop.wait(TTL_MS);
        let fresh = Payer { nonce: "the nonce of a third", ..OTHER };
        // Its challenge has expired too, but the key is its own.
        is(shop.redeem(fresh), 402, Code::PaymentExpired);
        is(shop.redeem(KEYED), 402, Code::PaymentExpired);
    }
}

/// One server's clock is ahead of another's: for it, the challenge of the key's holder has ended, while the other server is
/// about to claim it.
#[test]
fn a_holder_that_claims_late_finds_its_challenge_closed_and_is_not_charged() {
    const AHEAD: i64 = 3000;
    let later = Payer { later_ms: TTL_MS / 2, ..OTHER };
    for mut shop in shops() {
        shop.wait(TTL_MS - AHEAD / 2);
        let at = shop.redeem_amid(KEYED, |shop, step| {
            if step == 1 {
                shop.wait(AHEAD);
                assert!(matches!(shop.redeem(later), At::Done(true)));
                shop.wait(-AHEAD);
            }
            Fault::None
        });
        is(at, 402, Code::InvalidChallenge);
        // Nor does a new payment under the key cost anything.
        is(shop.redeem(Payer { nonce: "the nonce of a third", ..KEYED }), 422, Code::IdempotencyKeyReused);
        assert_eq!((shop.books(), shop.world.processor.payments.len()), ((1, 1), 1));
        assert_eq!(resent(&shop.redeem(later)), "run 1");
    }
}

#[test]
fn a_holder_is_closed_once_however_often_the_store_is_asked() {
    let later = Payer { later_ms: TTL_MS / 2, ..OTHER };
    for mut shop in shops() {
        is(shop.redeem_but(KEYED, 1, Fault::StoreDown), 503, Code::StoreUnavailable);
        shop.wait(TTL_MS);
        assert!(matches!(shop.redeem_but(later, 1, Fault::StoreTwice), At::Done(true)));
        is(shop.redeem(KEYED), 422, Code::IdempotencyKeyReused);
    }
}

/// The answer is ready and the capture unknown: the money is captured for the answer that was kept.
#[test]
fn under_a_key_an_unknown_capture_does_not_run_the_handler_again() {
    for fault in [Fault::CallLost, Fault::AnswerLost, Fault::Says(500, "{}")] {
        let mut shop = Shop::new(Capture::AfterDelivery);
        is(shop.redeem_untaken(KEYED, fault), 503, Code::ProcessorUnavailable);
        assert_eq!(shop.state(), Some(State::Held));
        // It was never sent, so a retry needs no key.
        for payer in [ONE, KEYED] {
            if payer == ONE || shop.world.sent() == 1 {
                let at = shop.redeem(payer);
                assert_eq!(resent(&at), "run 1");
            }
        }
        assert_eq!((shop.books(), shop.world.runs()), ((1, 1), 1));
    }
}

#[test]
fn under_a_key_a_store_that_answers_too_late_leads_to_no_capture() {
    let mut shop = Shop::new(Capture::AfterDelivery);
    is(shop.redeem_untaken(KEYED, Fault::CallLost), 503, Code::ProcessorUnavailable);
    let at = shop.redeem_amid(KEYED, |shop, step| {
        if step == 2 {
            shop.wait(SETTLEMENT_LEASE_MS / 2);
        }
        Fault::None
    });
    is(at, 503, Code::StoreUnavailable);
    assert_eq!((shop.books(), shop.world.processor.holds()), ((0, 0), 1));
    shop.wait(SETTLEMENT_LEASE_MS);
    assert_eq!(resent(&shop.redeem(KEYED)), "run 1");
}

#[test]
fn under_a_key_an_answer_without_a_client_is_kept() {
    for mut shop in shops() {
        assert!(matches!(shop.redeem_but(KEYED, 4, Fault::Unheard), At::Done(true)));
        assert_eq!(resent(&shop.redeem(KEYED)), "run 1");
    }
}

#[test]
fn an_answer_too_large_to_keep_is_not_made_or_charged_again() {
    for capture in [Capture::AfterDelivery, Capture::BeforeDelivery] {
        let mut shop = Shop::new(capture);
        let mut config = config(&[("/paid", "1.00 USD")]);
        (config.capture, config.max_replay_bytes) = (capture, Some(4));
        shop.paywall = Paywall::new(config).unwrap();
        assert!(matches!(shop.redeem(KEYED), At::Done(true)));
        is(shop.redeem(KEYED), 410, Code::AnswerGone);
        is(shop.redeem(OTHER), 422, Code::IdempotencyKeyReused);
        assert_eq!((shop.books(), shop.world.runs()), ((1, 1), 1));
    }
}

#[test]
fn an_answer_of_just_the_largest_size_is_kept() {
    for mut shop in shops() {
        let mut config = config(&[("/paid", "1.00 USD")]);
        config.max_replay_bytes = Some("run 1".len());
        shop.paywall = Paywall::new(config).unwrap();
        assert!(matches!(shop.redeem(KEYED), At::Done(true)));
        assert_eq!(resent(&shop.redeem(KEYED)), "run 1");
    }
}

#[test]
fn an_answer_that_failed_or_was_not_paid_for_is_not_kept() {
    const EXPIRED: &str = r#"{"error":{"type":"invalid_request_error","code":"charge_expired_for_capture"}}"#;
    for capture in [Capture::AfterDelivery, Capture::BeforeDelivery] {
        for (step, fault) in [(4, Fault::Broken), (6, Fault::Says(400, EXPIRED))] {
            let mut shop = Shop::new(capture);
            let _ = shop.redeem_but(KEYED, step, fault);
            let text = &shop.world.registers[&challenge(&shop.paywall, "the nonce of a request").id];
            let kept = Record::parse(text).unwrap().answer.is_some();
            assert_eq!(kept, shop.world.sent() > 0, "{capture:?} {fault:?}");
        }
    }
}

#[test]
fn a_key_is_taken_over_once() {
    for mut shop in shops() {
        is(shop.redeem(Payer { token: "spt_declined", ..KEYED }), 402, Code::VerificationFailed);
        let at = shop.redeem_amid(OTHER, |shop, step| {
            if step == 2 {
                assert!(matches!(
                    shop.redeem(Payer { nonce: "the nonce of a third", ..OTHER }),
                    At::Done(true)
                ));
            }
            Fault::None
        });
        is(at, 409, Code::PaymentInProgress);
        is(shop.redeem(OTHER), 422, Code::IdempotencyKeyReused);
        assert_eq!(shop.books(), (1, 1));
    }
}

#[test]
fn a_key_register_that_the_store_forgets_is_not_claimed_on() {
    for mut shop in shops() {
        is(shop.redeem(Payer { token: "spt_declined", ..KEYED }), 402, Code::VerificationFailed);
        let at = shop.redeem_amid(OTHER, |shop, step| {
            if step == 2 {
                shop.world.registers.retain(|id, _| !id.starts_with("key:"));
            }
            Fault::None
        });
        is(at, 503, Code::StoreUnavailable);
        assert_eq!(shop.books(), (0, 0));
    }
}

#[test]
fn an_unreadable_register_of_a_key_counts_as_taken() {
    for text in ["", "?", "{}", r#"{"v":2,"challenge":"x","expires":0}"#] {
        let mut shop = Shop::new(Capture::AfterDelivery);
        let attempt = attempt(&shop.paywall, KEYED, now());
        let register = ["key:", attempt.order.sale.key.as_ref().unwrap().digest()].concat();
        shop.world.registers.insert(register, text.into());
        is(shop.redeem(KEYED), 422, Code::IdempotencyKeyReused);
    }
}

#[test]
fn keys_are_read_before_anything_is_asked_for() {
    let paywall = paywall(Capture::AfterDelivery, TTL_MS);
    let code = |parts: &RequestParts<'_>| match paywall.decide(Some(RouteId(0)), parts, now()) {
        Decision::Answer(answer) => (answer.status, answer.code, challenge_of(&answer).is_some()),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        code(&parts(None, "the nonce of a request", Some("a b"))),
        (400, Code::InvalidIdempotencyKey, false)
    );
    assert_eq!(code(&parts(None, "the nonce of a request", Some("a"))), (402, Code::PaymentRequired, true));
    assert_eq!(
        code(&RequestParts { method: "GET", ..parts(None, "the nonce of a request", Some("a b")) }).0,
        402
    );
    assert_eq!(
        code(&RequestParts { body: Body::Unbound, ..parts(None, "the nonce of a request", Some("a b")) }).0,
        402
    );
}

#[test]
fn where_no_answer_is_kept_keys_are_not_read() {
    let mut config = config(&[("/paid", "1.00 USD")]);
    config.max_replay_bytes = Some(0);
    let paywall = Paywall::new(config).unwrap();
    let Decision::Answer(answer) =
        paywall.decide(Some(RouteId(0)), &parts(None, "the nonce of a request", Some("a b")), now())
    else {
        panic!()
    };
    assert_eq!((answer.status, answer.code), (402, Code::PaymentRequired));
    let mut attempt = attempt(&paywall, KEYED, now());
    let Step::Swap { id, .. } = attempt.start(NONCES[0], now()) else { panic!("no claim") };
    assert_eq!(id, attempt.challenge_id());
}

#[test]
fn the_same_key_and_credential_with_another_body_are_refused_without_a_challenge() {
    let paywall = paywall(Capture::AfterDelivery, TTL_MS);
    let payload = Payload::read(r#"{"spt":"spt_1"}"#.into()).unwrap();
    let header = Credential::new(challenge(&paywall, "the nonce of a request"), payload).to_header().unwrap();
    let other = RequestParts {
        body: Body::from(&b"other"[..]),
        ..parts(Some(header.expose()), "the nonce of a request", Some("a"))
    };
    for (parts, status, codes) in [
        (other, 422, vec![Code::IdempotencyKeyReused]),
        (RequestParts { idempotency_key: None, ..other }, 402, vec![Code::VerificationFailed]),
    ] {
        let Decision::Answer(answer) = paywall.decide(Some(RouteId(0)), &parts, now()) else { panic!() };
        assert_eq!((answer.status, vec![answer.code]), (status, codes));
        assert_eq!(challenge_of(&answer).is_some(), status == 402);
    }
}
