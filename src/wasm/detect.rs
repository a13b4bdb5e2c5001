//! What a 402 is.

use super::challenge::reading_json;
use super::error::JsResult;
use super::input::{self, Fields};
use super::json::{moment, number, object, object_to_js, text, word};
use crate::detect::{self, Answer, Context, Observation, Offer, cheapest_first, credential_type};
use crate::encoding::json::Value;
use crate::error::Code;
use crate::scheme::money::Price;
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub fn sanitize(text: &str) -> String {
    detect::sanitize(text).into_owned()
}

fn offer(offer: Offer) -> Value {
    let warnings = offer.warnings.into_iter().map(|warning| {
        object([
            ("code", word(warning.code.as_str())),
            ("message", Some(warning.message.into_owned().into())),
        ])
    });
    // Amount and currency are always there: that they are not known is an answer.
    let nullable = |value: Option<String>| Some(text(value).unwrap_or(Value::Null));
    Value::Object(object([
        ("protocol", word(offer.protocol.as_str())),
        ("method", Some(offer.method.into())),
        ("intent", text(offer.intent)),
        ("realm", text(offer.realm)),
        ("amount", nullable(offer.amount)),
        ("currency", nullable(offer.currency)),
        ("display", Some(offer.display.into())),
        ("recipient", text(offer.recipient)),
        ("network", text(offer.network)),
        ("countsAs", text(offer.worth.map(|worth| worth.currency))),
        ("expires", text(offer.expires)),
        ("expiresAt", offer.expires_at.map(|at| number(at.as_millis()))),
        ("description", text(offer.description)),
        ("warnings", Some(Value::Array(warnings.map(Value::Object).collect()))),
    ]))
}

/// `answer`: a `Response`, or an object with `status` and `headers`. The body, where it was read, comes beside.
/// `limits` are prices: `1.00 usd`.
#[wasm_bindgen(js_name = detect)]
pub fn detect_protocols(
    answer: &JsValue,
    body: Option<String>,
    url: Option<String>,
    now: f64,
    limits: Vec<String>,
) -> JsResult<JsValue> {
    let found = look(answer, body.as_deref())?;
    let limits = limits.iter().map(|limit| Price::parse(limit)).collect::<Result<Vec<_>, _>>()?;
    let context = Context { url: url.as_deref(), now: Some(moment(now)?), limits: &limits };
    let offers = found.offers(&context)?;
    let cheapest = cheapest_first(&offers).into_iter().map(|at| number(at as i64)).collect();
    let mut protocols: Vec<Value> = Vec::new();
    protocols.extend(found.mpp.is_some().then_some("mpp".into()));
    protocols.extend(found.x402.is_some().then_some("x402".into()));
    protocols.extend(found.l402.is_some().then_some("l402".into()));
    if found.payment_required && protocols.is_empty() {
        protocols.push("unknown".into());
    }
    let x402 = found.x402.map(|x402| {
        let version = number(x402.version.into());
        object([("version", Some(version)), ("accepts", Some(x402.accepts.root().to_value()))])
    });
    let l402 =
        found.l402.map(|l402| object([("macaroon", text(l402.macaroon)), ("invoice", text(l402.invoice))]));
    Ok(object_to_js(&object([
        ("protocols", Some(Value::Array(protocols))),
        ("mpp", found.mpp.map(|mpp| reading_json(&mpp.payment).into())),
        ("x402", x402.map(Into::into)),
        ("l402", l402.map(Into::into)),
        ("offers", Some(Value::Array(offers.into_iter().map(offer).collect()))),
        ("cheapest", Some(Value::Array(cheapest))),
    ])))
}

fn look(answer: &JsValue, body: Option<&str>) -> JsResult<detect::Detection> {
    let (status, headers) = match answer.dyn_ref::<web_sys::Response>() {
        Some(response) => (response.status(), response.headers().into()),
        None => {
            let get = |name: &str| js_sys::Reflect::get(answer, &name.into()).unwrap_or(JsValue::UNDEFINED);
            (get("status").as_f64().unwrap_or(0.0) as u16, get("headers"))
        }
    };
    let (www_authenticate, payment_required) =
        (header(&headers, "www-authenticate"), header(&headers, "payment-required"));
    Ok(detect::detect(&Answer {
        status,
        www_authenticate: www_authenticate.as_deref(),
        payment_required: payment_required.as_deref(),
        body,
    })?)
}

/// A field of `Headers` or of a plain object, whatever the case of its name.
fn header(headers: &JsValue, name: &str) -> Option<String> {
    if let Some(headers) = headers.dyn_ref::<web_sys::Headers>() {
        return headers.get(name).ok().flatten();
    }
    let headers = headers.dyn_ref::<js_sys::Object>()?;
    let key = js_sys::Object::keys(headers)
        .iter()
        .find(|key| key.as_string().is_some_and(|key| key.eq_ignore_ascii_case(name)))?;
    let value = js_sys::Reflect::get(headers, &key).ok()?;
    // Node's http module gives several fields of one name as an array.
    value
        .as_string()
        .or_else(|| value.dyn_ref::<js_sys::Array>().and_then(|list| list.join(", ").as_string()))
}

const SEEN: [&str; 3] = ["agentSteering", "cardForm", "stripeElements"];

/// `answer`: as for `detect`, or `undefined` where no answer was seen.
#[wasm_bindgen(js_name = credentialType)]
pub fn js_credential_type(seen: &str, answer: &JsValue) -> JsResult<JsValue> {
    let seen = input::read(seen)?;
    let seen = Fields::of("observation", seen.root(), Code::InvalidArgument)?.only(&SEEN)?;
    let found = if answer.is_undefined() { detect::Detection::default() } else { look(answer, None)? };
    let stripe = found.mpp.is_some_and(|mpp| {
        mpp.payment.iter().flatten().any(|challenge| challenge.method.as_str() == "stripe")
    });
    let advice = credential_type(&Observation {
        payment_required: found.payment_required,
        stripe_challenge: stripe,
        agent_steering: seen.flag("agentSteering")?,
        card_form: seen.flag("cardForm")?,
        stripe_elements: seen.flag("stripeElements")?,
    });
    Ok(object_to_js(&object([
        ("type", word(advice.credential.as_str())),
        ("reason", word(advice.reason)),
        ("next", word(advice.next)),
    ])))
}
