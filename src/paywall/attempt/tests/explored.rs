//! Two requests at once, in every order. `cargo test explored -- --nocapture` prints how many states there are, and
//! `--ignored` goes deeper.

use super::explorer::{Explorer, Run};
use super::shop::Shop;
use super::world::Fault;
use super::*;
use crate::paywall::DELIVERY_LEASE_MS;
use Capture::{AfterDelivery, BeforeDelivery};

const LONG: i64 = RETRY_MS / 2;
/// One jump of the clock ends the challenge.
const SHORT: i64 = 60_000;
const ONE: Payer = payer("spt_1");
const KEYED: Payer = under_key("key", ONE);

fn run(capture: Capture, payer: Payer, faults: usize, jumps: usize) -> Explorer {
    Explorer::run(Run { capture, payers: &[payer; 5], ttl_ms: LONG, faults, jumps })
}

#[track_caller]
fn ends(all: &Explorer, ends: &[(usize, usize)]) {
    assert!(all.ends.iter().eq(ends), "{:?}", all.ends);
}

#[test]
fn two_requests_without_faults_charge_once_and_deliver_once() {
    for capture in [BeforeDelivery, AfterDelivery] {
        for payer in [ONE, KEYED] {
            let all = run(capture, payer, 0, 0);
            ends(&all, &[(1, 1)]);
            assert!(all.made.iter().eq(&[1]));
        }
    }
}

#[test]
fn two_faults_at_once() {
    for capture in [BeforeDelivery, AfterDelivery] {
        ends(&run(capture, ONE, 2, 0), &[(0, 0), (1, 0), (1, 1)]);
    }
}

/// A handler that outlives its lease is run a second time, and what it made is discarded. There is a second delivery
/// only if the store failed while a delivery was recorded: the world checks that.
#[test]
fn one_fault_and_a_jump_of_the_clock() {
    for capture in [BeforeDelivery, AfterDelivery] {
        let all = run(capture, ONE, 1, 1);
        ends(&all, &[(0, 0), (1, 0), (1, 1), (1, 2)]);
        assert!(all.made.contains(&2));
    }
}

#[test]
fn two_jumps_of_the_clock_alone_never_deliver_twice() {
    for capture in [BeforeDelivery, AfterDelivery] {
        let all = run(capture, ONE, 0, 2);
        assert!(all.ends.iter().all(|end| matches!(end, (0, 0) | (1, 0 | 1))), "{:?}", all.ends);
        assert!(all.ends.contains(&(1, 1)));
    }
}

/// 4,981,064 states: 1,408,198 with one fault and two jumps or two faults and one (half a minute), the others with two of each
/// (a minute and a half). As above, there is a second delivery only if the store failed to record the first.
#[test]
#[ignore = "minutes: cargo test --release explored -- --ignored --nocapture"]
fn deeper() {
    for capture in [BeforeDelivery, AfterDelivery] {
        for payer in [ONE, KEYED] {
            for (faults, jumps) in [(1, 2), (2, 1), (2, 2)] {
                let all = run(capture, payer, faults, jumps);
                assert!([(0, 0), (1, 0), (1, 1)].iter().all(|end| all.ends.contains(end)), "{:?}", all.ends);
            }
        }
    }
}

#[test]
fn one_fault_and_a_jump_past_the_end_of_the_challenge() {
    for capture in [BeforeDelivery, AfterDelivery] {
        let run = Run { capture, payers: &[ONE; 5], ttl_ms: SHORT, faults: 1, jumps: 1 };
        let all = Explorer::run(run);
        assert!([(0, 0), (1, 0), (1, 1)].iter().all(|end| all.ends.contains(end)), "{:?}", all.ends);
    }
}

#[test]
fn under_a_key_the_resource_is_made_once() {
    for capture in [BeforeDelivery, AfterDelivery] {
        let all = run(capture, KEYED, 1, 1);
        assert!([(0, 0), (1, 0), (1, 1)].iter().all(|end| all.ends.contains(end)), "{:?}", all.ends);
    }
}

/// Two requests at once continue what an earlier request left behind.
#[test]
fn one_request_takes_over_what_another_left_behind() {
    for (capture, step, fault, state, faults) in [
        (BeforeDelivery, 1, Fault::CallLost, State::Unknown, 0),
        (BeforeDelivery, 1, Fault::AnswerLost, State::Unknown, 1),
        (BeforeDelivery, 1, Fault::Saved, State::Unknown, 0),
        (BeforeDelivery, 2, Fault::StoreMute, State::Settled, 0),
        (BeforeDelivery, 3, Fault::Broken, State::Owed, 1),
        (AfterDelivery, 1, Fault::AnswerLost, State::Unknown, 0),
        (AfterDelivery, 2, Fault::StoreMute, State::Making, 0),
        (AfterDelivery, 4, Fault::StoreMute, State::Capturing, 0),
        (AfterDelivery, 5, Fault::CallLost, State::Held, 0),
        (AfterDelivery, 5, Fault::AnswerLost, State::Held, 1),
    ] {
        let mut shop = Shop::new(capture);
        match state {
            State::Held => drop(shop.redeem_untaken(ONE, fault)),
            State::Unknown => {
                shop.world.processor.lags = true;
                drop(shop.redeem_unpaid(ONE, fault));
                shop.world.processor.lags = false;
            }
            _ => drop(shop.redeem_but(ONE, step, fault)),
        }
        assert_eq!(shop.state(), Some(state));
        if matches!(state, State::Settled | State::Making | State::Capturing) {
            // No request goes on with this record until its lease is over.
            shop.wait(DELIVERY_LEASE_MS);
        }
        shop.world.store_failed = false;
        let calm = Run { capture, payers: &[ONE; 5], ttl_ms: TTL_MS, faults: 0, jumps: 0 };
        ends(&Explorer::run_from(shop.world.clone(), calm), &[(1, 1)]);
        let all = Explorer::run_from(shop.world, Run { faults, jumps: 1, ..calm });
        assert!(all.ends.contains(&(1, 1)) && all.ends.iter().all(|(charges, _)| *charges <= 1), "{state:?}");
    }
}

#[test]
fn two_tokens_at_once() {
    let token = |name| payer(name);
    // Both valid; one that leaves nothing behind; one whose refusal is remembered; and one that waits for its bank.
    for (payers, wanted) in [
        ([ONE, token("spt_2"), ONE, token("spt_2")], &[(1, 1), (1, 0), (0, 0)][..]),
        ([token("spt_unknown"), ONE, ONE, ONE], &[(1, 1), (1, 0), (0, 0)]),
        ([token("spt_declined"), ONE, token("spt_declined"), ONE], &[(1, 1), (1, 0), (0, 0)]),
        ([token("spt_action"), token("spt_action"), ONE, token("spt_action")], &[(0, 0)]),
    ] {
        for capture in [BeforeDelivery, AfterDelivery] {
            let all = Explorer::run(Run { capture, payers: &payers, ttl_ms: LONG, faults: 1, jumps: 1 });
            assert!(wanted.iter().all(|end| all.ends.contains(end)), "{payers:?} {:?}", all.ends);
        }
    }
}

/// A payer whose bank asks for a confirmation, and gets it sooner or later, is told to pay again only when nothing can
/// be charged any more.
#[test]
fn a_payment_that_waits_for_a_bank_is_canceled_or_delivered() {
    const ACTION: Payer = payer("spt_action");
    for capture in [BeforeDelivery, AfterDelivery] {
        ends(&run(capture, ACTION, 0, 0), &[(0, 0)]);
        for (faults, jumps) in [(1, 1), (2, 0)] {
            let all = run(capture, ACTION, faults, jumps);
            assert!([(0, 0), (1, 1)].iter().all(|end| all.ends.contains(end)), "{:?}", all.ends);
        }
    }
}

/// A payer who starts over under the same key, with a credential for another challenge, does not pay twice.
#[test]
fn two_credentials_under_one_key_are_one_payment() {
    let other = Payer { nonce: "the nonce of another", ..under_key("key", payer("spt_2")) };
    for capture in [BeforeDelivery, AfterDelivery] {
        let payers = [KEYED, other, other, KEYED];
        let all = Explorer::run(Run { capture, payers: &payers, ttl_ms: LONG, faults: 1, jumps: 1 });
        assert!([(0, 0), (1, 0), (1, 1)].iter().all(|end| all.ends.contains(end)), "{:?}", all.ends);
    }
}

/// The first challenge ends while both are at work, the second a little later: the key is taken over only from a credential
/// that can no longer be charged.
#[test]
fn two_credentials_under_one_key_are_one_payment_when_the_first_challenge_ends() {
    let later =
        Payer { nonce: "the nonce of a later one", later_ms: SHORT / 2, ..under_key("key", payer("spt_2")) };
    for capture in [BeforeDelivery, AfterDelivery] {
        let payers = [KEYED, later, later, KEYED];
        let all = Explorer::run(Run { capture, payers: &payers, ttl_ms: SHORT, faults: 1, jumps: 1 });
        assert!([(0, 0), (1, 0), (1, 1)].iter().all(|end| all.ends.contains(end)), "{:?}", all.ends);
    }
}
