//! The least and the most that Stripe charges. A price outside these limits would be refused at every payment, so it is
//! refused once, when the paywall is made.

use crate::encoding::json::decimal;
use crate::error::{Code, Error, Result};
use crate::scheme::money::{Price, in_currency};

/// The minimum charge in base units, by settlement currency.
const MINIMUM: &[(&str, u64)] = &[
    ("aed", 200),
    ("aud", 50),
    ("bgn", 100),
    ("brl", 50),
    ("cad", 50),
    ("chf", 50),
    ("czk", 1500),
    ("dkk", 250),
    ("eur", 50),
    ("gbp", 30),
    ("hkd", 400),
    ("huf", 17500),
    ("inr", 50),
    ("jpy", 50),
    ("mxn", 1000),
    ("myr", 200),
    ("nok", 300),
    ("nzd", 50),
    ("pln", 200),
    ("ron", 200),
    ("sek", 300),
    ("sgd", 50),
    ("thb", 1000),
    ("usd", 50),
];
/// The maximum charge in base units: eight digits.
const MAXIMUM: u64 = 99_999_999;
/// The maximum charge in Indonesian rupiah: twelve digits.
const MAXIMUM_IDR: u64 = 999_999_999_999;
/// Currencies with three decimals are charged in multiples of ten base units.
const TENS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];

/// Checks that Stripe can charge a price.
///
/// # Errors
/// [`Code::InvalidArgument`] if it cannot.
pub(super) fn check(price: &Price) -> Result<()> {
    let currency = price.currency.as_str();
    let step = match currency {
        "isk" | "ugx" => 100,
        _ if TENS.contains(&currency) => 10,
        _ => 1,
    };
    let minimum = MINIMUM.iter().find(|(code, _)| *code == currency).map_or(step, |(_, minimum)| *minimum);
    let bad = |message| Err(Error::new(Code::InvalidArgument, message));
    if price.amount < minimum {
        let least = in_currency(&decimal(minimum), currency);
        let message = ["the price is too low: Stripe charges at least ", &least].concat();
        return Err(Error::owned(Code::InvalidArgument, message));
    }
    if price.amount > if currency == "idr" { MAXIMUM_IDR } else { MAXIMUM } {
        return bad(
            "the price is too high: Stripe charges at most eight digits in the smallest unit, or twelve in IDR",
        );
    }
    if !price.amount.is_multiple_of(step) {
        return bad(
            "Stripe charges this currency in coarser steps: end the price in 0 (BHD, JOD, KWD, OMR, TND) or .00 (ISK, UGX)",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_that_is_too_low_names_the_least_of_its_own_currency() {
        for (price, least) in [("49 JPY", "50 JPY"), ("0.29 GBP", "0.30 GBP"), ("0.000 KWD", "0.010 KWD")] {
            let error = check(&Price::parse(price).unwrap()).unwrap_err();
            assert!(error.message().ends_with(&[" at least ", least].concat()), "{price}: {error}");
        }
    }
}
