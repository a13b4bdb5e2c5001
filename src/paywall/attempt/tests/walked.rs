//! Random walks, for what is too much to explore: four requests at once, each on a server with a clock of its own, three
//! challenges under one key, several faults and jumps of the clock, answers that break off, and a store that has
//! forgotten everything in the end. A walk that fails prints its number and its moves.

use super::world::{At, Fault, World};
use super::*;
use crate::paywall::DELIVERY_LEASE_MS;
use alloc::{collections::BTreeMap, string::String, vec, vec::Vec};

const STEPS: usize = 400;
/// Some challenges end during a walk.
const TTLS: [i64; 2] = [60_000, RETRY_MS / 2];
/// How far a server's clock is from the store's and the processor's, in milliseconds.
const SKEWS: [i64; 6] = [0, 0, 0, -5_000, 45_000, 200_000];
const JUMPS: [i64; 4] = [1, SETTLEMENT_LEASE_MS / 2, SETTLEMENT_LEASE_MS, DELIVERY_LEASE_MS];

const ONE: Payer = payer("spt_1");
const TWO: Payer = payer("spt_2");

/// The credentials of a walk: one, several for one challenge, or several challenges under one key.
fn credentials(dice: &mut Dice) -> Vec<Payer> {
    let token = |dice: &mut Dice| {
        dice.one_of(&["spt_1", "spt_1", "spt_1", "spt_declined", "spt_action", "spt_unknown"])
    };
    let key = dice.one_of(&[None, Some("key")]);
    match dice.below(3) {
        0 => vec![Payer { token: token(dice), key, ..ONE }],
        1 => vec![Payer { token: token(dice), key, ..ONE }, Payer { key, ..TWO }],
        _ => ["the nonce of a request", "the nonce of a second", "the nonce of a third"]
            .into_iter()
            .zip([token(dice), "spt_2", "spt_3"])
            .zip([0, 30_000, 90_000])
            .map(|((nonce, token), later_ms)| Payer { token, nonce, later_ms, key: Some("key") })
            .collect(),
    }
}

/// A generator of pseudorandom numbers (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % end as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

struct Request {
    payer: Payer,
    attempt: Attempt,
    at: At,
    skew: i64,
}

struct Walk {
    number: u64,
    paywall: Paywall,
    world: World,
    /// For each challenge, the token whose credential got something for it.
    served: BTreeMap<String, &'static str>,
    /// For each challenge, the answer that was kept when it was first sent.
    kept: BTreeMap<String, Vec<u8>>,
    trail: Vec<String>,
}

impl Drop for Walk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            std::println!("walk {}", self.number);
            self.trail.iter().for_each(|step| std::println!("{step}"));
        }
    }
}

impl Walk {
    /// Reports to a request on its own server, by that server's clock.
    fn report(&mut self, by: usize, request: &mut Request) {
        let clock = self.world.clock;
        self.world.clock = clock.saturating_add_millis(request.skew);
        self.trail.push(alloc::format!("{by} {:?} {:?}", self.world.clock, request.at));
        request.at = self.world.report(by, &self.paywall, &mut request.attempt, &request.at);
        self.world.clock = clock;
        self.check(request);
    }

    /// What is paid goes to the credential that paid, and what comes again is what was sent.
    fn check(&mut self, request: &Request) {
        let (id, entry) = (String::from(request.attempt.challenge_id()), &request.attempt.progress.entry);
        let sent = match &request.at {
            At::Done(true) => entry.answer.as_ref().map(|answer| answer.body.clone()),
            At::Resent(body) => Some(body.clone()),
            At::Broke | At::Left => None,
            _ => return,
        };
        let payer = *self.served.entry(id.clone()).or_insert(request.payer.token);
        assert_eq!(payer, request.payer.token, "served to another payer");
        if let (Some(body), false) = (sent, self.world.store_failed) {
            assert_eq!(*self.kept.entry(id).or_insert_with(|| body.clone()), body, "another answer");
        }
    }

    /// Sends a credential without a fault.
    fn send(&mut self, payer: Payer) {
        let attempt = attempt(&self.paywall, payer, self.world.clock);
        let mut request = Request { payer, attempt, at: At::Start, skew: 0 };
        while !request.at.is_end() {
            self.report(3, &mut request);
            if request.at.is_asked() {
                request.at = self.world.perform(3, &request.at, Fault::None);
            }
        }
        self.trail.push(alloc::format!("3 ends {:?}", request.at));
    }
}

/// `whole`: whether no answer breaks off.
fn fault(at: &At, whole: bool, dice: &mut Dice) -> Fault {
    match at {
        At::Swap(..) => dice.one_of(&[Fault::StoreDown, Fault::StoreMute, Fault::StoreTwice]),
        At::Call(call, _) if call.url.ends_with("/payment_intents") => {
            dice.one_of(&[Fault::CallLost, Fault::AnswerLost, Fault::Saved])
        }
        At::Call(..) => dice.one_of(&[Fault::CallLost, Fault::AnswerLost]),
        _ if whole => dice.one_of(&[Fault::Broken, Fault::Unheard]),
        _ => dice.one_of(&[Fault::Broken, Fault::Unheard, Fault::Cut, Fault::Left]),
    }
}

fn walk(number: u64) {
    let dice = &mut Dice(number);
    let (capture, ttl_ms) =
        (dice.one_of(&[Capture::AfterDelivery, Capture::BeforeDelivery]), dice.one_of(&TTLS));
    let credentials = credentials(dice);
    let paywall = paywall(capture, ttl_ms);
    let mut requests: Vec<Request> = (0..4)
        .map(|_| {
            let payer = dice.one_of(&credentials);
            let attempt = attempt(&paywall, payer, now());
            Request { payer, attempt, at: At::Start, skew: dice.one_of(&SKEWS) }
        })
        .collect();
    let mut own = Walk {
        number,
        paywall,
        world: World::new(),
        served: BTreeMap::new(),
        kept: BTreeMap::new(),
        trail: vec![],
    };
    own.world.clocks_differ = requests.iter().any(|request| request.skew.abs() > SETTLEMENT_LEASE_MS / 2);
    let mut faults = dice.below(4);
    // Results may reach a server late. One that was late to hear of a delivery could deny an answer that is owed by then.
    let slow = dice.below(2) == 0;
    for _ in 0..STEPS {
        let open: Vec<usize> = (0..4).filter(|by| !requests[*by].at.is_end()).collect();
        if open.is_empty() {
            break;
        }
        let by = dice.one_of(&open);
        let request = &mut requests[by];
        match dice.below(24) {
            0 => own.world.clock = own.world.clock.saturating_add_millis(dice.one_of(&JUMPS)),
            1 if faults > 0 => {
                faults -= 1;
                request.at = At::Crashed;
            }
            _ if request.at.is_asked() => {
                let fails = faults > 0 && dice.below(6) == 0;
                faults -= usize::from(fails);
                let whole = slow || request.payer.key.is_some();
                let fault = if fails { fault(&request.at, whole, dice) } else { Fault::None };
                own.trail.push(alloc::format!("{by} {fault:?} {:?}", request.at));
                request.at = own.world.perform(by, &request.at, fault);
                if !slow {
                    own.report(by, request);
                }
            }
            _ => own.report(by, request),
        }
    }
    // Every payer comes again, after all leases are over on every clock.
    for payer in credentials.iter().chain(&credentials) {
        own.world.clock =
            own.world.clock.saturating_add_millis(2 * (SETTLEMENT_LEASE_MS + DELIVERY_LEASE_MS));
        own.send(*payer);
    }
    let books = (own.world.processor.charges(), own.world.sent());
    assert!(books.0 == 0 || books.1 > 0, "paid and not delivered");
    assert_eq!(own.world.processor.holds(), 0, "held forever");
    // The store forgets everything, a moment before a server does.
    own.world.registers.clear();
    for payer in credentials {
        own.world.clock = now().saturating_add_millis(payer.later_ms + ttl_ms + KEEP_MS - 1);
        own.send(payer);
    }
    assert_eq!((own.world.processor.charges(), own.world.sent()), books, "a replay after the store forgot");
}

#[test]
fn in_no_walk_is_anything_charged_twice_or_given_to_another() {
    (0..1000).for_each(walk);
}

#[test]
#[ignore = "two minutes: cargo test --release walked -- --ignored"]
fn longer() {
    (1000..300_000).for_each(walk);
}
