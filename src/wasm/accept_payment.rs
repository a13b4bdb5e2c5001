//! `Accept-Payment`.

use super::error::JsResult;
use super::input::{self, Fields};
use crate::encoding::json::item;
use crate::error::Code;
use crate::scheme::AcceptPayment;
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

/// The positions of the offers a client accepts, best first. All of them if `accept` is absent, malformed or matches
/// none. `offers` is `{ "offers": [{ "method", "intent" }] }`.
#[wasm_bindgen(js_name = rankOffers)]
pub fn rank_offers(accept: Option<String>, offers: &str) -> JsResult<Vec<u32>> {
    let doc = input::read(offers)?;
    let fields = Fields::of("argument", doc.root(), Code::InvalidArgument)?;
    let mut offers = Vec::new();
    for (at, offer) in fields.list("offers")?.enumerate() {
        let offer = Fields::of(item("offers", at), offer, Code::InvalidArgument)?;
        offers.push((offer.need("method")?, offer.need("intent")?));
    }
    Ok(AcceptPayment::choose(accept.as_deref(), offers).into_iter().map(|at| at as u32).collect())
}
