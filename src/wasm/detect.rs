//! Detection of what a 402 asks for.

use super::challenge::reading_json;
use super::error::JsResult;
use super::input::{self, Fields};
use super::json::{list, moment};
use crate::detect::{
    self, Context, Limit, Observation, Offer, Protocol, Response, cheapest_first, credential_type,
};
use crate::encoding::json::{ObjectWriter, decimal};
use crate::error::Code;
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub fn sanitize(text: &str) -> String {
    detect::sanitize(text).into_owned()
}

/// Room for most offers in bytes, so that the text need not grow.
const OFFER_ROOM: usize = 512;

fn offer(offer: &Offer) -> String {
    let warnings = offer.warnings.iter().map(|warning| {
        let mut json = ObjectWriter::new();
        json.text("code", warning.code.as_str()).text("message", &warning.message);
        json.finish()
    });
    let mut json = ObjectWriter::with_capacity(OFFER_ROOM);
    json.text("protocol", offer.protocol.as_str()).text("method", &offer.method);
    json.maybe("intent", offer.intent.as_deref()).maybe("realm", offer.realm.as_deref());
    // Amount and currency are always present: `null` says that they are not known.
    json.nullable("amount", offer.amount.as_deref()).nullable("currency", offer.currency.as_deref());
    json.text("display", &offer.display);
    if let Some(deposit) = &offer.deposit {
        let mut own = ObjectWriter::new();
        own.nullable("amount", deposit.amount.as_deref()).text("display", &deposit.display);
        json.json("deposit", &own.finish());
    }
    json.maybe("recipient", offer.recipient.as_deref());
    json.maybe("network", offer.network.as_deref());
    json.maybe("countsAs", offer.comparable.as_ref().map(|comparable| &*comparable.currency));
    json.maybe("expires", offer.expires.as_deref());
    if let Some(at) = offer.expires_at {
        json.number("expiresAt", at.as_millis());
    }
    json.maybe("description", offer.description.as_deref()).json("warnings", &list(warnings));
    json.finish()
}

/// What a response offers, as JSON. `www` and `required`: its `WWW-Authenticate` and `PAYMENT-REQUIRED`. `incomplete`:
/// its body goes on after `body`. `limits`: `1.00 usd`.
#[expect(clippy::too_many_arguments, reason = "plain values pass the border faster than an object")]
#[wasm_bindgen(js_name = detect)]
pub fn detect_protocols(
    status: u16,
    www: Option<String>,
    required: Option<String>,
    body: Option<String>,
    incomplete: bool,
    url: Option<String>,
    now: f64,
    limits: Vec<String>,
) -> JsResult<String> {
    let response = Response {
        status,
        www_authenticate: www.as_deref(),
        payment_required: required.as_deref(),
        body: body.as_deref(),
        incomplete,
    };
    let found = detect::detect(&response)?;
    let limits = limits.iter().map(|limit| Limit::parse(limit)).collect::<Result<Vec<_>, _>>()?;
    let context = Context { url: url.as_deref(), now: Some(moment(now)?), limits: &limits };
    let offers = found.offers(&context)?;
    let unknown = found.is_unknown().then_some("unknown");
    let protocols = found.protocols().map(Protocol::as_str).chain(unknown);
    let mut json = ObjectWriter::new();
    json.texts("protocols", protocols);
    if let Some(mpp) = &found.mpp {
        json.json("mpp", &reading_json(&mpp.payment));
    }
    if let Some(x402) = &found.x402 {
        let mut own = ObjectWriter::new();
        if let Some(version) = x402.version {
            own.number("version", version.into());
        }
        own.json("accepts", x402.accepts.as_str());
        if !x402.unreadable.is_empty() {
            own.texts("unreadable", x402.unreadable.iter().map(|part| part.as_str()));
        }
        json.json("x402", &own.finish());
    }
    if let Some(l402) = &found.l402 {
        let mut own = ObjectWriter::new();
        own.maybe("macaroon", l402.macaroon.as_deref()).maybe("invoice", l402.invoice.as_deref());
        json.json("l402", &own.finish());
    }
    json.json("offers", &list(offers.iter().map(offer)));
    json.json("cheapestFirst", &list(cheapest_first(&offers).into_iter().map(|at| decimal(at as u64))));
    if let Some(at) = found.shared_payment_token_offer() {
        json.json("sharedPaymentTokenOffer", &decimal(at as u64));
    }
    Ok(json.finish())
}

/// What an observation may have. JavaScript takes the response out of it.
const SEEN: [&str; 4] = ["response", "agentSteering", "cardForm", "stripeElements"];

/// The advice as JSON. `status` is absent if no response was seen.
#[wasm_bindgen(js_name = credentialType)]
pub fn js_credential_type(
    seen: &str,
    status: Option<u16>,
    www: Option<String>,
    required: Option<String>,
) -> JsResult<String> {
    let seen = input::read(seen)?;
    let seen = Fields::of("observation", seen.root(), Code::InvalidArgument)?.only(&SEEN)?;
    let found = match status {
        Some(status) => detect::detect(&Response {
            status,
            www_authenticate: www.as_deref(),
            payment_required: required.as_deref(),
            ..Response::default()
        })?,
        None => detect::Detection::default(),
    };
    let advice = credential_type(&Observation {
        payment_required: found.payment_required,
        stripe_challenge: found.shared_payment_token_offer().is_some(),
        agent_steering: seen.flag("agentSteering")?,
        card_form: seen.flag("cardForm")?,
        stripe_elements: seen.flag("stripeElements")?,
    });
    let mut json = ObjectWriter::new();
    json.text("type", advice.credential.as_str()).text("reason", advice.reason).text("next", advice.next);
    Ok(json.finish())
}
