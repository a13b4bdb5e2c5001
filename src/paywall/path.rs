//! Paths as an origin might understand them.
//!
//! A paywall and the origin behind it must agree on what `/premium/x` is, or `//premium/x` is free. Servers take a path
//! apart in the same few steps, and hardly two of them in the same order:
//!
//! | step | who, for instance |
//! | --- | --- |
//! | decode percent-escapes, segment by segment | Express, Go, ASP.NET Core |
//! | decode them all, and part at the slashes that appear | nginx, Apache, `http.ServeMux` |
//! | decode once more | a proxy that passes on what it has decoded |
//! | take `\` for `/` | IIS, Tomcat if told so |
//! | leave out `;parameters` of segments | Tomcat and Jetty before they decode, applications after |
//! | end at a `;` | Shiro, applications |
//! | end at a `?` or `#` that was escaped | what is behind a proxy that has decoded it |
//! | climb at `..`, over an empty segment too | Jetty, RFC 3986 section 5.2.4 |
//! | read it as an address: `//host/path`, without tabs and line breaks | Node's `new URL(request.url, …)`, Python's `urlsplit` |
//! | merge `//` | nginx, Tomcat, Go |
//!
//! So no list of orders is ever complete. A reading is whatever the steps make of a path in *any* order, each as often as it
//! changes something and after decoding once or twice: `/free;a%2fb/..;/premium/y` is below `/premium/` for who leaves out
//! parameters, decodes and climbs. Every reading counts. An honest path has one, or a handful; one that has more than
//! [`MAX_TEXTS`] is nobody's, and neither is one that climbs above its own top: an origin below a folder would come back in by the
//! folder's name. Only matching uses them; the origin gets the path as it came.
//!
//! What is no reading: other letter cases, what file systems ignore at the end of a name, `%u0070`.

use crate::ascii;
use alloc::{string::String, vec::Vec};

/// The most texts a path is followed through, before it is decoded and after.
const MAX_TEXTS: usize = 64;
/// The most bytes of them: what a stranger sends costs little.
const MAX_BYTES: usize = 64 * 1024;

/// A slash that was escaped, until somebody parts there. No text that is interchanged holds this sign; a path that does is
/// parted there too, by some of its readings.
const SLASH: char = '\u{FFFF}';

/// What an origin may do to a path beside decoding and climbing it.
const STEPS: [fn(&str) -> String; 8] = [
    |path| parted(path, SLASH),
    |path| parted(path, '\\'),
    without_parameters,
    |path| before(path, [b';'; 2]),
    |path| before(path, [b'?', b'#']),
    without_host,
    without_controls,
    merged,
];

/// Every reading of a path, as its segments: one where there is nothing to decode, to climb or to leave out. `None`: more
/// than anybody means, or out of its own top.
pub(super) fn readings(path: &str) -> Option<Vec<Vec<String>>> {
    let plain = path.bytes().all(|byte| !matches!(byte, b'%' | b'\\' | b';')) && !path.starts_with("//");
    if plain && ascii::find_text(path, "/.").is_none() {
        return Some([segments(path)].into());
    }
    let mut raw = Texts::default();
    raw.add(path.strip_prefix('/').unwrap_or(path).into())?;
    raw.follow(0)?;
    let mut read = Texts::default();
    raw.texts.iter().try_for_each(|text| read.add(decoded(text)))?;
    read.follow(0)?;
    let once = read.texts.len();
    (0..once).try_for_each(|at| read.add(decoded(&read.texts[at])))?;
    read.follow(once)?;
    Some(read.texts.iter().filter(|text| merged(text) == **text).map(|text| segments(text)).collect())
}

/// What has become of a path, each text once.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
    bytes: usize,
}

impl Texts {
    /// Adds a text, and what is left of it where `..` is climbed. `None` when it is too much, or leads out.
    fn add(&mut self, text: String) -> Option<()> {
        if self.texts.contains(&text) {
            return Some(());
        }
        let climbed = climbed(&text)?;
        self.bytes += text.len();
        (self.texts.len() < MAX_TEXTS && self.bytes <= MAX_BYTES).then(|| self.texts.push(text))?;
        self.add(climbed)
    }

    /// Takes every step from every text, from one on, until nothing new comes of it.
    fn follow(&mut self, mut at: usize) -> Option<()> {
        while let Some(text) = self.texts.get(at) {
            STEPS.map(|step| step(text)).into_iter().try_for_each(|text| self.add(text))?;
            at += 1;
        }
        Some(())
    }
}

/// The segments of a path without empty ones. A slash at its end leaves an empty last segment.
fn segments(path: &str) -> Vec<String> {
    let mut segments: Vec<String> =
        ascii::split(path, b'/').filter(|segment| !segment.is_empty()).map(String::from).collect();
    if path.ends_with('/') && !segments.is_empty() {
        segments.push(String::new());
    }
    segments
}

fn merged(path: &str) -> String {
    segments(path).join("/")
}

fn parted(path: &str, at: char) -> String {
    path.chars().map(|char| if char == at { '/' } else { char }).collect()
}

fn without_parameters(path: &str) -> String {
    let bare = |segment| ascii::split_once(segment, b';').map_or(segment, |(bare, _)| bare);
    ascii::split(path, b'/').map(bare).collect::<Vec<_>>().join("/")
}

/// What stands before the first of two signs.
fn before(path: &str, signs: [u8; 2]) -> String {
    ascii::split_at_either(path, signs).next().unwrap_or(path).into()
}

/// Of `//host/path` the path; what is before the first slash has been left out.
fn without_host(path: &str) -> String {
    let named = path.starts_with('/').then(|| path.trim_start_matches('/'));
    named.map_or(path, |named| ascii::split_once(named, b'/').map_or("", |(_, rest)| rest)).into()
}

/// What a parser of addresses (WHATWG URL section 4.4) keeps.
fn without_controls(path: &str) -> String {
    path.trim_end_matches(|char| char <= ' ').replace(['\t', '\n', '\r'], "")
}

/// `None` above the top.
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

/// Reads every `%XX` once; what is not UTF-8 then becomes U+FFFD, which no pattern can name.
fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
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
