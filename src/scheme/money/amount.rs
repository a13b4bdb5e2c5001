//! Amounts in base units, as the wire has them.

use super::currency::minor_digits;
use crate::ascii;
use alloc::string::String;
use core::cmp::Ordering;

/// The most digits of an amount: those of 2^256, the most that any token counts.
pub const MAX_AMOUNT_DIGITS: usize = 78;

/// Whether text is an amount as the wire has it: up to [`MAX_AMOUNT_DIGITS`] ASCII digits without sign or leading zeros.
///
/// ```
/// use mpp_wasm::scheme::money::is_amount;
/// assert!(is_amount("100") && is_amount("0") && !is_amount("0100") && !is_amount("1.00"));
/// ```
pub fn is_amount(text: &str) -> bool {
    (1..=MAX_AMOUNT_DIGITS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'))
}

/// Writes base units with a decimal point. Text that is not an amount is returned unchanged.
///
/// ```
/// use mpp_wasm::scheme::money::with_point;
/// assert_eq!([with_point("100", 2), with_point("5", 2), with_point("?", 2)], ["1.00", "0.05", "?"]);
/// ```
pub fn with_point(amount: &str, digits: u8) -> String {
    let digits = usize::from(digits);
    if !is_amount(amount) || digits == 0 {
        return amount.into();
    }
    let zeros: String = core::iter::repeat_n('0', (digits + 1).saturating_sub(amount.len())).collect();
    let padded = [&zeros, amount].concat();
    let (whole, fraction) = ascii::split_at(&padded, padded.len() - digits);
    [whole, ".", fraction].concat()
}

/// The same for a token: zeros beyond the second decimal place are left out.
///
/// ```
/// use mpp_wasm::scheme::money::with_short_point;
/// assert_eq!([with_short_point("1000000", 6), with_short_point("25", 6)], ["1.00", "0.000025"]);
/// ```
pub fn with_short_point(amount: &str, digits: u8) -> String {
    let mut text = with_point(amount, digits);
    let shortest = ascii::find(&text, b'.').map_or(text.len(), |point| point + 3);
    while text.len() > shortest && text.ends_with('0') {
        text.pop();
    }
    text
}

/// Writes base units of a national currency. A currency whose digits are not known has no point.
///
/// ```
/// use mpp_wasm::scheme::money::in_currency;
/// assert_eq!([in_currency("100", "usd"), in_currency("100", "xyz")], ["1.00 USD", "100 XYZ"]);
/// ```
pub fn in_currency(amount: &str, currency: &str) -> String {
    let number = with_point(amount, minor_digits(currency).unwrap_or(0));
    [&number, " ", &currency.to_ascii_uppercase()].concat()
}

/// Compares two amounts in base units, each with its number of digits after the point. Both amounts
/// must be digits only.
///
/// ```
/// use core::cmp::Ordering;
/// use mpp_wasm::scheme::money::compare;
/// assert_eq!(compare(("100", 2), ("1000000", 6)), Ordering::Equal);
/// assert_eq!(compare(("5", 0), ("499", 2)), Ordering::Greater);
/// ```
pub fn compare((a, a_digits): (&str, u8), (b, b_digits): (&str, u8)) -> Ordering {
    let digits = a_digits.max(b_digits);
    let scale = |amount: &str, own: u8| -> String {
        let zeros = core::iter::repeat_n('0', usize::from(digits - own));
        amount.chars().chain(zeros).skip_while(|digit| *digit == '0').collect()
    };
    let (a, b) = (scale(a, a_digits), scale(b, b_digits));
    a.len().cmp(&b.len()).then_with(|| a.cmp(&b))
}

/// Compares two amounts of the same unit, as a stranger wrote them. `None` if one of them is no amount.
pub(crate) fn order(a: &str, b: &str) -> Option<Ordering> {
    (is_amount(a) && is_amount(b)).then(|| compare((a, 0), (b, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_ascii_digits_only() {
        assert!(is_amount("0") && is_amount("1000000"));
        for text in ["", "+1", "-1", "0x10", "1_000", ".5", "1.0", "01", " 1", "１"] {
            assert!(!is_amount(text), "{text:?}");
        }
        assert!(is_amount(&"9".repeat(78)) && !is_amount(&"9".repeat(79)));
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
    fn what_is_no_amount_has_no_order() {
        assert_eq!(order("9", "10"), Some(Ordering::Less));
        for (one, other) in [("x", "1"), ("1", "x"), ("01", "1"), ("1", ""), ("-1", "1")] {
            assert_eq!(order(one, other), None, "{one} {other}");
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
