//! Terms where none can be: inside quotes, or within another challenge (RFC 9110 section 11.6.1). A reader that looks for a
//! word anywhere finds them there and pays them. npm's @faremeter/types 0.22.0 looks for the scheme;
//! npm's @getalby/lightning-tools 9.0.1, which takes the last one, and l402-requests for `invoice` and `request`. The client of
//! the ATXP SDK takes a Payment challenge's own `amount` for its terms and does not look at the request.

use super::l402::is_l402;
use crate::ascii;
use crate::http::auth::Element;
use crate::scheme::SCHEME;
use alloc::{borrow::Cow, string::String};
use core::cell::LazyCell;

/// Whether a `WWW-Authenticate` value has, in such a place, what such a reader takes for a challenge: the scheme, a
/// parameter, and a method somewhere after them. `elements` is what the value was split into.
pub(in crate::detect) fn hides_payment(header: &str, elements: &[Element<'_>]) -> bool {
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
    // Searched for once, not behind each of the schemes.
    let method = LazyCell::new(|| last_method(&plain));
    let mut at = 0;
    while let Some(next) = ascii::find(ascii::part(&plain, at..), b' ') {
        let (before, from) = ascii::split_at(&plain, at + next);
        at = before.len() + 1;
        if let Some(outside) = before_scheme(before)
            && !starts(outside.len())
            && let Some(name) = challenge_name(from)
            && method.is_some_and(|method| method >= before.len() + name)
        {
            return true;
        }
    }
    false
}

/// Whether a value has terms in parameters that are not the ones of its challenges.
pub(in crate::detect) fn hides_terms(header: &str, elements: &[Element<'_>]) -> bool {
    let count = |is_of: fn(&Element<'_>) -> bool| elements.iter().filter(|element| is_of(element)).count();
    let own = [count(|element| element.is(SCHEME)), count(is_l402)];
    let (mut requests, mut invoices, mut at) = (0, 0, 0);
    while let Some(next) = ascii::find(ascii::part(header, at..), b'=') {
        let (before, value) = ascii::split_at(header, at + next);
        at = before.len() + 1;
        let (before, value) = (before.trim_ascii_end().as_bytes(), ascii::part(value, 1..));
        // Most names end with another letter.
        if !matches!(before, [.., b't' | b'T' | b'e' | b'E']) {
            continue;
        }
        let is = |name: &str| {
            let word = before.get(before.len().wrapping_sub(name.len())..);
            word.is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        };
        if is("invoice") {
            invoices += usize::from(is_long(value) && starts_invoice(value));
        } else if own[0] > 0 && is("request") {
            requests += usize::from(is_long(value));
        } else if own[0] > 0 && is("amount") && value.trim_ascii_start().starts_with('"') {
            return true;
        }
    }
    requests > own[0] || invoices > own[1]
}

/// Whether a value begins as an invoice does, or its URI, and not as the number of a bill.
fn starts_invoice(value: &str) -> bool {
    let value = unquoted(value);
    ["ln", "lightning:"].iter().any(|start| ascii::starts_with(value, start))
}

fn unquoted(value: &str) -> &str {
    value.trim_start_matches([' ', '\t', '"', '\'', '\\'])
}

/// Whether a value is as long as an invoice or a request at least, and so no word of an address in a text.
fn is_long(value: &str) -> bool {
    const LEAST: usize = 16;
    let start = unquoted(value).as_bytes().first_chunk::<LEAST>();
    start.is_some_and(|start| start.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-:".contains(byte)))
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

/// Where the name ends, if the text starts with `name =`.
fn challenge_name(text: &str) -> Option<usize> {
    let name = text.trim_start();
    let rest = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    (rest.len() < name.len() && rest.trim_start().starts_with('=')).then(|| text.len() - rest.len())
}

/// Where a text names a method for the last time.
fn last_method(text: &str) -> Option<usize> {
    const NAME: &[u8] = b"method";
    text.as_bytes().windows(NAME.len()).rposition(|bytes| bytes == NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::auth;

    fn hides(header: &str) -> bool {
        hides_payment(header, &auth::split(header).unwrap())
    }

    #[test]
    fn a_method_counts_behind_the_name() {
        assert!(hides(r#"Bearer a="Payment id=1 method=x""#));
        assert!(hides(r#"Bearer a="Payment method =1 method""#) && hides(r#"Bearer a="Payment id =method""#));
        assert!(!hides(r#"Bearer a="Payment method=1""#) && !hides(r#"Bearer method="x", a="Payment id=1""#));
    }

    #[test]
    fn many_hidden_schemes_cost_no_square() {
        for method in ["", "Bearer method=a, "] {
            let schemes = "payment a=".repeat((auth::MAX_HEADER_BYTES - 40) / "payment a=".len());
            assert!(!hides(&[method, "Bearer a=\"", &schemes, "\""].concat()));
        }
    }
}
