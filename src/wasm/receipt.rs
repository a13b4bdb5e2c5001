//! Receipts.

use super::error::JsResult;
use crate::encoding::json;
use crate::error::{Code, Error};
use crate::scheme::Receipt;
use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = parseReceipt)]
pub fn parse_receipt(header: &str) -> JsResult<String> {
    Ok(json::to_string(&Receipt::parse(header)?.to_json().into()))
}

#[wasm_bindgen(js_name = formatReceipt)]
pub fn format_receipt(text: &str) -> JsResult<String> {
    const SHAPE: Error = Error::new(Code::InvalidArgument, "a receipt is an object");
    Ok(Receipt::from_json(json::parse(text)?.as_object().ok_or(SHAPE)?)?.to_header())
}
