//! What is sent after a delivery that failed.

use super::processor::Processor;
use super::*;
use crate::paywall::ResponseClass;

/// What the payer is sent in the end for what was made; `None` if it is a delivery. `leaves`: before anything is sent.
fn sent(capture: Capture, made: Option<ResponseClass>, client: (bool, bool)) -> Option<FailedDelivery> {
    let own = paywall(capture, TTL_MS);
    end(&own, &mut attempt(&own, payer("spt_1"), now()), made, client)
}

fn end(
    own: &Paywall,
    attempt: &mut Attempt,
    made: Option<ResponseClass>,
    (client_connected, leaves): (bool, bool),
) -> Option<FailedDelivery> {
    let mut processor = Processor::default();
    let mut step = attempt.start(NONCES[0], now());
    loop {
        step = match step {
            Step::Swap { expected, .. } => attempt.swapped(own, expected.as_deref(), now()),
            Step::Call { call, .. } => {
                let (status, replayed, body) = processor.take(&call, false);
                let answer = HttpResponse { status, retry_after: None, replayed, body: &body };
                attempt.answered(own, Some(answer), now())
            }
            Step::Deliver { .. } => {
                attempt.delivered(Delivery { made, client_connected, answer: None }, now())
            }
            Step::Done(_) if leaves => attempt.client_disconnected(now()),
            Step::Done(_) => return None,
            Step::Failed(failed) => return Some(failed),
            Step::Replay(..) | Step::Answer(_) => panic!("{step:?}"),
        }
    }
}

const THERE: (bool, bool) = (true, false);

/// What is withheld, and what a client that was considered gone did not get, is not paid for or is owed.
#[test]
fn only_what_says_itself_that_it_failed_is_sent_and_only_to_a_client_that_is_there() {
    use FailedDelivery::{AsMade, Fault};
    const GONE: (bool, bool) = (false, false);
    const LEAVES: (bool, bool) = (true, true);
    for (capture, cost) in
        [(Capture::AfterDelivery, ServerFault::Released), (Capture::BeforeDelivery, ServerFault::Owed)]
    {
        let sent = |made, client| sent(capture, made, client);
        assert_eq!(sent(Some(ResponseClass::Failure), THERE), Some(AsMade));
        assert_eq!(sent(Some(ResponseClass::Failure), GONE), Some(Fault(cost)));
        for client in [THERE, GONE, LEAVES] {
            assert_eq!(sent(Some(ResponseClass::Withheld), client), Some(Fault(cost)), "{client:?}");
            assert_eq!(sent(None, client), Some(Fault(cost)), "{client:?}");
        }
        assert_eq!(sent(Some(ResponseClass::Delivery), THERE), None);
        assert_eq!(sent(Some(ResponseClass::Delivery), GONE), Some(Fault(cost)));
        assert_eq!(sent(Some(ResponseClass::Delivery), LEAVES), Some(Fault(ServerFault::Owed)));
    }
}

/// Whoever also reports of a failure that its client left is not told to send it as a delivery.
#[test]
fn a_failure_whose_client_leaves_is_no_delivery() {
    let own = paywall(Capture::BeforeDelivery, TTL_MS);
    for made in [Some(ResponseClass::Withheld), Some(ResponseClass::Failure), None] {
        let mut attempt = attempt(&own, payer("spt_1"), now());
        attempt.order.has_side_effects = true;
        assert!(end(&own, &mut attempt, made, THERE).is_some());
        let step = attempt.client_disconnected(now());
        let owed = matches!(step, Step::Failed(FailedDelivery::Fault(ServerFault::Owed)));
        assert!(owed, "{made:?}: {step:?}");
    }
}
