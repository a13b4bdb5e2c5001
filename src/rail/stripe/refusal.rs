//! Reads a refusal: whose matter it is.

use super::intent::Payment;
use super::outcome::{
    ACTION_REQUIRED, bad_token, cannot_be_held, declined, ended, in_progress, insufficient, not_offered,
    refused_us, unknown,
};
use super::said::Said;
use crate::ascii;
use crate::encoding::json::Node;
use crate::rail::{Capture, Outcome};

/// A 4xx. Texts that it does not have are empty.
pub(super) struct Refusal<'a> {
    status: u16,
    kind: &'a str,
    code: &'a str,
    param: &'a str,
    /// What a 400 says in words.
    said: Option<Said<'a>>,
    /// The PaymentIntent as it is.
    intent: Option<Node<'a>>,
}

impl<'a> Refusal<'a> {
    /// The codes of an attempt that failed with the payer, the bank or the wallet: a declined Link wallet has one of them. The
    /// type of such an error can be `invalid_request_error`, as it is in a 402 for an account that may not charge.
    const ATTEMPT_FAILED: [&'static str; 11] = [
        "authentication_failure",
        "expired_payment_method",
        "incorrect_postal_code",
        "payment_intent_authentication_failure",
        "payment_intent_payment_attempt_expired",
        "payment_intent_payment_attempt_failed",
        "payment_method_customer_decline",
        "payment_method_not_available",
        "payment_method_provider_decline",
        "payment_method_provider_timeout",
        "payment_method_restricted",
    ];

    pub(super) fn read(status: u16, body: Node<'a>) -> Self {
        let error = body.object("error");
        let text = |name| error.and_then(|error| error.text(name)).unwrap_or_default();
        Self {
            status,
            kind: text("type"),
            code: text("code"),
            param: text("param"),
            said: Said::read(text("message")).filter(|_| status == 400),
            intent: error.and_then(|error| error.object("payment_intent")),
        }
    }

    /// The outcome if a payment was refused: it was declined, or the refusal is about the token, the payment method, this
    /// attempt, or us.
    pub(super) fn of_payment(&self, capture: Capture, payment: &Payment<'_>) -> Outcome {
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
            _ if matches!(self.said, Some(Said::OfAmount)) => insufficient(),
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
        match self.said {
            Some(Said::NotTaken(method)) if !payment.offers(method) => not_offered(),
            Some(Said::NotHeld(method)) if !payment.offers(method) => cannot_be_held(),
            _ => refused_us(),
        }
    }

    /// The outcome if a capture or cancellation of the PaymentIntent with this id was refused.
    pub(super) fn of_capture_or_cancellation(&self, id: &str, payment: &Payment<'_>) -> Outcome {
        if let Some(intent) = self.intent.filter(|intent| intent.text("id") == Some(id)) {
            return payment.outcome(intent);
        }
        match self.code {
            "charge_expired_for_capture" | "capture_charge_authorization_expired" => ended(),
            _ if self.status == 400 => Outcome::LookUp(Some(id.into())),
            _ => refused_us(),
        }
    }

    fn is_about_token(&self) -> bool {
        let is_named =
            [self.param, self.code].iter().any(|text| ascii::find_text(text, "shared_payment").is_some());
        is_named || matches!(self.said, Some(Said::OfToken))
    }
}

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod tests;
