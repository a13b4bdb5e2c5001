//! Attempts.

use super::super::json::moment;
use super::super::wire::Wire;
use super::JsAttempt;
use super::step::step_json;
use crate::encoding::json::{Doc, Node};
use crate::error::Result;
use crate::paywall::{Delivery, ResponseClass, ServerFault, Step, StoredAnswer};
use crate::rail::HttpResponse;
use crate::secret::SecretText;
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_class = Attempt)]
impl JsAttempt {
    #[wasm_bindgen(getter, js_name = challengeId)]
    pub fn challenge_id(&self) -> String {
        self.attempt.challenge_id().into()
    }

    #[wasm_bindgen(getter)]
    pub fn reference(&self) -> Option<String> {
        self.attempt.reference().map(String::from)
    }

    /// What became of the money for a delivery that failed, for events.
    pub fn failure(&self) -> String {
        self.attempt.failure().as_str().into()
    }

    #[wasm_bindgen(getter, js_name = hasSideEffects)]
    pub fn has_side_effects(&self) -> bool {
        self.attempt.has_side_effects()
    }

    // Each of the following leaves the next step on the wire, as JSON.

    pub fn start(&mut self, wire: &mut Wire, nonce: &str, now: f64) {
        leave(wire, moment(now).map(|now| self.attempt.start(nonce, now)));
    }

    pub fn swapped(&mut self, wire: &mut Wire, found: Option<String>, now: f64) {
        let paywall = self.paywall.borrow();
        leave(wire, moment(now).map(|now| self.attempt.swapped(&paywall, found.as_deref(), now)));
    }

    /// `retry_after` and `replayed` are the values of their header fields. `status` 0 means that no answer came in time.
    pub fn answered(
        &mut self,
        wire: &mut Wire,
        status: u16,
        retry_after: Option<String>,
        replayed: Option<String>,
        body: String,
        now: f64,
    ) {
        // It may repeat the payer's token.
        let body = SecretText::from(body);
        let field = |name: &str| match name {
            "retry-after" => retry_after.as_deref(),
            "idempotent-replayed" => replayed.as_deref(),
            _ => None,
        };
        let answer = (status != 0).then(|| HttpResponse::new(status, field, body.expose()));
        let paywall = self.paywall.borrow();
        leave(wire, moment(now).map(|now| self.attempt.answered(&paywall, answer, now)));
    }

    /// `status` 0 means that nothing was made that can be sent. `fields` (the JSON of an array of pairs) and `body` belong to
    /// a response to keep.
    #[expect(clippy::too_many_arguments, reason = "an object of them would have to be written and read")]
    pub fn delivered(
        &mut self,
        wire: &mut Wire,
        ok: bool,
        client_connected: bool,
        status: u16,
        fields: Option<String>,
        body: Option<Vec<u8>>,
        now: f64,
    ) {
        let answer = kept(status, fields, body);
        let made = match (ok, status) {
            (true, _) => Some(ResponseClass::Delivery),
            (false, 0) => None,
            (false, _) => Some(ResponseClass::Failure),
        };
        let step = answer.and_then(|answer| {
            Ok(self.attempt.delivered(Delivery { made, client_connected, answer }, moment(now)?))
        });
        leave(wire, step);
    }

    #[wasm_bindgen(js_name = brokeOff)]
    pub fn broke_off(&mut self, wire: &mut Wire, now: f64) {
        leave(wire, moment(now).map(|now| self.attempt.broke_off(now)));
    }

    #[wasm_bindgen(js_name = clientDisconnected)]
    pub fn client_disconnected(&mut self, wire: &mut Wire, now: f64) {
        leave(wire, moment(now).map(|now| self.attempt.client_disconnected(now)));
    }

    #[wasm_bindgen(js_name = storeFailed)]
    pub fn store_failed(&mut self, wire: &mut Wire) {
        leave(wire, Ok(self.attempt.store_failed()));
    }
}

/// Whether a response with `fields` (the JSON of an array of pairs) can be kept, whatever its body is.
#[wasm_bindgen(js_name = canBeKept)]
pub fn can_be_kept(fields: String) -> bool {
    kept(0, Some(fields), Some(Vec::new())).is_ok_and(|answer| answer.is_some())
}

fn kept(status: u16, fields: Option<String>, body: Option<Vec<u8>>) -> Result<Option<StoredAnswer>> {
    let fields = fields.map(Doc::read).transpose()?;
    let fields = fields.map(|fields| fields.root().items().filter_map(Node::pair).collect());
    Ok(fields.zip(body).and_then(|(fields, body)| StoredAnswer::new(status, fields, body)))
}

/// Leaves a step on the wire. JavaScript wipes it, because a call contains the seller's key and the payer's token.
fn leave(wire: &mut Wire, step: Result<Step>) {
    let step = step.unwrap_or_else(|_| Step::Answer(ServerFault::Internal.answer()));
    wire.out.texts([step_json(step).expose()]);
}
