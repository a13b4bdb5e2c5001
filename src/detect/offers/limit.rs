//! The most a caller wants to pay.

use crate::ascii;
use crate::encoding::json::decimal;
use crate::error::{Code, Error, Result};
use crate::scheme::money::{Price, minor_digits, with_point};
use alloc::string::String;
use core::{fmt, str::FromStr};

/// The most decimals of a limit: no token that is known here has more.
pub const MAX_LIMIT_DECIMALS: usize = 18;

/// The most to pay in one currency. It can be finer than a price, because tokens are divided further than cents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// ISO 4217, lower case.
    pub(super) currency: String,
    /// Digits only.
    pub(super) amount: String,
    /// How many of the digits come after the decimal point.
    pub(super) digits: u8,
}

impl Limit {
    /// Reads a limit: a price ([`Price::parse`]) that may have more decimals, `"0.005 USD"`.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`].
    ///
    /// ```
    /// use mpp_wasm::detect::Limit;
    /// assert!(Limit::parse("5.00 USD").is_ok() && Limit::parse("0.000001 USD").is_ok());
    /// assert!(Limit::parse("0.5 USD").is_err(), "fifty cents or five?");
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        let (number, currency) = ascii::split_once(text, b' ').unwrap_or((text, ""));
        let (whole, fraction) = ascii::split_once(number, b'.').unwrap_or((number, ""));
        let digits = usize::from(minor_digits(currency).unwrap_or(0));
        let is_more = |more: &&str| !more.is_empty() && more.bytes().all(|byte| byte.is_ascii_digit());
        let Some(more) = fraction.get(digits..).filter(is_more) else {
            return Price::parse(text).map(Self::from);
        };
        if fraction.len() > MAX_LIMIT_DECIMALS {
            return Err(Error::new(Code::InvalidArgument, "a limit has 18 decimals at most"));
        }
        let rest = if digits == 0 { whole } else { &number[..number.len() - more.len()] };
        let Price { amount, currency } = Price::parse(&[rest, " ", currency].concat())?;
        Ok(Self { currency, amount: [&decimal(amount), more].concat(), digits: fraction.len() as u8 })
    }
}

impl From<Price> for Limit {
    fn from(Price { amount, currency }: Price) -> Self {
        let digits = minor_digits(&currency).unwrap_or(0);
        Self { amount: decimal(amount), digits, currency }
    }
}

impl FromStr for Limit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// As [`Limit::parse`] reads it: `0.005 USD`.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.amount.trim_start_matches('0');
        let number = with_point(if amount.is_empty() { "0" } else { amount }, self.digits);
        f.pad(&[&number, " ", &self.currency.to_ascii_uppercase()].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn limits() {
        for (text, amount, digits, currency) in [
            ("1.00 USD", "100", 2, "usd"),
            ("5 usd", "500", 2, "usd"),
            ("0.005 USD", "05", 3, "usd"),
            ("1.000000000000000001 EUR", "1000000000000000001", 18, "eur"),
            ("100.5 JPY", "1005", 1, "jpy"),
            ("1.2505 KWD", "12505", 4, "kwd"),
        ] {
            let expected = Limit { currency: currency.into(), amount: amount.into(), digits };
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_limit_is_written_as_it_is_read() {
        for text in ["1.00 USD", "0.00 USD", "0.005 USD", "0.000 USD", "1200 JPY", "100.5 JPY", "1.2505 KWD"]
        {
            assert_eq!(Limit::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_limit_has_the_form_of_a_price() {
        for text in [
            "",
            "1.00",
            "0.005",
            "USD 0.005",
            "1.0 USD",
            "1. USD",
            ".005 USD",
            "01.005 USD",
            "-0.005 USD",
            "0.00x USD",
            "0.00é USD",
            "0.0.5 USD",
            "0.00.5 USD",
            "1.000.000 VND",
            "1. JPY",
            "0.005  USD",
            "0.005 XYZ",
            "0.0000000000000000001 USD",
            "99999999999999999999.005 USD",
        ] {
            assert_eq!(Limit::parse(text).unwrap_err().code(), Code::InvalidArgument, "{text:?}");
        }
    }
}
