//! Reads the answers to the PaymentIntent calls.
//!
//! | answer | outcome |
//! | --- | --- |
//! | a PaymentIntent `succeeded`, with our amount and currency | settled |
//! | `requires_capture`, with our amount and currency | held |
//! | `requires_action`, with our amount and currency | waits: payment-action-required |
//! | a refused payment with its PaymentIntent inside, if that was not refused | as that PaymentIntent |
//! | 402 `authentication_required` to a payment | refused: payment-action-required |
//! | `requires_payment_method` or `canceled`; a 402 `card_error`, or a refusal with the code of a failed attempt | refused: verification-failed |
//! | `processing`, `requires_action`, a 408, 424 or 5xx that Stripe has saved and repeats | look it up |
//! | a search that finds exactly one PaymentIntent of the challenge | look that one up: a search may show what it was |
//! | a refused capture or cancellation with the PaymentIntent inside | as that PaymentIntent |
//! | any other 400 to a capture or cancellation | look it up |
//! | a capture after the authorization has expired | refused: verification-failed |
//! | a 4xx to a payment that names the token or says what is wrong with it, or a payment method that does not fit | refused: verification-failed |
//! | 400 `idempotency_error`, or 409 | open: payment-in-progress |
//! | 408, 424, 429, 5xx, no answer, anything else | open: processor-unavailable |
//! | any other 4xx to a payment, capture or cancellation; `parameter_unknown` (an account without the preview) | open: processor-refused, this server's own fault |
//! | any other 402 to a payment, with Stripe's type of error: an account that may not charge gets one | the same |
//! | a payment method that is refused in words | refused: verification-failed if it was not offered, else the same |

use super::intent::Payment;
use super::outcome::{
    ACTION_REQUIRED, bad_token, cannot_be_held, declined, ended, in_progress, lost, not_offered, refused_us,
    unknown,
};
use super::unfit::Unfit;
use crate::ascii;
use crate::binding::Verified;
use crate::encoding::json::{Doc, Node};
use crate::encoding::timestamp::Timestamp;
use crate::rail::{Ask, Capture, HttpResponse, MAX_RESPONSE_BYTES, Outcome};
use crate::scheme::{Credential, Request};

/// Reads the answer to `ask`, or the lack of one, for the payment of `offer` with `credential`. An answer over
/// [`MAX_RESPONSE_BYTES`] counts as none.
pub fn read(
    ask: &Ask,
    answer: Option<HttpResponse<'_>>,
    credential: &Verified<Credential>,
    offer: &Request,
    now: Timestamp,
) -> Outcome {
    let Some(answer) = answer.filter(|answer| answer.body.len() <= MAX_RESPONSE_BYTES) else {
        return unknown(None);
    };
    let body = Doc::read(answer.body.into()).unwrap_or_default();
    let body = Some(body.root()).filter(|body| body.is_object());
    // Only payments have a key to be repeated under. So a lookup by reference never leads to another lookup.
    let replayed = answer.replayed && matches!(ask, Ask::Pay(_));
    let payment = Payment { credential, offer, replayed, now };
    match (answer.status, body) {
        (200..=299, Some(list)) if *ask == Ask::Look(None) => match payment.find(list) {
            Some(id) => Outcome::Look(Some(id.into())),
            None => lost(),
        },
        (200..=299, Some(intent)) if reference(ask).is_none_or(|id| intent.text("id") == Some(id)) => {
            payment.outcome(intent)
        }
        (409, _) => in_progress("this credential is being settled; send it again in a moment"),
        // 424: something that Stripe depends on has failed, as when a bank does not answer.
        (408 | 424 | 500.., _) if replayed => Outcome::Look(None),
        (408 | 424 | 429 | 500.., _) => unknown(answer.retry_after),
        (400..=499, Some(body)) => {
            let refusal = Refusal::read(answer.status, body);
            match ask {
                Ask::Pay(capture) => refusal.of_payment(*capture, &payment),
                Ask::Look(_) => lost(),
                Ask::Capture(id) | Ask::Cancel(id) => refusal.of_capture_or_cancellation(id, &payment),
            }
        }
        _ => unknown(None),
    }
}

/// The PaymentIntent that a call is about, if the call does not make or find it. An answer about another one, as from a
/// proxy that mixes up its answers, says nothing.
fn reference(ask: &Ask) -> Option<&str> {
    match ask {
        Ask::Pay(_) | Ask::Look(None) => None,
        Ask::Look(Some(id)) | Ask::Capture(id) | Ask::Cancel(id) => Some(id),
    }
}

/// What the message says of a token that is spent, revoked, expired or limited to less (test mode, 2026-04-22.preview).
/// Such an error has neither a code nor a parameter. An error about all tokens, as to an account that may take none, is
/// this server's own, and does not speak of one token.
const SAID_OF_TOKENS: [&str; 3] =
    ["this shared payment granted token", "The shared payment granted token ", "No such shared_payment"];

/// A 4xx. Texts that it does not have are empty.
struct Refusal<'a> {
    status: u16,
    kind: &'a str,
    code: &'a str,
    param: &'a str,
    message: &'a str,
    /// The PaymentIntent as it is.
    intent: Option<Node<'a>>,
}

impl<'a> Refusal<'a> {
    /// The codes of an attempt that failed with the payer, the bank or the wallet: a declined Link wallet has one of them. The
    /// type of such an error can be `invalid_request_error`, as it is in a 402 for an account that may not charge.
    const ATTEMPT_FAILED: [&'static str; 7] = [
        "payment_intent_authentication_failure",
        "payment_intent_payment_attempt_expired",
        "payment_intent_payment_attempt_failed",
        "payment_method_customer_decline",
        "payment_method_not_available",
        "payment_method_provider_decline",
        "payment_method_provider_timeout",
    ];

    fn read(status: u16, body: Node<'a>) -> Self {
        let error = body.object("error");
        let text = |name| error.and_then(|error| error.text(name)).unwrap_or_default();
        Self {
            status,
            kind: text("type"),
            code: text("code"),
            param: text("param"),
            message: text("message"),
            intent: error.and_then(|error| error.object("payment_intent")),
        }
    }

    /// The outcome if a payment was refused: it was declined, or the refusal is about the token, the payment method, this
    /// attempt, or us.
    fn of_payment(&self, capture: Capture, payment: &Payment<'_>) -> Outcome {
        // If the PaymentIntent inside is not one that was refused, the payer must not be told to pay again. One that was
        // paid with another token is not this payer's.
        let is_own =
            |intent: &Node<'_>| self.kind != "idempotency_error" && payment.is_for_challenge(*intent);
        match self.intent.filter(is_own).map(|intent| payment.outcome(intent)) {
            None | Some(Outcome::Refused(_)) => self.of_code(capture, payment),
            Some(outcome) => outcome,
        }
    }

    fn of_code(&self, capture: Capture, payment: &Payment<'_>) -> Outcome {
        match self.code {
            // Only Stripe can say that it declined: a gateway may ask for a payment of its own.
            _ if self.status == 402 && self.kind.is_empty() => unknown(None),
            "authentication_required" if self.status == 402 => Outcome::Refused(ACTION_REQUIRED),
            _ if self.is_decline() => declined(),
            _ if self.kind == "idempotency_error" => in_progress(
                "this challenge was already tried with another token; send the first credential again",
            ),
            "parameter_unknown" => refused_us(),
            _ if self.is_about_token() => bad_token(),
            "payment_intent_incompatible_payment_method" => match capture {
                Capture::AfterDelivery => cannot_be_held(),
                Capture::BeforeDelivery => declined(),
            },
            _ => self.of_method(payment),
        }
    }

    fn is_decline(&self) -> bool {
        let is_failed_attempt = Self::ATTEMPT_FAILED.contains(&self.code);
        (self.status == 402 && self.kind == "card_error")
            || (matches!(self.status, 400 | 402) && is_failed_attempt)
    }

    /// The outcome if the payment method was refused in words. One that was not offered is the payer's to replace.
    fn of_method(&self, payment: &Payment<'_>) -> Outcome {
        let unfit = Unfit::read(self.message).filter(|_| self.status == 400);
        match unfit.filter(|unfit| !payment.offers(unfit.method())) {
            Some(Unfit::NotTaken(_)) => not_offered(),
            Some(Unfit::NotHeld(_)) => cannot_be_held(),
            None => refused_us(),
        }
    }

    /// The outcome if a capture or cancellation of the PaymentIntent with this id was refused.
    fn of_capture_or_cancellation(&self, id: &str, payment: &Payment<'_>) -> Outcome {
        if let Some(intent) = self.intent.filter(|intent| intent.text("id") == Some(id)) {
            return payment.outcome(intent);
        }
        match self.code {
            "charge_expired_for_capture" | "capture_charge_authorization_expired" => ended(),
            _ if self.status == 400 => Outcome::Look(Some(id.into())),
            _ => refused_us(),
        }
    }

    fn is_about_token(&self) -> bool {
        let holds = |text: &str, part: &str| ascii::find_text(text, part).is_some();
        [self.param, self.code].iter().any(|text| holds(text, "shared_payment"))
            || (self.status == 400 && SAID_OF_TOKENS.iter().any(|words| holds(self.message, words)))
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod refusal_tests;
