//! `mpp decode`.

use super::wire::Wire;
use crate::detect;
use crate::encoding::json::ObjectWriter;
use crate::error::Result;
use crate::scheme::CredentialHeader;
use wasm_bindgen::prelude::*;

/// Decodes the header on the wire and leaves the result there as JSON.
#[wasm_bindgen]
pub fn decode(wire: &mut Wire, length: usize) -> bool {
    let decoded = decoded(wire, length);
    wire.done(decoded)
}

fn decoded(wire: &mut Wire, length: usize) -> Result<()> {
    let (header, out) = wire.open(length)?;
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
    ] {
        json.maybe(name, text.map(|text| text.as_str()));
    }
    json.maybe("header", decoded.header.as_ref().map(CredentialHeader::as_str));
    json.text("network_id", &decoded.network_id);
    json.json("request_json", decoded.request_json.as_str());
    out.texts([&json.finish()]);
    Ok(())
}
