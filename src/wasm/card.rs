//! Cards and secrets, made safe to show. The package's `mask.js` walks objects and asks here about each field.

use crate::card::{
    Reveal, Rule, address_rule, apply, card_rule, mask_number, redact, redact_field, secret_key_name,
};
use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = maskCardNumber)]
pub fn mask_card_number(text: &str, last_four: bool) -> String {
    mask_number(text, if last_four { Reveal::LastFour } else { Reveal::Nothing })
}

/// A text under a key of a card (`address` false) or of an address.
#[wasm_bindgen(js_name = maskField)]
pub fn mask_field(address: bool, key: &str, text: &str) -> String {
    apply(rule(address, key), text)
}

/// How to walk an object under a key: `"card"`, `"address"`, or not at all.
#[wasm_bindgen(js_name = maskWalk)]
pub fn mask_walk(address: bool, key: &str) -> Option<String> {
    match rule(address, key) {
        Rule::Card => Some("card".into()),
        Rule::Address => Some("address".into()),
        _ => None,
    }
}

fn rule(address: bool, key: &str) -> Rule {
    if address { address_rule(key) } else { card_rule(key) }
}

/// A text, under a key where it has one.
#[wasm_bindgen(js_name = redactText)]
pub fn redact_text(key: Option<String>, text: &str) -> String {
    match key {
        Some(key) => redact_field(&key, text).into_owned(),
        None => redact(text).into_owned(),
    }
}

/// Whether what stands under a key is hidden whatever it is.
#[wasm_bindgen(js_name = isSecretKey)]
pub fn is_secret_key(key: &str) -> bool {
    secret_key_name(key)
}
