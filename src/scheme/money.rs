//! Amounts: decimal text for people, base units on the wire.
//!
//! On the wire, an amount is ASCII digits in the smallest unit of its currency (draft-payment-intent-charge).
//! ISO 4217 defines that unit, with the differences that Stripe's API has kept: ISK and UGX are in
//! hundredths, MGA is in whole units.

use crate::ascii;
use crate::encoding::json::decimal;
use crate::error::{Code, Error, Result};
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

/// Currencies without a minor unit.
const ZERO: &str = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";
/// Currencies divided into thousandths.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Currencies divided into hundredths.
const TWO: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
     CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR \
     IRR ISK JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN \
     NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL \
     THB TJS TMT TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";

/// How many digits a currency has after the decimal point; `None` for codes that are not national currencies.
///
/// ```
/// use mpp_wasm::scheme::money::minor_digits;
/// assert_eq!((minor_digits("usd"), minor_digits("JPY"), minor_digits("kwd")), (Some(2), Some(0), Some(3)));
/// ```
pub fn minor_digits(currency: &str) -> Option<u8> {
    let lists = [(ZERO, 0), (TWO, 2), (THREE, 3)];
    let listed = |list: &str| ascii::split(list, b' ').any(|code| code.eq_ignore_ascii_case(currency));
    lists.into_iter().find(|(list, _)| listed(list)).map(|(_, digits)| digits)
}

/// A price in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The amount in base units.
    pub amount: u64,
    /// The ISO 4217 code, in lowercase.
    pub currency: String,
}

impl Price {
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
            "a price must look like \"1.00 USD\": digits, a point, the currency code",
        );
        let (number, currency) = ascii::split_once(text, b' ').ok_or(SHAPE)?;
        let digits = minor_digits(currency).ok_or(Error::new(
            Code::InvalidArgument,
            "the currency of a price must be an ISO 4217 code, like USD",
        ))?;
        let (whole, fraction) = ascii::split_once(number, b'.').unwrap_or((number, ""));
        let fraction_fits =
            !ascii::holds(number, b'.') || (digits > 0 && fraction.len() == usize::from(digits));
        if whole.is_empty() || !fraction_fits || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(SHAPE);
        }
        let padding = core::iter::repeat_n(b'0', usize::from(digits) - fraction.len());
        let mut amount: u64 = 0;
        for byte in whole.bytes().chain(fraction.bytes()).chain(padding) {
            let digit = byte.is_ascii_digit().then(|| byte - b'0').ok_or(SHAPE)?;
            amount = amount.checked_mul(10).and_then(|sum| sum.checked_add(u64::from(digit))).ok_or(SHAPE)?;
        }
        Ok(Self { amount, currency: currency.to_ascii_lowercase() })
    }
}

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

/// Whether text is an amount as the wire has it: ASCII digits without sign or leading zeros.
pub fn is_amount(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

/// Writes base units with a decimal point: `("100", 2)` is `1.00`. Text that is not an amount is returned unchanged.
pub fn with_point(amount: &str, digits: u8) -> String {
    let digits = usize::from(digits);
    if !is_amount(amount) || digits == 0 {
        return amount.into();
    }
    let zeros: String = core::iter::repeat_n('0', (digits + 1).saturating_sub(amount.len())).collect();
    let padded = [&zeros, amount].concat();
    let (whole, fraction) = padded.split_at(padded.len() - digits);
    [whole, ".", fraction].concat()
}

/// The same for a token: zeros beyond the second decimal place are left out. `("1000000", 6)` is `1.00`,
/// `("25", 6)` is `0.000025`.
pub fn with_short_point(amount: &str, digits: u8) -> String {
    let mut text = with_point(amount, digits);
    let shortest = ascii::find(&text, b'.').map_or(text.len(), |point| point + 3);
    while text.len() > shortest && text.ends_with('0') {
        text.pop();
    }
    text
}

/// Writes base units of a national currency: `("100", "usd")` is `1.00 USD`. A currency whose digits are not
/// known has no point.
pub fn in_currency(amount: &str, currency: &str) -> String {
    let number = with_point(amount, minor_digits(currency).unwrap_or(0));
    [&number, " ", &currency.to_ascii_uppercase()].concat()
}

/// Compares two amounts in base units, each with its number of digits after the point: `("100", 2)` equals
/// `("1000000", 6)`. Both amounts must be digits only.
pub fn compare((a, a_digits): (&str, u8), (b, b_digits): (&str, u8)) -> Ordering {
    let digits = a_digits.max(b_digits);
    let scale = |amount: &str, own: u8| -> String {
        let zeros = core::iter::repeat_n('0', usize::from(digits - own));
        amount.chars().chain(zeros).skip_while(|digit| *digit == '0').collect()
    };
    let (a, b) = (scale(a, a_digits), scale(b, b_digits));
    a.len().cmp(&b.len()).then_with(|| a.cmp(&b))
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
            "99999999999999999999.00 USD",
            "1e2 USD",
            "１.00 USD",
        ] {
            assert_eq!(Price::parse(text).unwrap_err().code(), Code::InvalidArgument, "{text:?}");
        }
    }

    #[test]
    fn bug_19_amounts_are_ascii_digits_only() {
        assert!(is_amount("0") && is_amount("1000000"));
        for text in ["", "+1", "-1", "0x10", "1_000", ".5", "1.0", "01", " 1", "１"] {
            assert!(!is_amount(text), "{text:?}");
        }
    }

    #[test]
    fn the_point() {
        assert_eq!(
            [
                with_point("100", 2),
                with_point("5", 2),
                with_point("1000000", 6),
                with_point("7", 0),
                with_point("x", 2),
                in_currency("500", "usd"),
                in_currency("500", "jpy"),
            ],
            ["1.00", "0.05", "1.000000", "7", "x", "5.00 USD", "500 JPY"]
        );
    }

    #[test]
    fn tokens_are_shown_short() {
        for (amount, digits, text) in [
            ("1000000", 6, "1.00"),
            ("1050000", 6, "1.05"),
            ("1234567", 6, "1.234567"),
            ("25", 6, "0.000025"),
            ("0", 6, "0.00"),
            ("100", 0, "100"),
            ("15", 1, "1.5"),
        ] {
            assert_eq!(with_short_point(amount, digits), text);
        }
    }

    #[test]
    fn amounts_of_different_digits_compare() {
        let huge = "9".repeat(80);
        for (a, b, order) in [
            (("100", 2), ("1000000", 6), Ordering::Equal),
            (("101", 2), ("1000000", 6), Ordering::Greater),
            (("0", 0), ("0", 18), Ordering::Equal),
            (("1", 18), ("0", 2), Ordering::Greater),
            (("999999", 6), ("1", 0), Ordering::Less),
            ((&*huge, 6), ("100", 2), Ordering::Greater),
        ] {
            assert_eq!(compare(a, b), order, "{a:?} {b:?}");
            assert_eq!(compare(b, a), order.reverse());
        }
    }
}
