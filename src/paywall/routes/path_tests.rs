//! Models of servers, each written independently, and what they make of a path.

use super::escapes::SLASH;
use super::steps::merged;
use super::*;
use alloc::{format, string::ToString, vec};

type Server = fn(&str) -> String;

/// Percent-decoding that shares no code with the paywall's.
fn percent(path: &str) -> String {
    let mut out = vec![];
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = (first == b'%').then(|| tail.get(..2)).flatten();
        let value = escaped.and_then(|two| u8::from_str_radix(core::str::from_utf8(two).ok()?, 16).ok());
        match value {
            Some(value) => {
                out.push(value);
                rest = &tail[2..];
            }
            None => {
                out.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into())
}

/// The same, and `%u0070` too.
fn wide(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some(at) = rest.find("%u") {
        out += &percent(&rest[..at]);
        let code = rest.get(at + 2..at + 6).and_then(|hex| u16::from_str_radix(hex, 16).ok());
        match code.and_then(|code| char::from_u32(code.into())) {
            Some(char) => {
                out.push(char);
                rest = &rest[at + 6..];
            }
            None => {
                out += "%u";
                rest = &rest[at + 2..];
            }
        }
    }
    out + &percent(rest)
}

/// Like `parsePathParameters`: removes from each `;` to the next slash.
fn no_parameters(path: &str) -> String {
    let mut path = path.to_string();
    while let Some(from) = path.find(';') {
        let to = path[from..].find('/').map_or(path.len(), |to| from + to);
        path.replace_range(from..to, "");
    }
    path
}

/// Like `RequestUtil.normalize`: `//` first, then `/./`, then `/../` from the left.
fn normalized(path: &str) -> String {
    let mut path = path.to_string();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        path.push('/');
    }
    while path.contains("/./") {
        path = path.replace("/./", "/");
    }
    while let Some(at) = path.find("/../") {
        let parent = path[..at].rfind('/').unwrap_or(0);
        path.replace_range(parent..at + 3, "");
    }
    path
}

/// RFC 3986 section 5.2.4: an empty segment counts as a segment.
fn dots_removed(path: &str) -> String {
    let mut out: Vec<&str> = vec![];
    let mut pieces = path.split('/').skip(1).peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            "." | ".." => {
                if piece == ".." {
                    out.pop();
                }
                if pieces.peek().is_none() {
                    out.push("");
                }
            }
            _ => out.push(piece),
        }
    }
    format!("/{}", out.join("/"))
}

/// Like `new URL(path, 'http://host').pathname`: `\` is `/`, and a host follows two of them.
fn address(path: &str) -> String {
    let path = path.trim_matches(|char| char <= ' ').replace(['\t', '\n', '\r'], "").replace('\\', "/");
    let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
    let path = match path.strip_prefix("//") {
        Some(_) => {
            path.trim_start_matches('/').find('/').map_or("/", |at| &path.trim_start_matches('/')[at..])
        }
        None => path,
    };
    dots_removed(path)
}

/// Like `WebUtils.decodeAndCleanUriString`: keeps the text up to the first `;`.
fn cleaned(path: &str) -> String {
    path.split(';').next().unwrap().into()
}

const SERVERS: [(&str, Server); 27] = [
    ("one that takes the path as it came", |path| path.into()),
    ("Jetty 9", |path| dots_removed(&wide(&no_parameters(path)))),
    ("Node, unescaped", |path| wide(&address(path))),
    ("Caddy, looking for files", |path| normalized(&percent(path)).replace('\\', "")),
    ("PHP, one script for all", |path| {
        let path = normalized(&percent(path));
        path.strip_prefix("/b.php/").map_or_else(|| path.clone(), |rest| format!("/{rest}"))
    }),
    ("one that only resolves ..", dots_removed),
    ("one that only merges slashes", normalized),
    ("a handler that compares the path of an address", address),
    ("nginx", |path| normalized(&percent(path))),
    ("IIS", |path| normalized(&percent(path).replace('\\', "/"))),
    ("Tomcat", |path| normalized(&percent(&no_parameters(path)))),
    ("Tomcat that allows backslashes", |path| normalized(&percent(&no_parameters(path)).replace('\\', "/"))),
    ("Jetty", |path| dots_removed(&percent(&no_parameters(path)))),
    ("Jetty, older", |path| percent(&no_parameters(&dots_removed(path)))),
    ("an application that drops parameters last", |path| no_parameters(&normalized(&percent(path)))),
    ("one that resolves .. after that", |path| normalized(&no_parameters(&percent(path)))),
    ("prefix matching before .. is resolved", percent),
    ("a proxy that passes on what it has decoded, nginx", |path| {
        normalized(&percent(&normalized(&percent(path))))
    }),
    ("the same, Tomcat", |path| normalized(&percent(&no_parameters(&normalized(&percent(path)))))),
    ("the same, with a query", |path| {
        let passed = normalized(&percent(path));
        percent(passed.split(['?', '#']).next().unwrap())
    }),
    ("Tomcat, with an application that decodes again", |path| {
        percent(&normalized(&percent(&no_parameters(path))))
    }),
    ("Node, decoded first", |path| address(&percent(path))),
    ("Node, as its documentation says", |path| percent(&address(path))),
    ("Shiro", |path| normalized(&cleaned(&percent(path)))),
    ("Shiro that allows backslashes", |path| normalized(&cleaned(&percent(path)).replace('\\', "/"))),
    ("one that cuts before it decodes", |path| normalized(&percent(&cleaned(path)))),
    ("two servers that drop parameters", |path| {
        normalized(&no_parameters(&normalized(&percent(&no_parameters(path)))))
    }),
];

fn readings(path: &str) -> Option<Vec<Vec<String>>> {
    let owned = |reading: Vec<Cow<'_, str>>| reading.into_iter().map(Cow::into_owned).collect();
    Some(super::readings(path)?.into_iter().map(owned).collect())
}

fn segments(path: &str) -> Vec<String> {
    super::segments(path).into_iter().map(Cow::into_owned).collect()
}

/// The segments of a whole path.
fn parts(path: &str) -> Vec<String> {
    segments(path.strip_prefix('/').unwrap_or(path))
}

/// Paths made of odd pieces, the same ones in every run.
fn odd_paths(count: usize) -> impl Iterator<Item = String> {
    const PIECES: [&str; 31] = [
        "/",
        "/",
        "/",
        "//",
        "/b.php/",
        "%u0070aid",
        "%u002f",
        "/../",
        "/..;/",
        "..",
        ".",
        ";",
        "%2f",
        "%5c",
        "%3b",
        "%252f",
        "%2e",
        "%252e",
        "%3f",
        "%253b",
        "%23",
        "a",
        "b",
        "paid",
        "%70aid",
        "é",
        "%ff",
        "%09",
        "%0a",
        "%20",
        "//",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    (0..count).map(move |_| {
        let pieces: String = (0..2 + next(7)).map(|_| PIECES[next(PIECES.len())]).collect();
        format!("/{pieces}")
    })
}

#[test]
fn what_any_server_makes_of_a_path_is_among_its_readings() {
    let (mut looked_at, mut most) = (0, 0);
    for path in odd_paths(4000) {
        let Some(readings) = readings(&path) else { continue };
        looked_at += 1;
        most = most.max(readings.len());
        for (name, server) in SERVERS {
            let theirs = parts(&server(&path));
            assert!(readings.contains(&theirs), "{name} reads {path} as {theirs:?}, we as {readings:?}");
            // Whatever it does later, it may merge slashes before.
            let theirs = segments(&merged(&server(&path)));
            assert!(readings.contains(&theirs), "{name} reads {path} as {theirs:?}, we as {readings:?}");
            // Behind a paywall whose origin serves a folder.
            let below = segments(&merged(&server(&format!("/app{path}"))));
            let own = below.split_first().filter(|(first, _)| *first == "app").map(|(_, rest)| rest.to_vec());
            let own = own.map(|own| if own == [""] { vec![] } else { own });
            assert!(
                own.is_some_and(|own| readings.contains(&own)),
                "{name} reads /app{path} as {below:?}, we as {readings:?}"
            );
        }
        // Express, Go: split before decoding, so a segment may contain a slash.
        let parted: Vec<String> = parts(&path).iter().map(|segment| percent(segment)).collect();
        let own = |reading: &Vec<String>| {
            reading.iter().map(|segment| segment.replace(SLASH, "/")).collect::<Vec<_>>()
        };
        assert!(readings.iter().any(|reading| own(reading) == parted), "{path} is {parted:?}");
    }
    assert!(looked_at > 1000 && most > 10, "{looked_at} of 4000, up to {most}");
}

/// A server that reads its own requests may let through what no client writes, and its parser of addresses leaves it out.
#[test]
fn what_should_have_been_escaped_is_read_as_if_it_were() {
    for (raw, escaped) in [
        ("/paid\t", "/paid%09"),
        ("/\tpaid", "/%09paid"),
        ("/pa\r\nid", "/pa%0d%0aid"),
        ("/paid \0", "/paid%20%00"),
        ("/paid\u{fffd}", "/paid%ff"),
        ("/\u{ffff}paid", "/%ef%bf%bfpaid"),
    ] {
        for path in [raw, escaped] {
            assert!(readings(path).unwrap().contains(&segments("paid")), "{path:?}");
        }
    }
    assert_eq!(readings("/é/日").map(|readings| readings.len()), Some(1));
}

#[test]
fn a_script_has_the_paths_below_it() {
    for path in ["/index.php/paid", "/INDEX.Php/paid", "/index.php%2fpaid", "/a.cgi/b.aspx/paid"] {
        assert!(readings(path).unwrap().contains(&segments("paid")), "{path}");
    }
    assert!(readings("/blog/index.php/paid").unwrap().contains(&segments("blog/paid")));
    assert!(readings("/a/paid.php/x/y").unwrap().contains(&segments("a/paid.php")));
    for path in ["/paid.php", "/a/php/x", "/a.phpx/b", "/x.json/y", "/.php"] {
        assert_eq!(readings(path).unwrap().len(), 1, "{path}");
    }
}

#[test]
fn wide_escapes_are_decoded() {
    for path in ["/%u0070aid", "/%u0070%u0061%69d", "/x/%u002e%u002e/paid", "/%u0025%37%30aid"] {
        assert!(readings(path).unwrap().contains(&segments("paid")), "{path}");
    }
    // As a server reads it that decodes no such escapes, but others.
    assert!(readings("/a%u002fb%2fc").unwrap().contains(&segments("a%u002fb/c")));
    assert!(readings("/a%u002fb").unwrap().contains(&segments("a/b")));
    for path in ["/%u+070", "/%u00", "/%uD800/%u", "/%u00é0"] {
        assert!(readings(path).unwrap().iter().all(|reading| reading != &["p"]), "{path}");
    }
}

#[test]
fn above_the_top_there_is_nothing() {
    for path in
        ["/..%2fapp/paid", "/..;/app/paid", "/%2e%2e%2fapp%2fpaid", "/x/..;/..;/app/paid", "/a%2f..%2f..%2fb"]
    {
        assert_eq!(readings(path), None, "{path}");
    }
    assert!(readings("/x/..;/paid").unwrap().contains(&segments("paid")));
}

#[test]
fn an_honest_path_has_a_handful_of_readings() {
    for (path, count) in [
        ("/", 1),
        ("/premium/x", 1),
        ("/premium//x/", 2),
        ("//premium//x/", 5),
        ("/a/file.tar.gz", 1),
        ("/index.php/x/y", 3),
        ("/.well-known/x", 1),
        ("/%E6%97%A5/%C3%BC.txt", 1),
        ("/a%20b/%C3%BC.txt", 2),
        ("/@scope%2fname", 3),
        ("/x;jsessionid=1/y", 3),
        ("/a;x=1/b;y=2/c;z=3", 3),
        ("/what%3F", 3),
        ("/wiki/C%23/%2e", 4),
        ("/%E6%97%A5;v=2/a%2Fb/..", 11),
    ] {
        assert_eq!(readings(path).map(|readings| readings.len()), Some(count), "{path}");
    }
    assert_eq!(readings("/premium/"), Some(vec![vec!["premium".into(), String::new()]]));
    assert_eq!(readings("/"), Some(vec![vec![]]));
    assert!(readings("/premium/%zz%").unwrap()[0] == ["premium", "%zz%"]);
}

#[test]
fn what_is_read_costs_little() {
    assert_eq!(
        readings(&["/a".repeat(40), "/..;a%2f..%5c..%252f;b/%3b..".repeat(4)].concat()),
        None,
        "too many"
    );
    assert_eq!(readings(&format!("/{}", "a%2f".repeat(16_000))), None, "too long");
    assert!(readings(&format!("/{}", "a%20".repeat(4_000))).is_some());
}
