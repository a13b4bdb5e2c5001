//! Paths as an origin might read them.
//!
//! A paywall and the origin behind it must agree on what `/premium/x` is, or `//premium/x` is free. Servers process a
//! path in the same few steps, but hardly two of them use the same order:
//!
//! | step | for example |
//! | --- | --- |
//! | decode percent-escapes, segment by segment | Express, Go, ASP.NET Core |
//! | decode them all, then split at the slashes that appear | nginx, Apache, `http.ServeMux` |
//! | decode a second time | behind a proxy that passes on what it has decoded |
//! | take `\` for `/` | IIS, Tomcat if configured so |
//! | drop the `;parameters` of segments | Tomcat and Jetty before they decode, applications after |
//! | cut the path at a `;` | Shiro, applications |
//! | cut the path at a `?` or `#` that was escaped | behind a proxy that has decoded it |
//! | cut the path at a `#` that was not | every parser of addresses |
//! | resolve `..`, over an empty segment too | Jetty, RFC 3986 section 5.2.4 |
//! | parse it as an address: `//host/path`, without tabs and line breaks | Node's `new URL(request.url, …)`, Python's `urlsplit` |
//! | merge `//` | nginx, Tomcat, Go |
//! | leave out bytes that are not UTF-8 | Bottle |
//! | decode `%u0070` | Jetty 9, JavaScript's `unescape` |
//! | leave out `\` | Caddy's `try_files` |
//! | run the script `/index.php` for `/index.php/paid`, as for `/paid` | PHP behind any server |
//! | none of them | a handler that compares `new URL(request.url).pathname`, itty-router |
//!
//! No list of orders would ever be complete. So a reading is whatever the steps make of a path in *any* order, each as
//! often as it changes something, and after decoding never, once or twice. For example, `/free;a%2fb/..;/premium/y` is below
//! `/premium/` for a server that drops parameters, decodes and resolves `..`. Every reading counts. An honest path has
//! one reading, or a handful. A path that turns into more than [`MAX_TEXTS`] texts is not read at all. Neither is one
//! that climbs above its own top: if the origin serves a folder, the folder's name would lead back in. Readings are
//! used for matching only; the origin gets the path as it came.
//!
//! That some servers ignore the case of letters, and dots and spaces at the end of a name, is left to the comparison with
//! patterns ([`super::Tells`]). Not covered: the case of letters outside ASCII, and other names that file systems have for a
//! file.

use crate::ascii;
use alloc::{borrow::Cow, string::String, vec::Vec};

/// The most texts a path may turn into, once before it is decoded and once after.
const MAX_TEXTS: usize = 64;
/// The most bytes of those texts together, so that a stranger's path costs little.
const MAX_BYTES: usize = 64 * 1024;

/// Stands for an escaped slash until a step splits the path there. U+FFFF is not for interchange; a path that contains
/// it is split there too, by some of its readings.
const SLASH: char = '\u{FFFF}';

/// Stands for bytes that are not UTF-8.
const BROKEN: char = char::REPLACEMENT_CHARACTER;

/// What an origin may do to a path besides decoding it and resolving `..`.
const STEPS: [fn(&str) -> String; 13] = [
    |path| parted(path, SLASH),
    |path| parted(path, '\\'),
    without_parameters,
    |path| before(path, [b';'; 2]),
    |path| before(path, [b'?', b'#']),
    without_host,
    without_controls,
    |path| without(path, BROKEN),
    |path| without(path, '\\'),
    unescaped,
    without_below_script,
    without_script,
    merged,
];

/// How the names of scripts end that servers run for every path below them.
const SCRIPTS: [&str; 3] = [".php", ".cgi", ".aspx"];

/// Every reading of a path, as its segments. There is only one if there is nothing to decode, resolve, merge or drop.
/// `None` if there are too many, or if the path climbs above its own top.
pub(in crate::paywall) fn readings(path: &str) -> Option<Vec<Vec<Cow<'_, str>>>> {
    let text = path.strip_prefix('/').unwrap_or(path);
    let has = |odd| ascii::find_text(path, odd).is_some();
    if path.bytes().all(is_plain) && !has("/.") && !has("//") && script(text).is_none() {
        return Some([segments(text)].into());
    }
    let mut raw = Texts::default();
    raw.add(text.into())?;
    raw.follow(0)?;
    let mut read = Texts::default();
    raw.texts.iter().try_for_each(|text| read.add(decoded(text, |_, _| true)))?;
    read.follow(0)?;
    let once = read.texts.len();
    (0..once).try_for_each(|at| read.add(decoded(&read.texts[at], |_, _| true)))?;
    read.follow(once)?;
    let mut texts = read.texts;
    for text in &raw.texts {
        let compared = decoded(text, is_canonical);
        if !texts.contains(&compared) {
            texts.push(compared);
        }
    }
    let owned = |segment: Cow<'_, str>| Cow::Owned(segment.into_owned());
    Some(texts.iter().map(|text| segments(text).into_iter().map(owned).collect()).collect())
}

/// Whether a byte alone gives no step anything to do. `0xEF` begins [`SLASH`] and [`BROKEN`].
const fn is_plain(byte: u8) -> bool {
    !matches!(byte, 0..=b' ' | b'%' | b'\\' | b';' | b'#' | 0xEF)
}

/// The texts that a path has turned into, each once.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
    bytes: usize,
}

impl Texts {
    /// Adds a text, and what is left of it once `..` is resolved. `None` if that is too much, or climbs above the top.
    fn add(&mut self, text: String) -> Option<()> {
        if self.texts.contains(&text) {
            return Some(());
        }
        let climbed = climbed(&text)?;
        self.bytes += text.len();
        (self.texts.len() < MAX_TEXTS && self.bytes <= MAX_BYTES).then(|| self.texts.push(text))?;
        self.add(climbed)
    }

    /// Applies every step to every text, from the one at `at` on, until nothing new results.
    fn follow(&mut self, mut at: usize) -> Option<()> {
        while let Some(text) = self.texts.get(at) {
            STEPS.map(|step| step(text)).into_iter().try_for_each(|text| self.add(text))?;
            at += 1;
        }
        Some(())
    }
}

/// The segments of a path without its first slash. One that is empty counts: not every server merges `//`, and a
/// trailing slash may tell one path from another.
fn segments(path: &str) -> Vec<Cow<'_, str>> {
    if path.is_empty() { Vec::new() } else { ascii::split(path, b'/').map(Cow::Borrowed).collect() }
}

/// The path without empty segments, except for the one that a trailing slash leaves.
fn merged(path: &str) -> String {
    let mut segments: Vec<&str> = ascii::split(path, b'/').filter(|segment| !segment.is_empty()).collect();
    if path.ends_with('/') && !segments.is_empty() {
        segments.push("");
    }
    segments.join("/")
}

fn parted(path: &str, at: char) -> String {
    path.chars().map(|char| if char == at { '/' } else { char }).collect()
}

fn without(path: &str, sign: char) -> String {
    path.chars().filter(|char| *char != sign).collect()
}

/// The first script of a path, by its place among the segments, if there is anything below it.
fn script(path: &str) -> Option<usize> {
    let ends = |segment: &str, kind: &str| {
        let end = segment.len().checked_sub(kind.len()).map(|at| &segment.as_bytes()[at..]);
        end.is_some_and(|end| end.eq_ignore_ascii_case(kind.as_bytes()))
    };
    let mut segments = ascii::split(path, b'/');
    let at = segments.position(|segment| SCRIPTS.iter().any(|kind| ends(segment, kind)))?;
    segments.next().map(|_| at)
}

fn without_below_script(path: &str) -> String {
    let above = script(path).map_or(usize::MAX, |at| at + 1);
    ascii::split(path, b'/').take(above).collect::<Vec<_>>().join("/")
}

fn without_script(path: &str) -> String {
    let mut segments: Vec<&str> = ascii::split(path, b'/').collect();
    if let Some(at) = script(path) {
        segments.remove(at);
    }
    segments.join("/")
}

/// Decodes every `%uXXXX`, once.
fn unescaped(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some(at) = ascii::find_text(rest, "%u") {
        let (before, after) = ascii::split_at(rest, at + 2);
        let hex = after.get(..4).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(code) = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()) else {
            out.push_str(before);
            rest = after;
            continue;
        };
        out.push_str(ascii::part(before, ..at));
        out.push(match char::from_u32(code) {
            Some('/') => SLASH,
            other => other.unwrap_or(BROKEN),
        });
        rest = ascii::part(after, 4..);
    }
    out + rest
}

fn without_parameters(path: &str) -> String {
    let bare = |segment| ascii::split_once(segment, b';').map_or(segment, |(bare, _)| bare);
    ascii::split(path, b'/').map(bare).collect::<Vec<_>>().join("/")
}

/// The text before the first of two characters.
fn before(path: &str, signs: [u8; 2]) -> String {
    ascii::split_at_either(path, signs).next().unwrap_or(path).into()
}

/// The path of `//host/path`, whose first slash has already been removed.
fn without_host(path: &str) -> String {
    let named = path.starts_with('/').then(|| path.trim_start_matches('/'));
    named.map_or(path, |named| ascii::split_once(named, b'/').map_or("", |(_, rest)| rest)).into()
}

/// What a URL parser (WHATWG URL section 4.4) keeps.
fn without_controls(path: &str) -> String {
    path.trim_end_matches(|char| char <= ' ').replace(['\t', '\n', '\r'], "")
}

/// Resolves `.` and `..`. `None` if that climbs above the top.
fn climbed(path: &str) -> Option<String> {
    let mut segments = Vec::new();
    let mut slash = false;
    for segment in ascii::split(path, b'/') {
        slash = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => drop(segments.pop()?),
            _ => segments.push(segment),
        }
    }
    if slash {
        segments.push("");
    }
    Some(segments.join("/"))
}

/// Whether an escape is how a client writes a byte that no path can contain: in capitals, and not of ASCII. A server that
/// does not decode has such names escaped in its own routes, while a pattern has them as they are.
fn is_canonical(byte: u8, escape: &[u8]) -> bool {
    !byte.is_ascii() && !escape.iter().any(u8::is_ascii_lowercase)
}

/// Decodes every `%XX` that `which` selects, once. Bytes that are not UTF-8 become U+FFFD, which no honest pattern
/// contains.
fn decoded(path: &str, which: fn(u8, &[u8]) -> bool) -> String {
    let bytes = path.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) if which((high * 16 + low) as u8, &bytes[at..at + 3]) => {
                match (high * 16 + low) as u8 {
                    b'/' => out.extend_from_slice(SLASH.encode_utf8(&mut [0; 4]).as_bytes()),
                    byte => out.push(byte),
                }
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
#[path = "path_tests.rs"]
mod tests;
