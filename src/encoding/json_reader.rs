//! The JSON reader: strict RFC 8259 grammar, linear time, bounded depth.
//!
//! It checks a text and notes where its values are; what it has read stays text until someone asks for a value
//! ([`Node`]). So a text that is only passed on, like most payment requests, costs no allocation a member.

use super::jcs::order;
use super::json::{Number, Object, Value};
use super::number::is_finite;
use crate::ascii;
use crate::error::{Code, Error, Result};
use crate::secret;
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

/// How deep arrays and objects may nest. Payment requests nest two or three levels.
pub const MAX_DEPTH: usize = 32;

/// Up to here the names of an object are compared each with each.
const FEW_MEMBERS: usize = 16;

/// Reads one JSON value. The caller has already limited the length of `text`.
///
/// # Errors
/// [`Code::InvalidJson`] when the text breaks the grammar, nests deeper than [`MAX_DEPTH`], names a member
/// twice or holds a lone surrogate.
///
/// ```
/// use mpp_wasm::encoding::json::parse;
/// assert!(parse(r#"{"amount":"100"}"#).is_ok());
/// assert!(parse(r#"{"amount":"100","amount":"1"}"#).is_err());
/// ```
pub fn parse(text: &str) -> Result<Value> {
    parse_within(text, MAX_DEPTH)
}

/// The same with another limit of depth, for text that wraps what was read within [`MAX_DEPTH`] already.
///
/// # Errors
/// As for [`parse`].
pub fn parse_within(text: &str, max_depth: usize) -> Result<Value> {
    let tokens = scan(text, max_depth)?;
    Ok(Node { text, tokens: &tokens }.to_value())
}

/// A JSON text that has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    text: String,
    tokens: Vec<Token>,
}

impl Doc {
    /// Checks a text.
    ///
    /// # Errors
    /// As for [`parse`].
    ///
    /// ```
    /// use mpp_wasm::encoding::json::Doc;
    /// let doc = Doc::read(r#"{"amount":"100","more":[1.50]}"#.into()).unwrap();
    /// assert_eq!(doc.root().get("amount").unwrap().as_text().as_deref(), Some("100"));
    /// assert_eq!(doc.root().get("more").unwrap().raw(), "[1.50]");
    /// ```
    pub fn read(text: String) -> Result<Self> {
        let tokens = scan(&text, MAX_DEPTH)?;
        Ok(Self { text, tokens })
    }

    /// The value.
    pub fn root(&self) -> Node<'_> {
        Node { text: &self.text, tokens: &self.tokens }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text again.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Overwrites the text. It holds no value from here on.
    pub(crate) fn wipe(&mut self) {
        secret::wipe(&mut self.text);
    }
}

/// A value of a text that has been checked. Its `Debug` shows nothing of it: it may be the payload of a credential.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    text: &'a str,
    /// Its own token first, then those of what is inside.
    tokens: &'a [Token],
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Node(..)")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token {
    kind: Kind,
    /// Where the value is in the text; of a string, what is between its quotes.
    start: usize,
    end: usize,
    /// How many tokens the value has, its own counted.
    size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Null,
    True,
    False,
    Number,
    String,
    /// A string with escapes.
    Escaped,
    Array,
    Object,
}

impl<'a> Node<'a> {
    fn token(self) -> Token {
        self.tokens[0]
    }

    /// The value as it is written.
    pub fn raw(self) -> &'a str {
        let Token { kind, start, end, .. } = self.token();
        let quotes = usize::from(matches!(kind, Kind::String | Kind::Escaped));
        &self.text[start - quotes..end + quotes]
    }

    /// The text of a string; a copy only where it is written with escapes.
    pub fn as_text(self) -> Option<Cow<'a, str>> {
        let Token { kind, start, end, .. } = self.token();
        match kind {
            Kind::String => Some(Cow::Borrowed(&self.text[start..end])),
            Kind::Escaped => Some(Cow::Owned(unescape(&self.text[start..end]))),
            _ => None,
        }
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.token().kind == Kind::Object
    }

    /// The value of a member.
    pub fn get(self, name: &str) -> Option<Node<'a>> {
        self.members().find(|(key, _)| key.is(name)).map(|(_, value)| value)
    }

    /// The names, as strings, and values of an object's members; none where it is something else.
    pub fn members(self) -> impl Iterator<Item = (Node<'a>, Node<'a>)> {
        let inside = if self.is_object() { &self.tokens[1..] } else { &[] };
        let mut nodes = Nodes { text: self.text, tokens: inside };
        core::iter::from_fn(move || Some((nodes.next()?, nodes.next()?)))
    }

    /// Whether it is a string of this text.
    pub fn is(self, text: &str) -> bool {
        let Token { kind, start, end, .. } = self.token();
        match kind {
            Kind::String => self.text[start..end] == *text,
            _ => self.as_text().is_some_and(|own| own == text),
        }
    }

    /// The object, if it is one.
    pub fn to_object(self) -> Option<Object> {
        let member =
            |(name, value): (Node<'_>, Node<'_>)| Some((name.as_text()?.into_owned(), value.to_value()));
        self.is_object().then(|| Object::from_unique(self.members().filter_map(member).collect()))
    }

    /// The value, on its own.
    pub fn to_value(self) -> Value {
        let text = |node: Self| node.as_text().unwrap_or_default().into_owned();
        match self.token().kind {
            Kind::Null => Value::Null,
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::Number => Value::Number(Number::from_checked(self.raw())),
            Kind::String | Kind::Escaped => Value::String(text(self)),
            Kind::Array => Value::Array(
                Nodes { text: self.text, tokens: &self.tokens[1..] }.map(Self::to_value).collect(),
            ),
            Kind::Object => Value::Object(self.to_object().unwrap_or_default()),
        }
    }
}

/// Values that stand side by side.
struct Nodes<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let (tokens, rest) = self.tokens.split_at_checked(self.tokens.first()?.size)?;
        self.tokens = rest;
        Some(Node { text: self.text, tokens })
    }
}

fn bad(message: &'static str) -> Error {
    Error::new(Code::InvalidJson, message)
}

/// Checks a text; the tokens of its value.
fn scan(text: &str, max_depth: usize) -> Result<Vec<Token>> {
    let mut scanner = Scanner { text, at: 0, max_depth, tokens: Vec::with_capacity(16) };
    scanner.skip_space();
    scanner.value(0)?;
    scanner.skip_space();
    if scanner.at == text.len() { Ok(scanner.tokens) } else { Err(bad("there is text after the JSON value")) }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    max_depth: usize,
    tokens: Vec<Token>,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let hit = self.peek() == Some(byte);
        self.at += usize::from(hit);
        hit
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Notes a value that has no others inside and ends here.
    fn note(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, start, end: self.at, size: 1 });
    }

    fn value(&mut self, depth: usize) -> Result<()> {
        match self.peek() {
            Some(b'{') => self.list(Kind::Object, b'}', depth + 1),
            Some(b'[') => self.list(Kind::Array, b']', depth + 1),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Kind::True),
            Some(b'f') => self.word("false", Kind::False),
            Some(b'n') => self.word("null", Kind::Null),
            _ => Err(bad("a JSON value is missing")),
        }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<()> {
        let start = self.at;
        if !self.text.as_bytes()[start..].starts_with(word.as_bytes()) {
            return Err(bad("the JSON has an unknown word"));
        }
        self.at += word.len();
        self.note(kind, start);
        Ok(())
    }

    /// Reads `open item, item close`, white space anywhere between.
    fn list(&mut self, kind: Kind, close: u8, depth: usize) -> Result<()> {
        if depth > self.max_depth {
            return Err(bad("the JSON nests too deep"));
        }
        let own = self.tokens.len();
        self.note(kind, self.at);
        self.at += 1;
        self.skip_space();
        if !self.take(close) {
            loop {
                if kind == Kind::Object {
                    self.name()?;
                }
                self.value(depth)?;
                self.skip_space();
                if self.take(close) {
                    break;
                }
                if !self.take(b',') {
                    return Err(bad("a comma or a closing bracket is missing in the JSON"));
                }
                self.skip_space();
            }
        }
        let size = self.tokens.len() - own;
        let token = &mut self.tokens[own];
        (token.end, token.size) = (self.at, size);
        refuse_twice(Node { text: self.text, tokens: &self.tokens[own..] })
    }

    /// Reads `"name" :`.
    fn name(&mut self) -> Result<()> {
        if self.peek() != Some(b'"') {
            return Err(bad("a member name is missing in the JSON"));
        }
        self.string()?;
        self.skip_space();
        if !self.take(b':') {
            return Err(bad("a colon is missing in the JSON"));
        }
        self.skip_space();
        Ok(())
    }

    fn number(&mut self) -> Result<()> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        if !is_finite(&self.text[start..self.at]) {
            return Err(bad("a number in the JSON is beyond the range of doubles"));
        }
        self.note(Kind::Number, start);
        Ok(())
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(bad("a number in the JSON lacks digits")) }
    }

    fn string(&mut self) -> Result<()> {
        self.at += 1;
        let start = self.at;
        let mut kind = Kind::String;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let special = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            self.at += ascii::find_special(rest, special).unwrap_or(rest.len());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    kind = Kind::Escaped;
                    self.at = escape(self.text, self.at + 1)?.1;
                }
                Some(_) => return Err(bad("a string in the JSON holds a raw control character")),
                None => return Err(bad("a string in the JSON is not closed")),
            }
        }
        self.note(kind, start);
        self.at += 1;
        Ok(())
    }
}

/// The character of the escape whose letter is at `at`, and where it ends.
fn escape(text: &str, at: usize) -> Result<(char, usize)> {
    let c = match text.as_bytes().get(at) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(text, at + 1),
        _ => return Err(bad("a string in the JSON holds an unknown escape")),
    };
    Ok((c, at + 1))
}

/// The character of the hex digits after `\u`, and of the second half of a surrogate pair.
fn unicode(text: &str, at: usize) -> Result<(char, usize)> {
    const LONE: Error = Error::new(Code::InvalidJson, "a string in the JSON holds a lone surrogate");
    let first = hex4(text, at)?;
    let (code, end) = match first {
        0xd800..=0xdbff => {
            if !text.as_bytes()[at + 4..].starts_with(b"\\u") {
                return Err(LONE);
            }
            match hex4(text, at + 6)? {
                second @ 0xdc00..=0xdfff => (0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), at + 10),
                _ => return Err(LONE),
            }
        }
        _ => (first, at + 4),
    };
    Ok((char::from_u32(code).ok_or(LONE)?, end))
}

fn hex4(text: &str, at: usize) -> Result<u32> {
    let mut code = 0;
    for at in at..at + 4 {
        let digit = text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
        code = code * 16 + digit.ok_or(bad("a \\u escape in the JSON lacks hex digits"))?;
    }
    Ok(code)
}

/// The text of a string that has been checked.
fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    while let Some(found) = ascii::find(&raw[at..], b'\\') {
        out.push_str(&raw[at..at + found]);
        let Ok((c, end)) = escape(raw, at + found + 1) else { break };
        out.push(c);
        at = end;
    }
    out.push_str(&raw[at..]);
    out
}

/// Refuses an object that names a member twice. Many names are put in order first, so that a stranger's object of
/// thousands of members costs no square.
fn refuse_twice(object: Node<'_>) -> Result<()> {
    const TWICE: Error = Error::new(Code::InvalidJson, "an object in the JSON names a member twice");
    let (mut few, mut count, mut plain) = ([""; FEW_MEMBERS], 0, true);
    for (name, _) in object.members() {
        if let Some(place) = few.get_mut(count) {
            *place = name.raw();
        }
        plain &= name.token().kind == Kind::String;
        count += 1;
    }
    let twice = if plain && count <= FEW_MEMBERS {
        (1..count).any(|at| few[..at].contains(&few[at]))
    } else {
        let texts: Vec<Cow<'_, str>> = object.members().filter_map(|(name, _)| name.as_text()).collect();
        let mut sorted = order(texts.iter().map(|text| &**text)).map(|(name, _)| name);
        let mut last = sorted.next();
        sorted.any(|name| last.replace(name) == Some(name))
    };
    if twice { Err(TWICE) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::json::to_string;
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn reads_what_rfc_8259_allows() {
        for text in [
            "null",
            "true",
            "[]",
            "{}",
            "-0",
            "0.5",
            "1e5",
            "1E-2",
            "\"\"",
            "\"é\"",
            "[1,[2,{\"a\":null}]]",
            "{\"__proto__\":{\"constructor\":1}}",
        ] {
            assert_eq!(to_string(&parse(text).unwrap()), text);
        }
        assert_eq!(parse(" [ 1 , 2 ]\r\n").unwrap(), parse("[1,2]").unwrap());
        assert_eq!(parse(r#""\ud83d\ude00\/""#).unwrap().as_str(), Some("😀/"));
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            " ",
            "nul",
            "tru",
            "01",
            "-",
            "1.",
            ".5",
            "+1",
            "1e",
            "0x10",
            "1_000",
            "NaN",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":1,}",
            "{a:1}",
            "'a'",
            "\"a",
            "\"\n\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\\ud800\\u0041\"",
            "\"\\ud800x\"",
            "1 2",
            "{} x",
            "\u{feff}1",
            "{\"a\":1,\"\\u0061\":2}",
        ] {
            assert_eq!(parse(text).unwrap_err().code(), Code::InvalidJson, "{text:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert!(parse(&nested(MAX_DEPTH + 1)).is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn many_members_cost_no_square() {
        let members: Vec<String> = (0..20_000).map(|n| ["\"", &n.to_string(), "\":0"].concat()).collect();
        assert!(parse(&["{", &members.join(","), "}"].concat()).is_ok());
    }
}
