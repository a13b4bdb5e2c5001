//! A price in words.

use super::offer::{Deposit, Offer};
use super::stated::Stated;
use crate::scheme::money;
use alloc::string::String;

/// The stated amount, if it is readable as base units.
pub(super) fn units(stated: Option<&str>) -> Option<String> {
    stated.filter(|amount| money::is_amount(amount)).map(Into::into)
}

/// The price in words.
pub(super) fn display(offer: &Offer, terms: &Stated<'_>) -> String {
    let Some(price) = price(offer.amount.as_deref(), offer, terms) else {
        let what = if terms.amount.is_some() { UNREADABLE } else { "an amount that is not stated" };
        return what.into();
    };
    let (on, place) = place(offer, terms);
    // Allow one word of the seller's, never a sentence: a number in it would read as a price.
    let word = |per: &str| {
        per.len() <= 24 && per.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'-')
    };
    let (per, unit) = match (terms.period, terms.per) {
        (Some(period), _) => (" per ", period),
        (None, Some(per)) if word(per) && !per.is_empty() => (" per ", per),
        (None, Some(_)) => (" per ", "unit"),
        (None, None) => ("", ""),
    };
    [terms.before, &price, per, unit, on, place].concat()
}

pub(super) fn deposit(offer: &Offer, terms: &Stated<'_>, stated: &str) -> Deposit {
    let amount = units(Some(stated));
    let (on, place) = place(offer, terms);
    let price = price(amount.as_deref(), offer, terms);
    Deposit { amount, display: price.map_or_else(|| UNREADABLE.into(), |price| [&price, on, place].concat()) }
}

/// Longer than any token address.
const MAX_NAME_BYTES: usize = 160;

const UNREADABLE: &str = "an amount that cannot be read";

/// An amount with its unit. Nothing is guessed: the amount of an unknown token is shown in base units.
fn price(amount: Option<&str>, offer: &Offer, terms: &Stated<'_>) -> Option<String> {
    let amount = amount?;
    if let Some(unit) = &terms.unit {
        return Some(unit.price(amount));
    }
    let units = if amount == "1" { " base unit" } else { " base units" };
    let (of, currency) = match offer.currency.as_deref() {
        Some(currency) if is_name(currency) => (" of ", currency),
        Some(_) => (" of ", "a currency without a name"),
        None => ("", ""),
    };
    Some([amount, units, of, currency].concat())
}

/// The network of the unit, and the word to put before it.
fn place<'a>(offer: &'a Offer, terms: &Stated<'a>) -> (&'static str, &'a str) {
    let national = terms.unit.as_ref().is_some_and(|unit| unit.national);
    let named =
        || offer.network.as_deref().map(|name| if is_name(name) { name } else { "a network without a name" });
    let place = terms.place.or_else(named).filter(|_| !national);
    place.map_or(("", ""), |place| (" on ", place))
}

/// Whether a seller's text looks like an address or an id rather than a sentence, so that it may
/// appear in a price or name the payee. Signs such as `$`, `=` and `;` could make it read as another price.
// Called from many places, like `Offer::warn`.
#[inline(never)]
pub(in crate::detect) fn is_name(text: &str) -> bool {
    let is_sign = |byte: u8| matches!(byte, b':' | b'/' | b'.' | b'_' | b'-');
    (1..=MAX_NAME_BYTES).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_sign(byte))
}
