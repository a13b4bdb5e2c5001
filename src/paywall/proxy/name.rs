//! Which fields pass between the payer and the origin, by their names.

use crate::ascii;

/// Fields that are only for one connection (RFC 9110 section 7.6.1). `Upgrade` is one of them: offered over one
/// connection, it must not be sent over another, least of all over HTTP/2 (RFC 9113 section 8.2.2).
const HOP_BY_HOP: [&str; 11] = [
    "connection",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Fields that make an origin treat a request as one for another path or method, whose price would not have been paid.
const OVERRIDE_HEADERS: [&str; 8] = [
    "x-original-url",
    "x-rewrite-url",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "script-name",
    "x-script-name",
    "path-info",
];

/// Fields for caches in front of a server, which those caches obey instead of `Cache-Control` (RFC 9213).
const SHARED_CACHE_HEADERS: [&str; 3] = ["surrogate-control", "edge-control", "x-accel-expires"];

/// The end of the names of the others, for all such caches or one: `CDN-Cache-Control`, `Akamai-Cache-Control`,
/// `X-LiteSpeed-Cache-Control`.
const SHARED_CACHE_SUFFIX: &str = "-cache-control";

/// The beginning of the names of fields that only the paywall may send.
const PAYMENT_PREFIX: &str = "payment-";

/// The fields of x402 version 2 that begin like this too. With them an origin may charge for what has no price here.
const X402_HEADERS: [&str; 3] = ["payment-required", "payment-signature", "payment-response"];

/// Whether the origin may see a request field of this name. It must not see the fields that are for one connection
/// only, `Expect`, whatever names another path or method, and `Payment-*`, which only the paywall may send, except for
/// x402's `PAYMENT-SIGNATURE`. A field that `Connection` names ([`super::ConnectionOptions`]) must not pass either. Pass
/// `Authorization` and `Cookie` through [`super::without_payment`] and [`crate::paywall::without_pass`].
///
/// ```
/// use mpp_wasm::paywall::request_header_allowed;
/// assert!(request_header_allowed("Accept"));
/// // Servers that pass fields on as variables treat other characters like `-`.
/// assert!(!request_header_allowed("X_HTTP_Method-Override"));
/// assert!(!request_header_allowed("Payment-Authorization"));
/// ```
#[must_use]
pub fn request_header_allowed(name: &str) -> bool {
    let overrides = OVERRIDE_HEADERS.iter().any(|own| name.len() == own.len() && begins_as(name, own));
    // Reading the request has already answered its expectation (RFC 9110 section 10.1.1).
    let forbidden = overrides
        || (begins_as(name, PAYMENT_PREFIX) && !is_one_of(&X402_HEADERS, name))
        || is_one_of(&HOP_BY_HOP, name)
        || name.eq_ignore_ascii_case("expect");
    !forbidden
}

/// Whether the payer may see a response field of this name, paid or not. Fields that are for one connection only do not
/// pass, and neither do the origin's own `Payment-*`, except for those of x402. A field that `Connection` names
/// ([`super::ConnectionOptions`]) must not pass either. Pass `WWW-Authenticate` through [`super::without_payment`].
///
/// ```
/// use mpp_wasm::paywall::response_header_allowed;
/// assert!(response_header_allowed("Set-Cookie"));
/// assert!(!response_header_allowed("Payment-Receipt"));
/// ```
#[must_use]
pub fn response_header_allowed(name: &str) -> bool {
    let is_payment = ascii::starts_with(name, PAYMENT_PREFIX);
    (!is_payment || is_one_of(&X402_HEADERS, name)) && !is_one_of(&HOP_BY_HOP, name)
}

/// The same for the response to a paid request. It is for its payer alone, so cookies and directives to shared caches do
/// not pass. Pass `Cache-Control` through [`super::private_cache_control`].
///
/// ```
/// use mpp_wasm::paywall::paid_response_header_allowed;
/// assert!(paid_response_header_allowed("ETag"));
/// assert!(!paid_response_header_allowed("Set-Cookie"));
/// assert!(!paid_response_header_allowed("Cloudflare-CDN-Cache-Control"));
/// ```
#[must_use]
pub fn paid_response_header_allowed(name: &str) -> bool {
    response_header_allowed(name) && !is_for_shared_caches(name) && !name.eq_ignore_ascii_case("set-cookie")
}

fn is_for_shared_caches(name: &str) -> bool {
    ascii::ends_with(name, SHARED_CACHE_SUFFIX) || is_one_of(&SHARED_CACHE_HEADERS, name)
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Whether a name begins with `start`, with every character other than a letter or digit taken for `-`.
fn begins_as(name: &str, start: &str) -> bool {
    let dashed =
        name.bytes().map(|byte| if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() } else { b'-' });
    name.len() >= start.len() && dashed.zip(start.bytes()).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_names_another_path_or_method_or_a_payment_to_the_origin() {
        for name in OVERRIDE_HEADERS {
            let disguised = [name.to_ascii_uppercase(), name.replace('-', "_"), name.replacen('-', ".", 1)];
            for name in disguised.iter().map(|own| &**own).chain([name]) {
                assert!(!request_header_allowed(name), "{name}");
            }
        }
        for name in [
            "Payment-Receipt",
            "payment_authorization",
            "payment.",
            "TE",
            "Expect",
            "upgrade",
            "X_Script-Name",
        ] {
            assert!(!request_header_allowed(name), "{name}");
        }
        // A proxy in front sets `X-Forwarded-Prefix`, and origins make links with it.
        for name in [
            "PAYMENT-SIGNATURE",
            "payment",
            "x-payment-id",
            "x-original-urls",
            "x-original",
            "x-forwarded-prefix",
            "authorization",
            "cookie",
            "",
        ] {
            assert!(request_header_allowed(name), "{name}");
        }
    }

    #[test]
    fn of_payment_fields_only_those_of_x402_pass() {
        for name in ["PAYMENT-REQUIRED", "Payment-Response"] {
            assert!(response_header_allowed(name) && paid_response_header_allowed(name), "{name}");
        }
        for name in
            ["Payment-Receipt", "payment-session", "PAYMENT-", "payment-required-by", "payment-responses"]
        {
            assert!(!response_header_allowed(name) && !paid_response_header_allowed(name), "{name}");
        }
        assert!(!request_header_allowed("payment_signature"), "another spelling is another field");
    }

    #[test]
    fn a_paid_response_is_for_its_payer_alone() {
        for name in [
            "CDN-Cache-Control",
            "Vercel-CDN-Cache-Control",
            "Akamai-Cache-Control",
            "X-LiteSpeed-Cache-Control",
            "Surrogate-Control",
            "Edge-Control",
            "X-Accel-Expires",
        ] {
            assert!(response_header_allowed(name) && !paid_response_header_allowed(name), "{name}");
        }
        for name in ["Cache-Control", "x-cachecontrol", "payment", "expect", "é-cache-controls", ""] {
            assert!(paid_response_header_allowed(name), "{name}");
        }
        for name in HOP_BY_HOP {
            assert!(!request_header_allowed(name) && !response_header_allowed(name), "{name}");
        }
    }
}
