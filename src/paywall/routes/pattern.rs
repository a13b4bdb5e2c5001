//! Route patterns: `"/paid"`, `"/premium/*"`, `"POST /api/*/report"`.

use crate::ascii;
use crate::error::{Code, Error, Result};
use crate::paywall::method;
use alloc::{borrow::Cow, string::String, vec::Vec};

/// Which requests a route applies to. Patterns match whole segments: `/premium/*` matches everything below `/premium/`,
/// but neither `/premium` nor `/premiumX`. A pattern without a trailing slash also matches paths with one, unless the
/// server tells them apart; a pattern with one stands for both.
#[derive(Clone, Debug)]
pub(in crate::paywall) struct Pattern {
    method: Option<String>,
    segments: Vec<Segment>,
    /// Ends in `/*`: one or more segments follow. An empty one counts.
    open: bool,
    /// Is written with a trailing slash.
    slash: bool,
}

/// What makes a path another one to a server.
#[derive(Clone, Copy, Debug)]
pub(in crate::paywall) struct Tells {
    /// A letter in the other case, and dots and spaces at the end of a name. Express, Koa's router and ASP.NET Core ignore
    /// the former, Caddy both, Windows too.
    pub(in crate::paywall) spelling: bool,
    /// A trailing slash.
    pub(in crate::paywall) slash: bool,
}

/// Equal patterns match the same paths for a server that ignores trailing slashes.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        (&self.method, &self.segments, self.open) == (&other.method, &other.segments, other.open)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    /// `*` before the end: exactly one segment.
    Any,
}

impl Pattern {
    pub(in crate::paywall) fn parse(text: &str) -> Result<Self> {
        let bad = |message| Err(Error::new(Code::BadConfig, message));
        let (method, path) = match ascii::split_once(text, b' ') {
            Some((method, path)) => (Some(method), path),
            None => (None, text),
        };
        if method
            .is_some_and(|method| method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            return bad(
                "write the method before the path in capitals, like \"POST /api/*\", or the path alone",
            );
        }
        if method == Some("HEAD") {
            return bad("HEAD costs what GET costs: write \"GET /path\", or the path alone");
        }
        if method.is_some_and(|method| !method::is_known(method)) {
            return bad(
                "the method before the path is not known to servers; for every method, write the path alone",
            );
        }
        let Some(rest) = path.strip_prefix('/') else {
            return bad("a pattern starts with \"/\", like \"/premium/*\"");
        };
        // A pattern with the line end of the file that it was read from would match nothing, and its path would be free.
        if rest.bytes().any(|byte| matches!(byte, b'?' | b'#' | b'%' | b'\\' | 0..=b' ' | 0x7f)) {
            return bad(
                "a pattern is a plain path: no query, fragment, space, line end, backslash or percent-escape",
            );
        }
        let mut parts: Vec<&str> = ascii::split(rest, b'/').collect();
        let open = parts.last() == Some(&"*");
        let slash = parts.last() == Some(&"");
        if open || slash {
            parts.pop();
        }
        let mut segments = Vec::new();
        for part in parts {
            segments.push(match part {
                "*" => Segment::Any,
                "" | "." | ".." => return bad("a pattern has no empty, \".\" or \"..\" segments"),
                _ if ascii::holds(part, b'*') => {
                    return bad("\"*\" stands for whole segments: \"/premium/*\", not \"/premium*\"");
                }
                _ if part.starts_with(':')
                    || part.bytes().any(|byte| matches!(byte, b'{' | b'}' | b'[' | b']')) =>
                {
                    return bad(
                        "\"*\" stands for a segment: \"/users/*\", not \"/users/:id\" or \"/users/{id}\"",
                    );
                }
                _ => Segment::Literal(part.into()),
            });
        }
        Ok(Self { method: method.map(String::from), segments, open, slash })
    }

    /// The method it applies to; every method if `None`.
    pub(in crate::paywall) fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    /// Whether it applies to a path, for a server that tells paths apart by this.
    pub(in crate::paywall) fn matches(&self, method: &str, path: &[Cow<'_, str>], tells: Tells) -> bool {
        let method = method::priced_as(method);
        if self.method.as_deref().is_some_and(|own| !method::is(method, own))
            || path.len() < self.segments.len()
        {
            return false;
        }
        let (head, tail) = path.split_at(self.segments.len());
        let fits = self.segments.iter().zip(head).enumerate().all(|(at, (segment, text))| match segment {
            Segment::Literal(literal) => {
                literal == text || (!tells.spelling && folded(literal).eq(folded(text)))
            }
            // Fastify, polka and Falcon take `/api//report` for `/api/:id/report`.
            Segment::Any => !text.is_empty() || at + 1 < path.len(),
        });
        let root = self.segments.is_empty();
        let with_slash = || tail == [""] && (self.slash || !tells.slash);
        fits && if self.open { root || !tail.is_empty() } else { tail.is_empty() || with_slash() }
    }

    /// Whether only their spelling tells them apart. A shop with two such routes has a server that does not ignore it.
    pub(in crate::paywall) fn is_same_but_for_spelling(&self, other: &Self) -> bool {
        let same = |(one, other): (&Segment, &Segment)| match (one, other) {
            (Segment::Literal(one), Segment::Literal(other)) => folded(one).eq(folded(other)),
            _ => one == other,
        };
        (&self.method, self.segments.len(), self.open) == (&other.method, other.segments.len(), other.open)
            && self.segments.iter().zip(&other.segments).all(same)
    }

    /// Ranks patterns; the greater is the more specific. More literals win, then more segments, then closed over open,
    /// then with a method over without.
    pub(in crate::paywall) fn specificity(&self) -> impl Ord + use<> {
        let literals = self.segments.iter().filter(|segment| matches!(segment, Segment::Literal(_))).count();
        (literals, self.segments.len(), !self.open, self.method.is_some())
    }
}

/// What is left of a name for a server that ignores case, and dots and spaces at its end. The letters beyond ASCII are those
/// that have one of ASCII for their other case.
fn folded(name: &str) -> impl Iterator<Item = char> {
    name.trim_end_matches(['.', ' ']).chars().map(|char| match char {
        '\u{130}' | '\u{131}' => 'i',
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        _ => char.to_ascii_lowercase(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paywall::routes::path::readings;

    fn applies(pattern: &str, method: &str, path: &str, tells: Tells) -> bool {
        let pattern = Pattern::parse(pattern).unwrap();
        readings(path).unwrap().iter().any(|segments| pattern.matches(method, segments, tells))
    }

    fn matches(pattern: &str, method: &str, path: &str) -> bool {
        applies(pattern, method, path, Tells { spelling: true, slash: false })
    }

    #[test]
    fn patterns_match_whole_segments() {
        for (path, hit) in [
            ("/premium/a", true),
            ("/premium/a/b", true),
            ("/premium/", true),
            ("//premium//a", true),
            ("/premium/%2e%2e/premium/a", true),
            ("/premium", false),
            ("/premiumX", false),
            ("/premiumX/a", false),
            ("/", false),
            ("/Premium/a", false),
        ] {
            assert_eq!(matches("/premium/*", "GET", path), hit, "{path}");
        }
        for (path, hit) in
            [("/paid", true), ("/paid/", true), ("/%70aid", true), ("/paid/x", false), ("/paidx", false)]
        {
            assert_eq!(matches("/paid", "GET", path), hit, "{path}");
        }
        assert!(matches("/*", "GET", "/") && matches("/*", "GET", "/a/b"));
        assert!(matches("/", "GET", "/") && !matches("/", "GET", "/a"));
        assert!(matches("/users/*/", "GET", "/users/7") && !matches("/users/*/", "GET", "/users/"));
        assert!(
            matches("/api/*/report", "GET", "/api/7/report")
                && !matches("/api/*/report", "GET", "/api/7/8/report")
        );
        assert!(
            matches("/api/*/report", "GET", "/api//report")
                && !matches("/api/*/report", "GET", "/api/report")
        );
    }

    #[test]
    fn a_strict_server_tells_a_trailing_slash() {
        let strict =
            |pattern: &str, path: &str| applies(pattern, "GET", path, Tells { spelling: true, slash: true });
        assert!(strict("/paid", "/paid") && !strict("/paid", "/paid/"));
        assert!(strict("/paid/", "/paid") && strict("/paid/", "/paid/") && !strict("/paid/", "/paid/x"));
        assert!(strict("/paid/*", "/paid/") && strict("/", "/") && strict("/*", "/"));
    }

    #[test]
    fn a_server_may_ignore_case() {
        let same = |pattern, path| applies(pattern, "GET", path, Tells { spelling: false, slash: false });
        assert!(
            same("/premium/*", "/Premium/a") && same("/Premium/*", "/pREMIUM/a") && same("/a/*/B", "/A/x/b")
        );
        assert!(!same("/premium/*", "/Premiums/a") && !same("/a@", "/a`"));
        assert!(same("/caf\u{e9}", "/CAF\u{e9}") && !same("/caf\u{e9}", "/caf\u{c9}"), "letters of ASCII");
        assert!(!matches("/premium/*", "GET", "/Premium/a"));
        // Caddy, Go's `strings.EqualFold` and regular expressions.
        for path in ["/K\u{131}ss/a", "/k\u{130}s\u{17f}/a", "/\u{212a}iss/a"] {
            assert!(same("/kiss/*", path), "{path}");
        }
    }

    #[test]
    fn a_server_may_ignore_dots_and_spaces_at_the_end_of_a_name() {
        let same = |path| applies("/a/paid", "GET", path, Tells { spelling: false, slash: false });
        for path in ["/a/paid.", "/a/paid%2e%20..", "/a./paid/", "/A%20/Paid."] {
            assert!(same(path), "{path}");
            assert!(!matches("/a/paid", "GET", path), "{path}");
        }
        assert!(!same("/a/.paid") && !same("/a/paid.x") && !same("/a/%20paid"));
    }

    #[test]
    fn methods() {
        assert!(matches("POST /a", "POST", "/a") && !matches("POST /a", "GET", "/a"));
        assert!(matches("GET /a", "HEAD", "/a"));
        // Fetch leaves it as it was sent, and some servers take it for PATCH.
        assert!(matches("PATCH /a", "patch", "/a") && matches("PROPFIND /a", "propFind", "/a"));
        assert!(matches("GET /a", "head", "/a"));
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "paid",
            "/a*",
            "/a/*b",
            "/a//b",
            "/../a",
            "/a?b",
            "/a#b",
            "/a%20b",
            "post /a",
            "HEAD /a",
            " /a",
            "GET",
            "/a b",
            "/paid\n",
            "/paid\r\n",
            "/paid\t",
            "/a\0b",
            "/a\u{7f}",
            "/a\\b",
            "FETCH /a",
            "/users/:id",
            "/a/{id}",
            "/a/{id",
            "/[id]/a",
            "/a/[...rest]",
        ] {
            assert_eq!(Pattern::parse(text).unwrap_err().code(), Code::BadConfig, "{text:?}");
        }
    }

    #[test]
    fn the_closer_pattern_wins() {
        let rank = |text: &str| Pattern::parse(text).unwrap().specificity();
        assert!(rank("/premium/free") > rank("/premium/*"));
        assert!(rank("/a/b/*") > rank("/a/*") && rank("/a/*/c") > rank("/a/*"));
        assert!(rank("/a") > rank("/a/*"), "both match /a/");
        assert!(rank("/a/*/*") > rank("/a/*"), "both match /a/b/c");
        assert!(rank("/a/b/*") > rank("/*/*/c"), "both match /a/b/c");
        assert!(rank("POST /a") > rank("/a") && rank("/a") > rank("/*"));
    }
}
