//! What a method is to a payment.
//!
//! Methods are case-sensitive (RFC 9110 section 9.1), and Fetch puts only the oldest of them into capitals: `patch` comes through
//! as it was sent. Some servers take it for PATCH, so it costs what PATCH costs, and does what PATCH does.

/// Those that only ask (RFC 9110 section 9.2.1, 4918, 3253 and 5323, and QUERY).
const SAFE: [&str; 7] = ["GET", "HEAD", "OPTIONS", "QUERY", "SEARCH", "REPORT", "PROPFIND"];
/// Others that servers know (RFC 9110, 5789 and 4918).
const OTHERS: [&str; 10] =
    ["POST", "PUT", "PATCH", "DELETE", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"];

/// Whether servers know a method by this name.
pub(super) fn is_known(method: &str) -> bool {
    SAFE.iter().chain(&OTHERS).any(|own| *own == method)
}

/// Whether a server may take two names for one method.
pub(super) fn is(method: &str, name: &str) -> bool {
    method.eq_ignore_ascii_case(name)
}

/// Whether a method may do something, as every one may that is not known to ask only. What was done is done, whoever hears of it;
/// the others are done when their answer is heard.
pub(super) fn works(method: &str) -> bool {
    !SAFE.iter().any(|own| is(method, own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_something_is_whatever_is_not_known_to_ask() {
        for method in ["POST", "PATCH", "patch", "Delete", "MKCOL", "MOVE", "LOCK", "PURGE", ""] {
            assert!(works(method), "{method}");
        }
        for method in ["GET", "HEAD", "OPTIONS", "QUERY", "query", "SEARCH", "REPORT", "PropFind"] {
            assert!(!works(method), "{method}");
        }
    }
}
