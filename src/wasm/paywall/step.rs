//! Steps for the JavaScript adapter, as JSON.

use crate::encoding::base64url;
use crate::encoding::json::{ObjectWriter, write_pairs};
use crate::paywall::{self, Fields, RouteTerms};
use crate::rail::{HttpRequest, MAX_RESPONSE_BYTES};
use crate::secret::SecretText;
use alloc::string::String;

/// Header fields as pairs of strings.
fn pairs<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
}

/// The JSON of header fields.
pub(super) fn fields_json(fields: &Fields) -> String {
    let mut out = String::new();
    write_pairs(&mut out, pairs(fields));
    out
}

/// The JSON of a route's terms; without members for a route that has none.
pub(super) fn terms_json(terms: Option<RouteTerms<'_>>) -> String {
    let mut json = ObjectWriter::new();
    if let Some(terms) = terms {
        let mut payment = ObjectWriter::new();
        payment.text("method", terms.method).text("intent", terms.intent);
        payment.text("amount", terms.amount).text("currency", terms.currency);
        json.maybe("route", terms.pattern).json("payment", &payment.finish());
    }
    json.finish()
}

/// Begins a step, a JSON object. `secrets`: the length of the secrets it will contain. That much is reserved, because
/// growing later would leave unwiped copies of them behind.
fn begin(kind: &str, secrets: usize) -> ObjectWriter {
    let mut step = ObjectWriter::with_capacity(if secrets == 0 { 0 } else { 1024 + secrets });
    step.text("kind", kind);
    step
}

pub(super) fn answer_json(answer: &paywall::Answer) -> String {
    let mut step = begin("answer", 0);
    step.number("status", answer.status.into()).pairs("headers", pairs(&answer.headers));
    step.text("body", &answer.body).text("code", answer.code.as_str());
    step.nullable("challengeId", answer.challenge_id.as_deref());
    step.finish()
}

pub(super) fn step_json(step: paywall::Step) -> SecretText {
    use paywall::{FailedDelivery, Step};
    match step {
        Step::Swap { id, expected, next, keep_until } => {
            let mut step = begin("swap", 0);
            step.text("id", &id).nullable("expected", expected.as_deref()).text("next", &next);
            step.number("keepUntil", keep_until.as_millis());
            step.finish()
        }
        Step::Call { call: HttpRequest { method, url, headers, body }, delay_ms, timeout_ms } => {
            let headers = || headers.iter().map(|(name, value)| (*name, value.expose()));
            let fields: usize = headers().map(|(name, value)| name.len() + value.len()).sum();
            let mut step = begin("call", fields + url.len() + body.expose().len());
            step.text("method", method).text("url", &url);
            step.pairs("headers", headers()).text("body", body.expose()).number("after", delay_ms.into());
            step.number("timeout", timeout_ms.into()).number("maxBytes", MAX_RESPONSE_BYTES as i64);
            step.finish()
        }
        Step::Deliver { keep } => {
            let mut step = begin("deliver", 0);
            step.number("keep", keep as i64);
            step.finish()
        }
        Step::Answer(answer) => answer_json(&answer),
        Step::Done(receipt) => {
            let mut step = begin("done", 0);
            step.text("receipt", &receipt.to_header());
            step.finish()
        }
        Step::Failed(FailedDelivery::AsMade) => begin("failed", 0).finish(),
        Step::Failed(FailedDelivery::Fault(fault)) => {
            let mut step = begin("failed", 0);
            step.text("fault", fault.as_str());
            step.finish()
        }
        Step::Replay(kept, receipt) => {
            let mut step = begin("resend", 0);
            step.number("status", kept.status.into()).pairs("headers", pairs(&kept.headers));
            step.text("body", &base64url::encode_standard(kept.body));
            step.text("receipt", &receipt.to_header());
            step.finish()
        }
    }
    .into()
}
