//! Which numbers a double can hold.

use crate::ascii;

/// The leading digits of the largest double, 1.7976931348623157e308.
const LARGEST: &str = "17976931348623157";
/// How many digits it has before the decimal point.
const LARGEST_PLACES: i64 = 309;

/// Whether a double can hold the number. Beyond that range, one reader sees infinity and another the number
/// (RFC 7493 section 2.2). Decided by the digits, without float code; at the very edge it errs on the side of refusing.
pub(super) fn is_finite(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) =
        ascii::split_once(text, b'e').or(ascii::split_once(text, b'E')).unwrap_or((text, "0"));
    let (whole, fraction) = ascii::split_once(mantissa, b'.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    let Some(zeros) = digits().position(|digit| digit != b'0') else { return true };
    let negative = exponent.starts_with('-');
    // An exponent that does not fit an i64 counts as a very large one of the same sign.
    let exponent = exponent.parse().unwrap_or(if negative { i64::MIN / 2 } else { i64::MAX / 2 });
    let places = exponent.saturating_add(whole.len() as i64).saturating_sub(zeros as i64);
    let leading = digits().skip(zeros).chain(core::iter::repeat(b'0')).take(LARGEST.len());
    places < LARGEST_PLACES || (places == LARGEST_PLACES && leading.le(LARGEST.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_double_can_hold() {
        for text in [
            "0",
            "-0.0e999999999999999999999",
            "1.7976931348623157e308",
            "-17976931348623157e292",
            "1e-99999999999999999999",
            "0.00017976931348623157e312",
            "9e307",
            "123456789012345678901234567890",
        ] {
            assert!(is_finite(text), "{text}");
        }
        for text in [
            "1e309",
            "-1e400",
            "1.7976931348623159e308",
            "179769313486231580e291",
            "0.001e312",
            "1e99999999999999999999",
            "2e308",
        ] {
            assert!(!is_finite(text), "{text}");
        }
    }
}
