//! The PaymentIntent calls.
//!
//! | asked | call | idempotency key |
//! | --- | --- | --- |
//! | pay | `POST /v1/payment_intents` | `mpp_` followed by the challenge id |
//! | look, by reference | `GET /v1/payment_intents/{id}` | none |
//! | look, by challenge | `GET /v1/payment_intents/search` | none |
//! | capture, cancel | `POST /v1/payment_intents/{id}/capture`, `/cancel` | none |
//!
//! The key of a payment depends on the challenge id alone, so that a payer who mints a second token for the same
//! challenge cannot be charged a second time. Capture and cancel need no key: a PaymentIntent is captured or canceled
//! once in its life, and says which when asked again. A key would only make Stripe repeat a 5xx that it has saved.

use super::{Payload, Stripe, form::Form};
use crate::binding::Verified;
use crate::encoding::json::Node;
use crate::error::{Code, Error, Result};
use crate::rail::{Ask, Capture, HttpRequest, is_reference};
use crate::scheme::{Credential, Request};
use crate::secret::SecretText;
use alloc::vec::Vec;

/// The preview version that knows shared payment tokens, and that peers send.
pub const API_VERSION: &str = "2026-07-29.preview";
const PATH: &str = "/v1/payment_intents";
/// Where Stripe documents the token since version 2026-04-22.preview. The draft has it outside `payment_method_data`, where
/// it stood in the private preview.
const TOKEN: &str = "payment_method_data[shared_payment_granted_token]";

impl Stripe {
    /// The call for `ask`.
    ///
    /// # Errors
    /// As for [`crate::rail::Rail::call`].
    pub(in crate::rail) fn call(
        &self,
        ask: &Ask,
        credential: &Verified<Credential>,
        offer: &Request,
    ) -> Result<HttpRequest> {
        let id = credential.challenge_id();
        Ok(match ask {
            Ask::Pay(capture) => {
                let body = payment(*capture, credential, offer)?;
                let mut call = self.make("POST", "", body);
                call.headers.push(("Idempotency-Key", ["mpp_", id.as_str()].concat().into()));
                call
            }
            Ask::LookUp(Some(reference)) => {
                self.make("GET", &["/", checked(reference)?].concat(), SecretText::default())
            }
            Ask::LookUp(None) => {
                let mut query = Form::default();
                query.field("query", &["metadata[\"challenge_id\"]:\"", id.as_str(), "\""].concat());
                self.make("GET", &["/search?", query.finish().expose()].concat(), SecretText::default())
            }
            Ask::Capture(reference) => {
                self.make("POST", &["/", checked(reference)?, "/capture"].concat(), SecretText::default())
            }
            Ask::Cancel(reference) => {
                self.make("POST", &["/", checked(reference)?, "/cancel"].concat(), SecretText::default())
            }
        })
    }

    fn make(&self, method: &'static str, path: &str, body: SecretText) -> HttpRequest {
        let (base, authorization) = self.endpoint();
        let mut headers =
            Vec::from([("Authorization", authorization), ("Stripe-Version", API_VERSION.into())]);
        if method == "POST" {
            headers.push(("Content-Type", "application/x-www-form-urlencoded".into()));
        }
        HttpRequest { method, url: [base, PATH, path].concat(), headers, body }
    }
}

/// A reference that may become a part of a URL. A caller's own may come from anywhere, and the call carries the seller's key.
fn checked(reference: &str) -> Result<&str> {
    const WRONG: Error =
        Error::new(Code::InvalidArgument, "this is not a processor's reference of a payment");
    if is_reference(reference) { Ok(reference) } else { Err(WRONG) }
}

/// Creates and confirms a PaymentIntent (draft-stripe-charge-00, "Settlement Procedure"), to be captured later if so
/// configured. Amount and currency are taken from the offer.
fn payment(capture: Capture, credential: &Verified<Credential>, offer: &Request) -> Result<SecretText> {
    let payload = Payload::read(credential)?;
    let mut form = Form::default();
    form.field("amount", offer.field("amount").unwrap_or_default())
        .field("currency", offer.field("currency").unwrap_or_default())
        .field("confirm", "true")
        .field(TOKEN, payload.token.expose())
        .field("automatic_payment_methods[enabled]", "true")
        .field("automatic_payment_methods[allow_redirects]", "never")
        .field("metadata[challenge_id]", credential.challenge_id().as_str())
        .field("metadata[machine_payment]", "true");
    if capture == Capture::AfterDelivery {
        form.field("capture_method", "manual");
    }
    let metadata = offer.json().get("methodDetails").and_then(|details| details.get("metadata"));
    for (name, value) in metadata.into_iter().flat_map(Node::members) {
        form.field(&["metadata[", name, "]"].concat(), value.as_text().unwrap_or_default());
    }
    Ok(form.finish())
}

#[cfg(test)]
#[path = "call_tests.rs"]
pub(super) mod tests;
