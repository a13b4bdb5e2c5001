//! The resource that a payment is for. The correlation data of a challenge names it, and a credential is checked
//! against it.

use super::parts::RequestParts;
use crate::encoding::base64url;
use crate::http::target::Target;
use crate::paywall::method;
use crate::scheme::{Challenge, Opaque};
use alloc::string::String;
use sha2::{Digest as _, Sha256};

/// Method, path and query of a request, as a digest.
pub(in crate::paywall) fn digest(method: &str, target: &Target<'_>) -> String {
    let mut hash = Sha256::new();
    for part in [method::priced_as(method), " ", target.path, "?", target.query.unwrap_or("")] {
        hash.update(part);
    }
    base64url::encode(hash.finalize())
}

/// The correlation data of a challenge: the resource it is for, and a nonce that makes it unique.
pub(super) fn correlation(parts: &RequestParts<'_>, target: &Target<'_>) -> Opaque {
    Opaque::of_sorted([("nonce", parts.nonce), ("resource", &digest(parts.method, target))])
}

/// Whether a challenge of ours was issued for the resource with this digest.
pub(in crate::paywall) fn is_of(challenge: &Challenge, digest: &str) -> bool {
    let map = challenge.opaque.as_ref().and_then(|opaque| opaque.decode().ok());
    map.as_ref().and_then(|map| map.root().text("resource")) == Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paywall::decision::decide::tests::{PAID, challenge, get};

    #[test]
    fn a_challenge_is_for_one_method_path_and_query() {
        let opaque = |method, url| challenge(&RequestParts { method, ..get(url) }).opaque.unwrap();
        let own = opaque("GET", PAID);
        assert_eq!(own, opaque("GET", PAID));
        for method in ["HEAD", "head"] {
            assert_eq!(own, opaque(method, PAID), "{method} is GET without the body");
        }
        for (method, url) in [
            ("POST", PAID),
            ("GET", "https://api.example.com/paid?x"),
            ("GET", "https://api.example.com/paid/"),
            ("GET", "https://api.example.com/same"),
        ] {
            assert_ne!(own, opaque(method, url), "{method} {url}");
        }
        assert_ne!(opaque("GET", "https://h/paid?a=1&b=2"), opaque("GET", "https://h/paid?b=2&a=1"));
        let map = own.decode().unwrap();
        assert_eq!(
            (map.root().members().count(), map.root().text("nonce")),
            (2, Some("the nonce of a request"))
        );
        assert_eq!(map.root().text("resource"), Some(&*base64url::encode(Sha256::digest("GET /paid?"))));
    }

    #[test]
    fn two_payers_in_one_millisecond_get_two_challenges() {
        let ids = ["the nonce of one", "the nonce of another"]
            .map(|nonce| challenge(&RequestParts { nonce, ..get(PAID) }).id);
        assert_ne!(ids[0], ids[1]);
    }
}
