//! Field values as they are passed on.

use crate::ascii;
use crate::encoding::base64url;
use crate::http::{auth, token};
use crate::scheme::SCHEME;
use alloc::{string::String, vec::Vec};

/// No scheme is longer in bytes.
const MAX_SCHEME: usize = 24;

/// An `Authorization` or `WWW-Authenticate` value without its Payment parts: the origin never sees a credential, and
/// the payer never sees a Payment challenge of the origin. What a broken quotation mark hides from this crate, but not from
/// readers of single fields, goes too. `None` if nothing is left, or if the value cannot be read.
///
/// ```
/// use mpp_wasm::paywall::without_payment;
/// assert_eq!(without_payment("Payment e30"), None);
/// assert_eq!(without_payment("Bearer x, Payment e30").as_deref(), Some("Bearer x"));
/// ```
#[must_use = "the text itself is unchanged"]
pub fn without_payment(value: &str) -> Option<String> {
    // A value that cannot be read might contain a credential.
    let elements = auth::split(value).ok()?;
    let mut others = Vec::new();
    let mut is_behind = false;
    for element in &elements {
        is_behind = element.is(SCHEME) || hides_payment(element) || (is_behind && is_rest(element));
        if !is_behind {
            others.push(element.to_text());
        }
    }
    if others.len() == elements.len() {
        return Some(value.into());
    }
    (!others.is_empty()).then(|| others.join(", "))
}

/// Whether an element behind a credential may be the rest of it: in `Payment x, x`, the second half is in place of a scheme.
fn is_rest(element: &auth::Element<'_>) -> bool {
    element.scheme.len() > MAX_SCHEME && base64url::is_base64_text(element.scheme)
}

/// Whether an element may name the Payment scheme where it is not within quotes. Fields of one name are joined by commas: a
/// mark that opens in one and closes in the next hides the next one's scheme. So does a byte that is not UTF-8, in place
/// of a blank: Workers read it as U+FFFD, other servers as a no-break space.
fn hides_payment(element: &auth::Element<'_>) -> bool {
    const ODD: char = char::REPLACEMENT_CHARACTER;
    let opens_payment = |part: &str| {
        let (scheme, rest) = token::split_token(part.trim_start_matches([' ', '\t', ODD]));
        let is_apart = rest.is_empty() || rest.starts_with([' ', '\t', ODD]);
        scheme.eq_ignore_ascii_case(SCHEME) && is_apart
    };
    let broken = element.odd_pieces().filter(|piece| auth::param(piece).is_err());
    broken.flat_map(|piece| ascii::split(piece, b',')).any(opens_payment) && element.token68().is_none()
}

/// The `Cache-Control` of a paid answer: `private`, and nothing that contradicts it (draft section "Caching").
///
/// ```
/// use mpp_wasm::paywall::private_cache_control;
/// assert_eq!(private_cache_control(None), "private");
/// assert_eq!(private_cache_control(Some("public, max-age=60, s-maxage=600")), "private, max-age=60");
/// assert_eq!(private_cache_control(Some("no-store")), "private, no-store");
/// ```
#[must_use = "the text itself is unchanged"]
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
    use alloc::format;

    #[test]
    fn no_credential_reaches_the_origin() {
        for value in
            ["Payment e30", "payment\te30", "Payment", "Payment a b, c=d", "PAYMENT e30, Payment e30"]
        {
            assert_eq!(without_payment(value), None, "{value:?}");
        }
        let word = "e30".repeat(30);
        for value in [
            format!("Payment {word},{word}"),
            format!("Payment, {word}"),
            format!("Payment\u{a0}{word}"),
            format!("Payment\u{fffd}{word}"),
        ] {
            assert_eq!(without_payment(&value), None, "{value:?}");
        }
        for value in [
            format!("Payment\u{a0}{word}\u{a0}"),
            format!("\u{a0}Payment\u{a0}{word} x"),
            format!("Payment {word}, {word} ;"),
            format!("Payment {word}, {word}, {word}"),
            format!("\u{fffd}Payment {word}"),
            format!("Bearer x,\u{fffd}Payment {word}"),
        ] {
            assert_eq!(without_payment(&value), None, "{value:?}");
        }
        // A key without a scheme that is not behind a credential, or is no base64 text, is none of it.
        for key in [format!("{word}, Payment {word}"), format!("Payment {word}, e30.{word}")] {
            let rest = key.replace(&format!("Payment {word}"), "");
            assert_eq!(without_payment(&key).as_deref(), Some(rest.trim_matches([',', ' '])), "{key:?}");
        }
        let others = without_payment(&format!("Bearer {word}, Payment,{word}, Negotiate"));
        assert_eq!(others, Some(format!("Bearer {word}, Negotiate")));
        let mixed = without_payment("Basic YTpi, Payment e30, Bearer x");
        assert_eq!(mixed.as_deref(), Some("Basic YTpi, Bearer x"));
        // A value that is too large to read might contain one.
        assert_eq!(without_payment(&"x".repeat(auth::MAX_HEADER_BYTES + 1)), None);
    }

    #[test]
    fn shared_caches_keep_no_paid_answer() {
        for (origins, own) in [
            (None, "private"),
            (Some(""), "private"),
            (Some("public, max-age=60"), "private, max-age=60"),
            (Some("Public,s-maxage=600 ,, Proxy-Revalidate, S-MAXAGE"), "private"),
            (Some("private, no-store, stale-if-error=5"), "private, no-store, stale-if-error=5"),
            (Some("private=\"set-cookie\", max-age=1"), "private, max-age=1"),
        ] {
            assert_eq!(private_cache_control(origins), own, "{origins:?}");
        }
    }

    #[test]
    fn no_challenge_of_the_origin_reaches_the_payer() {
        let value = r#"Digest realm="a, Payment b", nonce="n", Payment id="1", realm="r", Negotiate"#;
        assert_eq!(
            without_payment(value).as_deref(),
            Some(r#"Digest realm="a, Payment b", nonce="n", Negotiate"#)
        );
    }

    #[test]
    fn a_quotation_mark_that_never_closes_hides_no_payment() {
        let own = r#"Payment id="1", realm="r""#;
        for first in [r#"Basic realm="a"#, r#"Basic realm="a\"#, "Basic x\"", "\"", "Basic realm=a\"b"] {
            for own in [own, "payment\te30", "Payment"] {
                let value = [first, ", ", own].concat();
                assert_eq!(without_payment(&value), None, "{value}");
            }
        }
        let among = without_payment(&["Negotiate, Basic realm=\"a, ", own].concat());
        assert_eq!(among.as_deref(), Some("Negotiate"));
        for kept in [
            r#"Basic realm="a, Payments"#,
            r#"Basic realm="a, payment=x"#,
            r#"Basic realm="Payment b"#,
            "Basic Payment",
            r#"Basic Realm="Acme, payment portal""#,
            r#"Basic realm = "Acme, payment portal""#,
            r#"Bearer error="insufficient_scope", error_description="the \"basic\" plan ended, payment required""#,
            r#"Digest Username="a, payment b", nonce="n""#,
            r#"Signature keyId="a,payment b",signature="x""#,
        ] {
            assert_eq!(without_payment(kept).as_deref(), Some(kept));
        }
    }
}
