//! Requests that take longer than their lease: another one takes over, and nothing happens twice.

use super::shop::{Shop, is};
use super::world::{At, Fault};
use super::*;
use crate::error::Code;
use crate::paywall::DELIVERY_LEASE_MS;

const ONE: Payer = payer("spt_1");

fn shop() -> Shop {
    Shop::new(Capture::AfterDelivery)
}

/// Another request takes over between the two calls for a payment. Its delivery fails, and it cannot release the money.
#[test]
fn a_payment_that_is_canceled_after_a_lost_answer_is_refused_for_good() {
    let mut shop = shop();
    let at = shop.redeem_amid(ONE, |shop, step| match step {
        1 => Fault::CallLost,
        2 => {
            shop.wait(SETTLEMENT_LEASE_MS);
            let fails = [(4, Fault::Broken), (6, Fault::CallLost), (7, Fault::CallLost)];
            assert!(matches!(shop.redeem_despite(ONE, &fails), At::Done(false)));
            assert_eq!(shop.state(), Some(State::Failed));
            Fault::None
        }
        _ => Fault::None,
    });
    is(at, 402, Code::InvalidChallenge);
    assert_eq!((shop.books(), shop.world.processor.holds()), ((0, 0), 0));
}

/// It could outlive the lease of its record, and another request would take over meanwhile.
#[test]
fn after_a_slow_answer_of_the_store_nothing_begins_that_needs_the_lease() {
    const HALF: i64 = SETTLEMENT_LEASE_MS / 2;
    /// Redeems with faults and a store that takes `millis` for its answer at one step.
    fn slowly(shop: &mut Shop, at: usize, millis: i64, faults: &[(usize, Fault)]) -> At {
        shop.redeem_amid(ONE, |shop, step| {
            shop.wait(if step == at { millis } else { 0 });
            faults.iter().find(|(at, _)| *at == step).map_or(Fault::None, |(_, fault)| *fault)
        })
    }
    // Before the hold, the delivery, the capture, and the second call for the payment.
    for (at, faults) in [(0, &[][..]), (2, &[]), (4, &[]), (2, &[(1, Fault::CallLost)])] {
        assert!(matches!(slowly(&mut shop(), at, HALF - 1, faults), At::Done(true)), "{at}");
        let mut shop = shop();
        is(slowly(&mut shop, at, HALF, faults), 503, Code::StoreUnavailable);
        assert_eq!(shop.books(), (0, 0), "{at}");
        shop.wait(DELIVERY_LEASE_MS);
        shop.serves(ONE);
    }
    // Before a delivery that is taken over.
    for (millis, ok) in [(HALF - 1, true), (HALF, false)] {
        let mut shop = shop();
        is(shop.redeem_untaken(ONE, Fault::CallLost), 503, Code::ProcessorUnavailable);
        assert_eq!(matches!(slowly(&mut shop, 1, millis, &[]), At::Done(true)), ok);
        assert_eq!(shop.world.runs(), 1 + usize::from(ok));
    }
    // A cancellation and a lookup do no harm later.
    let mut canceled = shop();
    assert!(matches!(slowly(&mut canceled, 4, HALF, &[(3, Fault::Broken)]), At::Done(false)));
    assert_eq!((canceled.world.processor.holds(), canceled.state()), (0, Some(State::Released)));
    let mut found = shop();
    is(found.redeem_unpaid(ONE, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
    found.wait(RETRY_MS);
    assert!(matches!(slowly(&mut found, 1, HALF, &[]), At::Done(true)));
}

/// Another request takes over between the two calls for a payment, and learns no more.
#[test]
fn what_is_taken_over_between_two_calls_is_asked_for_twice_again() {
    for capture in [Capture::AfterDelivery, Capture::BeforeDelivery] {
        let mut shop = Shop::new(capture);
        // Claim 0, pay 1, record 2 (in vain), record 3, pay 4, record 5, pay 6.
        let at = shop.redeem_amid(ONE, |shop, step| {
            if step == 2 {
                shop.wait(SETTLEMENT_LEASE_MS);
                let lost = [(2, Fault::CallLost), (4, Fault::CallLost)];
                is(shop.redeem_despite(ONE, &lost), 503, Code::ProcessorUnavailable);
            }
            if matches!(step, 1 | 4) { Fault::CallLost } else { Fault::None }
        });
        assert!(matches!(at, At::Done(true)), "{capture:?}: {at:?}");
        assert_eq!((shop.books(), shop.world.runs()), ((1, 1), 1));
    }
}
