//! The JSON reader: strict RFC 8259 grammar, linear time, bounded depth.

use super::jcs::in_order;
use super::json::{Number, Object, Value};
use crate::error::{Code, Error, Result};
use alloc::{string::String, vec::Vec};

/// How deep arrays and objects may nest. Payment requests nest two or three levels.
pub const MAX_DEPTH: usize = 32;

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
    let mut reader = Reader { text, at: 0, max_depth };
    reader.skip_space();
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at == text.len() { Ok(value) } else { Err(bad("there is text after the JSON value")) }
}

fn bad(message: &'static str) -> Error {
    Error::new(Code::InvalidJson, message)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    max_depth: usize,
}

impl Reader<'_> {
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

    fn word(&mut self, word: &str, value: Value) -> Result<Value> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(bad("the JSON has an unknown word"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn value(&mut self, depth: usize) -> Result<Value> {
        match self.peek() {
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => Err(bad("a JSON value is missing")),
        }
    }

    /// Reads `open item, item close`, white space anywhere between.
    fn list(&mut self, close: u8, depth: usize, mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        if depth > self.max_depth {
            return Err(bad("the JSON nests too deep"));
        }
        self.at += 1;
        self.skip_space();
        if self.take(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            self.skip_space();
            if self.take(close) {
                return Ok(());
            }
            if !self.take(b',') {
                return Err(bad("a comma or a closing bracket is missing in the JSON"));
            }
            self.skip_space();
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value> {
        let mut items = Vec::new();
        self.list(b']', depth, |reader| {
            items.push(reader.value(depth)?);
            Ok(())
        })?;
        Ok(Value::Array(items))
    }

    fn object(&mut self, depth: usize) -> Result<Value> {
        let mut members = Vec::new();
        self.list(b'}', depth, |reader| {
            if reader.peek() != Some(b'"') {
                return Err(bad("a member name is missing in the JSON"));
            }
            let name = reader.string()?;
            reader.skip_space();
            if !reader.take(b':') {
                return Err(bad("a colon is missing in the JSON"));
            }
            reader.skip_space();
            members.push((name, reader.value(depth)?));
            Ok(())
        })?;
        refuse_twice(&members)?;
        Ok(Value::Object(Object::from_unique(members)))
    }

    fn number(&mut self) -> Result<Value> {
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
        let number = Number::from_grammar(&self.text[start..self.at]);
        number.map(Value::Number).ok_or(bad("a number in the JSON is beyond the range of doubles"))
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(bad("a number in the JSON lacks digits")) }
    }

    fn string(&mut self) -> Result<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => return Err(bad("a string in the JSON holds a raw control character")),
                None => return Err(bad("a string in the JSON is not closed")),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let kind = self.text.as_bytes().get(self.at + 1).copied();
        self.at += 2;
        Ok(match kind {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(bad("a string in the JSON holds an unknown escape")),
        })
    }

    /// Reads the hex digits after `\u`, and the second half of a surrogate pair.
    fn unicode(&mut self) -> Result<char> {
        const LONE: Error = Error::new(Code::InvalidJson, "a string in the JSON holds a lone surrogate");
        let first = self.hex4()?;
        let code = match first {
            0xd800..=0xdbff => {
                if !(self.take(b'\\') && self.take(b'u')) {
                    return Err(LONE);
                }
                match self.hex4()? {
                    second @ 0xdc00..=0xdfff => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                    _ => return Err(LONE),
                }
            }
            _ => first,
        };
        char::from_u32(code).ok_or(LONE)
    }

    fn hex4(&mut self) -> Result<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| (byte as char).to_digit(16));
            code = code * 16 + digit.ok_or(bad("a \\u escape in the JSON lacks hex digits"))?;
            self.at += 1;
        }
        Ok(code)
    }
}

/// Refuses an object that names a member twice. Sorts references, so that a stranger's object of thousands of
/// members costs no square.
fn refuse_twice(members: &[(String, Value)]) -> Result<()> {
    let sorted = in_order(members.iter().map(|(name, value)| (name.as_str(), value)));
    match sorted.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        true => Err(bad("an object in the JSON names a member twice")),
        false => Ok(()),
    }
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
