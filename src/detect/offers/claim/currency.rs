//! Currencies, by sign and by name.

use crate::ascii;
use crate::detect::tokens::token::Unit;

/// How the currency of a price in text relates to the currency of the offer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Currency {
    Same,
    Other,
    /// Hundredths of a unit that may be the offer's.
    Cents,
}

/// What follows `US`, as in `US dollars`, `US-Dollar`, `US$`.
pub(super) fn american(text: &str) -> Option<&str> {
    let rest = &text[["US", "U.S."].iter().find(|start| ascii::starts_with(text, start))?.len()..];
    rest.starts_with([' ', '-', '$', '¢']).then(|| rest.trim_start_matches([' ', '-']))
}

pub(super) fn symbol(c: char, unit: &Unit) -> Option<Currency> {
    let of =
        |codes: &[&str]| Some(if codes.contains(&&*unit.peg) { Currency::Same } else { Currency::Other });
    match c {
        _ if unit.peg.is_empty() => None,
        // Many currencies use this sign, so only the number can be compared.
        '$' => Some(Currency::Same),
        '¢' => Some(Currency::Cents),
        '€' => of(&["eur"]),
        '£' => of(&["gbp"]),
        '¥' => of(&["jpy", "cny"]),
        _ => None,
    }
}

pub(super) fn word(word: &str, unit: &Unit) -> Option<Currency> {
    const KNOWN: [(&str, &[&str]); 4] = [
        ("usd", &["usd", "usdc", "usdt", "pathusd"]),
        ("eur", &["eur", "euro", "euros"]),
        ("gbp", &["gbp"]),
        ("jpy", &["jpy", "yen"]),
    ];
    let is = |name: &&str| word.eq_ignore_ascii_case(name);
    if word.is_empty() {
        None
    } else if is(&&*unit.symbol) || is(&&*unit.peg) {
        Some(Currency::Same)
    } else if unit.peg.is_empty() {
        let is_sat = unit.symbol == "sat" && ["sats", "satoshi", "satoshis"].iter().any(is);
        is_sat.then_some(Currency::Same)
    } else if ["dollar", "dollars"].iter().any(is) {
        Some(Currency::Same)
    } else if ["cent", "cents"].iter().any(is) {
        Some(Currency::Cents)
    } else {
        let (code, _) = KNOWN.iter().find(|(_, names)| names.iter().any(is))?;
        Some(if *code == unit.peg { Currency::Same } else { Currency::Other })
    }
}
