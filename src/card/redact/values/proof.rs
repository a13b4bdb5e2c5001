//! Values under names that also name other things, and that only their form tells to be proofs or keys.

use crate::ascii;
use crate::card::key;
use crate::card::redact::headers::paid;
use crate::card::redact::names::l402;
use crate::card::redact::names::telling::looks_secret;
use crate::card::redact::notation::bytes::{end_of, start_to};
use crate::card::redact::tokens::pem;

/// How a macaroon of LND begins, in hexadecimal digits and in base64: version 2, and `lnd` for its place. It opens the
/// node. Those of L402's challenges have other places.
const NODE_HEX: &str = "0201036c6e64";
const NODE_BASE64: &str = "AgEDbG5k";

/// The fewest characters after that.
const NODE_LONG: usize = 32;

/// The fewest characters of a user and a password in base64, and the most that are looked at.
const LOGIN: usize = 12;
const LOGIN_LONG: usize = l402::LONG - NEAR;

/// How far from its name a proof begins, after a separator, quotation marks and blanks.
const NEAR: usize = 32;

/// How much is read of a field with which a wallet signs in, before it is known to be one: enough that a word of which this is
/// a part counts as long.
const SIGN_IN_LONG: usize = 512;

/// Up to where such a value is read that starts after a place. Words that are no proof are read again from each name in
/// them. So of a macaroon as much is read as may be one, and a little more, which shows whether it ends there. No preimage is
/// long. What begins like a field with which a wallet signs in is then read as a whole ([`goes_on`]).
pub(super) fn end(bytes: &[u8], after: usize, name: &str) -> usize {
    let near = &bytes[after..bytes.len().min(after + NEAR)];
    let place =
        |start: &str| near.windows(start.len()).position(|part| part.eq_ignore_ascii_case(start.as_bytes()));
    let node = || [NODE_HEX, NODE_BASE64].into_iter().find_map(place);
    let end = match if key::is_macaroon(name) { node() } else { None } {
        Some(at) => end_of(bytes, after + at, is_of_node) + l402::LONG,
        None if key::is_sign_in(name) => after + SIGN_IN_LONG,
        None => after + l402::LONG,
    };
    start_to(bytes, end).len()
}

/// Whether a value of which no more was read than this is one that may be longer.
pub(super) fn goes_on(name: &str, text: &str) -> bool {
    key::is_sign_in(name) && paid::begins_object(text.as_bytes())
}

/// Whether a value under a name is one.
pub(in crate::card::redact) fn is_proof(name: &str, text: &str) -> bool {
    (key::is_preimage(name) && l402::is_preimage(text))
        || (key::is_macaroon(name) && opens_node(text))
        || (key::is_sign_in(name) && paid::begins_object(text.as_bytes()))
        || (key::is_auth(name) && is_login(text))
}

/// Whether a text is a user and a password, `user:password` or the same in base64. A longer one may be cut off here.
#[cold]
#[inline(never)]
fn is_login(text: &str) -> bool {
    let is_base64 =
        || text.len() >= LOGIN && text.len().is_multiple_of(4) && text.bytes().all(pem::is_base64);
    let colon = text.bytes().position(|byte| byte == b':');
    let secret = ascii::part(text, colon.map_or(0, |at| at + 1)..);
    text.len() <= LOGIN_LONG && looks_secret(secret) && colon.map_or_else(is_base64, |at| at > 0)
}

/// Whether a text is a macaroon of LND, and nothing behind it but padding, or what was joined to it with an equals sign.
fn opens_node(text: &str) -> bool {
    let start = ascii::starts_with(text, NODE_HEX);
    let to = end_of(text.as_bytes(), 0, is_of_node);
    (start || text.starts_with(NODE_BASE64))
        && to >= NODE_HEX.len() + NODE_LONG
        && matches!(text.as_bytes().get(to), None | Some(b'='))
}

/// A byte of such a macaroon, without the padding at its end: there are many `=` in a text with many names.
const fn is_of_node(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}
