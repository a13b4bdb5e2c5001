//! The message whose MAC is the challenge id.
//!
//! It has seven slots joined by `|`, with absent ones empty: realm, method, intent, request, expires, digest,
//! opaque. A challenge that names its credential header has that name as an eighth slot before `opaque`
//! (mpp-specs #357, #362). The message is unambiguous only because no slot may contain `|`.

use super::Secret;
use super::bound::Bound;
use crate::ascii;
use crate::encoding::base64url;
use crate::error::{Code, Error, Result};
use crate::scheme::Challenge;
use alloc::string::String;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The length of an id: 32 bytes as base64url without padding.
const ID_BYTES: usize = 43;

/// Computes the id that binds a challenge. The challenge's own `id` and `description` are not part of it.
///
/// # Errors
/// [`Code::InvalidArgument`] when a bound field contains `|`.
///
/// ```
/// use mpp_wasm::{binding::{Secret, challenge_id}, scheme::Challenge};
/// // The reference vector of the protocol's conformance suite.
/// let challenge = Challenge::parse(
///     r#"Payment id="?", realm="api.example.com", method="tempo", intent="charge", request="eyJhbW91bnQiOiIxMDAwMDAwIn0""#,
/// ).unwrap();
/// let secret = Secret::new(b"test-vector-secret-minimum-32-byte-secret").unwrap();
/// assert_eq!(challenge_id(&secret, &challenge).unwrap(), "6QDs0BmhrI_v67iWeCMvGqQJEFQ6ErWKlk7zi5xL6t0");
/// ```
pub fn challenge_id(secret: &Secret, challenge: &Challenge) -> Result<String> {
    Ok(id(of(secret, &Bound::from(challenge))?))
}

/// The MAC of a challenge.
///
/// # Errors
/// [`Code::InvalidArgument`] when a bound field contains `|`.
pub(super) fn of(secret: &Secret, bound: &Bound<'_>) -> Result<Hmac<Sha256>> {
    complete(head(secret, bound)?, bound)
}

/// Writes a MAC as an id.
pub(super) fn id(mac: Hmac<Sha256>) -> String {
    base64url::encode(mac.finalize().into_bytes())
}

/// Whether a MAC written as an id is `id`. Compares in constant time.
pub(super) fn is_id(mac: Hmac<Sha256>, id: &str) -> bool {
    // Decoding refuses stray bits, so each MAC has exactly one text, and an id names one claim.
    let strict = id.len() == ID_BYTES && ascii::find_either(id.as_bytes(), [b'+', b'/']).is_none();
    strict && base64url::decode_array::<32>(id).is_some_and(|bytes| mac.verify_slice(&bytes).is_ok())
}

/// The hash of the fields before `expires`, including the `|` in between.
///
/// # Errors
/// [`Code::InvalidArgument`] when one of them contains `|`.
pub(super) fn head(secret: &Secret, bound: &Bound<'_>) -> Result<Hmac<Sha256>> {
    let mut mac = secret.start();
    for slot in [bound.realm, bound.method, bound.intent, bound.request] {
        mac.update(check(slot)?.as_bytes());
        mac.update(b"|");
    }
    Ok(mac)
}

/// Adds `expires` and the fields after it to the hash of the fields before.
///
/// # Errors
/// [`Code::InvalidArgument`] when one of them contains `|`.
pub(super) fn complete(mut mac: Hmac<Sha256>, bound: &Bound<'_>) -> Result<Hmac<Sha256>> {
    // This text was read as a moment, so it needs no check: it holds no `|`.
    mac.update(bound.expires.map_or("", |(text, _)| text).as_bytes());
    // An absent digest or opaque leaves its slot empty. An absent header has no slot.
    let slots = [Some(bound.digest.unwrap_or("")), bound.header, Some(bound.opaque)];
    for slot in slots.into_iter().flatten() {
        mac.update(b"|");
        mac.update(check(slot)?.as_bytes());
    }
    Ok(mac)
}

fn check(slot: &str) -> Result<&str> {
    if ascii::holds(slot, b'|') {
        Err(Error::new(Code::InvalidArgument, "a bound challenge field must not contain \"|\""))
    } else {
        Ok(slot)
    }
}
