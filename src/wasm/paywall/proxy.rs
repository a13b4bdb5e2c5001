//! What may pass between payer and origin.

use crate::ascii;
use crate::paywall::{self, ConnectionOptions, private_cache_control, without_pass, without_payment};
use crate::secret::SecretText;
use alloc::string::String;
use wasm_bindgen::prelude::*;

/// The value of an `Authorization` field without a credential. The whole value is wiped.
#[wasm_bindgen(js_name = withoutPayment)]
pub fn js_without_payment(value: String) -> Option<String> {
    without_payment(SecretText::from(value).expose())
}

/// The value of a `Cookie` field without a pass. The whole value is wiped.
#[wasm_bindgen(js_name = withoutPass)]
pub fn js_without_pass(cookie: String) -> Option<String> {
    without_pass(SecretText::from(cookie).expose())
}

#[wasm_bindgen(js_name = privateCacheControl)]
pub fn js_private_cache_control(value: Option<String>) -> String {
    private_cache_control(value.as_deref())
}

/// The fields of a request that must not reach the origin. `names`: of all its fields, one per line, as is the result.
#[wasm_bindgen(js_name = blockedRequestHeaders)]
pub fn blocked_request_headers(names: &str, connection: Option<String>) -> String {
    blocked(names, connection, paywall::request_header_allowed)
}

/// The fields of an unpaid response that must not reach the client.
#[wasm_bindgen(js_name = blockedResponseHeaders)]
pub fn blocked_response_headers(names: &str, connection: Option<String>) -> String {
    blocked(names, connection, paywall::response_header_allowed)
}

/// The fields of a paid response that must not reach the client.
#[wasm_bindgen(js_name = blockedPaidResponseHeaders)]
pub fn blocked_paid_response_headers(names: &str, connection: Option<String>) -> String {
    blocked(names, connection, paywall::paid_response_header_allowed)
}

fn blocked(names: &str, connection: Option<String>, allowed: fn(&str) -> bool) -> String {
    let hops = ConnectionOptions::parse(connection.as_deref());
    let (mut out, mut separator) = (String::new(), "");
    for name in ascii::split(names, b'\n') {
        if !allowed(name) || hops.contains(name) {
            out.extend([separator, name]);
            separator = "\n";
        }
    }
    out
}
