//! The parts of an absolute `http` or `https` URL, as text (RFC 9110 section 4.2, RFC 3986 section 3).

use crate::ascii;

/// An absolute URL, split into parts that are left as they are. Only [`Target::parse`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target<'a> {
    /// Whether the scheme is `https`.
    pub secure: bool,
    /// The host as received, without port or user information.
    pub host: &'a str,
    /// The port, if there is one: digits for a number up to 65535, or nothing after a colon.
    pub port: Option<&'a str>,
    /// The path; `/` if the URL has none.
    pub path: &'a str,
    /// The query, without its question mark.
    pub query: Option<&'a str>,
}

impl<'a> Target<'a> {
    /// Splits a URL; `None` when it is not an absolute `http` or `https` URL, or has no such port. A `\` ends the
    /// authority like a `/`, as in a URL parser (WHATWG URL section 4.4).
    ///
    /// ```
    /// use mpp_wasm::http::target::Target;
    /// let target = Target::parse("http://[::1]:8402/paid?x=1#top").unwrap();
    /// assert_eq!((target.host, target.port), ("[::1]", Some("8402")));
    /// assert_eq!((target.path, target.query), ("/paid", Some("x=1")));
    /// assert!(target.is_loopback());
    /// ```
    pub fn parse(url: &'a str) -> Option<Self> {
        let (scheme, rest) = ascii::split_once(url, b':')?;
        let rest = rest.strip_prefix("//")?;
        let secure = scheme.eq_ignore_ascii_case("https");
        if !secure && !scheme.eq_ignore_ascii_case("http") {
            return None;
        }
        let rest = ascii::split_once(rest, b'#').map_or(rest, |(before, _)| before);
        let (before_query, query) = match ascii::split_once(rest, b'?') {
            Some((before, query)) => (before, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = split_authority(before_query);
        let host_port = ascii::rsplit_once(authority, b'@').map_or(authority, |(_, host)| host);
        let after_host = ascii::find(host_port, b']').unwrap_or(0);
        let colon = ascii::find(ascii::part(host_port, after_host..), b':').map(|at| after_host + at);
        let host = ascii::part(host_port, ..colon.unwrap_or(host_port.len()));
        let port = colon.map(|at| ascii::part(host_port, at + 1..));
        (!host.is_empty() && port.is_none_or(is_port)).then_some(Self { secure, host, port, path, query })
    }

    /// Whether the host is this machine, where TLS adds nothing.
    pub fn is_loopback(&self) -> bool {
        let ipv4 = || {
            let parts = ascii::split(self.host, b'.');
            self.host.starts_with("127.") && parts.clone().count() == 4 && parts.into_iter().all(is_octet)
        };
        // `localhost` and names below it (RFC 6761 section 6.3), with or without the final dot of an absolute name.
        let name = self.host.strip_suffix('.').unwrap_or(self.host);
        let last = ascii::rsplit_once(name, b'.').map_or(name, |(_, last)| last);
        last.eq_ignore_ascii_case("localhost") || self.host == "[::1]" || ipv4()
    }

    /// Whether it may carry payments: over TLS, or on loopback.
    #[must_use]
    pub fn may_carry_payment(&self) -> bool {
        self.secure || self.is_loopback()
    }
}

/// Splits what stands between the `//` and the query of a URL into the authority and the path, which is `/` if there is none.
pub(crate) fn split_authority(text: &str) -> (&str, &str) {
    let end = ascii::find_either(text.as_bytes(), [b'/', b'\\']).unwrap_or(text.len());
    let (authority, path) = ascii::split_at(text, end);
    (authority, if path.is_empty() { "/" } else { path })
}

/// Whether text is a port of a URL (RFC 3986 section 3.2.3), which may be empty.
fn is_port(text: &str) -> bool {
    is_number(text, 65_535)
}

fn is_octet(text: &str) -> bool {
    !text.is_empty() && is_number(text, 255)
}

/// Whether text is digits only, and a number up to `most`.
fn is_number(text: &str, most: u32) -> bool {
    let mut number: u32 = 0;
    text.bytes().all(|byte| {
        number = number * 10 + u32::from(byte.wrapping_sub(b'0'));
        byte.is_ascii_digit() && number <= most
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits() {
        let target = Target::parse("https://user:pw@api.example.com:8443").unwrap();
        assert_eq!(
            (target.secure, target.host, target.port, target.path, target.query),
            (true, "api.example.com", Some("8443"), "/", None)
        );
        let target = Target::parse("https://h/a?b#c").unwrap();
        assert_eq!((target.path, target.query), ("/a", Some("b")));
        // A URL parser ends the authority here too.
        let target = Target::parse("https://h:1\\@evil.example/a").unwrap();
        assert_eq!((target.host, target.port, target.path), ("h", Some("1"), "\\@evil.example/a"));
        let target = Target::parse("https://h/a#b?c").unwrap();
        assert_eq!((target.path, target.query), ("/a", None));
        for url in ["", "/paid", "ftp://x/", "https://", "https:///x", "javascript://x"] {
            assert_eq!(Target::parse(url), None, "{url}");
        }
    }

    #[test]
    fn a_port_is_a_number() {
        for port in ["", "0", "080", "65535"] {
            let url = ["https://[::1]:", port, "/a"].concat();
            assert_eq!(Target::parse(&url).unwrap().port, Some(port));
        }
        for port in ["x", "+80", "-1", "8 0", "8402x", "65536", "99999999999", "80:80", "٣"] {
            assert_eq!(Target::parse(&["https://h:", port, "/a"].concat()), None, "{port}");
        }
        assert_eq!(Target::parse("https://::1/a"), None, "an IPv6 address without brackets");
    }

    #[test]
    fn loopback_is_this_machine_only() {
        for (host, is) in [
            ("localhost", true),
            ("LocalHost.", true),
            ("shop.localhost", true),
            ("xlocalhost", false),
            ("localhost..", false),
            ("localhost.example.com", false),
            ("127.0.0.1", true),
            ("127.9.9.9", true),
            ("[::1]", true),
            ("127.0.0.1.evil.com", false),
            ("localhost.evil.com", false),
            ("127.evil.com", false),
            ("127.1", false),
            ("127.0.0.0.1", false),
            ("127.+1.0.1", false),
            ("127.0.0.+1", false),
            ("127.0.0.-1", false),
            ("127.0.0.", false),
            ("127.0.0.256", false),
            ("10.0.0.1", false),
            ("0.0.0.0", false),
        ] {
            let url = ["http://", host, "/"].concat();
            assert_eq!(Target::parse(&url).unwrap().is_loopback(), is, "{host}");
        }
    }
}
