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
use crate::ascii;
use crate::error::{Code, Error, Result};
use alloc::{borrow::Cow, string::String, vec::Vec};

/// The most bytes of a header value that are looked at (all fields of one name together).
pub const MAX_HEADER_BYTES: usize = 64 * 1024;
/// What is said of one that is longer.
pub const TOO_LARGE: Error = Error::new(Code::TooLarge, "the header value is over 64 KiB");
/// The most challenges of any scheme in one value.
pub const MAX_CHALLENGES: usize = 64;
/// The most parameters in one challenge.
pub const MAX_PARAMS: usize = 32;
/// What is said of a challenge with two parameters of one name.
pub(crate) const TWICE: Error = Error::new(Code::InvalidHeader, "the challenge names a parameter twice");
/// As many as a challenge of ours has: room is made for them at once.
const USUAL_PARAMS: usize = 8;

/// One challenge or credential of a header value, not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The scheme as it came. Schemes compare without case: see [`Element::is`].
    pub scheme: &'a str,
    pieces: Vec<Piece<'a>>,
}

/// What stands between two commas; its name and value where they were read on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece<'a> {
    text: &'a str,
    plain: Option<(&'a str, &'a str)>,
}

impl<'a> Piece<'a> {
    fn param(self) -> Result<Param<'a>> {
        match self.plain {
            Some((name, raw)) => Ok(Param { name: Cow::Borrowed(name), raw, escaped: false }),
            None => param(self.text),
        }
    }
}

/// A parameter: its name in lower case, and its value still escaped if it was quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param<'a> {
    /// The name, in lower case.
    pub name: Cow<'a, str>,
    /// The token, or the text between the quotes.
    pub raw: &'a str,
    /// Whether `raw` came in quotes and holds escapes.
    pub escaped: bool,
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
        return Err(TOO_LARGE);
    }
    let mut list: Vec<Element<'_>> = Vec::new();
    let mut rest = value;
    loop {
        rest = token::trim_start(rest, |byte| byte == b',' || token::is_blank(byte));
        if rest.is_empty() {
            return Ok(list);
        }
        let (opened, piece, length) = next(rest);
        rest = &rest[length..];
        let scheme = match (opened, list.last_mut()) {
            (None, Some(element)) => {
                element.pieces.extend(piece);
                continue;
            }
            // Text before any scheme is an element of its own that no one will ask for.
            (scheme, _) => scheme.unwrap_or_default(),
        };
        if list.len() == MAX_CHALLENGES {
            return Err(Error::new(Code::TooLarge, "the header value holds over 64 challenges"));
        }
        let mut pieces = Vec::with_capacity(USUAL_PARAMS);
        pieces.extend(piece);
        list.push(Element { scheme, pieces });
    }
}

/// Reads as far as the first comma outside of quotes: the scheme that is opened there, the piece after it, and how far
/// that is. An unclosed quote runs to the end.
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
    let length = comma(text).unwrap_or(text.len());
    let piece = token::trim(&text[..length]);
    let tail = &piece[head.len()..];
    let after = token::trim(tail);
    let spaced = tail.bytes().next().is_some_and(token::is_blank);
    if head.is_empty() || !(tail.is_empty() || (spaced && !after.starts_with('='))) {
        return (None, Some(Piece { text: piece, plain: None }), length);
    }
    (Some(head), (!after.is_empty()).then_some(Piece { text: after, plain: None }), length)
}

/// Reads the way almost all parameters are written, in one pass: a name without capitals, a quoted string without escapes,
/// and a comma or the end. Everything else is [`param`]'s, which reads the same of it.
fn plain(text: &str) -> Option<(Piece<'_>, usize)> {
    let bytes = text.as_bytes();
    let name = token::lower_case_token(bytes);
    if name == 0 || !bytes[name..].starts_with(b"=\"") {
        return None;
    }
    let start = name + 2;
    let end = start + ascii::find_special(&bytes[start..], quoted::is_special)?;
    let after = bytes[end + 1..].iter().position(|byte| !matches!(byte, b' ' | b'\t'));
    let length = after.map_or(bytes.len(), |after| end + 1 + after);
    if bytes[end] != b'"' || bytes.get(length).is_some_and(|byte| *byte != b',') {
        return None;
    }
    let parts = (&text[..name], &text[start..end]);
    Some((Piece { text: &text[..=end], plain: Some(parts) }, length))
}

/// The offset of the first comma outside of quotes.
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

impl<'a> Element<'a> {
    /// Whether the scheme is `name`, without case.
    pub fn is(&self, name: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(name)
    }

    /// The element as text again.
    pub fn to_text(&self) -> String {
        let separator = if self.scheme.is_empty() || self.pieces.is_empty() { "" } else { " " };
        let pieces: Vec<&str> = self.pieces().collect();
        [self.scheme, separator, &pieces.join(", ")].concat()
    }

    /// What stands between the element's commas, in order: parameters, or what should have been.
    pub fn pieces(&self) -> impl Iterator<Item = &'a str> {
        self.pieces.iter().map(|piece| piece.text)
    }

    /// The `token68` of the element, if that is all it has.
    pub fn token68(&self) -> Option<&'a str> {
        self.lone().filter(|text| token::is_token68(text))
    }

    /// The one piece of the element: its `token68`, or what its reader will not take for one.
    pub(crate) fn lone(&self) -> Option<&'a str> {
        if let [piece] = self.pieces[..] { Some(piece.text) } else { None }
    }

    /// The parameters, in order.
    ///
    /// # Errors
    /// [`Code::InvalidHeader`] when one breaks the grammar or occurs twice; [`Code::TooLarge`] over
    /// [`MAX_PARAMS`].
    pub fn params(&self) -> Result<Vec<Param<'a>>> {
        let mut params: Vec<Param<'a>> = Vec::with_capacity(self.pieces.len());
        for param in self.each_param()? {
            let param = param?;
            if params.iter().any(|other| other.name == param.name) {
                return Err(TWICE);
            }
            params.push(param);
        }
        Ok(params)
    }

    /// The same one by one, for who has a place of its own for each and refuses with [`TWICE`] what has been there.
    pub(crate) fn each_param(&self) -> Result<impl Iterator<Item = Result<Param<'a>>>> {
        match self.pieces.len() <= MAX_PARAMS {
            true => Ok(self.pieces.iter().map(|piece| piece.param())),
            false => Err(Error::new(Code::TooLarge, "the challenge has over 32 parameters")),
        }
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
        let raw = quoted::inner(value)?;
        return Ok(Param { name, raw, escaped: ascii::holds(raw, b'\\') });
    }
    // Peers write base64 with padding without quotes; token68 covers it.
    if token::is_token(value) || token::is_token68(value) {
        return Ok(Param { name, raw: value, escaped: false });
    }
    Err(Error::new(Code::InvalidHeader, "a parameter value is neither a token nor a quoted string"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_on_the_way_is_what_param_reads() {
        let values = [
            "\"x\"",
            "\"\"",
            "\"a, b\"",
            "\"é\"",
            "\"a\tb\"",
            "\"a\\\"b\"",
            "\"\u{7f}\"",
            "\"",
            "x",
            "",
            "\"x\" y",
        ];
        for name in ["a", "A", "a-1", "", "é", "a b"] {
            for value in values {
                for space in ["", " ", "\t "] {
                    let text = [name, "=", value, space].concat();
                    if let Some((piece, length)) = plain(&text) {
                        assert_eq!(piece.param(), param(token::trim(&text)), "{text:?}");
                        assert_eq!((piece.text, length), (token::trim(&text), text.len()), "{text:?}");
                    }
                }
            }
        }
        assert!(plain("a=\"x\"").is_some() && plain("a=\"x\" ,b").is_some() && plain("a=\"x\"b").is_none());
    }

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
