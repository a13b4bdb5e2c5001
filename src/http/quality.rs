//! Weights and media ranges of content negotiation (RFC 9110 sections 12.4.2 and 12.5.1).

use super::token::trim;
use crate::ascii;
use alloc::string::String;

/// `qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`, in thousandths.
///
/// ```
/// use mpp_wasm::http::quality::qvalue;
/// assert_eq!((qvalue("0.8"), qvalue("1.000"), qvalue("1.1"), qvalue("-1")), (Some(800), Some(1000), None, None));
/// ```
pub fn qvalue(text: &str) -> Option<u16> {
    let (whole, fraction) = ascii::split_once(text, b'.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths =
        [100, 10, 1].iter().zip(fraction.bytes()).map(|(place, digit)| place * u16::from(digit - b'0')).sum();
    match (whole, thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

/// Writes a `qvalue` from thousandths; more than 1000 counts as 1000.
///
/// ```
/// use mpp_wasm::http::quality::to_qvalue;
/// assert_eq!([to_qvalue(1000), to_qvalue(800), to_qvalue(5), to_qvalue(0)], ["1", "0.8", "0.005", "0"]);
/// ```
pub fn to_qvalue(thousandths: u16) -> String {
    if thousandths >= 1000 {
        return "1".into();
    }
    let digits = [100, 10, 1].map(|place| char::from(b'0' + (thousandths / place % 10) as u8));
    let text = String::from_iter(['0', '.'].into_iter().chain(digits));
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// The text of a weight: `weight = "q=" qvalue`, in either case. `None` for another parameter.
pub(crate) fn weight(parameter: &str) -> Option<&str> {
    parameter.strip_prefix("q=").or(parameter.strip_prefix("Q="))
}

/// The weight, in thousandths, that an `Accept` value gives to exactly this media range; `None` if it does
/// not name the range or the weight cannot be read.
///
/// ```
/// use mpp_wasm::http::quality::weight_of;
/// let accept = "text/html, application/json;q=0.5, */*;q=0.1";
/// assert_eq!(weight_of(accept, "application/json"), Some(500));
/// assert_eq!(weight_of(accept, "text/*"), None);
/// ```
pub fn weight_of(accept: &str, range: &str) -> Option<u16> {
    ascii::split(accept, b',').find_map(|member| {
        let mut parts = ascii::split(member, b';').map(trim);
        if !parts.next().is_some_and(|name| name.eq_ignore_ascii_case(range)) {
            return None;
        }
        let weight = parts.find_map(weight);
        weight.map_or(Some(1000), qvalue)
    })
}
