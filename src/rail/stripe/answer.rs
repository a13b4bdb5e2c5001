//! Reads the answers to the PaymentIntent calls.
//!
//! | answer | outcome |
//! | --- | --- |
//! | a PaymentIntent `succeeded`, with our amount and currency | settled |
//! | `requires_capture`, with our amount and currency | held |
//! | `requires_action`, with our amount and currency | waits: payment-action-required |
//! | a refused payment with its PaymentIntent inside, if that was not refused | as that PaymentIntent |
//! | 402 `authentication_required` to a payment | refused: payment-action-required |
//! | `requires_payment_method` or `canceled`, with our amount and currency | refused: verification-failed |
//! | a 402 `card_error`, or a refusal with the code of a failed attempt | the same |
//! | `processing`, `requires_action`, a 408, 424 or 5xx that Stripe has saved and repeats | look it up |
//! | a search that finds exactly one PaymentIntent of the challenge | look that one up: a search may show what it was |
//! | a refused capture or cancellation with the PaymentIntent inside | as that PaymentIntent |
//! | any other 400 to a capture or cancellation | look it up |
//! | a capture after the authorization has expired | refused: verification-failed |
//! | a 4xx to a payment that names the token or says what is wrong with it, or a payment method that does not fit | refused: verification-failed |
//! | a token that is limited to less than the price | refused: payment-insufficient |
//! | 400 `idempotency_error`, or 409 | unknown: payment-in-progress |
//! | 408, 424, 429, 5xx, no answer, anything else | unknown: processor-unavailable |
//! | any other 4xx to a payment, capture or cancellation; `parameter_unknown` (an account without the preview) | unknown: processor-refused, this server's own fault |
//! | any other 402 to a payment, with Stripe's type of error: an account that may not charge gets one | the same |
//! | a payment method that is refused in words | refused: verification-failed if it was not offered, else the same |

use super::intent::Payment;
use super::outcome::{in_progress, lost, unknown};
use super::refusal::Refusal;
use crate::binding::Verified;
use crate::encoding::json::{MAX_DEPTH, SecretDoc};
use crate::encoding::timestamp::Timestamp;
use crate::rail::{Ask, HttpResponse, MAX_RESPONSE_BYTES, Outcome};
use crate::scheme::{Credential, Request};

/// Reads the answer to `ask`, or the lack of one, for the payment of `offer` with `credential`. An answer over
/// [`MAX_RESPONSE_BYTES`] counts as none.
pub(in crate::rail) fn read(
    ask: &Ask,
    answer: Option<HttpResponse<'_>>,
    credential: &Verified<Credential>,
    offer: &Request,
    now: Timestamp,
) -> Outcome {
    let Some(answer) = answer.filter(|answer| answer.body.len() <= MAX_RESPONSE_BYTES) else {
        return unknown(None);
    };
    // It may repeat the payer's token.
    let body = SecretDoc::read_within(answer.body.into(), MAX_DEPTH).unwrap_or_default();
    let body = Some(body.expose()).filter(|body| body.is_object());
    // Only payments have a key to be repeated under. So a lookup by reference never leads to another lookup.
    let replayed = answer.replayed && matches!(ask, Ask::Pay(_));
    let payment = Payment { credential, offer, replayed, now };
    match (answer.status, body) {
        (200..=299, Some(list)) if *ask == Ask::LookUp(None) => match payment.find(list) {
            Some(id) => Outcome::LookUp(Some(id.into())),
            None => lost(),
        },
        (200..=299, Some(intent)) if reference(ask).is_none_or(|id| intent.text("id") == Some(id)) => {
            payment.outcome(intent)
        }
        (409, _) => in_progress("this credential is being settled; send it again in a moment"),
        // 424: something that Stripe depends on has failed, as when a bank does not answer.
        (408 | 424 | 500.., _) if replayed => Outcome::LookUp(None),
        (408 | 424 | 429 | 500.., _) => unknown(answer.retry_after),
        (400..=499, Some(body)) => {
            let refusal = Refusal::read(answer.status, body);
            match ask {
                Ask::Pay(capture) => refusal.of_payment(*capture, &payment),
                Ask::LookUp(_) => lost(),
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
        Ask::Pay(_) | Ask::LookUp(None) => None,
        Ask::LookUp(Some(id)) | Ask::Capture(id) | Ask::Cancel(id) => Some(id),
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
pub(super) mod tests;
