//! base64url without padding (RFC 4648 section 5). Writing is strict; reading also accepts the variants that
//! other implementations write.
//!
//! Hand-written because every part of the scheme uses it: it is a tenth of the size of a general-purpose
//! library, and such a library cannot tell the two alphabets apart while it reads.

#[cfg_attr(target_feature = "simd128", path = "base64url/wide.rs")]
#[cfg_attr(not(target_feature = "simd128"), path = "base64url/table.rs")]
mod groups;

use crate::error::{Code, Error, Result};
use crate::secret::wipe_bytes;
use alloc::{string::String, vec, vec::Vec};

const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Flags in the value of a character that only one alphabet contains. If both are set, neither contains it.
const ONLY_URL: u8 = 0x40;
const ONLY_STANDARD: u8 = 0x80;

/// The six bits each byte stands for, with the flags of its alphabet.
const VALUES: [u8; 256] = {
    let mut values = [ONLY_URL | ONLY_STANDARD; 256];
    let mut at = 0;
    while at < 64 {
        let own = if at < 62 { 0 } else { ONLY_URL };
        values[URL[at] as usize] = at as u8 | own;
        let own = if at < 62 { 0 } else { ONLY_STANDARD };
        values[STANDARD[at] as usize] = at as u8 | own;
        at += 1;
    }
    values
};

/// Writes bytes as base64url without padding.
///
/// ```
/// assert_eq!(mpp_wasm::encoding::base64url::encode(b"\xfb\xff"), "-_8");
/// ```
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    write(bytes.as_ref(), URL, 0)
}

/// Writes bytes as standard base64 with padding, as in RFC 9530 digests and HTTP Basic.
///
/// ```
/// assert_eq!(mpp_wasm::encoding::base64url::encode_standard(b"\xfb\xff"), "+/8=");
/// ```
pub fn encode_standard(bytes: impl AsRef<[u8]>) -> String {
    write(bytes.as_ref(), STANDARD, 4)
}

/// `whole`: the multiple to pad the length to, or 0 for no padding.
fn write(bytes: &[u8], alphabet: &[u8; 64], whole: usize) -> String {
    let digit = |bits: u8| alphabet[usize::from(bits & 63)];
    let (threes, tail) = bytes.as_chunks::<3>();
    let mut out = Vec::with_capacity(threes.len() * 4 + 4);
    out.resize(threes.len() * 4, 0);
    for ([a, b, c], four) in threes.iter().zip(out.as_chunks_mut::<4>().0) {
        *four = [digit(a >> 2), digit(a << 4 | b >> 4), digit(b << 2 | c >> 6), digit(*c)];
    }
    match tail {
        [a] => out.extend_from_slice(&[digit(a >> 2), digit(a << 4)]),
        [a, b] => out.extend_from_slice(&[digit(a >> 2), digit(a << 4 | b >> 4), digit(b << 2)]),
        _ => {}
    }
    while whole > 0 && out.len() % whole > 0 {
        out.push(b'=');
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Reads base64url. Padding and the standard alphabet are accepted too, because other implementations send
/// them. Text that mixes both alphabets, contains white space or has stray bits is refused. Apart from the
/// alphabet and the padding, no two texts decode to the same bytes.
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
    let read = || {
        let body = unpadded(text.as_bytes())?;
        let mut out = vec![0; body.len() * 3 / 4];
        if read(body, &mut out) {
            return Some(out);
        }
        // What was read of a credential must not stay.
        wipe_bytes(out);
        None
    };
    read().ok_or(Error::new(Code::InvalidEncoding, "the text is not base64url (RFC 4648 section 5)"))
}

/// Reads what encodes exactly so many bytes. `None` for anything else.
pub(crate) fn decode_array<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let body = unpadded(text.as_bytes())?;
    let mut out = [0; BYTES];
    (body.len() * 3 / 4 == BYTES && read(body, &mut out)).then_some(out)
}

/// Reads text without padding into three quarters as many bytes, rounded down. Returns whether it is valid.
fn read(body: &[u8], out: &mut [u8]) -> bool {
    let (passed, seen) = groups::read(body, out);
    let mut seen = u32::from(seen);
    let (quads, tail) = body[passed..].as_chunks::<4>();
    let (threes, rest) = out[passed / 4 * 3..].as_chunks_mut::<3>();
    let value = |byte: u8| u32::from(VALUES[usize::from(byte)]);
    for (&[a, b, c, d], three) in quads.iter().zip(threes) {
        let (a, b, c, d) = (value(a), value(b), value(c), value(d));
        seen |= a | b | c | d;
        let bits = a << 18 | (b & 63) << 12 | (c & 63) << 6 | (d & 63);
        *three = [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8];
    }
    let (last, flags) = group(tail);
    let seen = (seen as u8 & (ONLY_URL | ONLY_STANDARD)) | flags;
    let stray = match (tail.len(), rest) {
        (0, []) => 0,
        (2, [byte]) => {
            *byte = (last >> 4) as u8;
            last & 0xf
        }
        (3, [first, second]) => {
            (*first, *second) = ((last >> 10) as u8, (last >> 2) as u8);
            last & 0x3
        }
        _ => return false,
    };
    stray == 0 && seen != ONLY_URL | ONLY_STANDARD
}

/// The bits of up to four characters, and the flags of their alphabets.
fn group(text: &[u8]) -> (u32, u8) {
    text.iter().fold((0, 0), |(group, flags), byte| {
        let value = VALUES[usize::from(*byte)];
        (group << 6 | u32::from(value & 63), flags | value & (ONLY_URL | ONLY_STANDARD))
    })
}

/// The text without padding. Less padding than required is accepted; more is not.
fn unpadded(text: &[u8]) -> Option<&[u8]> {
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let body = &text[..text.len() - padding];
    let room = if body.len() % 4 > 1 { 4 - body.len() % 4 } else { 0 };
    (padding <= room).then_some(body)
}

/// Reads base64url that encodes UTF-8 text.
///
/// # Errors
/// [`Code::InvalidEncoding`].
pub fn decode_text(text: &str) -> Result<String> {
    String::from_utf8(decode(text)?)
        .map_err(|_| Error::new(Code::InvalidEncoding, "the base64url text is not UTF-8"))
}

/// Whether every character could occur in base64 text of either alphabet. Does not check the length.
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
        for text in
            ["Zg=v", "Z", "Zh", "Zm9", "Z g", "Zg\n", "-/8", "-w/w", "é", "=", "Zm9v=", "Zg===", "Z==="]
        {
            assert!(decode(text).is_err(), "{text:?}");
        }
    }
}
