//! Field values as they are passed on.

use crate::ascii;
use crate::http::{auth, token};
use crate::scheme::SCHEME;
use alloc::{string::String, vec::Vec};

/// A longer word is no scheme.
const MAX_SCHEME: usize = 64;

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
    let is_payment = |element: &auth::Element<'_>| element.is(SCHEME) || hides_payment(element);
    if !elements.iter().any(is_payment) {
        return Some(value.into());
    }
    // Of `Payment x, x`, the second half would be a scheme.
    let is_word =
        |element: &auth::Element<'_>| element.scheme.len() > MAX_SCHEME && element.pieces().next().is_none();
    let others = elements.iter().filter(|element| !is_payment(element) && !is_word(element));
    let others: Vec<String> = others.map(auth::Element::to_text).collect();
    (!others.is_empty()).then(|| others.join(", "))
}

/// Whether an element may name the Payment scheme where it is not plainly within quotes. Fields of one name are joined by
/// commas: a mark that opens in one and closes in the next hides the next one's scheme. So does a byte that is not UTF-8,
/// in place of a blank: Workers read it as U+FFFD, other servers as a no-break space.
fn hides_payment(element: &auth::Element<'_>) -> bool {
    let opens_payment = |part: &str| {
        let (scheme, rest) = token::split_token(token::trim(part));
        let is_apart = token::trim(rest).len() < rest.len() || rest.starts_with(char::REPLACEMENT_CHARACTER);
        scheme.eq_ignore_ascii_case(SCHEME) && (rest.is_empty() || is_apart)
    };
    element.odd_pieces().flat_map(|piece| ascii::split(piece, b',')).any(opens_payment)
        && element.token68().is_none()
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
    fn bug_23_no_credential_reaches_the_origin() {
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
    fn bug_25_no_challenge_of_the_origin_reaches_the_payer() {
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
        ] {
            assert_eq!(without_payment(kept).as_deref(), Some(kept));
        }
    }
}
