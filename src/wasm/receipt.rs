//! Receipts.

use super::error::JsResult;
use super::json::{object_from_js, object_to_js};
use crate::scheme::Receipt;
use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = parseReceipt)]
pub fn parse_receipt(header: &str) -> JsResult<JsValue> {
    Ok(object_to_js(&Receipt::parse(header)?.to_json()))
}

#[wasm_bindgen(js_name = formatReceipt)]
pub fn format_receipt(receipt: JsValue) -> JsResult<String> {
    Ok(Receipt::from_json(&object_from_js(&receipt, "a receipt is an object")?)?.to_header())
}
