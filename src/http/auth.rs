//! Lists of authentication challenges and credentials (RFC 9110 sections 11.2 to 11.6).
//!
//! ```abnf
//! WWW-Authenticate = #challenge
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-param       = token BWS "=" BWS ( token / quoted-string )
//! ```
//!
//! One comma separates both challenges and parameters. The value is cut at the commas outside of quotes; a
//! piece that starts with `token SP` or is a lone token opens a challenge, every other piece belongs to the
//! one before. So a broken parameter spoils its own challenge and none of its siblings.

use super::{quoted, token};
use crate::error::{Code, Error, Result};
use alloc::{borrow::Cow, string::String, vec::Vec};

/// The most bytes of a header value that are looked at (all fields of one name together).
pub const MAX_HEADER_BYTES: usize = 64 * 1024;
/// The most challenges of any scheme in one value.
pub const MAX_CHALLENGES: usize = 64;
/// The most parameters in one challenge.
pub const MAX_PARAMS: usize = 32;

/// One challenge or credential of a header value, not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The scheme as it came. Schemes compare without case: see [`Element::is`].
    pub scheme: &'a str,
    pieces: Vec<&'a str>,
}

/// A parameter: its name in lower case, and its value still escaped if it was quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param<'a> {
    /// The name, in lower case.
    pub name: Cow<'a, str>,
    /// The token, or the text between the quotes.
    pub raw: &'a str,
    /// Whether `raw` came in quotes and may hold escapes.
    pub quoted: bool,
}

/// Splits a header value (several fields joined by commas) into its challenges, in order.
///
/// # Errors
/// [`Code::TooLarge`] over [`MAX_HEADER_BYTES`] or [`MAX_CHALLENGES`]. A broken challenge is no error here:
/// its [`Element::params`] is.
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
        return Err(Error::new(Code::TooLarge, "the header value is over 64 KiB"));
    }
    let mut list: Vec<Element<'_>> = Vec::new();
    for piece in (Pieces { rest: Some(value) }) {
        let (head, rest) = token::split_token(piece);
        let after = token::trim(rest);
        let spaced = rest.starts_with([' ', '\t']);
        let opens = !head.is_empty() && (rest.is_empty() || (spaced && !after.starts_with('=')));
        if opens {
            if list.len() == MAX_CHALLENGES {
                return Err(Error::new(Code::TooLarge, "the header value holds over 64 challenges"));
            }
            let pieces = if after.is_empty() { Vec::new() } else { [after].into() };
            list.push(Element { scheme: head, pieces });
        } else {
            match list.last_mut() {
                Some(element) => element.pieces.push(piece),
                // Text before any scheme: an element of its own that no one will ask for.
                None => list.push(Element { scheme: "", pieces: [piece].into() }),
            }
        }
    }
    Ok(list)
}

/// The non-empty pieces between the commas outside of quotes. An unclosed quote runs to the end.
struct Pieces<'a> {
    rest: Option<&'a str>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let rest = self.rest?;
            let (piece, tail) = match comma(rest) {
                Some(at) => (&rest[..at], Some(&rest[at + 1..])),
                None => (rest, None),
            };
            self.rest = tail;
            let piece = token::trim(piece);
            if !piece.is_empty() {
                return Some(piece);
            }
        }
    }
}

/// The offset of the first comma outside of quotes.
fn comma(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut inside) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => inside = !inside,
            b'\\' if inside => at += 1,
            b',' if !inside => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

impl<'a> Element<'a> {
    /// Whether the scheme is `name`, without case.
    pub fn is(&self, name: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(name)
    }

    /// The element as text again.
    pub fn to_text(&self) -> String {
        let separator = if self.scheme.is_empty() || self.pieces.is_empty() { "" } else { " " };
        [self.scheme, separator, &self.pieces.join(", ")].concat()
    }

    /// What stands between the element's commas, in order: parameters, or what should have been.
    pub fn pieces(&self) -> &[&'a str] {
        &self.pieces
    }

    /// The `token68` of the element, if that is all it has.
    pub fn token68(&self) -> Option<&'a str> {
        match self.pieces[..] {
            [piece] if token::is_token68(piece) => Some(piece),
            _ => None,
        }
    }

    /// The parameters, in order.
    ///
    /// # Errors
    /// [`Code::InvalidHeader`] when one breaks the grammar or occurs twice; [`Code::TooLarge`] over
    /// [`MAX_PARAMS`].
    pub fn params(&self) -> Result<Vec<Param<'a>>> {
        if self.pieces.len() > MAX_PARAMS {
            return Err(Error::new(Code::TooLarge, "the challenge has over 32 parameters"));
        }
        let mut params: Vec<Param<'a>> = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let param = param(piece)?;
            if params.iter().any(|other| other.name == param.name) {
                return Err(Error::new(Code::InvalidHeader, "the challenge names a parameter twice"));
            }
            params.push(param);
        }
        Ok(params)
    }
}

/// Reads one piece of an element as a parameter.
///
/// # Errors
/// [`Code::InvalidHeader`] when it breaks the grammar.
pub fn param(piece: &str) -> Result<Param<'_>> {
    let (name, rest) = token::split_token(piece);
    let value = token::trim(rest).strip_prefix('=').map(token::trim);
    let (false, Some(value)) = (name.is_empty(), value) else {
        return Err(Error::new(Code::InvalidHeader, "a parameter is not written name=value"));
    };
    let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(String::from(name).to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    };
    if value.starts_with('"') {
        return Ok(Param { name, raw: quoted::inner(value)?, quoted: true });
    }
    // Peers write base64 with padding without quotes; token68 covers it.
    if token::is_token(value) || token::is_token68(value) {
        return Ok(Param { name, raw: value, quoted: false });
    }
    Err(Error::new(Code::InvalidHeader, "a parameter value is neither a token nor a quoted string"))
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
    }

    #[test]
    fn a_broken_parameter_spoils_only_its_own_challenge() {
        let list = split(r#"Payment id="1" junk, Payment id="2", x=, Payment id="3""#).unwrap();
        let good: Vec<bool> = list.iter().map(|element| element.params().is_ok()).collect();
        assert_eq!(good, [false, false, true]);
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
