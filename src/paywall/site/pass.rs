//! Access passes: a payer in a browser need not pay for each click.
//!
//! A route with passes sells its resources for a limited time: the answer to a paid GET sets a cookie. Until the cookie
//! ends, GET and HEAD requests under the same route that carry it are served without another payment.
//!
//! ```text
//! cookie = name "=" expires "." tag     expires: milliseconds since the epoch
//! ```
//!
//! The tag binds the realm, the pattern, the end, and the price and recipient of every offer of the route. So a pass is
//! worthless elsewhere, and here too once the price changes. It is a bearer pass: it does not say who paid. The origin
//! never sees it.

use crate::ascii;
use crate::binding::{ChallengeKey, TagKey};
use crate::encoding::base64url;
use crate::error::{Code, Error, Result};
use alloc::{string::String, vec::Vec};
use sha2::{Digest as _, Sha256};

/// The longest a pass may be valid, in milliseconds.
pub const MAX_PASS_TTL_MS: i64 = 30 * 24 * 3_600_000;
const MIN_PASS_TTL_MS: i64 = 1000;

/// Part of the name of every pass. No cookie that contains it reaches an origin.
const NAME: &str = "mpp-pass-";
const LABEL: &[u8] = b"mpp-wasm access pass v1";

/// The passes of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::paywall) struct Pass {
    pub(in crate::paywall) ttl_ms: i64,
    pub(in crate::paywall) pattern: String,
    /// The cookie's name without its `__Host-` or `__Secure-` prefix. It differs by route, so that two routes below one
    /// path do not overwrite each other's passes.
    name: String,
    /// The path below which browsers send the cookie.
    pub(in crate::paywall) path: String,
}

impl Pass {
    pub(super) fn prepare(pattern: &str, ttl_ms: i64) -> Result<Self> {
        if pattern.is_empty() {
            return Err(Error::new(
                Code::BadConfig,
                "a pass belongs to a route: charge sells one answer at a time",
            ));
        }
        if !(MIN_PASS_TTL_MS..=MAX_PASS_TTL_MS).contains(&ttl_ms) {
            return Err(Error::new(Code::BadConfig, "a pass lasts a second to thirty days, in milliseconds"));
        }
        if ascii::split_once(pattern, b' ').is_some_and(|(method, _)| method != "GET") {
            return Err(Error::new(Code::BadConfig, "a pass serves GET; other methods are paid each time"));
        }
        let digest = base64url::encode(Sha256::digest(pattern.as_bytes()));
        let name = [NAME, digest.get(..11).unwrap_or(&digest)].concat();
        Ok(Self { ttl_ms, pattern: pattern.into(), name, path: cookie_path(pattern) })
    }

    /// The name with its prefix, which makes browsers enforce the cookie's own attributes (RFC 6265bis section 4.1.3).
    /// They require TLS for it.
    pub(in crate::paywall) fn full_name(&self, secure: bool) -> String {
        let prefix = match (secure, self.path.as_str()) {
            (false, _) => "",
            (true, "/") => "__Host-",
            (true, _) => "__Secure-",
        };
        [prefix, &self.name].concat()
    }
}

/// The key for passes, derived from the key for challenges.
pub(super) fn key(key: &ChallengeKey) -> Result<TagKey> {
    TagKey::derive(key, LABEL)
}

/// The longest path of whole segments that contains everything a pattern matches, in characters that are literal in a
/// cookie's `Path`.
fn cookie_path(pattern: &str) -> String {
    // A pass is for the path with and without a trailing slash.
    let path = ascii::split_once(pattern, b' ').map_or(pattern, |(_, path)| path);
    let path = ascii::trim_end(path, b'/');
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let mut segments = ascii::split(path, b'/').skip(1).peekable();
    let mut out = String::from("/");
    while let Some(segment) = segments.next() {
        if segment.is_empty() || !segment.bytes().all(plain) {
            break;
        }
        out.push_str(segment);
        if segments.peek().is_some() {
            out.push('/');
        }
    }
    out
}

/// A `Cookie` value without access passes; `None` if nothing is left. Cookies that only look like passes are removed
/// too.
///
/// ```
/// use mpp_wasm::paywall::without_pass;
/// assert_eq!(without_pass("a=b; __Secure-mpp-pass-x=1.y").as_deref(), Some("a=b"));
/// assert_eq!(without_pass("mpp-pass-x=1.y"), None);
/// ```
#[must_use = "the text itself is unchanged"]
pub fn without_pass(cookie: &str) -> Option<String> {
    let is_pass = |piece: &&str| {
        let name = piece.as_bytes();
        name.windows(NAME.len()).any(|part| part.eq_ignore_ascii_case(NAME.as_bytes()))
    };
    if !is_pass(&cookie) {
        return Some(cookie.into());
    }
    let others: Vec<&str> =
        ascii::split(cookie, b';').map(str::trim_ascii).filter(|piece| !is_pass(piece)).collect();
    (!others.is_empty()).then(|| others.join("; "))
}

#[cfg(test)]
#[path = "pass_tests.rs"]
mod tests;
