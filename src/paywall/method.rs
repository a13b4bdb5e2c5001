//! What an HTTP method means for a payment.
//!
//! Methods are case-sensitive (RFC 9110 section 9.1), and Fetch converts only the oldest of them to capitals: `patch`
//! arrives as it was sent. Some servers take it for PATCH, so it costs what PATCH costs and may do what PATCH does.

/// Safe methods (RFC 9110 section 9.2.1, RFC 4918, 3253 and 5323, and QUERY).
const SAFE: [&str; 7] = ["GET", "HEAD", "OPTIONS", "QUERY", "SEARCH", "REPORT", "PROPFIND"];
/// Other methods that servers know (RFC 9110, 5789 and 4918).
const OTHERS: [&str; 10] =
    ["POST", "PUT", "PATCH", "DELETE", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"];

/// Whether servers know a method by this name.
pub(super) fn is_known(method: &str) -> bool {
    SAFE.iter().chain(&OTHERS).any(|own| *own == method)
}

/// Whether a server may take two names for the same method.
pub(super) fn is(method: &str, name: &str) -> bool {
    method.eq_ignore_ascii_case(name)
}

/// The method whose price a method has. HEAD is GET without the body: it costs the same, and is for the same resource.
pub(super) fn priced_as(method: &str) -> &str {
    if is(method, "HEAD") { "GET" } else { method }
}

/// Whether a method may have side effects, as every method may that is not known to be safe. Such a request is done
/// once it has succeeded, even if the client has left; a safe one is done only if its client is there to receive the
/// answer.
pub(super) fn has_side_effects(method: &str) -> bool {
    !SAFE.iter().any(|own| is(method, own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_is_get() {
        for (method, own) in [("HEAD", "GET"), ("head", "GET"), ("GET", "GET"), ("patch", "patch"), ("", "")]
        {
            assert_eq!(priced_as(method), own, "{method}");
        }
    }

    #[test]
    fn only_known_safe_methods_have_no_side_effects() {
        for method in ["POST", "PATCH", "patch", "Delete", "MKCOL", "MOVE", "LOCK", "PURGE", ""] {
            assert!(has_side_effects(method), "{method}");
        }
        for method in ["GET", "HEAD", "OPTIONS", "QUERY", "query", "SEARCH", "REPORT", "PropFind"] {
            assert!(!has_side_effects(method), "{method}");
        }
    }
}
