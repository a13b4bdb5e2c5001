//! What passes between payer and origin, and what does not.

use crate::ascii;
use crate::http::auth;
use crate::scheme::SCHEME;
use alloc::{string::String, vec::Vec};

/// An `Authorization` or `WWW-Authenticate` value without its Payment parts: an origin never sees a credential,
/// a payer never an origin's challenge. `None` when nothing is left.
///
/// ```
/// use mpp_wasm::paywall::without_payment;
/// assert_eq!(without_payment("Payment e30"), None);
/// assert_eq!(without_payment("Bearer x, Payment e30").as_deref(), Some("Bearer x"));
/// ```
pub fn without_payment(value: &str) -> Option<String> {
    // What cannot be read might hold a credential.
    let elements = auth::split(value).ok()?;
    if !elements.iter().any(|element| element.is(SCHEME)) {
        return Some(value.into());
    }
    let others: Vec<String> =
        elements.iter().filter(|element| !element.is(SCHEME)).map(auth::Element::to_text).collect();
    (!others.is_empty()).then(|| others.join(", "))
}

/// The `Cache-Control` of a paid answer: `private`, and nothing that contradicts it (draft section "Caching").
///
/// ```
/// use mpp_wasm::paywall::private_cache_control;
/// assert_eq!(private_cache_control(None), "private");
/// assert_eq!(private_cache_control(Some("public, max-age=60, s-maxage=600")), "private, max-age=60");
/// assert_eq!(private_cache_control(Some("no-store")), "private, no-store");
/// ```
pub fn private_cache_control(value: Option<&str>) -> String {
    let shared = |directive: &&str| {
        let name = ascii::split_once(directive, b'=').map_or(*directive, |(name, _)| name);
        !["public", "private", "s-maxage", "proxy-revalidate"]
            .iter()
            .any(|own| name.eq_ignore_ascii_case(own))
    };
    let kept = ascii::split(value.unwrap_or(""), b',')
        .map(str::trim_ascii)
        .filter(|directive| !directive.is_empty())
        .filter(shared);
    let mut out = String::from("private");
    kept.for_each(|directive| out.extend([", ", directive]));
    out
}

/// Whether an answer is what a payment was for: a success, or a redirect that hands over what was bought. `elsewhere`
/// says where a redirect leads, if anywhere: to another host than the paywall's, or not.
///
/// A redirect to another host is the answer (a signed link to a download). One to the paywall's own only says where
/// to ask, and pay, again, except after a method that has done its work (`303`, and as browsers read them `301` and
/// `302`, after a POST). `304` is none: it says to somebody who has not what was bought that it has not changed.
///
/// ```
/// use mpp_wasm::paywall::is_delivery;
/// assert!(is_delivery("GET", 206, None) && is_delivery("GET", 302, Some(true)) && is_delivery("POST", 303, Some(false)));
/// assert!(!is_delivery("GET", 301, Some(false)) && !is_delivery("GET", 304, None) && !is_delivery("GET", 404, None));
/// ```
pub fn is_delivery(method: &str, status: u16, elsewhere: Option<bool>) -> bool {
    let done = !matches!(method, "GET" | "HEAD");
    match (status, elsewhere) {
        (200..=299, _) => true,
        (301..=303, Some(elsewhere)) => elsewhere || done,
        (307 | 308, Some(elsewhere)) => elsewhere,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bug_23_no_credential_reaches_the_origin() {
        for value in
            ["Payment e30", "payment\te30", "Payment", "Payment a b, c=d", "PAYMENT e30, Payment e30"]
        {
            assert_eq!(without_payment(value), None, "{value:?}");
        }
        let mixed = without_payment("Basic YTpi, Payment e30, Bearer x");
        assert_eq!(mixed.as_deref(), Some("Basic YTpi, Bearer x"));
        // What is too large to read might hold one.
        assert_eq!(without_payment(&"x".repeat(auth::MAX_HEADER_BYTES + 1)), None);
    }

    #[test]
    fn what_a_payment_was_for() {
        for (method, status, elsewhere, delivered) in [
            ("GET", 200, None, true),
            ("DELETE", 204, None, true),
            ("GET", 206, None, true),
            ("GET", 299, None, true),
            ("GET", 302, Some(true), true),
            ("GET", 307, Some(true), true),
            ("GET", 301, Some(false), false),
            ("GET", 303, Some(false), false),
            ("GET", 308, Some(false), false),
            ("POST", 301, Some(false), true),
            ("POST", 302, Some(false), true),
            ("PUT", 303, Some(false), true),
            ("POST", 303, Some(true), true),
            ("POST", 307, Some(false), false),
            ("POST", 308, Some(false), false),
            // Without a Location there is nowhere to go.
            ("POST", 303, None, false),
            ("GET", 302, None, false),
            ("GET", 101, None, false),
            ("GET", 300, Some(true), false),
            ("GET", 304, None, false),
            ("GET", 304, Some(true), false),
            ("GET", 404, None, false),
            ("POST", 500, None, false),
        ] {
            assert_eq!(is_delivery(method, status, elsewhere), delivered, "{method} {status} {elsewhere:?}");
        }
    }

    #[test]
    fn bug_25_no_challenge_of_the_origin_reaches_the_payer() {
        let value = r#"Digest realm="a, Payment b", nonce="n", Payment id="1", realm="r", Negotiate"#;
        assert_eq!(
            without_payment(value).as_deref(),
            Some(r#"Digest realm="a, Payment b", nonce="n", Negotiate"#)
        );
    }
}
