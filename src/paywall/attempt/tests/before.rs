//! One request at a time, money first.

use super::shop::{Shop, is, retry_after};
use super::world::{At, Fault};
use super::*;
use crate::error::Code;
use crate::paywall::{DELIVERY_LEASE_MS, RouteConfig};
use serde_json::Value;

#[test]
fn a_paid_request() {
    let mut shop = Shop::new(Capture::BeforeDelivery);
    assert!(matches!(shop.redeem(payer("spt_1")), At::Done(true)));
    assert_eq!((shop.books(), shop.steps, shop.state()), ((1, 1), 5, Some(State::Delivered)));
}

#[test]
fn a_replay_is_asked_for_a_new_payment_and_calls_nobody() {
    let mut shop = Shop::new(Capture::BeforeDelivery);
    let old = challenge(&shop.paywall, "the nonce of a request").id;
    shop.serves(payer("spt_1"));
    shop.wait(1000);
    for token in ["spt_1", "spt_2"] {
        let At::Answer(answer) = shop.redeem(payer(token)) else { panic!() };
        assert_eq!((answer.status, answer.code, shop.steps), (402, Code::InvalidChallenge, 1));
        let fresh = challenge_of(&answer).unwrap();
        assert_ne!(fresh.id, old);
        assert_eq!(fresh.expires.unwrap().at(), shop.world.clock.saturating_add_millis(TTL_MS));
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body["challengeId"], *fresh.id);
    }
    shop.wait(TTL_MS);
    is(shop.redeem(payer("spt_1")), 402, Code::InvalidChallenge);
    assert_eq!(shop.books(), (1, 1));
}

#[test]
fn a_refused_payment_uses_the_challenge_up() {
    for (token, code) in [
        ("spt_declined", Code::VerificationFailed),
        ("spt_unknown", Code::VerificationFailed),
        ("spt_action", Code::PaymentActionRequired),
    ] {
        let mut shop = Shop::new(Capture::BeforeDelivery);
        is(shop.redeem(payer(token)), 402, code);
        assert_eq!(shop.state(), Some(State::Released));
        for again in [token, "spt_1"] {
            is(shop.redeem(payer(again)), 402, Code::InvalidChallenge);
            shop.wait(SETTLEMENT_LEASE_MS);
        }
        assert_eq!(shop.world.processor.waiting().count(), 0);
        assert_eq!((shop.books(), shop.steps), ((0, 0), 1));
    }
}

/// A payment that waits for the payer's bank could be confirmed after its payer was told to pay again, so it is
/// canceled.
#[test]
fn a_payment_that_waits_for_a_bank_is_canceled_before_it_is_refused() {
    const ACTION: Payer = payer("spt_action");
    for capture in [Capture::BeforeDelivery, Capture::AfterDelivery] {
        for lost in [Fault::CallLost, Fault::AnswerLost, Fault::Says(500, "{}"), Fault::Says(429, "{}")] {
            // Claim 0, pay 1, record 2, cancel 3, cancel 4, record 5.
            let mut shop = Shop::new(capture);
            is(shop.redeem_but(ACTION, 3, lost), 402, Code::PaymentActionRequired);
            assert_eq!((shop.steps, shop.state()), (6, Some(State::Released)));
            let mut shop = Shop::new(capture);
            let never = |step| if matches!(step, 3 | 4) { lost } else { Fault::None };
            is(shop.redeem_with(ACTION, never), 503, Code::ProcessorUnavailable);
            assert_eq!(shop.state(), Some(State::Failed));
            is(shop.redeem(payer("spt_2")), 409, Code::PaymentInProgress);
            is(shop.redeem(ACTION), 402, Code::InvalidChallenge);
            assert_eq!((shop.books(), shop.world.processor.waiting().count()), ((0, 0), 0));
        }
        // A lost payment is looked up: the saved answer is not trusted.
        let mut shop = Shop::new(capture);
        is(shop.redeem_unpaid(ACTION, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
        is(shop.redeem(ACTION), 402, Code::PaymentActionRequired);
        assert_eq!((shop.state(), shop.world.processor.waiting().count()), (Some(State::Released), 0));
        let mut shop = Shop::new(capture);
        is(shop.redeem_unpaid(ACTION, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
        shop.world.confirm();
        shop.serves(ACTION);
        // Nothing is told or canceled before it is recorded.
        for fault in [Fault::StoreDown, Fault::StoreMute] {
            let mut shop = Shop::new(capture);
            is(shop.redeem_but(ACTION, 2, fault), 503, Code::StoreUnavailable);
            assert_eq!(shop.world.processor.waiting().count(), 1);
        }
    }
    // Confirmed before it could be canceled: money that moved is delivered for, and money that is held is released.
    let mut shop = Shop::new(Capture::BeforeDelivery);
    assert!(matches!(shop.redeem_but(ACTION, 3, Fault::Confirmed), At::Done(true)));
    assert_eq!(shop.books(), (1, 1));
    let mut shop = Shop::new(Capture::AfterDelivery);
    is(shop.redeem_but(ACTION, 3, Fault::Confirmed), 402, Code::PaymentActionRequired);
    assert_eq!((shop.books(), shop.world.processor.holds()), ((0, 0), 0));
}

/// Only a payment is worth a second call at once: a later request looks again.
#[test]
fn a_lookup_whose_answer_is_lost_is_left_to_a_later_request() {
    for capture in [Capture::BeforeDelivery, Capture::AfterDelivery] {
        let mut shop = Shop::new(capture);
        // Claim 0, pay 1, record 2, pay 3, look 4, record 5.
        let lost = [(1, Fault::Saved), (4, Fault::CallLost)];
        is(shop.redeem_despite(payer("spt_1"), &lost), 503, Code::ProcessorUnavailable);
        // Read 0, record 1, pay 2, look 3, record 4.
        is(shop.redeem_but(payer("spt_1"), 3, Fault::CallLost), 503, Code::ProcessorUnavailable);
        assert_eq!((shop.steps, shop.state()), (5, Some(State::Unknown)));
        shop.serves(payer("spt_1"));
    }
}

#[test]
fn an_unknown_outcome_is_reconciled_by_the_same_credential() {
    const SUCCESS_FOR_ANOTHER: &str = r#"{"id":"pi_9","amount":1,"currency":"usd","status":"succeeded"}"#;
    const IN_EUROS: &str = r#"{"id":"pi_9","amount":100,"currency":"eur","status":"succeeded"}"#;
    for (fault, status, code, charged) in [
        (Fault::CallLost, 503, Code::ProcessorUnavailable, 0),
        (Fault::AnswerLost, 503, Code::ProcessorUnavailable, 1),
        (Fault::Says(500, "{}"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(503, "<html>"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(408, "{}"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(424, "{}"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(429, "{}"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(200, "garbage"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(200, r#"{"id":"pi_1","amou"#), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(200, SUCCESS_FOR_ANOTHER), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(200, IN_EUROS), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(401, "{}"), 502, Code::ProcessorRefused, 0),
        (Fault::Says(409, "{}"), 409, Code::PaymentInProgress, 0),
    ] {
        let mut shop = Shop::new(Capture::BeforeDelivery);
        is(shop.redeem_unpaid(payer("spt_1"), fault), status, code);
        assert_eq!((shop.books(), shop.state()), ((charged, 0), Some(State::Unknown)), "{fault:?}");
        // And again, with no better luck.
        let lost = [(2, Fault::CallLost), (4, Fault::CallLost)];
        is(shop.redeem_despite(payer("spt_1"), &lost), 503, Code::ProcessorUnavailable);
        shop.serves(payer("spt_1"));
    }
}

/// The payer may never return, and money that is held would stay held.
#[test]
fn a_payment_whose_answer_is_lost_is_asked_for_once_more() {
    for capture in [Capture::BeforeDelivery, Capture::AfterDelivery] {
        for fault in [
            Fault::CallLost,
            Fault::AnswerLost,
            Fault::Saved,
            Fault::Says(500, "{}"),
            Fault::Says(408, "{}"),
            Fault::Says(424, "{}"),
            Fault::Says(429, "{}"),
            Fault::Says(409, "{}"),
            Fault::Says(200, "garbage"),
        ] {
            let mut shop = Shop::new(capture);
            assert!(matches!(shop.redeem_but(payer("spt_1"), 1, fault), At::Done(true)), "{fault:?}");
            assert_eq!((shop.books(), shop.world.processor.holds(), shop.world.runs()), ((1, 1), 0, 1));
        }
        // The second answer says nothing about the payment, whose money may have moved.
        for (status, code) in [(409, Code::PaymentInProgress), (401, Code::ProcessorRefused)] {
            let says = Fault::Says(status, "{}");
            let mut shop = Shop::new(capture);
            let lost = [(1, Fault::AnswerLost), (3, says)];
            is(shop.redeem_despite(payer("spt_1"), &lost), 503, Code::ProcessorUnavailable);
            let mut shop = Shop::new(capture);
            is(shop.redeem_unpaid(payer("spt_1"), says), if status == 409 { 409 } else { 502 }, code);
        }
        // Neither does a first answer that says that the payment was in progress, once the second is lost.
        let mut shop = Shop::new(capture);
        let lost = [(1, Fault::Says(409, "{}")), (3, Fault::CallLost)];
        is(shop.redeem_despite(payer("spt_1"), &lost), 503, Code::ProcessorUnavailable);
        // A refusal of the seller's own request would be the same again.
        let mut shop = Shop::new(capture);
        is(shop.redeem_but(payer("spt_1"), 1, Fault::Says(401, "{}")), 502, Code::ProcessorRefused);
        assert_eq!(shop.steps, 3);
    }
    // A capture after it has two tries too.
    let mut shop = Shop::new(Capture::AfterDelivery);
    let lost = [(1, Fault::CallLost), (7, Fault::CallLost)];
    assert!(matches!(shop.redeem_despite(payer("spt_1"), &lost), At::Done(true)));
    assert_eq!((shop.books(), shop.world.processor.holds()), ((1, 1), 0));
}

#[test]
fn another_token_never_pays_a_second_time() {
    let mut shop = Shop::new(Capture::BeforeDelivery);
    is(shop.redeem_unpaid(payer("spt_1"), Fault::AnswerLost), 503, Code::ProcessorUnavailable);
    is(shop.redeem(payer("spt_2")), 409, Code::PaymentInProgress);
    assert_eq!((shop.books(), shop.steps), ((1, 0), 1));
    shop.serves(payer("spt_1"));
}

/// What one credential paid for is not delivered to another one for the same challenge.
#[test]
fn a_delivery_is_owed_to_the_credential_that_paid() {
    let mut shop = Shop::new(Capture::BeforeDelivery);
    drop(shop.redeem_but(payer("spt_1"), 3, Fault::Broken));
    is(shop.redeem(payer("spt_2")), 409, Code::PaymentInProgress);
    assert_eq!((shop.books(), shop.state()), ((1, 0), Some(State::Owed)));
    shop.serves(payer("spt_1"));
}

#[test]
fn what_failed_is_owed() {
    let mut shop = Shop::new(Capture::BeforeDelivery);
    for deliver in [3, 2] {
        assert!(matches!(shop.redeem_but(payer("spt_1"), deliver, Fault::Broken), At::Done(false)));
        assert_eq!((shop.books(), shop.state()), ((1, 0), Some(State::Owed)));
    }
    // Long after the challenge has expired, up to the last moment.
    shop.wait(TTL_MS + KEEP_MS - 1);
    shop.serves(payer("spt_1"));
}

#[test]
fn a_store_that_fails_never_costs_the_payer() {
    // Claim, record: the step that fails, the charges until then, and how long the record is leased.
    for (at, charged, lease) in [(0, 0, SETTLEMENT_LEASE_MS), (2, 1, DELIVERY_LEASE_MS)] {
        for fault in [Fault::StoreDown, Fault::StoreMute] {
            let mut shop = Shop::new(Capture::BeforeDelivery);
            is(shop.redeem_but(payer("spt_1"), at, fault), 503, Code::StoreUnavailable);
            assert_eq!(shop.books(), (charged, 0));
            if shop.state().is_some() {
                shop.wait(59_999);
                let early = shop.redeem(payer("spt_1"));
                assert_eq!(retry_after(&early), "1");
                is(early, 409, Code::PaymentInProgress);
                shop.wait(lease - 59_999);
            }
            shop.serves(payer("spt_1"));
        }
    }
    // A delivery is not taken back. Its record catches up later, at worst by a second delivery.
    for fault in [Fault::StoreDown, Fault::StoreMute] {
        let mut shop = Shop::new(Capture::BeforeDelivery);
        assert!(matches!(shop.redeem_but(payer("spt_1"), 4, fault), At::Done(true)));
        assert_eq!(shop.books(), (1, 1));
    }
    // Taking over what is unknown or owed.
    let lost = [(1, Fault::AnswerLost), (3, Fault::AnswerLost)];
    for before in [&lost[..], &[(3, Fault::Broken)]] {
        for fault in [Fault::StoreDown, Fault::StoreMute] {
            let mut shop = Shop::new(Capture::BeforeDelivery);
            drop(shop.redeem_despite(payer("spt_1"), before));
            is(shop.redeem_but(payer("spt_1"), 1, fault), 503, Code::StoreUnavailable);
            shop.wait(DELIVERY_LEASE_MS);
            shop.serves(payer("spt_1"));
        }
    }
}

/// A payer is told to pay again only once that is recorded: otherwise a retry could still charge the old challenge.
#[test]
fn a_refusal_that_was_not_recorded_asks_for_no_new_payment() {
    for token in ["spt_declined", "spt_unknown", "spt_action"] {
        for fault in [Fault::StoreDown, Fault::StoreMute] {
            let mut shop = Shop::new(Capture::BeforeDelivery);
            is(shop.redeem_but(payer(token), 2, fault), 503, Code::StoreUnavailable);
            shop.wait(SETTLEMENT_LEASE_MS);
            let At::Answer(answer) = shop.redeem(payer(token)) else { panic!() };
            assert_eq!((answer.status, shop.state()), (402, Some(State::Released)));
        }
    }
}

#[test]
fn expiry_is_looked_at_again_and_again() {
    // Before the claim: nothing is claimed, nothing is called.
    let mut shop = Shop::new(Capture::BeforeDelivery);
    shop.wait(TTL_MS);
    is(shop.redeem(payer("spt_1")), 402, Code::PaymentExpired);
    assert_eq!((shop.books(), shop.steps, shop.state()), ((0, 0), 1, Some(State::Released)));

    // Between the claim and the call.
    let mut shop = Shop::new(Capture::BeforeDelivery);
    shop.wait(TTL_MS - 1);
    let mut late = attempt(&shop.paywall, payer("spt_1"), shop.world.clock);
    let (paywall, world) = (&shop.paywall, &mut shop.world);
    let claim = world.report(0, paywall, &mut late, &At::Start);
    let claimed = world.perform(0, &claim, Fault::None);
    world.clock = world.clock.saturating_add_millis(1);
    let refuse = world.report(0, paywall, &mut late, &claimed);
    let refused = world.perform(0, &refuse, Fault::None);
    is(world.report(0, paywall, &mut late, &refused), 402, Code::PaymentExpired);
    assert_eq!(shop.state(), Some(State::Released));
    is(shop.redeem(payer("spt_1")), 402, Code::PaymentExpired);
    assert_eq!(shop.books(), (0, 0));

    // After the payment: a payment made in time is found and delivered for.
    let mut shop = Shop::new(Capture::BeforeDelivery);
    is(shop.redeem_unpaid(payer("spt_1"), Fault::AnswerLost), 503, Code::ProcessorUnavailable);
    shop.wait(TTL_MS);
    shop.serves(payer("spt_1"));
}

#[test]
fn a_store_that_answers_too_late_leads_to_no_call() {
    for (wait, calls) in [(SETTLEMENT_LEASE_MS / 2 - 1, true), (SETTLEMENT_LEASE_MS / 2, false)] {
        let mut shop = Shop::new(Capture::BeforeDelivery);
        let mut slow = attempt(&shop.paywall, payer("spt_1"), now());
        let claim = shop.world.report(0, &shop.paywall, &mut slow, &At::Start);
        let claimed = shop.world.perform(0, &claim, Fault::None);
        shop.wait(wait);
        match shop.world.report(0, &shop.paywall, &mut slow, &claimed) {
            At::Call(..) => assert!(calls),
            other => is(other, 503, Code::StoreUnavailable),
        }
        shop.wait(SETTLEMENT_LEASE_MS);
        shop.serves(payer("spt_1"));
    }
}

#[test]
fn a_swap_that_was_sent_twice_finds_its_own_text_and_has_won() {
    let shop = Shop::new(Capture::BeforeDelivery);
    let mut own = attempt(&shop.paywall, payer("spt_1"), now());
    let Step::Swap { expected: None, next, .. } = own.start(NONCES[0], now()) else {
        panic!("no claim of nothing")
    };
    assert!(matches!(own.swapped(&shop.paywall, Some(&next), now()), Step::Call { .. }));
    // The text of another request with the same credential is not its own.
    let mut other = attempt(&shop.paywall, payer("spt_1"), now());
    let _ = other.start(NONCES[1], now());
    let step = other.swapped(&shop.paywall, Some(&next), now());
    assert!(matches!(&step, Step::Answer(answer) if answer.code == Code::PaymentInProgress), "{step:?}");
}

#[test]
fn a_guarded_handler_is_paid_like_a_route() {
    let mut paywall = Paywall::new(config(&[])).unwrap();
    let terms = RouteConfig { price: "1.00 USD".into(), ..RouteConfig::default() };
    paywall.add_charge(&terms).unwrap();
    let mut shop = Shop { paywall, ..Shop::new(Capture::BeforeDelivery) };
    shop.serves(payer("spt_1"));
}

#[test]
fn the_claim_comes_before_the_call() {
    let shop = Shop::new(Capture::BeforeDelivery);
    let mut attempt = attempt(&shop.paywall, payer("spt_1"), now());
    let Step::Swap { expected: None, .. } = attempt.start(NONCES[0], now()) else {
        panic!("no claim of nothing")
    };
    // The store holds another's claim: no call is made.
    let other = Record {
        state: State::Claimed,
        since: now(),
        first: now(),
        nonce: "B".into(),
        payer: "p".into(),
        capture: Capture::BeforeDelivery,
        books: None,
        hold: None,
        receipt: None,
        key: None,
        answer: None,
    };
    let step = attempt.swapped(&shop.paywall, Some(&other.to_text()), now());
    assert!(matches!(&step, Step::Answer(answer) if answer.code == Code::PaymentInProgress), "{step:?}");
}

#[test]
fn a_servers_own_fault_asks_for_no_money() {
    for (step, fault) in
        [(0, Fault::StoreDown), (1, Fault::CallLost), (1, Fault::AnswerLost), (2, Fault::StoreDown)]
    {
        let mut shop = Shop::new(Capture::BeforeDelivery);
        let At::Answer(answer) = shop.redeem_despite(payer("spt_1"), &[(step, fault), (step + 2, fault)])
        else {
            panic!("no answer: {fault:?}")
        };
        assert!(answer.status >= 500 && challenge_of(&answer).is_none(), "{fault:?}: {answer:?}");
    }
}

#[test]
fn a_payer_who_is_told_of_the_expiry_is_never_charged() {
    let mut shop = Shop::new(Capture::BeforeDelivery);
    let mut slow = attempt(&shop.paywall, payer("spt_1"), now());
    shop.wait(TTL_MS - 1);
    let claim = shop.world.report(1, &shop.paywall, &mut slow, &At::Start);
    shop.wait(1);
    is(shop.redeem(payer("spt_1")), 402, Code::PaymentExpired);
    // The claim that began in time arrives now, and finds the challenge closed.
    let claimed = shop.world.perform(1, &claim, Fault::None);
    is(shop.world.report(1, &shop.paywall, &mut slow, &claimed), 402, Code::PaymentExpired);
    shop.wait(SETTLEMENT_LEASE_MS);
    is(shop.redeem(payer("spt_1")), 402, Code::PaymentExpired);
    assert_eq!(shop.books(), (0, 0));
}
