//! Hosts and realms: which host a response comes from, and whether a name can pass for another.
//!
//! Not caught: ASCII names that look alike (`paypa1`, `rn` for `m`), and names that merely sound right
//! (`stripe-pay.example`). Only the reader knows which name was meant.

use crate::ascii;
use crate::http::target::Target;

/// Whether a realm names the host and nothing else: the bare host, the host with a port, or a URL.
pub(in crate::detect) fn is_realm_of(realm: &str, host: &str) -> bool {
    // Userinfo before an @ can pose as a host. So can text before a backslash, which some parsers read as a slash.
    if authority(realm).contains('@') || realm.contains('\\') {
        return false;
    }
    if realm.contains("://") {
        let has_space = realm.contains(char::is_whitespace);
        return !has_space
            && Target::parse(realm).is_some_and(|target| target.host.eq_ignore_ascii_case(host));
    }
    let is_port = |rest: &str| {
        let digits = rest.strip_prefix(':').unwrap_or(rest);
        rest.is_empty() || (digits.len() < rest.len() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    ascii::starts_with(realm, host) && is_port(&realm[host.len()..])
}

/// Whether a URL names another host than the one requested. Anything but an absolute http or https URL names none, such as a
/// path.
pub(in crate::detect) fn is_elsewhere(url: &str, host: &str) -> bool {
    Target::parse(url.trim()).is_some_and(|target| !bare(target.host).eq_ignore_ascii_case(bare(host)))
}

/// A host without the `www.` and the final dot that make no difference.
fn bare(host: &str) -> &str {
    let own = match host.get(.."www.".len()) {
        Some(start) if start.eq_ignore_ascii_case("www.") => &host[start.len()..],
        _ => host,
    };
    own.strip_suffix('.').unwrap_or(own)
}

/// Whether a URL's host can pass for another.
pub(super) fn is_url_lookalike(url: &str, host: &str) -> bool {
    authority(url).contains('@') || is_host_lookalike(host)
}

/// The part of a URL or realm that may name the host: everything before the path, including what precedes an @.
fn authority(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    after.split(['/', '?', '#', '\\']).next().unwrap_or_default()
}

/// Whether a realm can pass for another. A realm with a dot and no space is treated as a host. Any other
/// realm is a name, where only a word that mixes alphabets is suspicious: `Café` and `Пример` are honest.
pub(in crate::detect) fn is_realm_lookalike(realm: &str) -> bool {
    if realm.contains('.') && !realm.contains(char::is_whitespace) {
        authority(realm).contains('@') || is_host_lookalike(realm)
    } else {
        realm.split(|c: char| !c.is_alphanumeric()).any(is_mixed)
    }
}

/// Whether a host has letters beyond ASCII, raw or as punycode (RFC 3492). Most such hosts are honest, but
/// none can be told from its double by eye.
fn is_host_lookalike(host: &str) -> bool {
    let punycode = |label: &str| ascii::starts_with(label, "xn--");
    !host.is_ascii() || host.split(['.', '/', ':']).any(punycode)
}

/// Whether a word mixes Latin letters with letters that look like them.
fn is_mixed(word: &str) -> bool {
    // Greek, Cyrillic, Armenian, Cherokee, full-width forms, mathematical letters.
    let double = |c: char| matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}' | '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}');
    word.contains(|c: char| c.is_ascii_alphabetic()) && word.contains(double)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn realms_of_a_host() {
        for realm in
            ["api.example.com", "API.Example.com", "api.example.com:8443", "https://api.example.com/x"]
        {
            assert!(is_realm_of(realm, "api.example.com"), "{realm}");
        }
        for realm in [
            "example.com",
            "api.example.com.evil.com",
            "evil.com",
            "",
            "https://evil.com/api.example.com",
            "Shop",
            "api.example.com:443 for paypal.com",
            "api.example.com/ paid to PayPal",
            "api.example.com ",
            "https://api.example.com/ paid to PayPal",
            "https://paypal.com@api.example.com/",
            "paypal.com@api.example.com",
            r"https://paypal.com\@api.example.com",
            r"https://api.example.com\@paypal.com",
        ] {
            assert!(!is_realm_of(realm, "api.example.com"), "{realm}");
        }
        assert!(is_realm_of("[::1]:8402", "[::1]"));
        assert!(is_realm_of("https://api.example.com/@user", "api.example.com"));
    }

    #[test]
    fn lookalikes() {
        for realm in [
            "xn--pypal-4ve.com",
            "pаypal.com",
            "Pаypal",
            "ｓtripe.com",
            "api.XN--80ak6aa92e.com",
            "https://paypal.com@shop.example/",
        ] {
            assert!(is_realm_lookalike(realm), "{realm}");
        }
        for realm in [
            "paypal.com",
            "Café Roma",
            "Пример магазин",
            "api.example.com",
            "MPP Payment",
            "a xn--b",
            "https://example.com/@user",
        ] {
            assert!(!is_realm_lookalike(realm), "{realm}");
        }
        for (url, host) in
            [("https://stripe.com@evil.com/", "evil.com"), ("https://münchen.de/", "münchen.de")]
        {
            assert!(is_url_lookalike(url, host), "{url}");
        }
        assert!(!is_url_lookalike("https://example.com/@user", "example.com"));
    }
}
