//! One request after the other, with a fault at one step.

use super::world::{At, Fault, World};
use super::*;
use crate::error::Code;

pub(super) struct Shop {
    pub(super) paywall: Paywall,
    pub(super) world: World,
    /// How many steps the last request took.
    pub(super) steps: usize,
    /// Whether its requests have side effects.
    pub(super) works: bool,
}

impl Shop {
    pub(super) fn new(capture: Capture) -> Self {
        Self { paywall: paywall(capture, TTL_MS), world: World::new(), steps: 0, works: false }
    }

    pub(super) fn wait(&mut self, millis: i64) {
        self.world.clock = self.world.clock.saturating_add_millis(millis);
    }

    /// Redeems a credential. `fault` is called with the number of each step.
    pub(super) fn redeem_with(&mut self, payer: Payer, fault: impl Fn(usize) -> Fault) -> At {
        self.redeem_amid(payer, |_, step| fault(step))
    }

    /// Redeems a credential; before every step, by its number, something else may happen in the shop.
    pub(super) fn redeem_amid(
        &mut self,
        payer: Payer,
        mut before: impl FnMut(&mut Self, usize) -> Fault,
    ) -> At {
        let mut attempt = attempt(&self.paywall, payer, self.world.clock);
        attempt.order.has_side_effects = self.works;
        let mut at = self.world.report(3, &self.paywall, &mut attempt, &At::Start);
        let mut steps = 0;
        while !at.is_end() {
            if !matches!(at, At::Broke | At::Left) {
                let fault = before(self, steps);
                at = self.world.perform(3, &at, fault);
            }
            at = self.world.report(3, &self.paywall, &mut attempt, &at);
            steps += 1;
            assert!(steps < 100, "no end");
        }
        self.steps = steps;
        at
    }

    /// Redeems a credential with one fault, at step `at`. Money first: claim 0, pay 1, record 2, deliver 3, record 4; and
    /// if the payment is inconclusive, record 2, pay 3, and so on.
    /// Delivery first: claim 0, pay 1, record 2, deliver 3, record 4, capture or cancel 5, record 6; and if the capture
    /// is inconclusive, capture 7, record 8. Under a key, the swap of the key's register comes first.
    pub(super) fn redeem_but(&mut self, payer: Payer, at: usize, fault: Fault) -> At {
        self.redeem_despite(payer, &[(at, fault)])
    }

    /// The same with several faults, each at its step.
    pub(super) fn redeem_despite(&mut self, payer: Payer, faults: &[(usize, Fault)]) -> At {
        let at = |step| faults.iter().find(|(at, _)| *at == step);
        self.redeem_with(payer, |step| at(step).map_or(Fault::None, |(_, fault)| *fault))
    }

    /// Redeems a credential with a fault at each of the two calls for its payment.
    pub(super) fn redeem_unpaid(&mut self, payer: Payer, fault: Fault) -> At {
        let first = if payer.key.is_some() { 2 } else { 1 };
        self.redeem_despite(payer, &[(first, fault), (first + 2, fault)])
    }

    /// Redeems a credential whose money is held, with a fault at each of its two captures.
    pub(super) fn redeem_untaken(&mut self, payer: Payer, fault: Fault) -> At {
        let first = if payer.key.is_some() { 6 } else { 5 };
        self.redeem_despite(payer, &[(first, fault), (first + 2, fault)])
    }

    pub(super) fn redeem(&mut self, payer: Payer) -> At {
        self.redeem_with(payer, |_| Fault::None)
    }

    /// The number of charges, and of deliveries for them.
    pub(super) fn books(&self) -> (usize, usize) {
        (self.world.processor.charges(), self.world.sent())
    }

    pub(super) fn state(&self) -> Option<State> {
        self.world.state(&challenge(&self.paywall, "the nonce of a request").id)
    }

    /// The credential gets its resource, exactly once.
    #[track_caller]
    pub(super) fn serves(&mut self, payer: Payer) {
        let at = self.redeem(payer);
        assert!(matches!(at, At::Done(true)), "{at:?}");
        assert_eq!(self.books(), (1, 1));
        is(self.redeem(payer), 402, Code::InvalidChallenge);
        assert_eq!((self.books(), self.world.processor.holds()), ((1, 1), 0));
    }
}

#[track_caller]
pub(super) fn is(at: At, status: u16, code: Code) {
    let At::Answer(answer) = at else { panic!("{at:?}") };
    assert_eq!((answer.status, answer.code), (status, code));
}

pub(super) fn retry_after(at: &At) -> &str {
    let At::Answer(answer) = at else { panic!("{at:?}") };
    &answer.headers.iter().find(|(name, _)| *name == "Retry-After").unwrap().1
}
