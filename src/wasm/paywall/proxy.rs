//! What may pass between payer and origin.

use crate::paywall::{private_cache_control, without_pass, without_payment};
use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = withoutPayment)]
pub fn js_without_payment(value: &str) -> Option<String> {
    without_payment(value)
}

#[wasm_bindgen(js_name = withoutPass)]
pub fn js_without_pass(cookie: &str) -> Option<String> {
    without_pass(cookie)
}

#[wasm_bindgen(js_name = privateCacheControl)]
pub fn js_private_cache_control(value: Option<String>) -> String {
    private_cache_control(value.as_deref())
}
