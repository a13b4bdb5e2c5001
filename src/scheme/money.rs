//! Amounts: decimal text for people, base units on the wire.
//!
//! On the wire, an amount is ASCII digits in the smallest unit of its currency (draft-payment-intent-charge).

mod amount;
mod currency;

pub(crate) use amount::order;
pub use amount::{MAX_AMOUNT_DIGITS, compare, in_currency, is_amount, with_point, with_short_point};
pub use currency::minor_digits;

use crate::ascii;
use crate::encoding::json::decimal;
use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// A price in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Price {
    /// The amount in base units.
    pub amount: u64,
    /// The ISO 4217 code, in lowercase.
    pub currency: String,
}

impl Price {
    /// A price in base units, such as cents.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when the currency is not an ISO 4217 code.
    ///
    /// ```
    /// use mpp_wasm::scheme::money::Price;
    /// assert_eq!(Price::new(500, "USD"), Price::parse("5.00 USD"));
    /// ```
    pub fn new(amount: u64, currency: &str) -> Result<Self> {
        minor_digits(currency).ok_or(CURRENCY)?;
        Ok(Self { amount, currency: currency.to_ascii_lowercase() })
    }

    /// Reads a price as people write it: `"1.00 USD"`. The number has either all of the currency's digits
    /// after the point, or no point.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`].
    ///
    /// ```
    /// use mpp_wasm::scheme::money::Price;
    /// let price = Price::parse("5.00 USD").unwrap();
    /// assert_eq!((price.amount, price.currency.as_str()), (500, "usd"));
    /// assert!(Price::parse("0.5 USD").is_err(), "fifty cents or five?");
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        const SHAPE: Error = Error::new(
            Code::InvalidArgument,
            "a price must look like \"1.00 USD\": digits and a point, one space, the currency code",
        );
        const TOO_LARGE: Error = Error::new(Code::InvalidArgument, "the price is too large");
        let (number, currency) = ascii::split_once(text, b' ').ok_or(SHAPE)?;
        if !currency.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(SHAPE);
        }
        let digits = minor_digits(currency).ok_or(CURRENCY)?;
        let (whole, fraction) = ascii::split_once(number, b'.').unwrap_or((number, ""));
        let has_all_digits = digits > 0 && fraction.len() == usize::from(digits);
        if ascii::holds(number, b'.') && !has_all_digits {
            let rule = match digits {
                0 => "this currency has no decimals, like 100",
                2 => "this currency has two decimals, like 1.00",
                _ => "this currency has three decimals, like 1.000",
            };
            return Err(Error::new(Code::InvalidArgument, rule));
        }
        let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || has_leading_zero {
            return Err(SHAPE);
        }
        let padding = core::iter::repeat_n(b'0', usize::from(digits) - fraction.len());
        let mut amount: u64 = 0;
        for byte in whole.bytes().chain(fraction.bytes()).chain(padding) {
            let digit = byte.is_ascii_digit().then(|| byte - b'0').ok_or(SHAPE)?;
            amount =
                amount.checked_mul(10).and_then(|sum| sum.checked_add(u64::from(digit))).ok_or(TOO_LARGE)?;
        }
        Ok(Self { amount, currency: currency.to_ascii_lowercase() })
    }
}

const CURRENCY: Error =
    Error::new(Code::InvalidArgument, "the currency of a price must be an ISO 4217 code, like USD");

impl FromStr for Price {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// As [`Price::parse`] reads it: `1.00 USD`.
impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&in_currency(&decimal(self.amount), &self.currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn prices() {
        for (text, amount) in
            [("1.00 USD", 100), ("1 usd", 100), ("0.50 EUR", 50), ("1200 JPY", 1200), ("1.250 KWD", 1250)]
        {
            let price: Price = text.parse().unwrap();
            assert_eq!(price.amount, amount, "{text}");
            assert_eq!(price.to_string().parse(), Ok(price), "{text}");
        }
        for text in [
            "",
            "1.00",
            "USD 1.00",
            "1.0 USD",
            "1.000 USD",
            ".50 USD",
            "01.00 USD",
            "-1.00 USD",
            "+1.00 USD",
            "1,00 USD",
            "1.00 XYZ",
            "1.00  USD",
            "1. USD",
            "1.00 JPY",
            "1. JPY",
            "99999999999999999999.00 USD",
            "1e2 USD",
            "１.00 USD",
        ] {
            assert_eq!(Price::parse(text).unwrap_err().code(), Code::InvalidArgument, "{text:?}");
        }
    }

    #[test]
    fn base_units_have_a_known_currency_too() {
        assert_eq!(Price::new(1250, "KWD"), Price::parse("1.250 KWD"));
        for currency in ["", "XYZ", "USDC", "US"] {
            assert_eq!(Price::new(1, currency).unwrap_err(), CURRENCY, "{currency}");
        }
    }

    #[test]
    fn a_price_that_is_too_large_is_said_to_be() {
        let error = Price::parse("99999999999999999999.00 USD").unwrap_err();
        assert_eq!(error.message(), "the price is too large");
        let most = Price::parse("184467440737095516.15 USD").unwrap();
        assert_eq!((most.amount, most.to_string().as_str()), (u64::MAX, "184467440737095516.15 USD"));
        assert_eq!(Price::parse("184467440737095516.16 USD").unwrap_err(), error);
    }

    /// It took the place of ANG in 2025.
    #[test]
    fn the_caribbean_guilder_is_a_currency() {
        assert_eq!(Price::parse("1.00 XCG").map(|price| price.amount), Ok(100));
    }

    #[test]
    fn another_order_and_more_blanks_are_not_taken_for_another_currency() {
        for text in ["USD 1.00", "1.00  USD", " 1.00 USD", "1.00 USD ", "1.00 US$", "1.00 840"] {
            let error = Price::parse(text).unwrap_err();
            assert!(error.message().starts_with("a price must look like "), "{text:?}: {error}");
        }
        let error = Price::parse("1.00 dollars").unwrap_err();
        assert!(error.message().contains("ISO 4217"), "{error}");
    }

    #[test]
    fn wrong_decimals_are_explained() {
        for (text, message) in [
            ("1.0 USD", "this currency has two decimals, like "),
            ("1. usd", "this currency has two decimals, like "),
            ("100.00 JPY", "this currency has no decimals, like "),
            ("1.25 KWD", "this currency has three decimals, like "),
        ] {
            let error = Price::parse(text).unwrap_err();
            assert!(error.message().starts_with(message), "{text}: {error}");
        }
    }
}
