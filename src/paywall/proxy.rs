//! What passes between the payer and the origin, and what does not.

use crate::ascii;
use crate::http::auth;
use crate::scheme::SCHEME;
use alloc::{string::String, vec::Vec};

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
const OVERRIDE_HEADERS: [&str; 7] = [
    "x-original-url",
    "x-rewrite-url",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "script-name",
    "path-info",
];

/// Fields for caches in front of a server, which those caches obey instead of `Cache-Control` (RFC 9213).
const CDN_CACHE_HEADERS: [&str; 4] =
    ["cdn-cache-control", "surrogate-control", "edge-control", "x-accel-expires"];

/// Whether the origin may see a request field of this name. It must not see the fields that are for one connection
/// only, `Expect`, whatever names another path or method, and `Payment-*`, which only the paywall may send. A field that
/// `Connection` names ([`ConnectionOptions`]) must not pass either. Pass `Authorization` and `Cookie` through
/// [`without_payment`] and [`super::without_pass`].
///
/// ```
/// use mpp_wasm::paywall::request_header_allowed;
/// assert!(request_header_allowed("Accept"));
/// // Servers that pass fields on as variables treat other characters like `-`.
/// assert!(!request_header_allowed("X_HTTP_Method-Override"));
/// assert!(!request_header_allowed("Payment-Authorization"));
/// ```
pub fn request_header_allowed(name: &str) -> bool {
    let overrides = OVERRIDE_HEADERS.iter().any(|own| name.len() == own.len() && begins_as(name, own));
    // Reading the request has already answered its expectation (RFC 9110 section 10.1.1).
    !(overrides || begins_as(name, PAYMENT) || is_one_of(&HOP_BY_HOP, name) || is_one_of(&["expect"], name))
}

/// Whether the payer may see a response field of this name, paid or not. Fields that are for one connection only do not
/// pass, and neither do the origin's own `Payment-*`. A field that `Connection` names ([`ConnectionOptions`]) must not
/// pass either. Pass `WWW-Authenticate` through [`without_payment`].
///
/// ```
/// use mpp_wasm::paywall::response_header_allowed;
/// assert!(response_header_allowed("Set-Cookie"));
/// assert!(!response_header_allowed("Payment-Receipt"));
/// ```
pub fn response_header_allowed(name: &str) -> bool {
    let prefix = name.as_bytes().get(..PAYMENT.len());
    let payment = prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(PAYMENT.as_bytes()));
    !(payment || is_one_of(&HOP_BY_HOP, name))
}

/// The same for the response to a paid request. It is for its payer alone, so cookies and directives to shared caches do
/// not pass. Pass `Cache-Control` through [`private_cache_control`].
///
/// ```
/// use mpp_wasm::paywall::paid_response_header_allowed;
/// assert!(paid_response_header_allowed("ETag"));
/// assert!(!paid_response_header_allowed("Set-Cookie"));
/// assert!(!paid_response_header_allowed("Cloudflare-CDN-Cache-Control"));
/// ```
pub fn paid_response_header_allowed(name: &str) -> bool {
    const OF_A_CDN: &str = "-cdn-cache-control";
    let start = name.len().saturating_sub(OF_A_CDN.len());
    let ends = name.as_bytes().get(start..).unwrap_or_default().eq_ignore_ascii_case(OF_A_CDN.as_bytes());
    let shared = ends || is_one_of(&CDN_CACHE_HEADERS, name) || is_one_of(&["set-cookie"], name);
    response_header_allowed(name) && !shared
}

/// The most options that are told apart. HTTP needs one or two.
const MAX_OPTIONS: usize = 64;

/// The fields that a message's `Connection` values name as ones for its connection only (RFC 9110 section 7.6.1). They
/// must not pass in either direction. `Upgrade` is left to the rules above.
///
/// ```
/// use mpp_wasm::paywall::ConnectionOptions;
/// let options = ConnectionOptions::parse(["close, X-Hop", "Upgrade"]);
/// assert!(options.contain("x-hop"));
/// assert!(!options.contain("upgrade"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConnectionOptions<'a>(Vec<&'a str>);

impl<'a> ConnectionOptions<'a> {
    /// Reads all `Connection` values of a message. A message with more than 64 options counts as naming every field:
    /// comparing any number of options with any number of fields would let a client choose the cost.
    pub fn parse(values: impl IntoIterator<Item = &'a str>) -> Self {
        let options = values.into_iter().flat_map(|value| ascii::split(value, b',')).map(str::trim_ascii);
        let named = options.filter(|option| !option.is_empty() && !option.eq_ignore_ascii_case("upgrade"));
        Self(named.take(MAX_OPTIONS + 1).collect())
    }

    /// Whether one of them names this field.
    pub fn contain(&self, name: &str) -> bool {
        self.0.len() > MAX_OPTIONS || self.0.iter().any(|option| option.eq_ignore_ascii_case(name))
    }
}

const PAYMENT: &str = "payment-";

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Whether a name begins with `start`, with every character other than a letter or digit taken for `-`.
fn begins_as(name: &str, start: &str) -> bool {
    let dashed =
        name.bytes().map(|byte| if byte.is_ascii_alphanumeric() { byte.to_ascii_lowercase() } else { b'-' });
    name.len() >= start.len() && dashed.zip(start.bytes()).all(|(one, other)| one == other)
}

/// An `Authorization` or `WWW-Authenticate` value without its Payment parts: the origin never sees a credential, and
/// the payer never sees a Payment challenge of the origin. `None` if nothing is left, or if the value cannot be read.
///
/// ```
/// use mpp_wasm::paywall::without_payment;
/// assert_eq!(without_payment("Payment e30"), None);
/// assert_eq!(without_payment("Bearer x, Payment e30").as_deref(), Some("Bearer x"));
/// ```
pub fn without_payment(value: &str) -> Option<String> {
    // A value that cannot be read might contain a credential.
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
        for name in ["Payment-Receipt", "payment_authorization", "payment.", "TE", "Expect", "upgrade"] {
            assert!(!request_header_allowed(name), "{name}");
        }
        for name in
            ["payment", "x-payment-id", "x-original-urls", "x-original", "authorization", "cookie", ""]
        {
            assert!(request_header_allowed(name), "{name}");
        }
    }

    #[test]
    fn a_paid_response_is_for_its_payer_alone() {
        for name in ["CDN-Cache-Control", "Vercel-CDN-Cache-Control", "Surrogate-Control", "X-Accel-Expires"]
        {
            assert!(response_header_allowed(name) && !paid_response_header_allowed(name), "{name}");
        }
        for name in
            ["Cache-Control", "vercelcdn-cache-control", "payment", "expect", "é-cdn-cache-controls", ""]
        {
            assert!(paid_response_header_allowed(name), "{name}");
        }
        for name in HOP_BY_HOP {
            assert!(!request_header_allowed(name) && !response_header_allowed(name), "{name}");
        }
    }

    #[test]
    fn more_connection_options_than_any_message_needs_name_every_field() {
        let options =
            |count: usize| (0..count).map(|at| alloc::format!("x-{at}")).collect::<Vec<_>>().join(" , ");
        let value = [&",".repeat(100_000), &*options(63)].concat();
        let read = ConnectionOptions::parse([&*value, " X-Last,UPGRADE, "]);
        assert!((0..63).all(|at| read.contain(&alloc::format!("X-{at}"))) && read.contain("x-last"));
        assert!(!["upgrade", "Upgrade", "", "x", "x-63", "accept"].iter().any(|name| read.contain(name)));
        let value = options(65);
        assert!(ConnectionOptions::parse([&*value]).contain("accept"));
        assert!(!ConnectionOptions::parse(None).contain(""));
    }

    #[test]
    fn bug_23_no_credential_reaches_the_origin() {
        for value in
            ["Payment e30", "payment\te30", "Payment", "Payment a b, c=d", "PAYMENT e30, Payment e30"]
        {
            assert_eq!(without_payment(value), None, "{value:?}");
        }
        let mixed = without_payment("Basic YTpi, Payment e30, Bearer x");
        assert_eq!(mixed.as_deref(), Some("Basic YTpi, Bearer x"));
        // A value that is too large to read might contain one.
        assert_eq!(without_payment(&"x".repeat(auth::MAX_HEADER_BYTES + 1)), None);
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
