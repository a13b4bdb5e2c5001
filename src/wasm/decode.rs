//! `mpp decode`.

use super::error::JsResult;
use super::json::text_to_js;
use crate::detect;
use crate::encoding::json::ObjectWriter;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub fn decode(header: &str) -> JsResult<JsValue> {
    let decoded = detect::decode(header)?;
    let mut json = ObjectWriter::new();
    for (name, text) in [
        ("id", Some(&decoded.id)),
        ("realm", Some(&decoded.realm)),
        ("method", Some(&decoded.method)),
        ("intent", Some(&decoded.intent)),
        ("description", decoded.description.as_ref()),
        ("digest", decoded.digest.as_ref()),
        ("expires", decoded.expires.as_ref()),
        ("network_id", Some(&decoded.network_id)),
    ] {
        json.maybe(name, text.map(|text| text.as_str()));
    }
    json.json("request_json", decoded.request_json.as_str());
    Ok(text_to_js(&json.finish()))
}
