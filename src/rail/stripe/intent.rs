//! Reads a PaymentIntent.

use super::Payload;
use super::outcome::{ACTION_REQUIRED, declined, ended, unknown};
use crate::binding::Verified;
use crate::encoding::json::{Doc, Node, ObjectWriter};
use crate::encoding::timestamp::Timestamp;
use crate::rail::{Outcome, is_reference};
use crate::scheme::{Credential, Receipt, Request};

/// The payment that a PaymentIntent should be for.
pub(super) struct Payment<'a> {
    pub(super) credential: &'a Verified<Credential>,
    pub(super) offer: &'a Request,
    /// Whether the answer is a saved one, so that the same call would only repeat it.
    pub(super) replayed: bool,
    pub(super) now: Timestamp,
}

impl Payment<'_> {
    /// The id of the PaymentIntent of the challenge, if a search found exactly one. Nothing else that a search says of it
    /// counts: the index lags behind the books.
    pub(super) fn find<'n>(&self, list: Node<'n>) -> Option<&'n str> {
        let mut ours = list.get("data")?.items().filter(|intent| self.is_for_challenge(*intent));
        let found = ours.next().filter(|_| ours.next().is_none())?;
        found.text("id").filter(|id| is_intent_id(id))
    }

    /// Whether the offer names a payment method.
    pub(super) fn offers(&self, method: &str) -> bool {
        let details = self.offer.json().get("methodDetails");
        let types = details.and_then(|details| details.get("paymentMethodTypes"));
        types.is_some_and(|types| types.items().any(|offered| offered.as_text() == Some(method)))
    }

    /// Whether a PaymentIntent says that it is for the challenge.
    pub(super) fn is_for_challenge(&self, intent: Node<'_>) -> bool {
        challenge_of(intent) == Some(self.credential.challenge_id().as_str())
    }

    pub(super) fn outcome(&self, intent: Node<'_>) -> Outcome {
        let is_whole =
            |part: &str| number(intent, part).is_none_or(|number| Some(number) == self.offer.field("amount"));
        match (intent.text("status"), self.id_of_ours(intent)) {
            (Some("succeeded"), Some(id)) if is_whole("amount_received") => {
                Outcome::Settled(self.receipt(id))
            }
            (Some("requires_capture"), Some(id)) if is_whole("amount_capturable") => Outcome::Held(id.into()),
            (Some("processing" | "requires_action"), Some(id)) if self.replayed => {
                Outcome::LookUp(Some(id.into()))
            }
            (Some("requires_action"), Some(id)) => {
                Outcome::ActionRequired { reference: id.into(), error: ACTION_REQUIRED }
            }
            (Some("requires_payment_method"), Some(_)) => declined(),
            (Some("canceled"), Some(_)) => ended(),
            _ => unknown(None),
        }
    }

    /// The id of a PaymentIntent with our amount, currency and challenge.
    fn id_of_ours<'n>(&self, intent: Node<'n>) -> Option<&'n str> {
        let amount = number(intent, "amount")?;
        let ours = Some(amount) == self.offer.field("amount")
            && intent.text("currency") == self.offer.field("currency")
            && challenge_of(intent).is_none_or(|id| id == self.credential.challenge_id().as_str());
        intent.text("id").filter(|id| ours && is_intent_id(id))
    }

    fn receipt(&self, id: &str) -> Receipt {
        let payload = Payload::read(self.credential).ok();
        let extensions = match payload.and_then(|payload| payload.external_id) {
            Some(external_id) => {
                let mut json = ObjectWriter::new();
                json.text("externalId", external_id);
                Doc::of(json.finish())
            }
            None => Doc::default(),
        };
        Receipt::of_checked(super::METHOD, id, self.now, extensions)
    }
}

fn challenge_of(intent: Node<'_>) -> Option<&str> {
    intent.get("metadata")?.text("challenge_id")
}

fn number<'n>(intent: Node<'n>, name: &str) -> Option<&'n str> {
    intent.get(name)?.as_number()
}

/// Whether an id is one of a PaymentIntent.
fn is_intent_id(id: &str) -> bool {
    id.starts_with("pi_") && is_reference(id)
}
