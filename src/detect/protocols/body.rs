//! The body of a response, parsed once for all protocols that put terms there.

use crate::ascii;
use crate::encoding::json::Doc;

/// The most bytes of a header or a body that are read.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

pub(in crate::detect) enum Body<'a> {
    /// None, or none that is a JSON object.
    Other,
    /// A part, too long, not in UTF-8, or a list: some readers may take it for an object.
    Unread,
    /// It begins as an object, and is broken, truncated, or has a duplicate name.
    Broken(&'a str),
    Object(Doc),
}

impl<'a> Body<'a> {
    /// `incomplete`: more follows that was not read.
    pub fn read(body: Option<&'a str>, incomplete: bool) -> Self {
        let Some(body) = body else { return Self::Other };
        // `Response.json()` drops a byte order mark without telling the caller.
        let text = body.strip_prefix('\u{feff}').unwrap_or(body).trim_ascii_start();
        if is_of_wide_units(text) || is_nameless(text) {
            return Self::Unread;
        }
        if incomplete || body.len() > MAX_BODY_BYTES {
            return if text.is_empty() || text.starts_with('{') { Self::Unread } else { Self::Other };
        }
        if !text.starts_with('{') {
            return Self::Other;
        }
        Doc::read(text.into()).map_or(Self::Broken(text), Self::Object)
    }
}

/// Whether a text begins as an object in UTF-16 or UTF-32, read as UTF-8. PyPI's httpx and requests, and so PyPI's x402
/// 2.25.0, read JSON in them; `Response.json()` does not.
fn is_of_wide_units(text: &str) -> bool {
    let start = text.trim_start_matches(['\0', '\u{fffd}', ' ', '\t', '\n', '\r']);
    start.starts_with('{') && (start.len() < text.len() || start.as_bytes().get(1) == Some(&0))
}

/// Whether a text begins as a list of an object's values, the version first. Stripe's purl and the crate
/// x402-reqwest 2 read terms in one, as serde does by default.
fn is_nameless(text: &str) -> bool {
    text.strip_prefix('[')
        .is_some_and(|list| list.trim_ascii_start().starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a broken object may have a member with one of these names, in any letters. An escape may hide a name. No reader
/// of JSON takes a word without quotation marks for one.
pub(super) fn may_name(broken: &str, names: &[&str]) -> bool {
    let has = |name: &str| {
        let mut windows = broken.as_bytes().windows(name.len() + 2);
        windows
            .any(|part| matches!(part, [b'"', own @ .., b'"'] if own.eq_ignore_ascii_case(name.as_bytes())))
    };
    ascii::find_text(broken, "\\u").is_some() || names.iter().any(|name| has(name))
}
