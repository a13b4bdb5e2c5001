//! What to do with each field of a card or an address object, in one table.
//!
//! A caller walks its object, asks [`card_rule`] or [`address_rule`] about each key, and passes texts to
//! [`apply`]. Nothing here depends on how a language represents objects, so every language shows the same.

use super::digits::digit;
use super::key;
use super::mask::{Reveal, hide, mask_number};
use super::number::VerificationCode;
use super::parts::{Part, Parts};
use super::plain::{is_name, is_plain};
use super::redact::hide_secret;
use alloc::string::String;

/// What to do with the value of a field.
///
/// A program that has a card as an object walks it like this. What is neither a text nor an object is judged by how it is
/// written, and stays what it is if that may be shown; a list may not.
///
/// ```
/// use mpp_wasm::card::{HIDDEN_TEXT, Parts, Rule, address_rule, apply, card_rule, mask_name};
/// use serde_json::{Value, json};
///
/// fn masked(object: &Value, rule_of: fn(&str) -> Rule) -> Value {
///     let Some(object) = object.as_object() else { return HIDDEN_TEXT.into() };
///     let shown = |key: &String, value: &Value| match (rule_of(key), value) {
///         (_, Value::Null) => Value::Null,
///         (Rule::Card, Value::Object(_)) => masked(value, card_rule),
///         (Rule::Address, Value::Object(_)) => masked(value, address_rule),
///         (_, Value::Object(_) | Value::Array(_)) => HIDDEN_TEXT.into(),
///         (rule, Value::String(text)) => apply(rule, text).into(),
///         (rule, value) => {
///             let text = value.to_string();
///             if apply(rule, &text) == text { value.clone() } else { apply(rule, &text).into() }
///         }
///     };
///     object.iter().map(|(key, value)| (mask_name(key, Parts::DEFAULT), shown(key, value))).collect()
/// }
///
/// let card = json!({
///     "brand": "visa", "number": "4242424242424242", "cvc": 123, "exp_month": 12, "saved": true, "tags": ["mine"],
///     "billing_address": { "name": "A. Person", "city": "Berlin", "postal_code": 10115 },
/// });
/// let shown = json!({
///     "brand": "visa", "number": "•••• •••• •••• 4242", "cvc": "•••", "exp_month": "••••", "saved": "••••", "tags": "••••",
///     "billing_address": { "name": "••••", "city": "Berlin", "postal_code": 10115 },
/// });
/// assert_eq!(masked(&card, card_rule), shown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Show it. [`apply`] still hides it if it holds a number or a secret, which do not belong there.
    Keep,
    /// A card number: show what [`Reveal`] allows.
    Number(Reveal),
    /// The last four digits of a number, on their own.
    LastFour,
    /// A verification code: always the same three bullets.
    Code,
    /// A token: show its prefix at most.
    Token,
    /// Hide it; an object or a list as a whole.
    Hide,
    /// An address object: walk it with [`address_rule`]. Hide it if it is not an object.
    Address,
    /// A card object: walk it with [`card_rule`]. Hide it if it is not an object.
    Card,
}

/// Fields of a card that are shown if their part is asked for.
const CARD: &[(&str, Part)] = &[
    ("id", Part::Id),
    ("brand", Part::Brand),
    ("network", Part::Brand),
    ("expmonth", Part::Expiry),
    ("expyear", Part::Expiry),
    ("expiry", Part::Expiry),
    ("expirydate", Part::Expiry),
    ("expiration", Part::Expiry),
    ("validuntil", Part::Expiry),
    ("name", Part::Name),
    ("cardholdername", Part::Name),
    ("country", Part::Country),
];

/// Fields of both address shapes, billing and shipping.
const ADDRESS: &[(&str, Part)] = &[
    ("name", Part::Name),
    ("line1", Part::Street),
    ("line2", Part::Street),
    ("city", Part::City),
    ("locality", Part::City),
    ("state", Part::State),
    ("administrativearea", Part::State),
    ("postalcode", Part::PostalCode),
    ("zip", Part::PostalCode),
    ("country", Part::Country),
    ("countrycode", Part::Country),
];

/// The rule for a key of a card object, with [`Parts::DEFAULT`].
///
/// ```
/// use mpp_wasm::card::{Rule, apply, card_rule};
/// assert_eq!(apply(card_rule("number"), "4242424242424242"), "•••• •••• •••• 4242");
/// assert_eq!(apply(card_rule("CVC"), "1234"), "•••");
/// assert_eq!(apply(card_rule("expMonth"), "12"), "••••");
/// assert_eq!(card_rule("billingAddress"), Rule::Address);
/// ```
pub fn card_rule(key: &str) -> Rule {
    card_rule_for(key, Parts::DEFAULT)
}

/// The rule for a key of a card object when these `parts` are shown.
pub fn card_rule_for(key: &str, parts: Parts) -> Rule {
    let key = key::last_part(key);
    if key::is_code(key) {
        Rule::Code
    } else if key::is_number(key) || key::is(key, "pan") || key::is(key, "primaryaccountnumber") {
        Rule::Number(last_four(parts))
    } else if key::is(key, "last4") || key::is(key, "lastfour") {
        if parts.contains(Part::LastFour) { Rule::LastFour } else { Rule::Hide }
    } else if key::is(key, "billingaddress") || key::is(key, "shippingaddress") || key::is(key, "address") {
        Rule::Address
    } else if key::is(key, "card") {
        Rule::Card
    } else if key::names_secret(key) {
        Rule::Token
    } else {
        part_rule(CARD, key, parts)
    }
}

/// The rule for a key of an address object, with [`Parts::DEFAULT`].
///
/// ```
/// use mpp_wasm::card::{Rule, address_rule};
/// assert_eq!(address_rule("postal_code"), Rule::Keep);
/// assert_eq!(address_rule("line_1"), Rule::Hide);
/// ```
pub fn address_rule(key: &str) -> Rule {
    address_rule_for(key, Parts::DEFAULT)
}

/// The rule for a key of an address object when these `parts` are shown.
pub fn address_rule_for(key: &str, parts: Parts) -> Rule {
    part_rule(ADDRESS, key, parts)
}

fn part_rule(table: &[(&str, Part)], key: &str, parts: Parts) -> Rule {
    match table.iter().find(|(name, _)| key::is(key, name)) {
        Some((_, part)) if parts.contains(*part) => Rule::Keep,
        _ => Rule::Hide,
    }
}

/// Makes the name of a field safe to show when these `parts` are shown. In a table of cards, a
/// number or a token may be used as a name.
///
/// ```
/// use mpp_wasm::card::{Parts, mask_name};
/// assert_eq!(mask_name("billing_address", Parts::DEFAULT), "billing_address");
/// assert_eq!(mask_name("4242424242424242", Parts::DEFAULT), "•••• •••• •••• 4242");
/// ```
#[must_use = "the text itself is unchanged"]
pub fn mask_name(name: &str, parts: Parts) -> String {
    if is_name(name) { String::from(name) } else { mask_number(name, last_four(parts)) }
}

const fn last_four(parts: Parts) -> Reveal {
    if parts.contains(Part::LastFour) { Reveal::LastFour } else { Reveal::Nothing }
}

/// Makes the text of a field safe to show. Applying a rule twice changes nothing; empty text stays empty.
#[must_use = "the text itself is unchanged"]
pub fn apply(rule: Rule, text: &str) -> String {
    match rule {
        Rule::Keep if is_plain(text) => String::from(text),
        Rule::Number(reveal) => mask_number(text, reveal),
        Rule::LastFour if text.chars().map(|char| digit(char).is_some()).eq([true; 4]) => String::from(text),
        Rule::LastFour => mask_number(text, Reveal::LastFour),
        Rule::Code if text.trim().is_empty() => String::new(),
        Rule::Code => String::from(VerificationCode::MASK),
        Rule::Token => hide_secret(text),
        Rule::Keep | Rule::Hide | Rule::Address | Rule::Card => hide(text),
    }
}
