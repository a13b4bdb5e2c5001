//! Reading the answer to the PaymentIntent call.
//!
//! | answer | outcome |
//! | --- | --- |
//! | 2xx, `succeeded`, our amount and currency | settled |
//! | 2xx, `requires_action`; 402 `authentication_required` | refused: payment-action-required |
//! | 2xx, `requires_payment_method` or `canceled`; 402 | refused: verification-failed |
//! | 4xx that names the token | refused: verification-failed |
//! | 400 `idempotency_error`, 409 | open: payment-in-progress |
//! | 429, 5xx, no answer, anything else | open: processor-unavailable |
//! | other 4xx, `parameter_unknown` (an account without the preview) | open: processor-refused, this server's own fault |

use super::Payload;
use crate::binding::Verified;
use crate::encoding::json::{self, Object, Value};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error};
use crate::rail::{HttpAnswer, Outcome};
use crate::scheme::{Credential, Receipt, Request};
use alloc::string::ToString;

/// Reads an answer, or the lack of one, to the settlement of `offer` with `credential`.
pub fn read(
    answer: Option<HttpAnswer<'_>>,
    credential: &Verified<Credential>,
    offer: &Request,
    now: Timestamp,
) -> Outcome {
    let Some(answer) = answer else { return unknown(None) };
    let body = json::parse(answer.body).ok();
    let body = body.as_ref().and_then(Value::as_object);
    match (answer.status, body) {
        (200..=299, Some(intent)) => read_intent(intent, credential, offer, now),
        (402, Some(body)) => match text(error_of(body), "code") {
            Some("authentication_required") => action_required(),
            _ => declined(),
        },
        (409, _) => in_progress("this credential is being settled; send it again in a moment"),
        (429 | 500.., _) => unknown(answer.retry_after),
        (400..=499, Some(body)) => read_refusal(error_of(body)),
        _ => unknown(None),
    }
}

fn read_intent(
    intent: &Object,
    credential: &Verified<Credential>,
    offer: &Request,
    now: Timestamp,
) -> Outcome {
    let amount = match intent.get("amount") {
        Some(Value::Number(number)) => Some(number.as_str()),
        _ => None,
    };
    let ours = amount.is_some()
        && amount == offer.field("amount")
        && text(Some(intent), "currency") == offer.field("currency");
    let id = text(Some(intent), "id").filter(|id| id.starts_with("pi_"));
    match (text(Some(intent), "status"), id) {
        (Some("succeeded"), Some(id)) if ours => {
            let mut extensions = Object::new();
            if let Some(external_id) = Payload::read(credential).ok().and_then(|payload| payload.external_id)
            {
                extensions.insert("externalId", external_id);
            }
            Outcome::Settled(Receipt {
                method: super::METHOD.into(),
                reference: id.into(),
                timestamp: now.to_string(),
                extensions,
            })
        }
        (Some("requires_action"), _) => action_required(),
        (Some("requires_payment_method" | "canceled"), _) => declined(),
        _ => unknown(None),
    }
}

/// A 4xx that is not about a card: about the token, about this attempt, or about us.
fn read_refusal(error: Option<&Object>) -> Outcome {
    let about_token = |name: &str| text(error, name).is_some_and(|text| text.contains("shared_payment"));
    if text(error, "type") == Some("idempotency_error") {
        in_progress("this challenge was already tried with another token; send the first credential again")
    } else if text(error, "code") != Some("parameter_unknown")
        && (about_token("param") || about_token("code"))
    {
        Outcome::Refused(Error::new(
            Code::VerificationFailed,
            "the payment token was refused: unknown, used, expired, or not good for this amount; pay the new challenge with a new token",
        ))
    } else {
        Outcome::Open {
            error: Error::new(
                Code::ProcessorRefused,
                "the payment processor refused this server; you were not charged",
            ),
            retry_after: 60,
        }
    }
}

fn error_of(body: &Object) -> Option<&Object> {
    body.get("error").and_then(Value::as_object)
}

fn text<'a>(object: Option<&'a Object>, name: &str) -> Option<&'a str> {
    object?.get(name)?.as_str()
}

fn declined() -> Outcome {
    Outcome::Refused(Error::new(
        Code::VerificationFailed,
        "the payment was declined; pay the new challenge with another payment method",
    ))
}

fn action_required() -> Outcome {
    Outcome::Refused(Error::new(
        Code::PaymentActionRequired,
        "the payer's bank asks for a confirmation that cannot be given here; pay the new challenge with a confirmed token",
    ))
}

fn in_progress(message: &'static str) -> Outcome {
    Outcome::Open { error: Error::new(Code::PaymentInProgress, message), retry_after: 1 }
}

fn unknown(retry_after: Option<&str>) -> Outcome {
    let seconds = retry_after.and_then(|text| text.trim().parse().ok()).unwrap_or(5);
    Outcome::Open {
        error: Error::new(
            Code::ProcessorUnavailable,
            "the payment processor did not answer; send the same credential again, you will not be charged twice",
        ),
        retry_after: seconds.min(3600),
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
