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

mod escapes;
mod steps;

use crate::ascii;
use alloc::{borrow::Cow, string::String, vec::Vec};
use escapes::{decoded, is_canonical};
use steps::{STEPS, climbed, script};

/// The most texts a path may turn into, once before it is decoded and once after.
const MAX_TEXTS: usize = 64;
/// The most bytes of those texts together, so that a stranger's path costs little.
const MAX_BYTES: usize = 64 * 1024;

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

/// Whether a byte alone gives no step anything to do. `0xEF` begins what stands for an escaped slash
/// and for broken UTF-8 (`path/escapes.rs`).
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

#[cfg(test)]
#[path = "path_tests.rs"]
mod tests;
