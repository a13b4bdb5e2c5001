//! A value in a text that has been checked: where it is, and what it says.

use super::doc::{Doc, Kind, Token};
use crate::ascii;
use alloc::string::String;
use core::{fmt, ops::Range};

/// A value in a text that has been checked. Its `Debug` output shows none of it, because it may be the
/// payload of a credential.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    doc: &'a Doc,
    /// Its own token first, then those of the values inside.
    tokens: &'a [Token],
}

impl Doc {
    /// The top-level value; `null` for an empty document.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, &self.tokens)
    }
}

impl<'a> Node<'a> {
    pub(in crate::encoding) const fn new(doc: &'a Doc, tokens: &'a [Token]) -> Self {
        Self { doc, tokens }
    }

    /// The document it is in.
    pub(super) const fn doc(self) -> &'a Doc {
        self.doc
    }

    fn token(self) -> Token {
        const NULL: Token = Token { kind: Kind::Null, start: 0, end: 0, size: 1 };
        self.tokens.first().copied().unwrap_or(NULL)
    }

    pub(in crate::encoding) fn kind(self) -> Kind {
        self.token().kind
    }

    /// Its own token, then those of the values inside, names included, in the order in which they stand.
    pub(crate) const fn tokens(self) -> &'a [Token] {
        self.tokens
    }

    /// Where the value is in the text, including quotes.
    pub(crate) fn place(self) -> Range<usize> {
        let Token { kind, start, end, .. } = self.token();
        let quotes = usize::from(matches!(kind, Kind::String | Kind::Escaped));
        start - quotes..end + quotes
    }

    /// The value as written.
    pub fn raw(self) -> &'a str {
        ascii::part(&self.doc.text, self.place())
    }

    /// The unescaped text, if it is a string.
    pub fn as_text(self) -> Option<&'a str> {
        match *self.tokens {
            [Token { kind: Kind::String, start, end, .. }] => self.doc.text.get(start..end),
            [Token { kind: Kind::Escaped, .. }, Token { start, end, .. }] => self.doc.plain.get(start..end),
            _ => None,
        }
    }

    /// The number as written, if it is one.
    pub fn as_number(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        self.kind() == Kind::Array
    }

    /// The value of a member. Names are data: `__proto__` is a name like any other.
    pub fn get(self, name: &str) -> Option<Self> {
        self.members().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The text of a member, if it is a string.
    pub fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_text()
    }

    /// A member, if it is an object.
    pub fn object(self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| value.is_object())
    }

    /// A member, if it is a whole number.
    pub fn integer(self, name: &str) -> Option<i64> {
        self.get(name)?.as_number()?.parse().ok()
    }

    /// The names and values of an object's members, in order. Empty for any other value.
    pub fn members(self) -> impl Iterator<Item = (&'a str, Self)> {
        let mut inside = self.inside(Kind::Object);
        core::iter::from_fn(move || Some((inside.next()?.as_text()?, inside.next()?)))
    }

    /// The items of an array, in order. Empty for any other value.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.inside(Kind::Array)
    }

    /// The two texts of an array of exactly two strings.
    pub(crate) fn pair(self) -> Option<(String, String)> {
        let mut items = self.items();
        let pair = (items.next()?.as_text()?.into(), items.next()?.as_text()?.into());
        items.next().is_none().then_some(pair)
    }

    /// The values inside, including member names, if it is of this kind.
    pub(in crate::encoding) fn inside(self, kind: Kind) -> Nodes<'a> {
        let tokens = if self.kind() == kind { &self.tokens[1..] } else { &[] };
        Nodes { doc: self.doc, tokens }
    }

    /// How deep it nests, counting itself: the number a reader compares with its
    /// [`MAX_DEPTH`](super::MAX_DEPTH).
    pub fn depth(self) -> usize {
        match self.kind() {
            kind @ (Kind::Array | Kind::Object) => 1 + self.inside(kind).map(Self::depth).max().unwrap_or(0),
            _ => 0,
        }
    }
}

/// Equal nodes have the same value, with members in the same order and numbers written alike.
impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        match self.kind() {
            kind @ (Kind::Array | Kind::Object) => {
                kind == other.kind() && self.inside(kind).eq(other.inside(kind))
            }
            Kind::String | Kind::Escaped => self.as_text() == other.as_text(),
            _ => self.raw() == other.raw(),
        }
    }
}

impl Eq for Node<'_> {}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Node(..)")
    }
}

/// Sibling values.
pub(in crate::encoding) struct Nodes<'a> {
    doc: &'a Doc,
    tokens: &'a [Token],
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let (tokens, rest) = self.tokens.split_at_checked(self.tokens.first()?.size)?;
        self.tokens = rest;
        Some(Node::new(self.doc, tokens))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_whatever_escapes_it_is_written_with() {
        let text = r#"{"a\u0062":["x\ny","",{"\"":"\ud83d\ude00"}],"n":-1.50,"t":true,"f":false,"0":null}"#;
        let doc = Doc::read(text.into()).unwrap();
        let root = doc.root();
        let mut list = root.get("ab").unwrap().items();
        assert_eq!(list.next().unwrap().as_text(), Some("x\ny"));
        assert_eq!(list.next().unwrap().as_text(), Some(""));
        assert_eq!(list.next().unwrap().text("\""), Some("😀"));
        assert!(list.next().is_none());
        assert_eq!(root.get("n").unwrap().as_number(), Some("-1.50"));
        assert_eq!(
            (root.get("t").unwrap().as_bool(), root.get("f").unwrap().as_bool()),
            (Some(true), Some(false))
        );
        assert!(root.get("0").unwrap().is_null() && root.get("1").is_none());
        assert_eq!((root.depth(), root.raw()), (3, text));
    }

    #[test]
    fn values_compare_by_what_they_say() {
        let equal = |a: &str, b: &str| {
            let [a, b] = [a, b].map(|text| Doc::read(text.into()).unwrap());
            a.root() == b.root()
        };
        assert!(equal(r#"{"a":["\u0062"]}"#, r#" { "\u0061" : [ "b" ] } "#));
        for (a, b) in [
            ("1", "1.0"),
            ("1", "\"1\""),
            ("[]", "{}"),
            ("[1]", "[1,1]"),
            ("true", "null"),
            ("\"a\"", "\"b\""),
        ] {
            assert!(!equal(a, b), "{a} {b}");
        }
        assert!(!equal(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#));
    }

    #[test]
    fn an_empty_one_is_null() {
        assert!(Doc::default().root().is_null() && Doc::default().root().members().next().is_none());
    }
}
