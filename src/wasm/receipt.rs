//! `Payment-Receipt`, in both directions.

use super::wire::Wire;
use crate::scheme::Receipt;
use wasm_bindgen::prelude::*;

/// Reads the `Payment-Receipt` value on the wire and leaves its JSON there.
#[wasm_bindgen(js_name = parseReceipt)]
pub fn parse_receipt(wire: &mut Wire, length: usize) -> bool {
    let read = wire
        .open(length)
        .and_then(|(header, out)| Receipt::decode(header).map(|receipt| out.texts([receipt.as_str()])));
    wire.done(read)
}

/// Reads the receipt on the wire, as JSON, and leaves its `Payment-Receipt` value there.
#[wasm_bindgen(js_name = formatReceipt)]
pub fn format_receipt(wire: &mut Wire, length: usize) -> bool {
    let sealed = wire
        .open(length)
        .and_then(|(json, out)| Receipt::encode(json.into()).map(|header| out.texts([&header])));
    wire.done(sealed)
}
