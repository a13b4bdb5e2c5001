//! base64url without padding (RFC 4648 section 5): written strictly, read strictly or as peers write it.

use crate::error::{Code, Error, Result};
use alloc::{string::String, vec::Vec};
use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Reads with or without padding. Stray bits after the last byte are refused, so that two different texts
/// never stand for the same bytes.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);
const STD: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);

/// Writes bytes as base64url without padding.
///
/// ```
/// assert_eq!(mpp_wasm::encoding::base64url::encode(b"\xfb\xff"), "-_8");
/// ```
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL.encode(bytes)
}

/// Writes bytes as standard base64 with padding, the form of RFC 9530 digests and of HTTP Basic.
pub fn encode_standard(bytes: impl AsRef<[u8]>) -> String {
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new()).encode(bytes)
}

/// Reads base64url. Padding and the standard alphabet are accepted as well, because peers send them; mixing
/// both alphabets, white space and stray bits are refused.
///
/// # Errors
/// [`Code::InvalidEncoding`].
///
/// ```
/// use mpp_wasm::encoding::base64url::decode;
/// assert_eq!(decode("-_8").unwrap(), b"\xfb\xff");
/// assert_eq!(decode("+/8=").unwrap(), b"\xfb\xff");
/// assert!(decode("-_9").is_err(), "stray bits");
/// ```
pub fn decode(text: &str) -> Result<Vec<u8>> {
    let engine = if text.bytes().any(|b| b == b'+' || b == b'/') { &STD } else { &URL };
    engine
        .decode(text)
        .map_err(|_| Error::new(Code::InvalidEncoding, "the text is not base64url (RFC 4648 section 5)"))
}

/// Reads base64url that holds UTF-8 text.
///
/// # Errors
/// [`Code::InvalidEncoding`].
pub fn decode_text(text: &str) -> Result<String> {
    String::from_utf8(decode(text)?)
        .map_err(|_| Error::new(Code::InvalidEncoding, "the base64url text does not hold UTF-8"))
}

/// Whether every character could stand in base64 text of either alphabet. Says nothing of its length.
pub fn is_base64_text(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'/' | b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_4648_section_10() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(plain), text);
            assert_eq!(decode_text(text).unwrap(), plain);
            assert_eq!(decode_text(&encode_standard(plain)).unwrap(), plain);
        }
    }

    #[test]
    fn refuses_what_is_ambiguous() {
        for text in ["Zg=v", "Z", "Zh", "Zm9", "Z g", "Zg\n", "-/8", "é"] {
            assert!(decode(text).is_err(), "{text:?}");
        }
    }
}
