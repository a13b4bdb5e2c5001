//! Body digests.

use crate::scheme::BodyDigest;
use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = bodyDigest)]
pub fn body_digest(body: &[u8]) -> String {
    BodyDigest::of(body).to_text()
}
