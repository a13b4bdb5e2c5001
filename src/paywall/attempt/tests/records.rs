//! Records in a store, and texts that are not ours to read.

use super::shop::{Shop, is, retry_after};
use super::world::Fault;
use super::*;
use crate::error::Code;
use crate::paywall::{DELIVERY_LEASE_MS, StoredAnswer};
use crate::scheme::Receipt;
use alloc::vec;

fn record(state: State) -> Record {
    Record {
        state,
        since: now(),
        first: now().saturating_add_millis(-1),
        nonce: "n\"\\".into(),
        payer: "p".into(),
        capture: Capture::BeforeDelivery,
        books: None,
        hold: None,
        receipt: None,
        key: None,
        answer: None,
    }
}

fn receipt() -> Option<Receipt> {
    Some(Receipt::new(&"stripe".parse().unwrap(), "pi_1", now()).unwrap())
}

#[test]
fn a_record_that_cannot_be_read_is_somebodys() {
    let claimed = record(State::Claimed).to_text();
    let answer = StoredAnswer::new(200, vec![], vec![]);
    let delivered = Record { receipt: receipt(), answer, ..record(State::Delivered) }.to_text();
    for text in [
        "".into(),
        "claimed".into(),
        "{}".into(),
        record(State::Owed).to_text(),
        record(State::Delivered).to_text(),
        record(State::Making).to_text(),
        record(State::Failed).to_text(),
        claimed.replace("\"v\":1", "\"v\":2"),
        claimed.replace("claimed", "free"),
        claimed.replace(",\"nonce\":\"n\\\"\\\\\"", ""),
        claimed.replace("false", "0"),
        delivered.replace("success", "failed"),
        delivered.replace(",\"body\":\"\"", ""),
        Record { hold: Some("pi_1/../x".into()), ..record(State::Held) }.to_text(),
        Record { books: Some("b".into()), ..record(State::Unknown) }.to_text().replace("\"b\"", "5"),
        Record { key: Some("k".into()), ..record(State::Released) }.to_text().replace("\"k\"", "null"),
        delivered.replace("\"answer\":{", "\"answer\":5,\"other\":{"),
    ] as [String; 17]
    {
        let mut shop = Shop::new(Capture::AfterDelivery);
        let id = challenge(&shop.paywall, "the nonce of a request").id;
        shop.world.registers.insert(id.clone(), text.clone());
        for _ in 0..2 {
            let held = shop.redeem(payer("spt_1"));
            assert_eq!(retry_after(&held), "60");
            is(held, 409, Code::PaymentInProgress);
            assert_eq!((shop.books(), shop.steps, shop.world.registers.get(&id)), ((0, 0), 1, Some(&text)));
            shop.wait(TTL_MS);
        }
    }
}

#[test]
fn a_claim_begins_when_its_attempt_starts() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    let later = now().saturating_add_millis(1000);
    let Step::Swap { next, .. } = attempt(&own, payer("spt_1"), now()).start(NONCES[0], later) else {
        panic!()
    };
    let claim = Record::parse(&next).unwrap();
    assert_eq!((claim.state, claim.since, claim.first), (State::Claimed, later, later));
}

#[test]
fn a_state_ends_with_its_lease() {
    for (state, lease, end) in [
        (State::Claimed, SETTLEMENT_LEASE_MS, State::Unknown),
        (State::Settled, DELIVERY_LEASE_MS, State::Owed),
        (State::Making, DELIVERY_LEASE_MS, State::Held),
        (State::Capturing, SETTLEMENT_LEASE_MS, State::Held),
        (State::Canceling, SETTLEMENT_LEASE_MS, State::Failed),
    ] {
        let at = |millis| record(state).state_at(now().saturating_add_millis(millis));
        assert_eq!([lease - 1, lease].map(at), [state, end]);
    }
}

#[test]
fn records_read_back() {
    let hold = Some("pi_1".into());
    let answer = StoredAnswer::new(201, vec![("x".into(), "y".into())], vec![0, 255]);
    for record in [
        record(State::Claimed),
        record(State::Released),
        Record { receipt: receipt(), ..record(State::Settled) },
        Record { receipt: receipt(), ..record(State::Owed) },
        Record {
            capture: Capture::AfterDelivery,
            books: Some("b".into()),
            hold: hold.clone(),
            ..record(State::Making)
        },
        Record { hold, receipt: receipt(), key: Some("k".into()), answer, ..record(State::Delivered) },
    ] {
        assert_eq!(Record::parse(&record.to_text()), Some(record));
    }
}

#[test]
fn a_record_that_the_store_forgets_is_not_claimed_again() {
    for capture in [Capture::AfterDelivery, Capture::BeforeDelivery] {
        let mut shop = Shop::new(capture);
        is(shop.redeem_unpaid(payer("spt_1"), Fault::AnswerLost), 503, Code::ProcessorUnavailable);
        let at = shop.redeem_amid(payer("spt_1"), |shop, step| {
            if step == 1 {
                shop.world.registers.clear();
            }
            Fault::None
        });
        assert_eq!((retry_after(&at), shop.world.runs()), ("5", 0));
        is(at, 503, Code::StoreUnavailable);
        // Nor written again with what has become of the payment.
        let mut shop = Shop::new(capture);
        let at = shop.redeem_amid(payer("spt_1"), |shop, step| {
            if step == 4 {
                shop.world.registers.clear();
            }
            if matches!(step, 1 | 3) { Fault::CallLost } else { Fault::None }
        });
        is(at, 503, Code::ProcessorUnavailable);
        assert_eq!((shop.steps, shop.state()), (5, None));
    }
}

/// Nobody else is at work on it: a payer who is told so would wait, and an owner would look for nothing.
#[test]
fn a_record_that_the_store_forgets_at_once_is_a_fault_of_the_store() {
    for (capture, token, steps) in [
        (Capture::AfterDelivery, "spt_1", &[2, 4, 6][..]),
        (Capture::BeforeDelivery, "spt_1", &[2, 4]),
        (Capture::AfterDelivery, "spt_declined", &[2]),
    ] {
        for &forgotten in steps {
            let mut shop = Shop::new(capture);
            let at = shop.redeem_amid(payer(token), |shop, step| {
                if step == forgotten {
                    shop.world.registers.clear();
                }
                Fault::None
            });
            assert_eq!((retry_after(&at), shop.world.sent()), ("5", 0));
            is(at, 503, Code::StoreUnavailable);
        }
    }
}
