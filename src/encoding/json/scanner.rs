//! The JSON scanner: strict RFC 8259 grammar, linear time, bounded depth.
//!
//! It checks a text and records where its values are. What it has read stays text until a value is asked for
//! ([`Node`]).

use super::doc::{Doc, Kind, Token};
use super::double::is_finite;
use super::escape::{bad, escape};
use super::names::Names;
use super::node::Node;
use crate::ascii;
use crate::error::Result;

/// How deep arrays and objects may nest. Payment requests nest two or three levels.
pub const MAX_DEPTH: usize = 32;

/// The most that a caller may let them nest.
pub(super) const MOST_DEPTH: usize = 4 * MAX_DEPTH;

/// Checks the text of a document and records the tokens of its value.
pub(super) fn scan(doc: &mut Doc, max_depth: usize) -> Result<()> {
    // Most texts need at most one token for every eight bytes.
    doc.tokens.reserve(doc.text.len() / 8 + 1);
    let mut scanner = Scanner { doc, at: 0, max_depth: max_depth.min(MOST_DEPTH) };
    scanner.skip_space();
    scanner.value(0)?;
    scanner.skip_space();
    if scanner.at == doc.text.len() { Ok(()) } else { Err(bad("there is text after the JSON value")) }
}

struct Scanner<'a> {
    doc: &'a mut Doc,
    at: usize,
    max_depth: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.doc.text.as_bytes().get(self.at).copied()
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

    /// Records a value that has no others inside and ends here.
    fn note(&mut self, kind: Kind, start: usize) {
        self.doc.tokens.push(Token { kind, start, end: self.at, size: 1 });
    }

    fn value(&mut self, depth: usize) -> Result<()> {
        match self.peek() {
            Some(b'{') => self.list(Kind::Object, b'}', depth + 1),
            Some(b'[') => self.list(Kind::Array, b']', depth + 1),
            Some(b'"') => self.string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Kind::True),
            Some(b'f') => self.word("false", Kind::False),
            Some(b'n') => self.word("null", Kind::Null),
            _ => Err(bad("a JSON value is missing")),
        }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<()> {
        let start = self.at;
        if !self.doc.text.as_bytes()[start..].starts_with(word.as_bytes()) {
            return Err(bad("the JSON has an unknown word"));
        }
        self.at += word.len();
        self.note(kind, start);
        Ok(())
    }

    /// Reads `open item, item close`, with white space allowed anywhere between.
    fn list(&mut self, kind: Kind, close: u8, depth: usize) -> Result<()> {
        if depth > self.max_depth {
            return Err(bad("the JSON nests too deeply"));
        }
        let own = self.doc.tokens.len();
        self.note(kind, self.at);
        self.at += 1;
        self.skip_space();
        let mut names = Names::default();
        if !self.take(close) {
            loop {
                if kind == Kind::Object {
                    names.add(self.name()?);
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
        let size = self.doc.tokens.len() - own;
        let token = &mut self.doc.tokens[own];
        (token.end, token.size) = (self.at, size);
        names.refuse_twice(Node::new(self.doc, &self.doc.tokens[own..]))
    }

    /// Reads `"name" :` and returns the mark of the name.
    fn name(&mut self) -> Result<u64> {
        if self.peek() != Some(b'"') {
            return Err(bad("a member name is missing in the JSON"));
        }
        let mark = Names::mark(self.string()?);
        self.skip_space();
        if !self.take(b':') {
            return Err(bad("a colon is missing in the JSON"));
        }
        self.skip_space();
        Ok(mark)
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
        if !is_finite(ascii::part(&self.doc.text, start..self.at)) {
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

    /// Reads a string and returns its unescaped text.
    fn string(&mut self) -> Result<&[u8]> {
        self.at += 1;
        let (start, plain) = (self.at, self.doc.plain.len());
        // How far the text has been copied, which happens at each escape.
        let mut copied = start;
        loop {
            let rest = &self.doc.text.as_bytes()[self.at..];
            self.at += ascii::find_escaped(rest).unwrap_or(rest.len());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let Doc { text, plain, .. } = &mut *self.doc;
                    // Reserve once for all escapes: growing the buffer would leave a copy of a secret behind.
                    plain.reserve(text.len() - plain.len());
                    plain.push_str(ascii::part(text, copied..self.at));
                    let (c, end) = escape(text, self.at + 1)?;
                    plain.push(c);
                    (self.at, copied) = (end, end);
                }
                Some(_) => return Err(bad("a string in the JSON has a raw control character")),
                None => return Err(bad("a string in the JSON is not closed")),
            }
        }
        let close = self.at;
        if copied == start {
            self.note(Kind::String, start);
            self.at += 1;
            return Ok(&self.doc.text.as_bytes()[start..close]);
        }
        self.at += 1;
        let Doc { text, plain: escaped, tokens } = &mut *self.doc;
        escaped.push_str(ascii::part(text, copied..close));
        tokens.push(Token { kind: Kind::Escaped, start, end: close, size: 2 });
        tokens.push(Token { kind: Kind::String, start: plain, end: escaped.len(), size: 1 });
        Ok(&escaped.as_bytes()[plain..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    fn read(text: &str) -> Result<Doc> {
        Doc::read(text.into())
    }

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
            assert_eq!(read(text).unwrap().root().raw(), text);
        }
        assert!(read(" [ 1 , 2 ]\r\n").unwrap().root() == read("[1,2]").unwrap().root());
        assert_eq!(read(r#""\ud83d\ude00\/""#).unwrap().root().as_text(), Some("😀/"));
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
            "{\"a\":1,\"a\":2,\"a\":3}",
        ] {
            assert_eq!(read(text).unwrap_err().code(), Code::InvalidJson, "{text:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(read(&nested(MAX_DEPTH)).is_ok());
        assert!(read(&nested(MAX_DEPTH + 1)).is_err());
        let within = |depth: usize, limit| Doc::read_within(nested(depth), limit).is_ok();
        assert!(within(MAX_DEPTH + 1, MAX_DEPTH + 1) && !within(2, 1));
        assert!(within(MOST_DEPTH, usize::MAX) && !within(MOST_DEPTH + 1, usize::MAX));
        assert!(read(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn many_members_cost_no_square() {
        let members: Vec<String> = (0..20_000).map(|n| ["\"", &n.to_string(), "\":0"].concat()).collect();
        assert!(read(&["{", &members.join(","), "}"].concat()).is_ok());
    }
}
