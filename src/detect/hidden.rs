//! Payment challenges where none can start: inside quotes, or within another challenge (RFC 9110 section 11.6.1). A reader
//! that looks for the word anywhere, as npm's @faremeter/types 0.22.0 does, finds one there and pays it.

use crate::ascii;
use crate::http::auth::Element;
use crate::scheme::SCHEME;
use alloc::{borrow::Cow, string::String};

/// Whether a `WWW-Authenticate` value has, in such a place, what such a reader takes for a challenge: the scheme, a
/// parameter, and a method somewhere after them. `elements` is what the value was split into.
pub(super) fn hides_payment(header: &str, elements: &[Element<'_>]) -> bool {
    let starts = |at: usize| {
        let place = header.as_ptr() as usize + at;
        elements.iter().any(|element| element.scheme.as_ptr() as usize == place)
    };
    // Such a reader takes any white space for a space. No other sign that is not plain ASCII is part of a challenge.
    let plain = match ascii::find_unprintable(header.as_bytes()) {
        None => Cow::Borrowed(header),
        Some(_) => {
            let even = |byte: u8| if byte.is_ascii_graphic() { byte.into() } else { ' ' };
            Cow::Owned(header.bytes().map(even).collect::<String>())
        }
    };
    let mut at = 0;
    while let Some(next) = ascii::find(ascii::part(&plain, at..), b' ') {
        let (before, from) = ascii::split_at(&plain, at + next);
        at = before.len() + 1;
        if let Some(outside) = before_scheme(before)
            && !starts(outside.len())
            && starts_challenge(from)
        {
            return true;
        }
    }
    false
}

/// What comes before the scheme at the end of a text.
fn before_scheme(text: &str) -> Option<&str> {
    // Most spaces come after a comma.
    if !text.ends_with(['t', 'T']) {
        return None;
    }
    let (before, word) = text.as_bytes().split_last_chunk::<{ SCHEME.len() }>()?;
    word.eq_ignore_ascii_case(SCHEME.as_bytes()).then(|| ascii::part(text, ..before.len()))
}

/// `name =`, and more.
fn starts_challenge(text: &str) -> bool {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    rest.len() < text.len()
        && rest.trim_start().starts_with('=')
        && ascii::find_text(rest, "method").is_some()
}
