//! The message a challenge id is the MAC of.
//!
//! Seven slots joined by `|`, absent ones empty: realm, method, intent, request, expires, digest, opaque. A
//! challenge that names its credential header has that name as an eighth slot before `opaque`
//! (mpp-specs #357, #362). Both forms read back in one way only because no slot may hold `|`.

use super::Secret;
use crate::encoding::base64url;
use crate::error::{Code, Error, Result};
use crate::scheme::{Challenge, CredentialHeader, Expires, Opaque};
use alloc::string::String;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Computes the id that binds a challenge. The challenge's own `id` and `description` play no part.
///
/// # Errors
/// [`Code::InvalidArgument`] when a bound field holds `|`.
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
    Ok(base64url::encode(mac(secret, challenge)?.finalize().into_bytes()))
}

/// Whether `challenge.id` is the id that binds the challenge. Compares in constant time.
///
/// # Errors
/// As for [`challenge_id`].
pub(super) fn is_bound(secret: &Secret, challenge: &Challenge) -> Result<bool> {
    let mac = mac(secret, challenge)?;
    // Decoding refuses stray bits, so no two texts stand for one MAC, and an id names one claim.
    let strict = challenge.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    Ok(strict && base64url::decode(&challenge.id).is_ok_and(|bytes| mac.verify_slice(&bytes).is_ok()))
}

fn mac(secret: &Secret, challenge: &Challenge) -> Result<Hmac<Sha256>> {
    let header = challenge.header.as_ref().map(CredentialHeader::as_str);
    let opaque = challenge.opaque.as_ref().map_or("", Opaque::as_str);
    let slots = [
        Some(challenge.realm.as_str()),
        Some(challenge.method.as_str()),
        Some(challenge.intent.as_str()),
        Some(challenge.request.as_str()),
        Some(challenge.expires.as_ref().map_or("", Expires::as_str)),
        Some(challenge.digest.as_deref().unwrap_or("")),
        header,
        Some(opaque),
    ];
    let mut mac = secret.start();
    for (at, slot) in slots.into_iter().flatten().enumerate() {
        if slot.contains('|') {
            return Err(Error::new(Code::InvalidArgument, "no bound field of a challenge may hold \"|\""));
        }
        if at > 0 {
            mac.update(b"|");
        }
        mac.update(slot.as_bytes());
    }
    Ok(mac)
}
