//! What a 402 is.

use super::challenge::reading;
use super::error::JsResult;
use super::json::{object_to_js, to_js};
use crate::detect::{self, Answer, Observation, credential_type};
use crate::encoding::json::{self, Value};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct JsDecoded {
    id: String,
    realm: String,
    method: String,
    intent: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    network_id: String,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    request_json: JsValue,
}

#[wasm_bindgen]
pub fn decode(header: &str) -> JsResult<JsValue> {
    let decoded = detect::decode(header)?;
    Ok(to_js(&JsDecoded {
        request_json: object_to_js(&decoded.request_json),
        id: decoded.id,
        realm: decoded.realm,
        method: decoded.method,
        intent: decoded.intent,
        description: decoded.description,
        digest: decoded.digest,
        expires: decoded.expires,
        network_id: decoded.network_id,
    })?)
}

#[wasm_bindgen]
pub fn sanitize(text: &str) -> String {
    detect::sanitize(text).into_owned()
}

#[derive(Serialize)]
struct JsDetection {
    protocols: Vec<&'static str>,
    #[serde(with = "serde_wasm_bindgen::preserve", skip_serializing_if = "JsValue::is_undefined")]
    mpp: JsValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    x402: Option<JsX402>,
    #[serde(skip_serializing_if = "Option::is_none")]
    l402: Option<JsL402>,
}

#[derive(Serialize)]
struct JsX402 {
    version: u8,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    accepts: JsValue,
}

#[derive(Serialize)]
struct JsL402 {
    #[serde(skip_serializing_if = "Option::is_none")]
    macaroon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice: Option<String>,
}

/// `answer`: a `Response`, or an object with `status` and `headers`. The body, where it was read, comes beside.
#[wasm_bindgen(js_name = detect)]
pub fn detect_protocols(answer: &JsValue, body: Option<String>) -> JsResult<JsValue> {
    let found = look(answer, body.as_deref())?;
    let mut protocols: Vec<&'static str> = Vec::new();
    protocols.extend(found.mpp.is_some().then_some("mpp"));
    protocols.extend(found.x402.is_some().then_some("x402"));
    protocols.extend(found.l402.is_some().then_some("l402"));
    if found.payment_required && protocols.is_empty() {
        protocols.push("unknown");
    }
    Ok(to_js(&JsDetection {
        protocols,
        mpp: found.mpp.map_or(Ok(JsValue::UNDEFINED), |found| reading(found.payment))?,
        x402: found.x402.map(|found| JsX402 {
            version: found.version,
            accepts: js_sys::JSON::parse(&json::to_string(&Value::Array(found.accepts)))
                .unwrap_or(JsValue::NULL),
        }),
        l402: found.l402.map(|found| JsL402 { macaroon: found.macaroon, invoice: found.invoice }),
    })?)
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

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct JsObservation {
    agent_steering: bool,
    card_form: bool,
    stripe_elements: bool,
}

#[derive(Serialize)]
struct JsAdvice {
    #[serde(rename = "type")]
    credential: &'static str,
    reason: &'static str,
    next: &'static str,
}

/// `answer`: as for `detect`, or `undefined` where no answer was seen.
#[wasm_bindgen(js_name = credentialType)]
pub fn js_credential_type(seen: JsValue, answer: &JsValue) -> JsResult<JsValue> {
    let seen: JsObservation = serde_wasm_bindgen::from_value(seen)?;
    let found = if answer.is_undefined() { detect::Detection::default() } else { look(answer, None)? };
    let stripe = found.mpp.is_some_and(|mpp| {
        mpp.payment.iter().flatten().any(|challenge| challenge.method.as_str() == "stripe")
    });
    let advice = credential_type(&Observation {
        payment_required: found.payment_required,
        stripe_challenge: stripe,
        agent_steering: seen.agent_steering,
        card_form: seen.card_form,
        stripe_elements: seen.stripe_elements,
    });
    Ok(to_js(&JsAdvice { credential: advice.credential.as_str(), reason: advice.reason, next: advice.next })?)
}
