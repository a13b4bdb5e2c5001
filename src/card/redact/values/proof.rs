//! Values under names that also name other things, and that only their form tells to be proofs or keys.

use crate::ascii;
use crate::card::key;
use crate::card::redact::headers::paid;
use crate::card::redact::names::l402;

/// How a macaroon of LND begins, in hexadecimal digits and in base64: version 2, and `lnd` for its place. It opens the
/// node. Those of L402's challenges have other places.
const NODE_HEX: &str = "0201036c6e64";
const NODE_BASE64: &str = "AgEDbG5k";

/// The fewest characters after that.
const NODE_LONG: usize = 32;

/// How JSON begins in base64, apart from what follows the brace.
const OBJECT: &str = "ey";

/// How far from its name a proof begins, after a separator, quotation marks and blanks.
const NEAR: usize = 32;

/// Up to where such a value is read that starts after a place. Words that do not begin like a proof are read again from
/// each name in them, and no preimage is long.
pub(super) fn end(bytes: &[u8], after: usize, name: &str) -> usize {
    let near = &bytes[after..bytes.len().min(after + NEAR)];
    let begins =
        |start: &str| near.windows(start.len()).any(|part| part.eq_ignore_ascii_case(start.as_bytes()));
    let long = !key::is_preimage(name) && [NODE_HEX, NODE_BASE64, OBJECT].into_iter().any(begins);
    if long { bytes.len() } else { bytes.len().min(after + l402::LONG) }
}

/// Whether a value under a name is one.
pub(in crate::card::redact) fn is_proof(name: &str, text: &str) -> bool {
    (key::is_preimage(name) && l402::is_preimage(text))
        || (key::is_macaroon(name) && opens_node(text))
        || (key::is_sign_in(name) && paid::begins_object(text.as_bytes()))
}

/// Whether a text is a macaroon of LND.
fn opens_node(text: &str) -> bool {
    let start = ascii::starts_with(text, NODE_HEX);
    let value = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    (start || text.starts_with(NODE_BASE64))
        && text.len() >= NODE_HEX.len() + NODE_LONG
        && text.bytes().all(value)
}
