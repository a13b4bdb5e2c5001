//! Numbers as ECMAScript writes them (RFC 8785 section 3.2.2.3).

use alloc::string::String;
use core::fmt::Write;

/// ECMAScript's Number::toString (ECMA-262 section 6.1.6.1.20) for the double nearest to the text.
pub(super) fn write_number(out: &mut String, text: &str) {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // Integers of up to 15 digits are already canonical, except for minus zero.
        out.push_str(if digits == "0" { "0" } else { text });
        return;
    }
    let double: f64 = text.parse().unwrap_or(f64::NAN);
    if !double.is_finite() {
        // The reader never lets one through.
        out.push_str(text);
        return;
    }
    if double == 0.0 {
        out.push('0');
        return;
    }
    // The shortest digits that read back as the same double, as d.ddde±x.
    let mut shortest = String::new();
    let _ = write!(shortest, "{:e}", double.abs());
    // Of two equally short texts, ECMAScript takes the nearer one, or the even one if both are equally near.
    let mut nearest = String::new();
    let places = shortest.split('e').next().map_or(0, |mantissa| mantissa.len().saturating_sub(2));
    let _ = write!(nearest, "{:.*e}", places, double.abs());
    if nearest.parse() == Ok(double.abs()) {
        shortest = nearest;
    }
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if double < 0.0 {
        out.push('-');
    }
    write_decimal(out, &digits, exponent);
}

/// Places the point: `digits` are d1d2d3…, the value is d1.d2d3… × 10^exponent.
fn write_decimal(out: &mut String, digits: &str, exponent: i32) {
    let count = digits.len() as i32;
    match exponent {
        0..=20 if count <= exponent + 1 => {
            out.push_str(digits);
            out.extend(core::iter::repeat_n('0', (exponent + 1 - count) as usize));
        }
        0..=20 => {
            let (whole, fraction) = digits.split_at(exponent as usize + 1);
            out.extend([whole, ".", fraction]);
        }
        -6..=-1 => {
            out.push_str("0.");
            out.extend(core::iter::repeat_n('0', (-exponent - 1) as usize));
            out.push_str(digits);
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            out.push_str(first);
            if !rest.is_empty() {
                out.extend([".", rest]);
            }
            let _ = write!(out, "e{}{}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
        }
    }
}
