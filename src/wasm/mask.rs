//! Masks cards and addresses. The package's `mask.js` walks objects and asks here about each field.

use super::wire::Wire;
use crate::ascii;
use crate::card::{
    HIDDEN_TEXT, Parts, Reveal, Rule, address_rule_for, apply, card_rule_for, mask_name, mask_number,
};
use crate::error::Result;
use crate::secret::SecretText;
use alloc::string::String;
use wasm_bindgen::prelude::*;

/// Masks the card number on the wire.
#[wasm_bindgen(js_name = maskCardNumber)]
pub fn mask_card_number(wire: &mut Wire, length: usize, last_four: bool) {
    let reveal = if last_four { Reveal::LastFour } else { Reveal::Nothing };
    wire.masked(length, |text| mask_number(text, reveal));
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

/// Masks the text on the wire, under a key of a card (`address` false) or of an address.
#[wasm_bindgen(js_name = maskField)]
pub fn mask_field(wire: &mut Wire, length: usize, address: bool, parts: u16, key: String) {
    let rule = rule(address, parts, key);
    wire.masked(length, |text| apply(rule, text));
}

/// Masks the name of a field, which is on the wire.
#[wasm_bindgen(js_name = maskName)]
pub fn mask_field_name(wire: &mut Wire, length: usize, parts: u16) {
    wire.masked(length, |name| mask_name(name, Parts::from_bits(parts)));
}

impl Wire {
    /// Leaves what is shown of the text on the wire, and wipes the text.
    fn masked(&mut self, length: usize, mask: impl Fn(&str) -> String) {
        let safe = self.open(length).map_or_else(|_| HIDDEN_TEXT.into(), |(text, _)| mask(text));
        self.out.texts([&safe]);
        self.wipe();
    }
}

/// How to walk an object under a key: as an address (`true`), as a card (`false`), or not at all.
#[wasm_bindgen(js_name = maskWalk)]
pub fn mask_walk(address: bool, parts: u16, key: String) -> Option<bool> {
    match rule(address, parts, key) {
        Rule::Card => Some(false),
        Rule::Address => Some(true),
        _ => None,
    }
}

/// The rule for a key, which is wiped: it may be a card number.
fn rule(address: bool, parts: u16, key: String) -> Rule {
    let (parts, key) = (Parts::from_bits(parts), SecretText::from(key));
    if address { address_rule_for(key.expose(), parts) } else { card_rule_for(key.expose(), parts) }
}
