//! The least and the most that Stripe charges. A price outside these limits would be refused at every payment, so it is
//! refused once, when the paywall is made. Stripe converts a price into the currency of the seller's account before it
//! applies the minimum, so it can refuse a price that these limits allow.

use crate::encoding::json::decimal;
use crate::error::{Code, Error, Result};
use crate::scheme::money::{Price, in_currency, minor_digits};

/// The minimum charge in base units, by currency.
const MINIMUM: &[(&str, u64)] = &[
    ("aed", 200),
    ("ars", 50),
    ("aud", 50),
    ("bgn", 100),
    ("brl", 50),
    ("cad", 50),
    ("chf", 50),
    ("cop", 50),
    ("czk", 1500),
    ("dkk", 250),
    ("eur", 50),
    ("gbp", 30),
    ("hkd", 400),
    ("huf", 17500),
    ("idr", 50),
    ("ils", 50),
    ("inr", 50),
    ("jpy", 50),
    ("krw", 50),
    ("mxn", 1000),
    ("myr", 200),
    ("nok", 300),
    ("nzd", 50),
    ("php", 50),
    ("pln", 200),
    ("ron", 200),
    ("rub", 50),
    ("sek", 300),
    ("sgd", 50),
    ("thb", 1000),
    ("usd", 50),
    ("zar", 50),
];
/// The maximum charge in base units: twelve digits, for most cards. American Express takes nine, and what is no card mostly
/// eight, so another payment method can pay a price that one refuses.
const MAXIMUM: u64 = 999_999_999_999;
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
    // The fields of a price can be set. Stripe answers in small letters, so a payment in others would not be known again.
    if minor_digits(currency).is_none() || currency.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return bad("the currency of a price must be an ISO 4217 code in small letters, like usd");
    }
    if price.amount < minimum {
        let least = in_currency(&decimal(minimum), currency);
        let message = ["the price is too low: Stripe charges at least ", &least].concat();
        return Err(Error::owned(Code::InvalidArgument, message));
    }
    if price.amount > MAXIMUM {
        return bad("the price is too high: Stripe charges at most twelve digits in the smallest unit");
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
        for (price, least) in [
            ("49 JPY", "50 JPY"),
            ("49 KRW", "50 KRW"),
            ("0.29 GBP", "0.30 GBP"),
            ("0.49 ZAR", "0.50 ZAR"),
            ("0.000 KWD", "0.010 KWD"),
        ] {
            let error = check(&Price::parse(price).unwrap()).unwrap_err();
            assert!(error.message().ends_with(&[" at least ", least].concat()), "{price}: {error}");
        }
    }

    #[test]
    fn a_price_in_no_currency_or_in_other_letters_is_refused() {
        let mut price = Price::parse("1.00 USD").unwrap();
        assert!(check(&price).is_ok());
        for currency in ["USD", "uSd", "", "xyz", "us dollars"] {
            price.currency = currency.into();
            let error = check(&price).unwrap_err();
            assert!(error.message().starts_with("the currency of a price must be "), "{currency}: {error}");
        }
    }

    #[test]
    fn the_most_is_what_most_cards_take() {
        for price in
            ["1000000.00 COP", "1000000.00 CRC", "999999999999 VND", "9999999999.99 IDR", "9999999999.99 USD"]
        {
            assert!(check(&Price::parse(price).unwrap()).is_ok(), "{price}");
        }
        for price in ["10000000000.00 USD", "1000000000000 VND"] {
            let error = check(&Price::parse(price).unwrap()).unwrap_err();
            assert!(error.message().starts_with("the price is too high"), "{price}: {error}");
        }
    }
}
