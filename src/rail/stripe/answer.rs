//! Reads the answers to the PaymentIntent calls.
//!
//! | answer | outcome |
//! | --- | --- |
//! | a PaymentIntent `succeeded`, with our amount and currency | settled |
//! | `requires_capture`, with our amount and currency | held |
//! | `requires_action`, with our amount and currency | waits: payment-action-required |
//! | 402 `authentication_required` to a payment | refused: payment-action-required |
//! | `requires_payment_method` or `canceled`; any other 402 to a payment | refused: verification-failed |
//! | `processing`, `requires_action` or a 5xx that Stripe has saved and repeats | look it up |
//! | a search that finds exactly one PaymentIntent of the challenge | as that PaymentIntent |
//! | a refused capture or cancellation with the PaymentIntent inside | as that PaymentIntent |
//! | any other 400 to a capture or cancellation | look it up |
//! | a capture after the authorization has expired | refused: verification-failed |
//! | a 4xx to a payment that names the token, or a payment method that cannot be held | refused: verification-failed |
//! | 400 `idempotency_error`, or 409 | open: payment-in-progress |
//! | 429, 5xx, no answer, anything else | open: processor-unavailable |
//! | any other 4xx to a payment, capture or cancellation; `parameter_unknown` (an account without the preview) | open: processor-refused, this server's own fault |

use super::Payload;
use crate::ascii;
use crate::binding::Verified;
use crate::encoding::json::{Doc, Node, ObjectWriter};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error};
use crate::rail::{Ask, HttpResponse, Outcome};
use crate::scheme::{Credential, Receipt, Request};

/// Reads the answer to `ask`, or the lack of one, for the payment of `offer` with `credential`.
pub fn read(
    ask: &Ask,
    answer: Option<HttpResponse<'_>>,
    credential: &Verified<Credential>,
    offer: &Request,
    now: Timestamp,
) -> Outcome {
    let Some(answer) = answer else { return unknown(None) };
    let body = Doc::read(answer.body.into()).unwrap_or_default();
    let body = Some(body.root()).filter(|body| body.is_object());
    // Only payments have a key to be repeated under. A lookup never leads to another lookup.
    let replayed = answer.replayed && matches!(ask, Ask::Pay(_));
    let intent = |intent| read_intent(intent, replayed, credential, offer, now);
    match (answer.status, body) {
        (200..=299, Some(list)) if *ask == Ask::Look(None) => match only(list, credential) {
            Some(found) => intent(found),
            None => lost(),
        },
        (200..=299, Some(body)) => intent(body),
        (409, _) => in_progress("this credential is being settled; send it again in a moment"),
        (500.., _) if replayed => Outcome::Look(None),
        (429 | 500.., _) => unknown(answer.retry_after),
        (400..=499, Some(body)) => match ask {
            Ask::Pay(_) if answer.status == 402 => match text(error_of(body), "code") {
                Some("authentication_required") => Outcome::Refused(ACTION_REQUIRED),
                _ => declined(),
            },
            Ask::Pay(_) => read_refusal(error_of(body)),
            Ask::Look(_) => lost(),
            Ask::Capture(id) | Ask::Cancel(id) => {
                let error = error_of(body);
                let inside = error.and_then(|error| error.object("payment_intent"));
                match (inside, text(error, "code")) {
                    (Some(own), _) if text(Some(own), "id") == Some(id) => intent(own),
                    (_, Some("charge_expired_for_capture" | "capture_charge_authorization_expired")) => {
                        ended()
                    }
                    _ if answer.status == 400 => Outcome::Look(Some(id.clone())),
                    _ => refused_us(),
                }
            }
        },
        _ => unknown(None),
    }
}

/// The PaymentIntent of a challenge, if a search found exactly one.
fn only<'a>(list: Node<'a>, credential: &Verified<Credential>) -> Option<Node<'a>> {
    let id = credential.challenge_id();
    let mut ours = list.get("data")?.items().filter(|intent| challenge_of(*intent) == Some(id.as_str()));
    ours.next().filter(|_| ours.next().is_none())
}

fn challenge_of(intent: Node<'_>) -> Option<&str> {
    intent.get("metadata")?.text("challenge_id")
}

fn read_intent(
    intent: Node<'_>,
    replayed: bool,
    credential: &Verified<Credential>,
    offer: &Request,
    now: Timestamp,
) -> Outcome {
    let number = |name: &str| intent.get(name).and_then(Node::as_number);
    let amount = number("amount");
    let all = |name: &str| number(name).is_none_or(|part| Some(part) == amount);
    let ours = amount.is_some()
        && amount == offer.field("amount")
        && intent.text("currency") == offer.field("currency")
        && challenge_of(intent).is_none_or(|id| id == credential.challenge_id().as_str());
    let id = intent.text("id").filter(|id| is_intent_id(id));
    match (intent.text("status"), id) {
        (Some("succeeded"), Some(id)) if ours && all("amount_received") => {
            let mut extensions = Doc::default();
            if let Some(external_id) = Payload::read(credential).ok().and_then(|payload| payload.external_id)
            {
                let mut json = ObjectWriter::new();
                json.text("externalId", external_id);
                extensions = Doc::of(json.finish());
            }
            Outcome::Settled(Receipt {
                method: super::METHOD.into(),
                reference: id.into(),
                timestamp: now.to_text(),
                extensions,
            })
        }
        (Some("requires_capture"), Some(id)) if ours && all("amount_capturable") => Outcome::Held(id.into()),
        (Some("processing" | "requires_action"), Some(id)) if ours && replayed => {
            Outcome::Look(Some(id.into()))
        }
        (Some("requires_action"), Some(id)) if ours => {
            Outcome::ActionRequired { reference: id.into(), error: ACTION_REQUIRED }
        }
        (Some("requires_payment_method"), _) => declined(),
        (Some("canceled"), _) => ended(),
        _ => unknown(None),
    }
}

/// Whether an id may appear in a URL.
fn is_intent_id(id: &str) -> bool {
    id.len() <= 255
        && id.starts_with("pi_")
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A 4xx that is not a decline: it is about the token, the payment method, this attempt, or us.
fn read_refusal(error: Option<Node<'_>>) -> Outcome {
    let about_token =
        |name: &str| text(error, name).is_some_and(|text| ascii::find_text(text, "shared_payment").is_some());
    if text(error, "type") == Some("idempotency_error") {
        in_progress("this challenge was already tried with another token; send the first credential again")
    } else if text(error, "code") != Some("parameter_unknown")
        && (about_token("param") || about_token("code"))
    {
        Outcome::Refused(Error::new(
            Code::VerificationFailed,
            "the payment token was refused: unknown, used, expired, or not valid for this amount; pay the new challenge with a new token",
        ))
    } else if text(error, "code") == Some("payment_intent_incompatible_payment_method") {
        Outcome::Refused(Error::new(
            Code::VerificationFailed,
            "this payment method cannot be held until the resource is delivered; pay the new challenge with a card or Link",
        ))
    } else {
        refused_us()
    }
}

fn error_of(body: Node<'_>) -> Option<Node<'_>> {
    body.object("error")
}

fn text<'a>(object: Option<Node<'a>>, name: &str) -> Option<&'a str> {
    object?.text(name)
}

fn declined() -> Outcome {
    Outcome::Refused(Error::new(
        Code::VerificationFailed,
        "the payment was declined; pay the new challenge with another payment method",
    ))
}

const ACTION_REQUIRED: Error = Error::new(
    Code::PaymentActionRequired,
    "the payer's bank asks for a confirmation that cannot be given here; pay the new challenge with a confirmed token",
);

fn ended() -> Outcome {
    Outcome::Refused(Error::new(
        Code::VerificationFailed,
        "the payment was canceled before it was taken; you were not charged, pay the new challenge",
    ))
}

fn lost() -> Outcome {
    Outcome::Open {
        error: Error::new(
            Code::ProcessorUnavailable,
            "the outcome of this payment is not known yet; send the same credential again, or ask the seller, who can find it by the challenge id",
        ),
        retry_after: 60,
    }
}

fn refused_us() -> Outcome {
    Outcome::Open {
        error: Error::new(
            Code::ProcessorRefused,
            "the payment processor refused this server; send the same credential again later, you will not be charged twice",
        ),
        retry_after: 60,
    }
}

fn in_progress(message: &'static str) -> Outcome {
    Outcome::Open { error: Error::new(Code::PaymentInProgress, message), retry_after: 1 }
}

fn unknown(retry_after: Option<&str>) -> Outcome {
    let seconds = retry_after.and_then(|text| text.trim_ascii().parse().ok()).unwrap_or(5);
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
