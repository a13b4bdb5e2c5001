//! `token` and `token68` (RFC 9110 sections 5.6.2 and 11.2).

use crate::ascii;

const TOKEN: u8 = 1;
const TOKEN68: u8 = 2;
const UPPER: u8 = 4;

/// The classes each byte belongs to. A table, because every byte of every header is looked up.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        let alphanumeric = c.is_ascii_alphanumeric();
        if alphanumeric
            || matches!(c, b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_')
            || matches!(c, b'`' | b'|' | b'~')
        {
            class[byte] |= TOKEN;
        }
        if alphanumeric || matches!(c, b'-' | b'.' | b'_' | b'~' | b'+' | b'/') {
            class[byte] |= TOKEN68;
        }
        if c.is_ascii_uppercase() {
            class[byte] |= UPPER;
        }
        byte += 1;
    }
    class
};

const fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// Whether a byte is a `tchar`.
pub const fn is_token_byte(byte: u8) -> bool {
    is(byte, TOKEN)
}

/// Whether text is `token = 1*tchar`.
///
/// ```
/// use mpp_wasm::http::token::is_token;
/// assert!(is_token("WWW-Authenticate") && !is_token("a b") && !is_token(""));
/// ```
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// Whether text is `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
///
/// ```
/// use mpp_wasm::http::token::is_token68;
/// assert!(is_token68("eyJ9==") && !is_token68("=") && !is_token68("a=b"));
/// ```
pub fn is_token68(text: &str) -> bool {
    let bytes = text.as_bytes();
    let body = bytes.iter().position(|byte| !is(*byte, TOKEN68)).unwrap_or(bytes.len());
    body > 0 && bytes[body..].iter().all(|byte| *byte == b'=')
}

/// Splits `text` after its leading token.
///
/// ```
/// use mpp_wasm::http::token::split_token;
/// assert_eq!(split_token("Payment id=1"), ("Payment", " id=1"));
/// assert_eq!(split_token("=1"), ("", "=1"));
/// ```
pub fn split_token(text: &str) -> (&str, &str) {
    ascii::split_at(text, text.bytes().position(|byte| !is_token_byte(byte)).unwrap_or(text.len()))
}

/// The number of leading bytes that form a token without capitals.
pub(super) fn lower_case_token(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| CLASS[usize::from(*byte)] & (TOKEN | UPPER) != TOKEN).unwrap_or(bytes.len())
}

/// Removes leading bytes for which `passes` holds.
pub(super) fn trim_start(text: &str, passes: impl Fn(u8) -> bool) -> &str {
    let more = text.bytes().take_while(|byte| passes(*byte)).count();
    ascii::part(text, more..)
}

/// Whether a byte is optional white space.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Removes optional white space (`OWS`, spaces and tabs) from both ends.
pub fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let blank = |byte: &&u8| is_blank(**byte);
    let start = bytes.iter().take_while(blank).count();
    let end = bytes.len() - bytes[start..].iter().rev().take_while(blank).count();
    ascii::part(text, start..end)
}
