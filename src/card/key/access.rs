//! The name of an access pass's cookie: `__Host-mpp-pass-w5cIhZzqHFI`.

/// How it begins, after the prefixes that browsers know. The paywall has the same; a test compares them.
pub(in crate::card) const PASS_NAME: &str = "mpp-pass-";

/// The characters of base64url after that, which differ by route.
pub(in crate::card) const PASS_ROUTE: usize = 11;

const PREFIXES: &[&str] = &["__Host-", "__Secure-"];

/// Whether a key is the name of a pass's cookie.
pub(in crate::card) fn is_access_pass(key: &str) -> bool {
    let name = PREFIXES.iter().find_map(|prefix| key.strip_prefix(prefix)).unwrap_or(key);
    name.strip_prefix(PASS_NAME)
        .is_some_and(|route| route.len() == PASS_ROUTE && route.bytes().all(is_base64url))
}

/// A byte of base64url.
pub(in crate::card) const fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
