//! `mpp decode`.

use super::error::JsResult;
use super::json::{object, object_to_js, text};
use crate::detect;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub fn decode(header: &str) -> JsResult<JsValue> {
    let decoded = detect::decode(header)?;
    Ok(object_to_js(&object([
        ("id", Some(decoded.id.into())),
        ("realm", Some(decoded.realm.into())),
        ("method", Some(decoded.method.into())),
        ("intent", Some(decoded.intent.into())),
        ("description", text(decoded.description)),
        ("digest", text(decoded.digest)),
        ("expires", text(decoded.expires)),
        ("network_id", Some(decoded.network_id.into())),
        ("request_json", Some(decoded.request_json.into())),
    ])))
}
