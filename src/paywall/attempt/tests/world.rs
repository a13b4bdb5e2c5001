//! Everything outside an attempt, and what must hold whenever one decides.

use super::processor::{Processor, Status};
use super::*;
use crate::paywall::{DELIVERY_LEASE_MS, ResponseClass, StoredAnswer};
use crate::rail::HttpRequest;
use alloc::{collections::BTreeMap, collections::BTreeSet, format, rc::Rc, string::ToString, vec, vec::Vec};

/// What can go wrong with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fault {
    None,
    /// The store does nothing and does not answer.
    StoreDown,
    /// The store does it and does not answer.
    StoreMute,
    /// The store does it without answering, and is asked once more.
    StoreTwice,
    /// The call does not arrive.
    CallLost,
    /// The call is carried out, but the answer does not arrive.
    AnswerLost,
    /// The payer's bank confirms the payment that waits for it, and then the call is carried out.
    Confirmed,
    /// The call is carried out, but the answer is a 500, now and in every replay.
    Saved,
    /// The processor answers this instead, and does nothing.
    Says(u16, &'static str),
    /// The resource fails.
    Broken,
    /// The resource is made, but the client has left.
    Unheard,
    /// The resource is made, but breaks off while it is sent.
    Cut,
    /// The resource is made, but the payer leaves before any of it is sent.
    Left,
}

/// Where a request stands: a step to perform, a result to report, or its end.
#[derive(Clone, Debug)]
pub(super) enum At {
    Start,
    Swap(String, Option<String>, String),
    Swapped(Option<String>),
    StoreFailed,
    /// A call, and the start of the lease it is made under.
    Call(Rc<HttpRequest>, Timestamp),
    Answered(Option<processor::Answer>),
    Deliver,
    Delivered {
        ok: bool,
        client_connected: bool,
    },
    Answer(Answer),
    /// Sent: a success with a receipt, or a failure without.
    Done(bool),
    /// Sent in part, with a receipt.
    Broke,
    /// Ready to be sent with a receipt, but the client has left.
    Left,
    Resent(Vec<u8>),
    Crashed,
}

impl At {
    pub(super) const fn is_end(&self) -> bool {
        matches!(self, At::Answer(_) | At::Done(_) | At::Resent(_) | At::Crashed)
    }

    /// Whether the world has to do something next, rather than the attempt.
    pub(super) const fn is_asked(&self) -> bool {
        matches!(self, At::Swap(..) | At::Call(..) | At::Deliver)
    }
}

/// A run of the handler: the time of the record it rests on, and its result.
#[derive(Clone, Debug, Hash)]
struct Run {
    by: usize,
    since: Timestamp,
    /// `None` while it is running.
    ok: Option<bool>,
}

#[derive(Clone, Debug, Hash)]
pub(super) struct World {
    pub(super) clock: Timestamp,
    pub(super) registers: BTreeMap<String, String>,
    pub(super) processor: Processor,
    runs: Vec<Run>,
    /// The records of answers that were first sent with a receipt. An answer counts as sent once that is recorded: a
    /// process that dies between the two is the only way to lose what was paid for, unless it is kept under a key.
    deliveries: BTreeSet<String>,
    /// The requests whose answer does not arrive, and why.
    lost: BTreeMap<usize, Fault>,
    /// The challenges whose payers were told to pay again before anything was sent for them.
    told: BTreeSet<String>,
    /// The payments whose cancellation was requested.
    given_up: BTreeSet<String>,
    /// Whether the servers' clocks differ by more than half a lease.
    pub(super) clocks_differ: bool,
    /// Whether the store has failed: if that was while a delivery was recorded, there may be a second delivery.
    pub(super) store_failed: bool,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            clock: now(),
            registers: BTreeMap::new(),
            processor: Processor::default(),
            runs: vec![],
            deliveries: BTreeSet::new(),
            lost: BTreeMap::new(),
            told: BTreeSet::new(),
            given_up: BTreeSet::new(),
            clocks_differ: false,
            store_failed: false,
        }
    }

    /// How many deliveries were sent.
    pub(super) fn sent(&self) -> usize {
        self.deliveries.len()
    }

    /// How many runs of the handler succeeded.
    pub(super) fn made(&self) -> usize {
        self.runs.iter().filter(|run| run.ok == Some(true)).count()
    }

    pub(super) fn runs(&self) -> usize {
        self.runs.len()
    }

    pub(super) fn state(&self, id: &str) -> Option<State> {
        self.registers.get(id).and_then(|text| Record::parse(text)).map(|record| record.state)
    }

    /// Performs the step of request `by`.
    pub(super) fn perform(&mut self, by: usize, at: &At, fault: Fault) -> At {
        self.store_failed |= matches!(fault, Fault::StoreDown | Fault::StoreMute);
        match at {
            At::Swap(..) if fault == Fault::StoreDown => At::StoreFailed,
            At::Swap(id, expected, next) => {
                let found = self.registers.get(id).cloned();
                if found == *expected {
                    self.registers.insert(id.clone(), next.clone());
                    // What broke off is owed from here on, even before its payer notices.
                    if Record::parse(next).is_some_and(|record| record.state == State::Owed) {
                        found.as_ref().map(|text| self.deliveries.remove(text));
                    }
                    self.send(next);
                }
                match fault {
                    Fault::StoreMute => At::StoreFailed,
                    Fault::StoreTwice => self.perform(by, at, Fault::None),
                    _ => At::Swapped(found),
                }
            }
            At::Call(..) if fault == Fault::CallLost => At::Answered(None),
            At::Call(call, since) => match fault {
                // The bank is faster than the call.
                Fault::Confirmed => {
                    self.confirm();
                    At::Answered(Some(self.call(call, *since, false)))
                }
                Fault::Says(status, body) => At::Answered(Some((status, false, body.into()))),
                _ => {
                    let answer = self.call(call, *since, fault == Fault::Saved);
                    At::Answered((fault != Fault::AnswerLost).then_some(answer))
                }
            },
            At::Deliver => {
                let ok = fault != Fault::Broken;
                let own = |run: &&mut Run| run.by == by && run.ok.is_none();
                self.runs.iter_mut().find(own).unwrap().ok = Some(ok);
                if matches!(fault, Fault::Cut | Fault::Left) {
                    self.lost.insert(by, fault);
                }
                At::Delivered { ok, client_connected: fault != Fault::Unheard }
            }
            _ => panic!("nothing to perform: {at:?}"),
        }
    }

    /// The payer's bank confirms the payments that wait for it. None of their payers may have been told to pay again.
    pub(super) fn confirm(&mut self) {
        let told = self.processor.waiting().any(|payment| self.told.contains(&payment.challenge));
        assert!(!told, "may be charged after \"pay again\"");
        self.processor.confirm();
    }

    fn call(&mut self, call: &HttpRequest, since: Timestamp, spoil: bool) -> processor::Answer {
        let before = self.processor.clone();
        let answer = self.processor.take(call, spoil);
        let charged = |at: &usize| {
            let was = before.payments.get(*at).map(|payment| payment.status);
            was != Some(Status::Succeeded) && self.processor.payments[*at].status == Status::Succeeded
        };
        for at in (0..self.processor.payments.len()).filter(charged) {
            let in_time = since.saturating_add_millis(SETTLEMENT_LEASE_MS) > self.clock;
            let told = self.told.contains(&self.processor.payments[at].challenge);
            assert!(!(in_time && told), "charged after \"pay again\"");
            let held = before.payments.get(at).is_some();
            assert!(!held || self.made() > 0, "captured although nothing was made");
        }
        assert!(self.processor.charges() <= 1, "charged twice");
        answer
    }

    /// Reports the result of the step of request `by`, and checks what must hold whenever an attempt decides.
    pub(super) fn report(&mut self, by: usize, paywall: &Paywall, attempt: &mut Attempt, at: &At) -> At {
        let now = self.clock;
        let step = match at {
            At::Start => attempt.start(NONCES[by], now),
            At::Swapped(found) => attempt.swapped(paywall, found.as_deref(), now),
            At::StoreFailed => attempt.store_failed(),
            At::Answered(None) => attempt.answered(paywall, None, now),
            At::Answered(Some((status, replayed, body))) => {
                let answer = HttpResponse { status: *status, retry_after: None, replayed: *replayed, body };
                attempt.answered(paywall, Some(answer), now)
            }
            At::Delivered { ok, client_connected } => {
                let body = format!("run {}", self.runs.len()).into_bytes();
                let answer = StoredAnswer::new(200, vec![], body);
                let made = if *ok { ResponseClass::Delivery } else { ResponseClass::Failure };
                attempt.delivered(
                    Delivery { made: Some(made), client_connected: *client_connected, answer },
                    now,
                )
            }
            At::Broke => attempt.broke_off(now),
            At::Left => attempt.client_disconnected(now),
            _ => panic!("nothing to report: {at:?}"),
        };
        match step {
            Step::Swap { id, expected, next, keep_until } => {
                let expires = match &attempt.progress.goal {
                    Some(Goal::Key(KeyGoal::ReadHolder(holder) | KeyGoal::CloseHolder(holder))) => {
                        holder.expires
                    }
                    _ => attempt.order.credential.expires(),
                };
                assert_eq!(keep_until, expires.saturating_add_millis(KEEP_MS));
                At::Swap(id, expected, next)
            }
            Step::Call { call, delay_ms, timeout_ms } => {
                assert_eq!(delay_ms > 0, attempt.progress.second_try);
                // What the store may take before the call and what the call may take is less than the lease.
                assert_eq!((delay_ms < timeout_ms, i64::from(timeout_ms) * 2), (true, SETTLEMENT_LEASE_MS));
                let moves = call.method == "POST" && !call.url.ends_with("/cancel");
                let held = self.registers.get(attempt.challenge_id());
                let alone = held == attempt.progress.expected.as_ref() || self.clocks_differ;
                assert!(!moves || alone, "called under another record");
                self.check_call(&call.url);
                At::Call(call.into(), attempt.progress.entry.since)
            }
            Step::Deliver { keep } => {
                assert_eq!(keep > 0, attempt.order.sale.key.is_some());
                assert!(!attempt.progress.made, "one request makes its resource once");
                self.begin_run(by, attempt);
                At::Deliver
            }
            Step::Answer(answer) => {
                self.check_answer(attempt.challenge_id(), &answer);
                At::Answer(answer)
            }
            // Sent even if the store failed to record it.
            Step::Done(_) => {
                self.send(&attempt.progress.entry.to_text());
                match self.lost.remove(&by) {
                    Some(Fault::Left) => At::Left,
                    Some(_) => At::Broke,
                    None => At::Done(true),
                }
            }
            Step::Failed(failed) => {
                self.check_failure(attempt, failed);
                At::Done(false)
            }
            Step::Replay(kept, _) => {
                self.send(&attempt.progress.entry.to_text());
                assert!(self.sent() > 0);
                At::Resent(kept.body)
            }
        }
    }

    /// Notes a delivery, if the text is the record of one.
    fn send(&mut self, text: &str) {
        let delivered = Record::parse(text).filter(|record| record.state == State::Delivered);
        let Some(receipt) = delivered.and_then(|record| record.receipt) else { return };
        let at = receipt.reference().strip_prefix("pi_").unwrap().parse::<usize>().unwrap() - 1;
        assert_eq!(self.processor.payments[at].status, Status::Succeeded, "sent before the money was taken");
        self.deliveries.insert(text.into());
        assert!(self.sent() == 1 || self.store_failed, "delivered twice");
    }

    /// Two runs that are not known to have failed must rest on records that are a lease apart: one was presumed dead.
    /// (The run with the later record may begin first, if the store was slow to answer for the earlier one.)
    fn begin_run(&mut self, by: usize, attempt: &Attempt) {
        assert!(self.processor.charges() + self.processor.holds() > 0, "made for nothing");
        let since = attempt.progress.entry.since;
        for other in self.runs.iter().filter(|other| other.ok.is_none()) {
            let apart = (other.since.as_millis() - since.as_millis()).abs();
            assert!(apart >= DELIVERY_LEASE_MS, "two at once: {:?} and {by}", self.runs);
        }
        self.runs.push(Run { by, since, ok: None });
    }

    /// Nothing is captured once its cancellation was requested.
    fn check_call(&mut self, url: &str) {
        if let Some(payment) = url.strip_suffix("/cancel") {
            self.given_up.insert(payment.into());
        } else if let Some(payment) = url.strip_suffix("/capture") {
            let races = self.given_up.contains(payment) && !self.clocks_differ;
            assert!(!races, "captured after a cancellation");
        }
    }

    /// Whether the payer of a challenge was charged.
    fn is_charged(&self, id: &str) -> bool {
        let is =
            |payment: &processor::Payment| payment.challenge == id && payment.status == Status::Succeeded;
        self.processor.payments.iter().any(is)
    }

    /// The payer of a failure hears that it cost nothing, that it was paid for, or that neither is known: that must be
    /// true, and stay so.
    fn check_failure(&mut self, attempt: &Attempt, failed: FailedDelivery) {
        let id = String::from(attempt.challenge_id());
        assert!(
            matches!(failed, FailedDelivery::AsMade) || failed == FailedDelivery::Fault(attempt.failure())
        );
        match attempt.failure() {
            ServerFault::Owed => assert!(self.is_charged(&id), "not charged, and told otherwise"),
            ServerFault::Released => {
                assert!(!self.is_charged(&id), "charged, and told that it cost nothing");
                self.told.insert(id);
            }
            unclear => {
                assert!(matches!(unclear, ServerFault::OriginUnavailable | ServerFault::GivenUp));
                assert!(attempt.is_held() && attempt.reference().is_none());
            }
        }
    }

    fn check_answer(&mut self, id: &str, answer: &Answer) {
        let cost_nothing = answer.body.contains("nothing was charged");
        assert!(!(cost_nothing && self.is_charged(id)), "charged, and told that it cost nothing: {answer:?}");
        let asks_again = challenge_of(answer).is_some();
        assert_eq!(asks_again, answer.status == 402, "{answer:?}");
        let wait = answer.headers.iter().any(|(name, _)| *name == "Retry-After");
        assert!(!(wait && asks_again), "{answer:?}");
        assert!(wait || (answer.status < 500 && answer.status != 409), "{answer:?}");
        if self.sent() == 0 && asks_again {
            assert!(
                !self.is_charged(id),
                "asked to pay again for what was paid and not delivered: {answer:?}"
            );
            self.told.insert(id.to_string());
        }
    }
}
