//! Explores every order of the moves of two requests, from each state once. A move performs a step, reports its result,
//! or makes the clock jump to the end of a lease; and, `faults` times, stops a request forever or makes a step fail. At
//! every end the remaining requests follow one by one: an honest payer who comes again must end well.

use super::world::{At, Fault, World};
use super::*;
use crate::paywall::DELIVERY_LEASE_MS;
use alloc::{collections::BTreeSet, format, vec, vec::Vec};
use core::hash::{Hash, Hasher};

/// What is explored.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) capture: Capture,
    /// The first two come at once, the others follow at the end.
    pub(super) payers: &'a [Payer],
    pub(super) ttl_ms: i64,
    pub(super) faults: usize,
    pub(super) jumps: usize,
}

pub(super) struct Explorer {
    paywall: Paywall,
    attempts: Vec<Attempt>,
    /// Whether all requests have the same payer.
    alike: bool,
    /// Whether calls are made within their time limit, as [`Step::Call`] demands. The checks hold for late calls only
    /// with a single token: another token could be refused, and the challenge used up, before a late call is carried
    /// out.
    prompt: bool,
    seen: BTreeSet<u64>,
    /// The worlds that were reached at an end.
    ended: BTreeSet<u64>,
    /// The ends, by the charges and deliveries before the others came: (charges, sent).
    pub(super) ends: BTreeSet<(usize, usize)>,
    /// The ends, by the number of successful runs of the handler.
    pub(super) made: BTreeSet<usize>,
    /// The moves that led here, shown if a check fails.
    trail: Vec<Move>,
}

#[derive(Debug)]
#[expect(dead_code, reason = "shown by its Debug")]
enum Move {
    Report(usize, At),
    Perform(usize, At, Fault),
    Stop(usize),
    Wait(i64),
    Confirm,
}

impl Drop for Explorer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.trail.iter().for_each(|step| std::println!("{step:?}"));
        }
    }
}

/// Everything a move can change, except the attempts.
#[derive(Clone, Debug)]
struct Node {
    world: World,
    at: [At; 2],
    faults: usize,
    jumps: usize,
}

impl Explorer {
    pub(super) fn run(run: Run<'_>) -> Self {
        Self::run_from(World::new(), run)
    }

    pub(super) fn run_from(world: World, run: Run<'_>) -> Self {
        let Run { capture, payers, ttl_ms, faults, jumps } = run;
        let paywall = paywall(capture, ttl_ms);
        let mut explorer = Self {
            attempts: payers.iter().map(|payer| attempt(&paywall, *payer, now())).collect(),
            alike: payers.iter().all(|payer| *payer == payers[0]),
            prompt: payers.iter().any(|payer| payer.token != payers[0].token),
            paywall,
            seen: BTreeSet::new(),
            ended: BTreeSet::new(),
            ends: BTreeSet::new(),
            made: BTreeSet::new(),
            trail: vec![],
        };
        explorer.explore(&Node { world, at: [At::Start, At::Start], faults, jumps });
        std::println!(
            "{} states, {} faults and {jumps} jumps, {capture:?}: {:?}",
            explorer.seen.len(),
            faults,
            explorer.ends
        );
        explorer
    }

    fn explore(&mut self, node: &Node) {
        if !self.seen.insert(self.hash(node)) {
            return;
        }
        if node.at.iter().all(At::is_end) {
            self.end(&node.world);
        }
        for by in (0..2).filter(|by| !node.at[*by].is_end()) {
            let at = &node.at[by];
            let faults: &[Fault] = match at {
                At::Swap(..) => &[Fault::None, Fault::StoreDown, Fault::StoreMute],
                At::Call(call, _) if call.url.ends_with("/payment_intents") => {
                    &[Fault::None, Fault::CallLost, Fault::AnswerLost, Fault::Saved]
                }
                At::Call(..) => &[Fault::None, Fault::CallLost, Fault::AnswerLost],
                At::Deliver if self.attempts[by].order.sale.key.is_some() => {
                    &[Fault::None, Fault::Broken, Fault::Unheard]
                }
                // Answers that break off are tested with one request only: another could meanwhile be told it was
                // delivered.
                At::Deliver => &[Fault::None, Fault::Broken],
                _ => {
                    let before = self.attempts[by].progress.clone();
                    self.step(node, Move::Report(by, at.clone()), |own, next| {
                        next.at[by] = next.world.report(by, &own.paywall, &mut own.attempts[by], at);
                    });
                    self.attempts[by].progress = before;
                    &[]
                }
            };
            for fault in faults.iter().filter(|fault| **fault == Fault::None || node.faults > 0) {
                self.step(node, Move::Perform(by, at.clone(), *fault), |_, next| {
                    next.faults -= usize::from(*fault != Fault::None);
                    next.at[by] = next.world.perform(by, at, *fault);
                });
            }
            if node.faults > 0 {
                self.step(node, Move::Stop(by), |_, next| {
                    next.faults -= 1;
                    next.at[by] = At::Crashed;
                });
            }
        }
        // A payer's bank may confirm at any time, whatever the requests are doing.
        if node.faults > 0 && node.world.processor.waiting().next().is_some() {
            self.step(node, Move::Confirm, |_, next| {
                next.faults -= 1;
                next.world.confirm();
            });
        }
        let calling = node.at.iter().any(|at| matches!(at, At::Call(..)));
        if node.jumps > 0 && !node.at.iter().all(At::is_end) && !(self.prompt && calling) {
            for millis in [SETTLEMENT_LEASE_MS, DELIVERY_LEASE_MS] {
                self.step(node, Move::Wait(millis), |_, next| {
                    next.jumps -= 1;
                    next.world.clock = next.world.clock.saturating_add_millis(millis);
                });
            }
        }
    }

    fn step(&mut self, node: &Node, by: Move, change: impl FnOnce(&mut Self, &mut Node)) {
        self.trail.push(by);
        let mut next = node.clone();
        change(self, &mut next);
        // The answer has been checked; from here on all ends are alike.
        next.at = next.at.map(|at| if at.is_end() { At::Crashed } else { at });
        self.explore(&next);
        self.trail.pop();
    }

    /// The hash that tells states apart. What a call carries follows from the request that makes it, so it is left out.
    fn hash(&self, node: &Node) -> u64 {
        let mut state = std::hash::DefaultHasher::new();
        (&node.world, node.faults, node.jumps).hash(&mut state);
        for (at, attempt) in node.at.iter().zip(&self.attempts) {
            format!("{at:?}").hash(&mut state);
            if !at.is_end() {
                let Progress {
                    goal,
                    ask,
                    expected,
                    unheard,
                    entry,
                    made,
                    failed_itself,
                    client_left,
                    second_try,
                    asked_before,
                    unclear,
                    refusal,
                } = &attempt.progress;
                (
                    format!("{goal:?} {ask:?} {unclear:?} {refusal:?}"),
                    expected,
                    unheard,
                    entry.to_text(),
                    (made, failed_itself, client_left),
                    (second_try, asked_before),
                )
                    .hash(&mut state);
            }
        }
        state.finish()
    }

    /// Once all leases are over, soon or late, a payer who was not served is served, or was not charged and is told so.
    fn end(&mut self, world: &World) {
        let mut state = std::hash::DefaultHasher::new();
        world.hash(&mut state);
        if !self.ended.insert(state.finish()) {
            return;
        }
        self.ends.insert((world.processor.charges(), world.sent()));
        self.made.insert(world.made());
        for wait in [SETTLEMENT_LEASE_MS + DELIVERY_LEASE_MS, RETRY_MS / 4] {
            let mut world = world.clone();
            let mut last = At::Crashed;
            for by in 2..self.attempts.len() {
                world.clock = world.clock.saturating_add_millis(wait);
                let before = self.attempts[by].progress.clone();
                last = At::Start;
                while !last.is_end() {
                    last = world.report(by % 4, &self.paywall, &mut self.attempts[by], &last);
                    if last.is_asked() {
                        last = world.perform(by % 4, &last, Fault::None);
                    }
                }
                self.attempts[by].progress = before;
            }
            assert!(world.processor.charges() == 0 || world.sent() > 0, "paid and not delivered: {world:?}");
            if self.alike {
                let well = match &last {
                    At::Answer(answer) => answer.status == 402,
                    At::Done(ok) => *ok,
                    At::Resent(_) => true,
                    _ => false,
                };
                assert!(well, "a payer who comes again does not end well: {last:?} {world:?}");
                assert_eq!(world.processor.holds(), 0, "held forever: {world:?}");
            }
        }
    }
}
