//! A register, a processor and a clock in memory drive attempts: first one by one along the ways things go
//! wrong, then two and three at once in every order.

use super::super::config::tests::config;
use super::super::{DELIVERY_LEASE_MS, Decision, RouteConfig, SETTLEMENT_LEASE_MS};
use super::*;
use crate::scheme::Challenge;
use alloc::{collections::BTreeSet, format, string::ToString, vec, vec::Vec};
use core::hash::{Hash, Hasher};
use serde_json::{Value, json};

const URL: &str = "https://api.example.com/paid";
const TTL_MS: i64 = 300_000;

fn now() -> Timestamp {
    Timestamp::parse("2025-01-15T12:00:00Z").unwrap()
}

fn paywall() -> Paywall {
    Paywall::new(config(&[("/paid", "1.00 USD")])).unwrap()
}

fn parts(authorization: Option<&str>) -> Parts<'_> {
    let body = Body::Absent;
    let nonce = "nonce";
    Parts {
        method: "GET",
        url: URL,
        authorization,
        payment_authorization: None,
        accept_payment: None,
        body,
        nonce,
    }
}

fn challenge_of(answer: &Answer) -> Option<Challenge> {
    let (_, value) = answer.headers.iter().find(|(name, _)| *name == "WWW-Authenticate")?;
    Some(Challenge::parse(value).unwrap())
}

/// The one challenge all requests of a test redeem.
fn challenge(paywall: &Paywall) -> Challenge {
    let Decision::Answer(answer) = paywall.decide(Some(0), &parts(None), now()) else { panic!() };
    challenge_of(&answer).unwrap()
}

/// An attempt with a token for it, decided at `now`.
fn attempt(paywall: &Paywall, token: &str, now: Timestamp) -> Box<Attempt> {
    let mut payload = crate::encoding::json::Object::new();
    payload.insert("spt", token);
    let header = Credential { challenge: challenge(paywall), payload, source: None }.to_header();
    match paywall.decide(Some(0), &parts(Some(&header)), now) {
        Decision::Claim(attempt) => attempt,
        other => panic!("{other:?}"),
    }
}

// ---- The world outside of an attempt ----------------------------------------------------------------------

/// A processor that keeps Stripe's promises: what it did under a key it answers again; the same key with another
/// body is an error; a token it does not take leaves nothing behind.
#[derive(Clone, Debug, Default, Hash)]
struct Processor {
    /// Key, body, status and answer of the calls it carried out.
    done: Vec<(String, String, u16, String)>,
    /// How often the money moved.
    charges: usize,
}

impl Processor {
    fn take(&mut self, call: &HttpCall) -> (u16, String) {
        let field = |name: &str| {
            let fields = call.body.split('&').filter_map(|field| field.split_once('='));
            fields.filter(|(own, _)| *own == name).map(|(_, value)| value).next().unwrap().to_string()
        };
        let error =
            |kind: &str, param: &str| json!({ "error": { "type": kind, "param": param } }).to_string();
        let key = call.headers.iter().find(|(name, _)| *name == "Idempotency-Key").unwrap().1.clone();
        if let Some((_, body, status, answer)) = self.done.iter().find(|(own, ..)| *own == key) {
            return match *body == call.body {
                true => (*status, answer.clone()),
                false => (400, error("idempotency_error", "")),
            };
        }
        let (status, answer) = match &*field("shared_payment_granted_token") {
            "spt_unknown" => return (400, error("invalid_request_error", "shared_payment_granted_token")),
            "spt_declined" => (402, error("card_error", "")),
            token => {
                let status = if token == "spt_action" { "requires_action" } else { "succeeded" };
                self.charges += usize::from(status == "succeeded");
                let (id, amount) = (format!("pi_{}", self.charges), field("amount").parse::<u64>().unwrap());
                let intent =
                    json!({ "id": id, "amount": amount, "currency": field("currency"), "status": status });
                (200, intent.to_string())
            }
        };
        self.done.push((key, call.body.clone(), status, answer.clone()));
        (status, answer)
    }
}

/// What may go wrong with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// The store does nothing and says nothing.
    StoreDown,
    /// The store does it and says nothing.
    StoreMute,
    /// The call does not arrive.
    CallLost,
    /// The call is carried out, the answer does not arrive.
    AnswerLost,
    /// The processor says something else, and does nothing.
    Says(u16, &'static str),
    /// The resource fails.
    Broken,
}

/// Where a request stands: a step to perform, what came of it and is to be reported, or its end.
#[derive(Clone, Debug)]
enum At {
    Start,
    Swap(Option<String>, String),
    Swapped(Option<String>),
    StoreFailed,
    /// With the beginning of the lease it is made under.
    Call(HttpCall, Timestamp),
    Answered(Option<(u16, String)>),
    Deliver,
    Delivered(bool),
    Answer(Answer),
    Done,
    Crashed,
}

/// A delivery: who made it, when the register said so, and what came of it.
#[derive(Clone, Debug, Hash)]
struct Delivery {
    by: usize,
    since: Timestamp,
    /// `None` while it is under way.
    ok: Option<bool>,
}

/// When the record was made that an attempt holds.
fn held_since(attempt: &Attempt) -> Timestamp {
    Record::parse(attempt.expected.as_deref().unwrap()).unwrap().since
}

#[derive(Clone, Debug, Hash)]
struct World {
    clock: Timestamp,
    register: Option<String>,
    processor: Processor,
    deliveries: Vec<Delivery>,
    /// Somebody was told to pay again before anything had been delivered.
    told: bool,
}

impl World {
    fn new() -> Self {
        Self {
            clock: now(),
            register: None,
            processor: Processor::default(),
            deliveries: vec![],
            told: false,
        }
    }

    fn served(&self) -> usize {
        self.deliveries.iter().filter(|delivery| delivery.ok == Some(true)).count()
    }

    fn state(&self) -> Option<State> {
        self.register.as_deref().and_then(Record::parse).map(|record| record.state)
    }

    /// Performs the step of request `by`.
    fn perform(&mut self, by: usize, at: &At, fault: Fault) -> At {
        match at {
            At::Swap(..) if fault == Fault::StoreDown => At::StoreFailed,
            At::Swap(expected, next) => {
                let found = self.register.clone();
                if found == *expected {
                    self.register = Some(next.clone());
                }
                if fault == Fault::StoreMute { At::StoreFailed } else { At::Swapped(found) }
            }
            At::Call(..) if fault == Fault::CallLost => At::Answered(None),
            At::Call(call, since) => match fault {
                Fault::Says(status, body) => At::Answered(Some((status, body.into()))),
                _ => {
                    let before = self.processor.charges;
                    let answer = self.processor.take(call);
                    let in_time = since.plus_millis(SETTLEMENT_LEASE_MS) > self.clock;
                    let charged = self.processor.charges > before;
                    assert!(!(charged && in_time && self.told), "charged after \"pay again\"");
                    At::Answered((fault != Fault::AnswerLost).then_some(answer))
                }
            },
            At::Deliver => {
                assert_eq!(self.processor.charges, 1, "delivered without a charge");
                let ok = fault != Fault::Broken;
                let own = |delivery: &&mut Delivery| delivery.by == by && delivery.ok.is_none();
                self.deliveries.iter_mut().find(own).unwrap().ok = Some(ok);
                At::Delivered(ok)
            }
            _ => panic!("nothing to perform: {at:?}"),
        }
    }

    /// Reports what came of the step of request `by`, and checks what holds whenever an attempt decides.
    fn report(&mut self, by: usize, paywall: &Paywall, attempt: &mut Attempt, at: &At) -> At {
        let now = self.clock;
        let step = match at {
            At::Start => attempt.start(["A", "B", "C", "D"][by], now),
            At::Swapped(found) => attempt.swapped(paywall, found.as_deref(), now),
            At::StoreFailed => attempt.store_failed(),
            At::Answered(None) => attempt.answered(paywall, None, now),
            At::Answered(Some((status, body))) => {
                attempt.answered(paywall, Some(HttpAnswer { status: *status, retry_after: None, body }), now)
            }
            At::Delivered(ok) => attempt.delivered(*ok, now),
            _ => panic!("nothing to report: {at:?}"),
        };
        assert!(self.processor.charges <= 1, "charged twice");
        match step {
            Step::Swap { id, expected, next, keep_until } => {
                assert_eq!(id, attempt.challenge_id());
                assert_eq!(keep_until, attempt.credential.expires().unwrap().at().plus_millis(KEEP_MS));
                At::Swap(expected, next)
            }
            Step::Call(call) => At::Call(call, held_since(attempt)),
            Step::Deliver(receipt) => {
                assert_eq!(receipt.reference, "pi_1");
                self.begin_delivery(by, attempt);
                At::Deliver
            }
            Step::Answer(answer) => {
                self.check_answer(&answer);
                At::Answer(answer)
            }
            Step::Done => At::Done,
        }
    }

    /// Two deliveries of which neither is known to have failed rest on records that are a lease apart: one
    /// was taken for dead. (The later record may begin first, when the store was slow to answer the earlier.)
    fn begin_delivery(&mut self, by: usize, attempt: &Attempt) {
        let since = held_since(attempt);
        for other in self.deliveries.iter().filter(|other| other.ok != Some(false)) {
            let apart = (other.since.as_millis() - since.as_millis()).abs();
            assert!(apart >= DELIVERY_LEASE_MS, "two deliveries at once: {:?} and {by}", self.deliveries);
        }
        self.deliveries.push(Delivery { by, since, ok: None });
    }

    fn check_answer(&mut self, answer: &Answer) {
        let asks_again = challenge_of(answer).is_some();
        assert_eq!(asks_again, answer.status == 402, "{answer:?}");
        let wait = answer.headers.iter().any(|(name, _)| *name == "Retry-After");
        assert!(!(wait && asks_again) && (wait || answer.status < 500), "{answer:?}");
        if self.served() == 0 {
            let owed = asks_again && self.processor.charges > 0;
            assert!(!owed, "asked to pay again for what was paid and not delivered: {answer:?}");
            self.told |= asks_again;
        }
    }
}

// ---- One request at a time ---------------------------------------------------------------------------------

struct Shop {
    paywall: Paywall,
    world: World,
    steps: usize,
}

impl Shop {
    fn new() -> Self {
        Self { paywall: paywall(), world: World::new(), steps: 0 }
    }

    fn wait(&mut self, millis: i64) {
        self.world.clock = self.world.clock.plus_millis(millis);
    }

    /// Redeems a token; `fault` is asked at every step, by its number.
    fn redeem_with(&mut self, token: &str, fault: impl Fn(usize) -> Fault) -> At {
        let mut attempt = attempt(&self.paywall, token, self.world.clock);
        let mut at = self.world.report(3, &self.paywall, &mut attempt, &At::Start);
        self.steps = 0;
        while !matches!(at, At::Answer(_) | At::Done) {
            at = self.world.perform(3, &at, fault(self.steps));
            at = self.world.report(3, &self.paywall, &mut attempt, &at);
            self.steps += 1;
        }
        at
    }

    /// Redeems a token with one fault, at step `at`: claim 0, call 1, settle 2, deliver 3, record 4.
    fn redeem_but(&mut self, token: &str, at: usize, fault: Fault) -> At {
        self.redeem_with(token, |step| if step == at { fault } else { Fault::None })
    }

    fn redeem(&mut self, token: &str) -> At {
        self.redeem_with(token, |_| Fault::None)
    }

    /// The money that moved, and what was delivered for it.
    fn books(&self) -> (usize, usize) {
        (self.world.processor.charges, self.world.served())
    }

    /// The credential is good for its resource, once.
    fn serves(&mut self, token: &str) {
        assert!(matches!(self.redeem(token), At::Done));
        assert_eq!(self.books(), (1, 1));
        is(self.redeem(token), 402, Code::InvalidChallenge);
        assert_eq!(self.books(), (1, 1));
    }
}

#[track_caller]
fn is(at: At, status: u16, code: Code) {
    let At::Answer(answer) = at else { panic!("{at:?}") };
    assert_eq!((answer.status, answer.code), (status, code));
}

fn retry_after(at: &At) -> &str {
    let At::Answer(answer) = at else { panic!("{at:?}") };
    &answer.headers.iter().find(|(name, _)| *name == "Retry-After").unwrap().1
}

#[test]
fn a_paid_request() {
    let mut shop = Shop::new();
    assert!(matches!(shop.redeem("spt_1"), At::Done));
    assert_eq!((shop.books(), shop.steps, shop.world.state()), ((1, 1), 5, Some(State::Delivered)));
}

#[test]
fn a_replay_is_asked_for_a_new_payment_and_calls_nobody() {
    let mut shop = Shop::new();
    let old = challenge(&shop.paywall).id;
    shop.serves("spt_1");
    shop.wait(1000);
    for token in ["spt_1", "spt_2"] {
        let At::Answer(answer) = shop.redeem(token) else { panic!() };
        assert_eq!((answer.status, answer.code, shop.steps), (402, Code::InvalidChallenge, 1));
        let fresh = challenge_of(&answer).unwrap();
        assert_ne!(fresh.id, old);
        assert_eq!(fresh.expires.unwrap().at(), shop.world.clock.plus_millis(TTL_MS));
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body["challengeId"], *fresh.id);
    }
    shop.wait(TTL_MS);
    is(shop.redeem("spt_1"), 402, Code::InvalidChallenge);
    assert_eq!(shop.books(), (1, 1));
}

#[test]
fn a_refused_payment_uses_the_challenge_up() {
    for (token, code) in [
        ("spt_declined", Code::VerificationFailed),
        ("spt_unknown", Code::VerificationFailed),
        ("spt_action", Code::PaymentActionRequired),
    ] {
        let mut shop = Shop::new();
        is(shop.redeem(token), 402, code);
        assert_eq!(shop.world.state(), Some(State::Refused));
        for again in [token, "spt_1"] {
            is(shop.redeem(again), 402, Code::InvalidChallenge);
            shop.wait(SETTLEMENT_LEASE_MS);
        }
        assert_eq!((shop.books(), shop.steps), ((0, 0), 1));
    }
}

#[test]
fn bug_6_an_unknown_outcome_is_reconciled_by_the_same_credential() {
    const SUCCESS_FOR_ANOTHER: &str = r#"{"id":"pi_9","amount":1,"currency":"usd","status":"succeeded"}"#;
    const IN_EUROS: &str = r#"{"id":"pi_9","amount":100,"currency":"eur","status":"succeeded"}"#;
    for (fault, status, code, charged) in [
        (Fault::CallLost, 503, Code::ProcessorUnavailable, 0),
        (Fault::AnswerLost, 503, Code::ProcessorUnavailable, 1),
        (Fault::Says(500, "{}"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(503, "<html>"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(429, "{}"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(200, "garbage"), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(200, r#"{"id":"pi_1","amou"#), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(200, SUCCESS_FOR_ANOTHER), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(200, IN_EUROS), 503, Code::ProcessorUnavailable, 0),
        (Fault::Says(401, "{}"), 502, Code::ProcessorRefused, 0),
        (Fault::Says(409, "{}"), 409, Code::PaymentInProgress, 0),
    ] {
        let mut shop = Shop::new();
        is(shop.redeem_but("spt_1", 1, fault), status, code);
        assert_eq!((shop.books(), shop.world.state()), ((charged, 0), Some(State::Unknown)), "{fault:?}");
        // And again, with no better luck.
        is(shop.redeem_but("spt_1", 2, Fault::CallLost), 503, Code::ProcessorUnavailable);
        shop.serves("spt_1");
    }
}

#[test]
fn bug_3_another_token_never_pays_a_second_time() {
    let mut shop = Shop::new();
    is(shop.redeem_but("spt_1", 1, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
    is(shop.redeem("spt_2"), 409, Code::PaymentInProgress);
    assert_eq!((shop.books(), shop.steps), ((1, 0), 1));
    shop.serves("spt_1");
}

/// What one credential paid for is not delivered to another that knows the challenge.
#[test]
fn what_is_owed_is_owed_to_its_payer() {
    let mut shop = Shop::new();
    drop(shop.redeem_but("spt_1", 3, Fault::Broken));
    is(shop.redeem("spt_2"), 409, Code::PaymentInProgress);
    assert_eq!((shop.books(), shop.world.state()), ((1, 0), Some(State::Owed)));
    shop.serves("spt_1");
}

#[test]
fn bug_24_what_failed_is_owed() {
    let mut shop = Shop::new();
    for deliver in [3, 2] {
        assert!(matches!(shop.redeem_but("spt_1", deliver, Fault::Broken), At::Done));
        assert_eq!((shop.books(), shop.world.state()), ((1, 0), Some(State::Owed)));
    }
    // Long after the challenge has ended, and up to the last moment.
    shop.wait(TTL_MS + KEEP_MS - 1);
    shop.serves("spt_1");
}

#[test]
fn a_store_that_fails_never_costs_the_payer() {
    // Claim, settle, record: the answer, and how long the record is somebody's.
    for (at, charged, lease) in [(0, 0, SETTLEMENT_LEASE_MS), (2, 1, DELIVERY_LEASE_MS)] {
        for fault in [Fault::StoreDown, Fault::StoreMute] {
            let mut shop = Shop::new();
            is(shop.redeem_but("spt_1", at, fault), 503, Code::StoreUnavailable);
            assert_eq!(shop.books(), (charged, 0));
            if shop.world.register.is_some() {
                shop.wait(59_999);
                let early = shop.redeem("spt_1");
                assert_eq!(retry_after(&early), "1");
                is(early, 409, Code::PaymentInProgress);
                shop.wait(lease - 59_999);
            }
            shop.serves("spt_1");
        }
    }
    // What was delivered is not taken back. Its record catches up, at worst by a second delivery.
    for fault in [Fault::StoreDown, Fault::StoreMute] {
        let mut shop = Shop::new();
        assert!(matches!(shop.redeem_but("spt_1", 4, fault), At::Done));
        assert_eq!(shop.books(), (1, 1));
    }
    // Taking over what is unknown or owed.
    for (before, deliver) in [(Fault::AnswerLost, 1), (Fault::Broken, 3)] {
        for fault in [Fault::StoreDown, Fault::StoreMute] {
            let mut shop = Shop::new();
            drop(shop.redeem_but("spt_1", deliver, before));
            is(shop.redeem_but("spt_1", 1, fault), 503, Code::StoreUnavailable);
            shop.wait(DELIVERY_LEASE_MS);
            shop.serves("spt_1");
        }
    }
}

/// What a payer is told to pay again has been recorded: else a retry could still charge the old challenge.
#[test]
fn a_refusal_that_was_not_recorded_asks_for_no_new_payment() {
    for token in ["spt_declined", "spt_unknown", "spt_action"] {
        for fault in [Fault::StoreDown, Fault::StoreMute] {
            let mut shop = Shop::new();
            is(shop.redeem_but(token, 2, fault), 503, Code::StoreUnavailable);
            shop.wait(SETTLEMENT_LEASE_MS);
            let At::Answer(answer) = shop.redeem(token) else { panic!() };
            assert_eq!((answer.status, shop.world.state()), (402, Some(State::Refused)));
        }
    }
}

#[test]
fn bug_8_expiry_is_looked_at_again_and_again() {
    // Before the claim: nothing is claimed, nothing is called.
    let mut shop = Shop::new();
    shop.wait(TTL_MS);
    is(shop.redeem("spt_1"), 402, Code::PaymentExpired);
    assert_eq!((shop.books(), shop.steps, shop.world.state()), ((0, 0), 1, Some(State::Refused)));

    // Between the claim and the call.
    let mut shop = Shop::new();
    shop.wait(TTL_MS - 1);
    let mut late = attempt(&shop.paywall, "spt_1", shop.world.clock);
    let (paywall, world) = (&shop.paywall, &mut shop.world);
    let claim = world.report(0, paywall, &mut late, &At::Start);
    let claimed = world.perform(0, &claim, Fault::None);
    world.clock = world.clock.plus_millis(1);
    let refuse = world.report(0, paywall, &mut late, &claimed);
    let refused = world.perform(0, &refuse, Fault::None);
    is(world.report(0, paywall, &mut late, &refused), 402, Code::PaymentExpired);
    assert_eq!(world.state(), Some(State::Refused));
    is(shop.redeem("spt_1"), 402, Code::PaymentExpired);
    assert_eq!(shop.books(), (0, 0));

    // After the payment: what was paid in time is found and delivered.
    let mut shop = Shop::new();
    is(shop.redeem_but("spt_1", 1, Fault::AnswerLost), 503, Code::ProcessorUnavailable);
    shop.wait(TTL_MS);
    shop.serves("spt_1");
}

#[test]
fn a_store_that_answers_too_late_is_not_called_under() {
    for (wait, calls) in [(SETTLEMENT_LEASE_MS / 2 - 1, true), (SETTLEMENT_LEASE_MS / 2, false)] {
        let mut shop = Shop::new();
        let mut slow = attempt(&shop.paywall, "spt_1", now());
        let claim = shop.world.report(0, &shop.paywall, &mut slow, &At::Start);
        let claimed = shop.world.perform(0, &claim, Fault::None);
        shop.wait(wait);
        match shop.world.report(0, &shop.paywall, &mut slow, &claimed) {
            At::Call(..) => assert!(calls),
            other => is(other, 503, Code::StoreUnavailable),
        }
        shop.wait(SETTLEMENT_LEASE_MS);
        shop.serves("spt_1");
    }
}

#[test]
fn a_record_that_cannot_be_read_is_somebodys() {
    let good = Record {
        state: State::Owed,
        since: now(),
        first: now(),
        nonce: "A".into(),
        payer: "p".into(),
        receipt: None,
    };
    for text in [
        "".into(),
        "claimed".into(),
        "{}".into(),
        good.to_text(),
        Record { state: State::Claimed, ..good.clone() }.to_text().replace("\"v\":1", "\"v\":2"),
        Record { state: State::Claimed, ..good.clone() }.to_text().replace("claimed", "free"),
        Record { state: State::Claimed, ..good }.to_text().replace(",\"nonce\":\"A\"", ""),
    ] as [String; 7]
    {
        let mut shop = Shop::new();
        shop.world.register = Some(text.clone());
        for _ in 0..2 {
            let held = shop.redeem("spt_1");
            assert_eq!(retry_after(&held), "60");
            is(held, 409, Code::PaymentInProgress);
            assert_eq!((shop.books(), shop.steps, shop.world.register.as_ref()), ((0, 0), 1, Some(&text)));
            shop.wait(TTL_MS);
        }
    }
}

#[test]
fn records_read_back() {
    let receipt = Receipt {
        method: "stripe".into(),
        reference: "pi_1".into(),
        timestamp: now().to_string(),
        extensions: Default::default(),
    };
    for (state, receipt) in
        [(State::Claimed, None), (State::Settled, Some(receipt.clone())), (State::Owed, Some(receipt))]
    {
        let record =
            Record { state, since: now(), first: now(), nonce: "n\"\\".into(), payer: "p".into(), receipt };
        assert_eq!(Record::parse(&record.to_text()), Some(record));
    }
}

#[test]
fn a_guarded_handler_is_paid_like_a_route() {
    let mut paywall = Paywall::new(config(&[])).unwrap();
    let terms = RouteConfig { price: "1.00 USD".into(), ..RouteConfig::default() };
    paywall.add_charge(&terms).unwrap();
    let mut shop = Shop { paywall, ..Shop::new() };
    shop.serves("spt_1");
}

// ---- Several at once, in every order -----------------------------------------------------------------------

/// Explores every order of the moves of two requests with one challenge, from every state once. A move is: to
/// perform a step, to report what came of it, a clock that jumps to the end of a lease, and, `faults` times, a
/// request that stops for ever or a step that fails. In every end the others come, one after the other.
struct Explorer {
    paywall: Paywall,
    attempts: Vec<Attempt>,
    /// Calls are made within their time limit, as [`Step::Call`] asks. Without it one more thing holds for one
    /// token only: another token may be refused, and the challenge used up, before a late call is carried out.
    prompt: bool,
    seen: BTreeSet<u64>,
    /// The ends by what had moved and been delivered before the others came: (charges, deliveries).
    ends: Vec<(usize, usize)>,
    /// The moves that led here, shown when a check fails.
    trail: Vec<Move>,
}

#[derive(Debug)]
#[expect(dead_code, reason = "shown by its Debug")]
enum Move {
    Report(usize, At),
    Perform(usize, At, Fault),
    Stop(usize),
    Wait(i64),
}

impl Drop for Explorer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.trail.iter().for_each(|step| std::println!("{step:?}"));
        }
    }
}

/// What of an attempt changes on its way.
type Memory = (Goal, Option<String>, String, Option<Receipt>);

fn memory(attempt: &Attempt) -> Memory {
    let goal = match &attempt.goal {
        Goal::Look => Goal::Look,
        Goal::Claim => Goal::Claim,
        Goal::Reclaim => Goal::Reclaim,
        Goal::Redeliver => Goal::Redeliver,
        Goal::Settle => Goal::Settle,
        Goal::Refuse(answer) => Goal::Refuse(answer.clone()),
        Goal::Finish(answer) => Goal::Finish(answer.clone()),
        Goal::Deliver => Goal::Deliver,
    };
    (goal, attempt.expected.clone(), attempt.written.clone(), attempt.receipt.clone())
}

fn remember(attempt: &mut Attempt, memory: Memory) {
    (attempt.goal, attempt.expected, attempt.written, attempt.receipt) = memory;
}

fn hash_attempt(attempt: &Attempt, state: &mut impl Hasher) {
    core::mem::discriminant(&attempt.goal).hash(state);
    if let Goal::Refuse(answer) | Goal::Finish(answer) = &attempt.goal {
        answer.code.hash(state);
    }
    (&attempt.expected, &attempt.written).hash(state);
    attempt.receipt.as_ref().map(|receipt| &receipt.timestamp).hash(state);
}

impl Hash for At {
    fn hash<H: Hasher>(&self, state: &mut H) {
        core::mem::discriminant(self).hash(state);
        match self {
            At::Swap(expected, next) => (expected, next).hash(state),
            At::Swapped(found) => found.hash(state),
            // Whose it is says what it is.
            At::Call(_, since) => since.hash(state),
            At::Answered(answer) => answer.hash(state),
            At::Delivered(ok) => ok.hash(state),
            At::Start | At::StoreFailed | At::Deliver | At::Answer(_) | At::Done | At::Crashed => {}
        }
    }
}

/// Everything a move can change, the attempts aside.
#[derive(Clone, Debug, Hash)]
struct Node {
    world: World,
    at: [At; 2],
    faults: usize,
    jumps: usize,
}

impl Explorer {
    fn run(tokens: &[&str], ttl_ms: i64, faults: usize, jumps: usize) -> Self {
        Self::run_from(World::new(), tokens, ttl_ms, faults, jumps)
    }

    /// The first two tokens are redeemed at once, the others at the end.
    fn run_from(world: World, tokens: &[&str], ttl_ms: i64, faults: usize, jumps: usize) -> Self {
        let mut config = config(&[("/paid", "1.00 USD")]);
        config.ttl_ms = Some(ttl_ms);
        let paywall = Paywall::new(config).unwrap();
        let attempts = tokens.iter().map(|token| *attempt(&paywall, token, now())).collect();
        let prompt = tokens.iter().any(|token| *token != tokens[0]);
        let mut explorer =
            Self { paywall, attempts, prompt, seen: BTreeSet::new(), ends: vec![], trail: vec![] };
        explorer.explore(&Node { world, at: [At::Start, At::Start], faults, jumps });
        explorer
    }

    fn explore(&mut self, node: &Node) {
        let mut state = std::hash::DefaultHasher::new();
        node.hash(&mut state);
        self.attempts[..2].iter().for_each(|attempt| hash_attempt(attempt, &mut state));
        if !self.seen.insert(state.finish()) {
            return;
        }
        let over = |at: &At| matches!(at, At::Done | At::Crashed);
        if node.at.iter().all(over) {
            self.end(&node.world);
        }
        for by in (0..2).filter(|by| !over(&node.at[*by])) {
            let steps: &[Fault] = match node.at[by] {
                At::Swap(..) => &[Fault::None, Fault::StoreDown, Fault::StoreMute],
                At::Call(..) => &[Fault::None, Fault::CallLost, Fault::AnswerLost],
                At::Deliver => &[Fault::None, Fault::Broken],
                _ => {
                    let before = memory(&self.attempts[by]);
                    self.step(node, Move::Report(by, node.at[by].clone()), |own, next| {
                        next.at[by] =
                            next.world.report(by, &own.paywall, &mut own.attempts[by], &node.at[by]);
                    });
                    remember(&mut self.attempts[by], before);
                    &[]
                }
            };
            for fault in steps.iter().filter(|fault| **fault == Fault::None || node.faults > 0) {
                self.step(node, Move::Perform(by, node.at[by].clone(), *fault), |_, next| {
                    next.faults -= usize::from(*fault != Fault::None);
                    next.at[by] = next.world.perform(by, &node.at[by], *fault);
                });
            }
            if node.faults > 0 {
                self.step(node, Move::Stop(by), |_, next| {
                    next.faults -= 1;
                    next.at[by] = At::Crashed;
                });
            }
        }
        let calling = node.at.iter().any(|at| matches!(at, At::Call(..)));
        if node.jumps > 0 && !node.at.iter().all(over) && !(self.prompt && calling) {
            for millis in [SETTLEMENT_LEASE_MS, DELIVERY_LEASE_MS] {
                self.step(node, Move::Wait(millis), |_, next| {
                    next.jumps -= 1;
                    next.world.clock = next.world.clock.plus_millis(millis);
                });
            }
        }
    }

    fn step(&mut self, node: &Node, by: Move, change: impl FnOnce(&mut Self, &mut Node)) {
        self.trail.push(by);
        let mut next = node.clone();
        change(self, &mut next);
        // What was answered has been checked; from here on an end is an end.
        next.at = next.at.map(|at| if matches!(at, At::Answer(_)) { At::Done } else { at });
        self.explore(&next);
        self.trail.pop();
    }

    /// Once all leases are over, in time or late, the same credential gets what was paid for.
    fn end(&mut self, world: &World) {
        self.ends.push((world.processor.charges, world.served()));
        for wait in [SETTLEMENT_LEASE_MS + DELIVERY_LEASE_MS, RETRY_MS / 3] {
            let mut world = world.clone();
            for by in 2..self.attempts.len() {
                world.clock = world.clock.plus_millis(wait);
                let before = memory(&self.attempts[by]);
                let mut at = At::Start;
                while !matches!(at, At::Answer(_) | At::Done) {
                    at = world.report(by, &self.paywall, &mut self.attempts[by], &at);
                    if matches!(at, At::Swap(..) | At::Call(..) | At::Deliver) {
                        at = world.perform(by, &at, Fault::None);
                    }
                }
                remember(&mut self.attempts[by], before);
            }
            assert!(world.processor.charges == 0 || world.served() > 0, "paid and not delivered: {world:?}");
        }
    }

    fn reached(&self, end: (usize, usize)) -> bool {
        self.ends.contains(&end)
    }
}

const LONG: i64 = RETRY_MS / 2;
/// One jump of the clock ends the challenge.
const SHORT: i64 = 60_000;

#[test]
fn bug_4_two_requests_without_faults_charge_once_and_deliver_once() {
    let all = Explorer::run(&["spt_1"; 3], LONG, 0, 0);
    assert!(!all.ends.is_empty() && all.ends.iter().all(|end| *end == (1, 1)), "{:?}", all.ends);
}

#[test]
fn without_a_lease_running_out_nothing_is_delivered_twice() {
    let all = Explorer::run(&["spt_1"; 3], LONG, 2, 0);
    assert!(all.ends.iter().all(|(_, served)| *served <= 1));
    assert!(all.reached((1, 1)) && all.reached((1, 0)) && all.reached((0, 0)));
}

#[test]
fn one_fault_and_two_jumps_of_the_clock() {
    let all = Explorer::run(&["spt_1"; 3], LONG, 1, 2);
    // A handler that outlives its lease is why a second delivery is possible at all.
    assert!([(1, 1), (1, 0), (0, 0), (1, 2)].iter().all(|end| all.reached(*end)));
}

#[test]
fn one_fault_and_a_jump_past_the_end_of_the_challenge() {
    let all = Explorer::run(&["spt_1"; 3], SHORT, 1, 1);
    assert!([(1, 1), (1, 0), (0, 0), (1, 2)].iter().all(|end| all.reached(*end)));
}

/// Two that come back at once for what an earlier request has left behind.
#[test]
fn what_was_left_behind_is_taken_over_by_one() {
    for (step, fault, state) in [
        (1, Fault::CallLost, State::Unknown),
        (1, Fault::AnswerLost, State::Unknown),
        (2, Fault::StoreMute, State::Settled),
        (3, Fault::Broken, State::Owed),
    ] {
        let mut shop = Shop::new();
        drop(shop.redeem_but("spt_1", step, fault));
        assert_eq!(shop.world.state(), Some(state));
        if state == State::Settled {
            // Nobody delivers what the store was mute about.
            shop.wait(DELIVERY_LEASE_MS);
        }
        let calm = Explorer::run_from(shop.world.clone(), &["spt_1"; 3], TTL_MS, 0, 0);
        assert!(calm.ends.iter().all(|end| *end == (1, 1)), "{fault:?}: {:?}", calm.ends);
        let all = Explorer::run_from(shop.world, &["spt_1"; 3], TTL_MS, 1, 1);
        assert!(all.reached((1, 1)) && all.reached((1, 2)), "{fault:?}: {:?}", all.ends);
    }
}

#[test]
fn bug_2_the_claim_comes_before_the_call() {
    let shop = Shop::new();
    let mut attempt = attempt(&shop.paywall, "spt_1", now());
    let Step::Swap { expected: None, .. } = attempt.start("A", now()) else { panic!("no claim of nothing") };
    // A store that holds another's claim, or does not answer, and no call is made.
    let other = Record {
        state: State::Claimed,
        since: now(),
        first: now(),
        nonce: "B".into(),
        payer: "p".into(),
        receipt: None,
    };
    let step = attempt.swapped(&shop.paywall, Some(&other.to_text()), now());
    assert!(matches!(&step, Step::Answer(answer) if answer.code == Code::PaymentInProgress), "{step:?}");
}

#[test]
fn bug_7_a_servers_own_fault_asks_for_no_money() {
    for (step, fault) in
        [(0, Fault::StoreDown), (1, Fault::CallLost), (1, Fault::AnswerLost), (2, Fault::StoreDown)]
    {
        let At::Answer(answer) = Shop::new().redeem_but("spt_1", step, fault) else {
            panic!("no answer: {fault:?}")
        };
        assert!(answer.status >= 500 && challenge_of(&answer).is_none(), "{fault:?}: {answer:?}");
    }
}

#[test]
fn a_key_the_processor_may_have_forgotten_is_not_asked_with() {
    let mut shop = Shop::new();
    drop(shop.redeem_but("spt_1", 1, Fault::AnswerLost));
    let charged = shop.books();
    shop.wait(RETRY_MS);
    is(shop.redeem("spt_1"), 503, Code::ProcessorUnavailable);
    assert_eq!((shop.books(), shop.world.state()), (charged, Some(State::Unknown)));
}

#[test]
fn two_tokens_at_once() {
    // Both good; one that leaves nothing behind; one whose refusal is remembered.
    for (tokens, ends) in [
        (["spt_1", "spt_2", "spt_1", "spt_2"], &[(1, 1), (1, 0), (0, 0)][..]),
        (["spt_unknown", "spt_1", "spt_1", "spt_1"], &[(1, 1), (1, 0), (0, 0)]),
        (["spt_declined", "spt_1", "spt_declined", "spt_1"], &[(1, 1), (1, 0), (0, 0)]),
        (["spt_action", "spt_action", "spt_1", "spt_action"], &[(0, 0)]),
    ] {
        let all = Explorer::run(&tokens, LONG, 1, 1);
        assert!(ends.iter().all(|end| all.reached(*end)), "{tokens:?}");
    }
}

#[test]
fn who_is_told_that_the_challenge_has_expired_is_never_charged_for_it() {
    let mut shop = Shop::new();
    let mut slow = attempt(&shop.paywall, "spt_1", now());
    shop.wait(TTL_MS - 1);
    let claim = shop.world.report(1, &shop.paywall, &mut slow, &At::Start);
    shop.wait(1);
    is(shop.redeem("spt_1"), 402, Code::PaymentExpired);
    // The claim that was begun in time lands now, and finds the challenge closed.
    let claimed = shop.world.perform(1, &claim, Fault::None);
    is(shop.world.report(1, &shop.paywall, &mut slow, &claimed), 402, Code::PaymentExpired);
    shop.wait(SETTLEMENT_LEASE_MS);
    is(shop.redeem("spt_1"), 402, Code::PaymentExpired);
    assert_eq!(shop.books(), (0, 0));
}
