//! Masks cards and addresses. The package's `mask.js` walks objects and asks here about each field.

use super::wire::Wire;
use crate::ascii;
use crate::card::{Parts, Reveal, Rule, address_rule_for, apply, card_rule_for, mask_name, mask_number};
use crate::error::Result;
use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = maskCardNumber)]
pub fn mask_card_number(text: &str, last_four: bool) -> String {
    mask_number(text, if last_four { Reveal::LastFour } else { Reveal::Nothing })
}

/// The parts with these names, one per line, or the default parts, in the form that [`mask_field`] and [`mask_walk`]
/// take. `None` if a name is unknown; an error that lists the known ones is then on the wire.
#[wasm_bindgen(js_name = maskParts)]
pub fn mask_parts(wire: &mut Wire, lines: Option<String>) -> Option<u16> {
    wire.got(parts(lines.as_deref()))
}

fn parts(lines: Option<&str>) -> Result<u16> {
    let parts = match lines.map(|lines| lines.strip_suffix('\n')) {
        Some(Some(names)) => Parts::from_names(ascii::split(names, b'\n'))?,
        Some(None) => Parts::NONE,
        None => Parts::DEFAULT,
    };
    Ok(parts.bits())
}

/// Masks a text under a key of a card (`address` false) or of an address.
#[wasm_bindgen(js_name = maskField)]
pub fn mask_field(address: bool, parts: u16, key: &str, text: &str) -> String {
    apply(rule(address, parts, key), text)
}

/// Masks the name of a field.
#[wasm_bindgen(js_name = maskName)]
pub fn mask_field_name(parts: u16, name: &str) -> String {
    mask_name(name, Parts::from_bits(parts))
}

/// How to walk an object under a key: `"card"`, `"address"`, or not at all.
#[wasm_bindgen(js_name = maskWalk)]
pub fn mask_walk(address: bool, parts: u16, key: &str) -> Option<String> {
    match rule(address, parts, key) {
        Rule::Card => Some("card".into()),
        Rule::Address => Some("address".into()),
        _ => None,
    }
}

fn rule(address: bool, parts: u16, key: &str) -> Rule {
    let parts = Parts::from_bits(parts);
    if address { address_rule_for(key, parts) } else { card_rule_for(key, parts) }
}
