//! Proofs of L402, formerly LSAT: `L402 <macaroon>:<preimage>`. A macaroon is public before it is paid; the preimage is the
//! proof that it was.

use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::notation::bytes::{end_of, ends_with, is_blank, start_of};
use crate::card::redact::notation::escape::starts_word;
use crate::card::redact::redacted::Secret;

/// The bytes of a preimage, as hexadecimal digits and in base64 with its padding.
const HEX: usize = 64;
const BASE64: usize = 44;

/// How far from its name a preimage ends.
pub(in crate::card::redact) const LONG: usize = 2 * HEX;

/// The most bytes of macaroons, and of the blanks before them.
const MACAROONS: usize = 2048;
const BLANKS: usize = 8;

const SCHEMES: &[&[u8]] = &[b"l402", b"lsat"];

/// The preimage after a bare scheme and its macaroons, found by the `:` before it.
pub(in crate::card::redact) fn preimage(bytes: &[u8], at: usize) -> Option<Secret> {
    if bytes[at] != b':' || !may_prove(bytes, at) {
        return None;
    }
    let to = end_of(bytes, at + 1, |byte| byte.is_ascii_alphanumeric());
    let macaroon = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=,".contains(&byte);
    let start = start_of(bytes, at, MACAROONS, macaroon);
    let end = start_of(bytes, start, BLANKS, is_blank);
    let is_scheme = |name: &&[u8]| ends_with(bytes, end, name) && starts_word(bytes, end - name.len());
    let proves = to == at + 1 + HEX && start < at && end < start && SCHEMES.iter().any(is_scheme);
    proves.then_some(Secret { from: at + 1, to, with: HIDDEN_TEXT })
}

/// Whether a preimage may follow a separator. Called at many, so that nearly all of them cost no more than this.
#[cold]
pub(super) fn may_prove(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + HEX).is_some_and(u8::is_ascii_hexdigit)
        && bytes.get(at + 1..=at + HEX).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Whether a text is a preimage.
pub(in crate::card::redact) fn is_preimage(text: &str) -> bool {
    let all = |passes: fn(&u8) -> bool| text.as_bytes().iter().all(passes);
    (text.len() == HEX && all(u8::is_ascii_hexdigit))
        || (text.len() == BASE64
            && text.ends_with('=')
            && all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte)))
}
