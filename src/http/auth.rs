//! Lists of authentication challenges and credentials (RFC 9110 sections 11.2 to 11.6).
//!
//! ```abnf
//! WWW-Authenticate = #challenge
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-param       = token BWS "=" BWS ( token / quoted-string )
//! ```
//!
//! Commas separate both challenges and parameters. The value is cut at the commas outside quotes. A piece
//! that starts with `token SP` or is a lone token opens a challenge; every other piece belongs to the
//! challenge before it. A malformed parameter therefore spoils its own challenge and none of its siblings.

mod element;
mod param;

pub(crate) use element::TWICE;
pub use element::{Element, MAX_PARAMS};
pub use param::{Param, param};

use super::token;
use crate::ascii;
use crate::error::{Code, Error, Result};
use alloc::vec::Vec;
use param::{Piece, plain};

/// The maximum length of a header value in bytes (all fields of one name together).
pub const MAX_HEADER_BYTES: usize = 64 * 1024;
/// The error for a longer one.
pub(crate) const TOO_LARGE: Error = Error::new(Code::TooLarge, "the header value is over 64 KiB");
/// The maximum number of challenges, of any scheme, in one value.
pub const MAX_CHALLENGES: usize = 64;
/// As many challenges as most values have. Room for them is reserved up front.
const USUAL_CHALLENGES: usize = 4;
/// As many parameters as a challenge of this crate has, reserved likewise.
const USUAL_PARAMS: usize = 8;

/// Splits a header value (several fields joined by commas) into its challenges, in order.
///
/// # Errors
/// [`Code::TooLarge`] over [`MAX_HEADER_BYTES`] or [`MAX_CHALLENGES`]. A malformed challenge is not an error
/// here; its [`Element::params`] returns one.
///
/// ```
/// use mpp_wasm::http::auth;
/// let list = auth::split(r#"Bearer realm="a, Payment b", Payment id="1", method=x"#).unwrap();
/// assert_eq!(list.len(), 2);
/// assert!(list[1].is("payment"));
/// assert_eq!(list[1].params().unwrap()[1].raw, "x");
/// ```
pub fn split(value: &str) -> Result<Vec<Element<'_>>> {
    if value.len() > MAX_HEADER_BYTES {
        return Err(TOO_LARGE);
    }
    let mut list: Vec<Element<'_>> = Vec::with_capacity(USUAL_CHALLENGES);
    let mut rest = value;
    loop {
        rest = token::trim_start(rest, |byte| byte == b',' || token::is_blank(byte));
        if rest.is_empty() {
            return Ok(list);
        }
        let (opened, piece, length) = next(rest);
        rest = ascii::part(rest, length..);
        let scheme = match (opened, list.last_mut()) {
            (None, Some(element)) => {
                element.pieces.extend(piece);
                continue;
            }
            // Text before any scheme becomes an element of its own, which no caller asks for.
            (scheme, _) => scheme.unwrap_or_default(),
        };
        if list.len() == MAX_CHALLENGES {
            return Err(Error::new(Code::TooLarge, "the header value has over 64 challenges"));
        }
        let mut pieces = Vec::with_capacity(USUAL_PARAMS);
        pieces.extend(piece);
        list.push(Element { scheme, pieces });
    }
}

/// Reads up to the first comma outside quotes. Returns the scheme that is opened there, the piece after it,
/// and the length read. An unclosed quote runs to the end.
fn next(text: &str) -> (Option<&str>, Option<Piece<'_>>, usize) {
    if let Some((plain, length)) = plain(text) {
        return (None, Some(plain), length);
    }
    let (head, tail) = token::split_token(text);
    let after = token::trim_start(tail, token::is_blank);
    let before = text.len() - after.len();
    if !head.is_empty()
        && before > head.len()
        && let Some((plain, length)) = plain(after)
    {
        return (Some(head), Some(plain), before + length);
    }
    if let Some((scheme, space, length)) = spaced_oddly(text) {
        return (Some(scheme), Some(Piece { text: space, plain: None }), length);
    }
    let length = comma(text).unwrap_or(text.len());
    let piece = token::trim(ascii::part(text, ..length));
    let tail = ascii::part(piece, head.len()..);
    let after = token::trim(tail);
    let spaced = tail.bytes().next().is_some_and(token::is_blank);
    if head.is_empty() || !(tail.is_empty() || (spaced && !after.starts_with('='))) {
        return (None, Some(Piece { text: piece, plain: None }), length);
    }
    (Some(head), (!after.is_empty()).then_some(Piece { text: after, plain: None }), length)
}

/// A scheme beside white space that the grammar does not allow, such as a no-break space. Some readers take it for a
/// separator, so a challenge opens here too, but one that cannot be read: the white space becomes a piece of it. Returns
/// the scheme, that white space, and the length up to the text after both.
fn spaced_oddly(text: &str) -> Option<(&str, &str, usize)> {
    let from = text.trim_start();
    let (scheme, tail) = token::split_token(from);
    let after = tail.trim_start();
    if scheme.is_empty() || after.len() == tail.len() || after.starts_with('=') {
        return None;
    }
    let spaces =
        [ascii::part(text, ..text.len() - from.len()), ascii::part(tail, ..tail.len() - after.len())];
    let odd = spaces.into_iter().find(|space| !space.bytes().all(token::is_blank))?;
    Some((scheme, odd, text.len() - after.len()))
}

/// The offset of the first comma outside quotes.
fn comma(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let find = |from: usize, a: u8, b: u8| Some(from + ascii::find_either(bytes.get(from..)?, [a, b])?);
    let mut at = find(0, b'"', b',')?;
    while bytes[at] == b'"' {
        at = find(at + 1, b'"', b'\\')?;
        while bytes[at] == b'\\' {
            at = find(at + 2, b'"', b'\\')?;
        }
        at = find(at + 1, b'"', b',')?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemes(value: &str) -> Vec<&str> {
        split(value).unwrap().iter().map(|element| element.scheme).collect()
    }

    #[test]
    fn rfc_9110_section_11_6_1_example() {
        let value = r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#;
        let list = split(value).unwrap();
        assert_eq!(list.len(), 2);
        let params = list[1].params().unwrap();
        let flat: Vec<(&str, &str)> = params.iter().map(|param| (&*param.name, param.raw)).collect();
        assert_eq!(flat, [("realm", "apps"), ("type", "1"), ("title", r#"Login to \"apps\""#)]);
    }

    #[test]
    fn mixed_schemes_and_empty_elements() {
        assert_eq!(
            schemes(", Negotiate , Basic YWJj==,, Payment id=\"1\", b = \"2\" ,Digest nonce=x"),
            ["Negotiate", "Basic", "Payment", "Digest"]
        );
        assert_eq!(split("Basic YWJj==").unwrap()[0].token68(), Some("YWJj=="));
        assert_eq!(schemes(""), [""; 0]);
    }

    #[test]
    fn the_scheme_name_inside_quotes_opens_nothing() {
        assert_eq!(schemes(r#"Bearer realm="x, Payment id=\"2\"", error="Payment a=b""#), ["Bearer"]);
        assert_eq!(schemes(r#"Bearer realm="\", Payment a=b", x=y"#), ["Bearer"]);
    }

    #[test]
    fn a_broken_parameter_spoils_only_its_own_challenge() {
        let list = split(r#"Payment id="1" junk, Payment id="2", x=, Payment id="3""#).unwrap();
        let good: Vec<bool> = list.iter().map(|element| element.params().is_ok()).collect();
        assert_eq!(good, [false, false, true]);
    }

    #[test]
    fn white_space_of_other_readers_opens_a_challenge_that_cannot_be_read() {
        for first in [
            "Payment\u{a0}id=\"1\"",
            "Payment \u{a0}id=\"1\"",
            "Payment\u{a0} id=\"1\"",
            "\u{a0}Payment id=\"1\"",
            "\u{3000}Payment\u{c} id=\"1\"",
            "Bearer realm=\"x\",\u{a0}Payment id=\"1\"",
            "Bearer realm=\"x\", \u{a0} Payment id=\"1\"",
        ] {
            let value = [first, ", Payment id=\"2\""].concat();
            let list = split(&value).unwrap();
            let payments: Vec<bool> =
                list.iter().filter(|own| own.is("payment")).map(|own| own.params().is_ok()).collect();
            assert_eq!(payments, [false, true], "{first:?}");
        }
        for text in ["Bearer a=b,\u{a0}c=\"d\"", "Bearer a=b, c\u{a0}=\"d\"", "Bearer a=b, \u{a0}"] {
            let list = split(text).unwrap();
            assert_eq!((list[0].is("bearer"), list[0].params().is_ok()), (true, false), "{text:?}");
        }
    }

    #[test]
    fn duplicates_are_refused_without_case() {
        let list = split(r#"Payment id="1", ID="2""#).unwrap();
        assert_eq!(list[0].params().unwrap_err().code(), Code::InvalidHeader);
    }

    #[test]
    fn limits_hold() {
        assert_eq!(split(&"a".repeat(MAX_HEADER_BYTES + 1)).unwrap_err().code(), Code::TooLarge);
        assert_eq!(split(&"a ,".repeat(MAX_CHALLENGES + 1)).unwrap_err().code(), Code::TooLarge);
        let many = ["Payment ", &"a=b,".repeat(MAX_PARAMS + 1)].concat();
        assert_eq!(split(&many).unwrap()[0].params().unwrap_err().code(), Code::TooLarge);
    }
}
