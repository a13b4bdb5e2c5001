//! A processor that keeps Stripe's promises. It repeats its answer under a key, and the same key with another body is
//! an error. A token that it does not accept leaves nothing behind. Money that it holds is captured or canceled once.

use crate::rail::HttpRequest;
use alloc::{format, string::String, string::ToString, vec::Vec};
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Status {
    Processing,
    RequiresAction,
    RequiresCapture,
    Succeeded,
    Canceled,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Payment {
    pub(super) challenge: String,
    pub(super) status: Status,
    amount: u64,
    currency: String,
    /// Whether the money is to be held.
    manual: bool,
}

/// An answer: status, whether it is a replay, body.
pub(super) type Answer = (u16, bool, String);

#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Processor {
    /// In the order of their ids, from `pi_1`.
    pub(super) payments: Vec<Payment>,
    /// Key, body, and the answer that is replayed.
    done: Vec<(String, String, u16, String)>,
    /// Whether searches do not find new payments yet.
    pub(super) lags: bool,
}

impl Processor {
    /// The number of payments whose money moved.
    pub(super) fn charges(&self) -> usize {
        self.payments.iter().filter(|payment| payment.status == Status::Succeeded).count()
    }

    /// The number of payments whose money is held.
    pub(super) fn holds(&self) -> usize {
        self.payments.iter().filter(|payment| payment.status == Status::RequiresCapture).count()
    }

    /// Carries a call out. `spoil`: the answer to a payment is a 500, which is saved and replayed.
    pub(super) fn take(&mut self, call: &HttpRequest, spoil: bool) -> Answer {
        let path = call.url.split("/v1/payment_intents").nth(1).unwrap();
        match (call.method, &path.trim_start_matches('/').split('/').collect::<Vec<_>>()[..]) {
            ("POST", [""]) => self.pay(call, spoil),
            ("POST", [id, "capture"]) => self.turn(id, Status::Succeeded),
            ("POST", [id, "cancel"]) => self.turn(id, Status::Canceled),
            ("GET", [search]) if search.starts_with("search?") => {
                let ours = |payment: &Payment| search.contains(&*payment.challenge) && !self.lags;
                let found = (0..self.payments.len()).filter(|at| ours(&self.payments[*at]));
                let data: Vec<Value> = found.map(|at| self.indexed(at)).collect();
                (200, false, json!({ "object": "search_result", "data": data }).to_string())
            }
            ("GET", [id]) => (200, false, self.intent(at(id)).to_string()),
            _ => panic!("{} {path}", call.method),
        }
    }

    fn pay(&mut self, call: &HttpRequest, spoil: bool) -> Answer {
        let field = |name: &str| {
            let fields = call.body.expose().split('&').filter_map(|field| field.split_once('='));
            fields.filter(|(own, _)| *own == name).map(|(_, value)| value.to_string()).next()
        };
        let key =
            call.headers.iter().find(|(name, _)| *name == "Idempotency-Key").unwrap().1.expose().to_string();
        if let Some((_, body, status, answer)) = self.done.iter().find(|(own, ..)| *own == key) {
            return match *body == call.body.expose() {
                true => (*status, true, answer.clone()),
                false => (400, false, error("idempotency_error", "").to_string()),
            };
        }
        let manual = field("capture_method").as_deref() == Some("manual");
        let status = match &*field("payment_method_data%5Bshared_payment_granted_token%5D").unwrap() {
            "spt_unknown" => {
                return (
                    400,
                    false,
                    error("invalid_request_error", "shared_payment_granted_token").to_string(),
                );
            }
            "spt_declined" => None,
            "spt_action" => Some(Status::RequiresAction),
            "spt_slow" => Some(Status::Processing),
            _ if manual => Some(Status::RequiresCapture),
            _ => Some(Status::Succeeded),
        };
        let (mut code, mut answer) = (402, error("card_error", "").to_string());
        if let Some(status) = status {
            self.payments.push(Payment {
                challenge: field("metadata%5Bchallenge_id%5D").unwrap(),
                status,
                amount: field("amount").unwrap().parse().unwrap(),
                currency: field("currency").unwrap(),
                manual,
            });
            (code, answer) = (200, self.intent(self.payments.len() - 1).to_string());
        }
        if spoil {
            (code, answer) = (500, "{}".into());
        }
        self.done.push((key, call.body.expose().to_string(), code, answer.clone()));
        (code, false, answer)
    }

    /// The payments that wait for the payer's bank.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Payment> {
        self.payments.iter().filter(|payment| payment.status == Status::RequiresAction)
    }

    /// The payer's bank confirms the payments that wait for it.
    pub(super) fn confirm(&mut self) {
        for payment in &mut self.payments {
            if payment.status == Status::RequiresAction {
                payment.status = if payment.manual { Status::RequiresCapture } else { Status::Succeeded };
            }
        }
    }

    fn turn(&mut self, id: &str, status: Status) -> Answer {
        let payment = &mut self.payments[at(id)];
        let can = match status {
            Status::Canceled => &[Status::RequiresCapture, Status::RequiresAction][..],
            _ => &[Status::RequiresCapture],
        };
        if can.contains(&payment.status) {
            payment.status = status;
            return (200, false, self.intent(at(id)).to_string());
        }
        let mut error = error("invalid_request_error", "");
        error["error"]["code"] = "payment_intent_unexpected_state".into();
        error["error"]["payment_intent"] = self.intent(at(id));
        (400, false, error.to_string())
    }

    /// A payment as a search finds it: as it was before anything happened to it. The index lags behind the books.
    fn indexed(&self, at: usize) -> Value {
        let mut intent = self.intent(at);
        intent["status"] = "requires_payment_method".into();
        intent
    }

    fn intent(&self, at: usize) -> Value {
        let Payment { challenge, status, amount, currency, .. } = &self.payments[at];
        let status = match status {
            Status::Processing => "processing",
            Status::RequiresAction => "requires_action",
            Status::RequiresCapture => "requires_capture",
            Status::Succeeded => "succeeded",
            Status::Canceled => "canceled",
        };
        json!({
            "id": format!("pi_{}", at + 1), "object": "payment_intent", "amount": amount, "currency": currency,
            "status": status, "metadata": { "challenge_id": challenge },
        })
    }
}

fn at(id: &str) -> usize {
    id.strip_prefix("pi_").unwrap().parse::<usize>().unwrap() - 1
}

fn error(kind: &str, param: &str) -> Value {
    json!({ "error": { "type": kind, "param": param } })
}
