//! Inputs that an attempt must not be run with: a paywall other than the one that decided, and a nonce that is too
//! short.

use super::*;
use crate::error::Code;

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

#[test]
fn with_a_short_nonce_nothing_is_claimed() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    for nonce in ["", "fifteen letters"] {
        let step = attempt(&own, payer("spt_1"), now()).start(nonce, now());
        assert!(matches!(&step, Step::Answer(answer) if answer.code == Code::Internal), "{step:?}");
    }
}

#[test]
fn its_debug_shows_nothing_of_what_is_paid_for() {
    let own = paywall(Capture::AfterDelivery, TTL_MS);
    let mut attempt = attempt(&own, payer("spt_planted"), now());
    let step = attempt.start(NONCES[0], now());
    let Step::Swap { next, .. } = &step else { panic!("no claim") };
    let shown = alloc::format!("{attempt:?} {step:?}");
    assert!(shown.contains(&attempt.challenge_id()) && !shown.contains("spt_planted"), "{shown}");
    assert!(!shown.contains(next.as_str()), "{shown}");
}
