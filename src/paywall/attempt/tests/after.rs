//! One request at a time, delivery first: nobody is charged for an answer that failed, and no answer is seen unpaid.

use super::shop::{Shop, is, retry_after};
use super::world::{At, Fault};
use super::*;
use crate::error::Code;
use crate::paywall::DELIVERY_LEASE_MS;

const ONE: Payer = payer("spt_1");

fn shop() -> Shop {
    Shop::new(Capture::AfterDelivery)
}

#[test]
fn a_paid_request_is_held_made_captured_and_sent() {
    let mut shop = shop();
    assert!(matches!(shop.redeem(ONE), At::Done(true)));
    assert_eq!((shop.books(), shop.steps, shop.state()), ((1, 1), 7, Some(State::Delivered)));
    is(shop.redeem(ONE), 402, Code::InvalidChallenge);
}

#[test]
fn what_failed_is_not_charged_for() {
    for fault in [Fault::Broken, Fault::Unheard] {
        let mut shop = shop();
        assert!(matches!(shop.redeem_but(ONE, 3, fault), At::Done(false)));
        assert_eq!((shop.books(), shop.steps), ((0, 0), 7));
        assert_eq!((shop.world.processor.holds(), shop.state()), (0, Some(State::Released)));
        // The challenge is used up; the refusal says that it cost nothing, and carries a fresh one.
        let At::Answer(answer) = shop.redeem(ONE) else { panic!() };
        assert_eq!((answer.status, answer.code), (402, Code::InvalidChallenge));
        assert!(answer.body.contains(errors::RELEASED.message()), "{}", answer.body);
        assert_eq!(shop.books(), (0, 0));
    }
}

/// Its payer gets it as it is, whether the store fails or another request has taken over and been served.
#[test]
fn an_answer_that_failed_is_sent_even_if_that_is_not_recorded() {
    for capture in [Capture::AfterDelivery, Capture::BeforeDelivery] {
        let mut shop = Shop::new(capture);
        let failed = [(3, Fault::Broken), (4, Fault::StoreDown)];
        assert!(matches!(shop.redeem_despite(ONE, &failed), At::Done(false)), "{capture:?}");
        let mut shop = Shop::new(capture);
        let at = shop.redeem_amid(ONE, |shop, step| {
            if step == 4 {
                shop.wait(DELIVERY_LEASE_MS);
                assert!(matches!(shop.redeem(ONE), At::Done(true)));
            }
            if step == 3 { Fault::Broken } else { Fault::None }
        });
        assert!(matches!(at, At::Done(false)), "{capture:?}: {at:?}");
        assert_eq!((shop.books(), shop.world.processor.holds()), ((1, 1), 0));
    }
}

/// Otherwise a client could get it done for nothing, or repeatedly, by hanging up.
#[test]
fn side_effects_are_charged_once_even_if_the_client_has_left() {
    for (capture, last) in [(Capture::AfterDelivery, 7), (Capture::BeforeDelivery, 5)] {
        for (at, fault) in [(3, Fault::Unheard), (last - 1, Fault::Left)] {
            let mut shop = Shop { works: true, ..Shop::new(capture) };
            assert!(matches!(shop.redeem_but(ONE, at, fault), At::Done(true)), "{capture:?} {fault:?}");
            assert_eq!((shop.world.processor.charges(), shop.state()), (1, Some(State::Delivered)));
            is(shop.redeem(ONE), 402, Code::InvalidChallenge);
            assert_eq!((shop.world.processor.charges(), shop.world.runs()), (1, 1));
        }
        let mut shop = Shop { works: true, ..Shop::new(capture) };
        assert!(
            matches!(shop.redeem_but(ONE, 3, Fault::Broken), At::Done(false)),
            "what failed was not done"
        );
    }
}

#[test]
fn a_hold_that_could_not_be_released_is_released_by_the_next_request() {
    for fault in [Fault::CallLost, Fault::AnswerLost, Fault::Says(500, "{}"), Fault::Says(403, "{}")] {
        let mut shop = shop();
        // The cancellation fails, and fails again.
        let failed = [(3, Fault::Broken), (5, fault), (6, fault)];
        assert!(matches!(shop.redeem_despite(ONE, &failed), At::Done(false)), "{fault:?}");
        assert_eq!((shop.books(), shop.state()), ((0, 0), Some(State::Failed)));
        let lost = [(2, Fault::CallLost), (3, Fault::CallLost)];
        is(shop.redeem_despite(ONE, &lost), 503, Code::ProcessorUnavailable);
        is(shop.redeem(payer("spt_2")), 409, Code::PaymentInProgress);
        is(shop.redeem(ONE), 402, Code::InvalidChallenge);
        assert_eq!((shop.books(), shop.world.processor.holds()), ((0, 0), 0));
    }
}

#[test]
fn an_answer_that_breaks_off_or_finds_no_client_is_owed_again() {
    for (capture, steps) in [(Capture::AfterDelivery, 9), (Capture::BeforeDelivery, 7)] {
        for fault in [Fault::Cut, Fault::Left] {
            let mut shop = Shop::new(capture);
            assert!(matches!(shop.redeem_but(ONE, 3, fault), At::Done(false)));
            assert_eq!((shop.books(), shop.steps, shop.state()), ((1, 0), steps, Some(State::Owed)));
            shop.serves(ONE);
        }
    }
}

/// The store has recorded the delivery, and was not heard when it said so.
#[test]
fn an_answer_that_breaks_off_is_owed_although_its_delivery_was_recorded_unheard() {
    for (capture, record) in [(Capture::AfterDelivery, 6), (Capture::BeforeDelivery, 4)] {
        for fault in [Fault::Cut, Fault::Left] {
            let mut shop = Shop::new(capture);
            let unheard = [(3, fault), (record, Fault::StoreMute)];
            assert!(matches!(shop.redeem_despite(ONE, &unheard), At::Done(false)));
            assert_eq!((shop.books(), shop.state()), ((1, 0), Some(State::Owed)), "{capture:?} {fault:?}");
            shop.serves(ONE);
        }
    }
}

/// SECURITY.md names this exception.
#[test]
fn an_answer_that_breaks_off_counts_as_delivered_if_that_cannot_be_recorded() {
    for (capture, owed) in [(Capture::AfterDelivery, 8), (Capture::BeforeDelivery, 6)] {
        for fault in [Fault::Cut, Fault::Left] {
            let mut shop = Shop::new(capture);
            let failed = [(3, fault), (owed, Fault::StoreDown)];
            assert!(matches!(shop.redeem_despite(ONE, &failed), At::Done(false)));
            assert_eq!(
                (shop.books(), shop.state()),
                ((1, 1), Some(State::Delivered)),
                "{capture:?} {fault:?}"
            );
            is(shop.redeem(ONE), 402, Code::InvalidChallenge);
        }
    }
}

/// The payer is told of a failure and may never return.
#[test]
fn a_lost_cancellation_is_asked_for_once_more_at_once() {
    for fault in [Fault::CallLost, Fault::AnswerLost, Fault::Says(500, "{}")] {
        let mut shop = shop();
        let failed = [(3, Fault::Broken), (5, fault)];
        assert!(matches!(shop.redeem_despite(ONE, &failed), At::Done(false)));
        assert_eq!((shop.steps, shop.world.processor.holds(), shop.state()), (8, 0, Some(State::Released)));
    }
}

#[test]
fn an_unknown_capture_sends_nothing_and_is_asked_about_again() {
    for (fault, charged) in [
        (Fault::CallLost, 0),
        (Fault::AnswerLost, 1),
        (Fault::Says(500, "{}"), 0),
        (Fault::Says(429, "{}"), 0),
        (Fault::Says(200, "garbage"), 0),
        (Fault::Says(403, r#"{"error":{}}"#), 0),
        (Fault::Says(409, "{}"), 0),
    ] {
        let mut shop = shop();
        is(shop.redeem_untaken(ONE, fault), 503, Code::ProcessorUnavailable);
        assert_eq!((shop.books(), shop.state()), ((charged, 0), Some(State::Held)), "{fault:?}");
        assert_eq!(shop.steps, 9, "asked twice, not three times");
        // Another token gets nothing of it.
        is(shop.redeem(payer("spt_2")), 409, Code::PaymentInProgress);
        shop.serves(ONE);
        assert_eq!(shop.world.made(), 2);
    }
}

/// The handler has run, and its payer may never return.
#[test]
fn a_lost_capture_is_asked_for_once_more_at_once() {
    for works in [false, true] {
        for fault in [
            Fault::CallLost,
            Fault::AnswerLost,
            Fault::Says(500, "{}"),
            Fault::Says(429, "{}"),
            Fault::Says(409, "{}"),
        ] {
            let mut shop = Shop { works, ..shop() };
            assert!(matches!(shop.redeem_but(ONE, 5, fault), At::Done(true)), "{fault:?}");
            assert_eq!((shop.steps, shop.books(), shop.state()), (9, (1, 1), Some(State::Delivered)));
            assert_eq!(shop.world.runs(), 1);
        }
        // The second capture has a lease of its own. Without a record of that it is not asked for.
        let mut shop = shop();
        let failed = [(5, Fault::CallLost), (6, Fault::StoreDown)];
        is(shop.redeem_despite(ONE, &failed), 503, Code::StoreUnavailable);
        assert_eq!((shop.steps, shop.books(), shop.state()), (7, (0, 0), Some(State::Capturing)));
        shop.wait(SETTLEMENT_LEASE_MS);
        shop.serves(ONE);
    }
}

/// A store that is asked again finds what it wrote the first time.
#[test]
fn a_write_whose_answer_was_lost_counts() {
    for capture in [Capture::AfterDelivery, Capture::BeforeDelivery] {
        for payer in [ONE, under_key("key", ONE)] {
            for at in 0..8 {
                let mut shop = Shop::new(capture);
                assert!(
                    matches!(shop.redeem_but(payer, at, Fault::StoreTwice), At::Done(true)),
                    "{capture:?} {payer:?} {at}"
                );
                assert_eq!((shop.books(), shop.world.runs()), ((1, 1), 1));
            }
        }
    }
}

/// The money was captured, unknown to us, for a resource that could not be sent; then the next run fails.
#[test]
fn a_capture_that_went_unnoticed_is_owed() {
    let mut shop = shop();
    is(shop.redeem_untaken(ONE, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
    assert!(matches!(shop.redeem_but(ONE, 2, Fault::Broken), At::Done(false)));
    assert_eq!((shop.books(), shop.state()), ((1, 0), Some(State::Owed)));
    shop.serves(ONE);
}

#[test]
fn a_refused_capture_sends_nothing_and_asks_for_a_new_payment() {
    const EXPIRED: &str = r#"{"error":{"type":"invalid_request_error","code":"charge_expired_for_capture"}}"#;
    const CANCELED: &str = r#"{"error":{"code":"payment_intent_unexpected_state","payment_intent":{"id":"pi_1","amount":100,"currency":"usd","status":"canceled"}}}"#;
    for says in [EXPIRED, CANCELED] {
        let mut shop = shop();
        is(shop.redeem_but(ONE, 5, Fault::Says(400, says)), 402, Code::VerificationFailed);
        assert_eq!((shop.books(), shop.state()), ((0, 0), Some(State::Released)));
        is(shop.redeem(ONE), 402, Code::InvalidChallenge);
    }
}

/// A 400 that does not say what became of the payment: it is looked up.
#[test]
fn a_capture_refused_without_a_word_is_looked_up() {
    let mut shop = shop();
    let unknown = shop.redeem_but(ONE, 5, Fault::Says(400, r#"{"error":{}}"#));
    assert_eq!(retry_after(&unknown), "5");
    is(unknown, 503, Code::ProcessorUnavailable);
    assert_eq!((shop.books(), shop.steps, shop.state()), ((0, 0), 8, Some(State::Held)));
    shop.serves(ONE);
}

#[test]
fn a_store_that_fails_never_costs_the_payer() {
    // Claim, hold, made: the step that fails, the runs until then, and how long the record is leased.
    for (at, runs, lease) in
        [(0, 0, SETTLEMENT_LEASE_MS), (2, 0, DELIVERY_LEASE_MS), (4, 1, DELIVERY_LEASE_MS)]
    {
        for fault in [Fault::StoreDown, Fault::StoreMute] {
            let mut shop = shop();
            is(shop.redeem_but(ONE, at, fault), 503, Code::StoreUnavailable);
            assert_eq!((shop.books(), shop.world.runs()), ((0, 0), runs));
            shop.wait(lease);
            shop.serves(ONE);
        }
    }
    // What was captured is sent, whether or not that can be recorded.
    for fault in [Fault::StoreDown, Fault::StoreMute] {
        let mut shop = shop();
        assert!(matches!(shop.redeem_but(ONE, 6, fault), At::Done(true)));
        assert_eq!(shop.books(), (1, 1));
    }
}

#[test]
fn money_is_captured_even_if_the_challenge_expires_while_the_resource_is_made() {
    let mut shop = shop();
    is(shop.redeem_untaken(ONE, Fault::CallLost), 503, Code::ProcessorUnavailable);
    shop.wait(TTL_MS + KEEP_MS - 1);
    shop.serves(ONE);
}

/// The processor answers a cancellation with a payment that it has not canceled.
#[test]
fn a_payment_that_a_cancellation_leaves_held_is_canceled_by_the_next_request() {
    const HELD: &str = r#"{"id":"pi_1","amount":100,"currency":"usd","status":"requires_capture"}"#;
    const WAITS: &str = r#"{"id":"pi_1","amount":100,"currency":"usd","status":"requires_action"}"#;
    for says in [HELD, WAITS] {
        let mut shop = shop();
        let fails = [(3, Fault::Broken), (5, Fault::Says(200, says))];
        assert!(matches!(shop.redeem_despite(ONE, &fails), At::Done(false)), "{says}");
        assert_eq!(
            (shop.books(), shop.state(), shop.world.processor.holds()),
            ((0, 0), Some(State::Failed), 1)
        );
        is(shop.redeem(ONE), 402, Code::InvalidChallenge);
        assert_eq!((shop.books(), shop.world.processor.holds()), ((0, 0), 0));
    }
}

/// The configuration changes between two attempts. The second asks as the first did, or its key would be refused.
#[test]
fn an_unknown_outcome_is_asked_about_in_the_way_it_began() {
    for (first, then) in
        [(Capture::AfterDelivery, Capture::BeforeDelivery), (Capture::BeforeDelivery, Capture::AfterDelivery)]
    {
        let mut shop = Shop::new(first);
        is(shop.redeem_unpaid(ONE, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
        shop.paywall = paywall(then, TTL_MS);
        shop.serves(ONE);
    }
}

#[test]
fn a_payment_that_is_processing_is_looked_up_until_it_is_done() {
    use super::processor::Status;
    for (status, code) in [(Status::Succeeded, None), (Status::Canceled, Some(Code::VerificationFailed))] {
        let mut shop = shop();
        let slow = payer("spt_slow");
        for _ in 0..2 {
            is(shop.redeem(slow), 503, Code::ProcessorUnavailable);
        }
        assert_eq!((shop.books(), shop.state()), ((0, 0), Some(State::Unknown)));
        shop.world.processor.payments[0].status = status;
        match code {
            None => shop.serves(slow),
            Some(code) => is(shop.redeem(slow), 402, code),
        }
    }
}

#[test]
fn a_500_that_the_processor_has_saved_is_looked_up() {
    for capture in [Capture::AfterDelivery, Capture::BeforeDelivery] {
        let mut shop = Shop::new(capture);
        // A payment that a search does not find yet may still exist.
        shop.world.processor.lags = true;
        is(shop.redeem_but(ONE, 1, Fault::Saved), 503, Code::ProcessorUnavailable);
        is(shop.redeem(ONE), 503, Code::ProcessorUnavailable);
        assert_eq!(shop.state(), Some(State::Unknown));
        shop.world.processor.lags = false;
        shop.serves(ONE);
    }
}

/// Once the processor may have forgotten the key, the payment is not asked for again; an existing payment is found.
#[test]
fn an_unknown_outcome_is_looked_up_after_the_key_is_forgotten() {
    for (fault, found) in [(Fault::AnswerLost, true), (Fault::CallLost, false)] {
        let mut shop = shop();
        is(shop.redeem_unpaid(ONE, fault), 503, Code::ProcessorUnavailable);
        shop.wait(RETRY_MS);
        match found {
            true => shop.serves(ONE),
            false => {
                let lost = shop.redeem(ONE);
                assert_eq!(retry_after(&lost), "3600");
                is(lost, 503, Code::ProcessorUnavailable);
            }
        }
        assert_eq!(shop.world.processor.payments.len(), usize::from(found));
    }
}

/// Nobody is told to pay again while a request finds out, or after it has died on the way.
#[test]
fn a_payment_that_is_looked_up_is_being_redeemed() {
    let mut shop = shop();
    is(shop.redeem_unpaid(ONE, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
    shop.wait(RETRY_MS);
    let mut died = None;
    // Read the record 0, take it over 1, look 2.
    let at = shop.redeem_amid(ONE, |shop, step| {
        if step == 2 {
            is(shop.redeem(ONE), 409, Code::PaymentInProgress);
            is(shop.redeem(payer("spt_2")), 409, Code::PaymentInProgress);
            died = Some(shop.world.clone());
        }
        Fault::None
    });
    assert!(matches!(at, At::Done(true)), "{at:?}");
    assert_eq!(shop.books(), (1, 1));
    shop.world = died.unwrap();
    shop.wait(SETTLEMENT_LEASE_MS);
    shop.serves(ONE);
}
