//! Arguments that are objects. They are passed once, as the JSON text of `JSON.stringify`, and read by the same bounded
//! reader as untrusted input. That is smaller and faster than asking JavaScript field by field.

use crate::binding::Body;
use crate::encoding::json::{Doc, MAX_DEPTH, Node, item};
use crate::error::{Code, Error, Result};
use alloc::{borrow::Cow, string::String, vec::Vec};

/// How many levels an argument may have. A request has up to `MAX_DEPTH`; a challenge and a credential wrap it.
pub(super) const DEPTH: usize = MAX_DEPTH + 3;

/// The name of a configuration as a whole. Its fields are called by their own names.
pub(super) const CONFIG: &str = "config";

/// Reads the text of an argument.
pub(super) fn read(text: &str) -> Result<Doc> {
    Doc::read_within(text.into(), DEPTH)
}

/// The fields of an argument, or of an object inside one.
pub(super) struct Fields<'a> {
    /// What error messages call it.
    name: Cow<'static, str>,
    code: Code,
    json: Node<'a>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(name: impl Into<Cow<'static, str>>, json: Node<'a>, code: Code) -> Result<Self> {
        let name = name.into();
        if json.is_object() {
            Ok(Self { name, code, json })
        } else {
            Err(Error::owned(code, [&*name, " must be an object"].concat()))
        }
    }

    /// Rejects a field that is not in `known`. A field that is not read is a mistake of the caller.
    pub(super) fn only(self, known: &[&str]) -> Result<Self> {
        if let Some((field, _)) = self.json.members().find(|(field, _)| !known.contains(field)) {
            let shown = if is_word(field) { [" \"", field, "\""].concat() } else { String::new() };
            let text =
                [&*self.name, ": unknown field", &shown, "; known fields: ", &known.join(", ")].concat();
            return Err(Error::owned(self.code, text));
        }
        Ok(self)
    }

    pub(super) fn wrong<T>(&self, field: &str, kind: &str) -> Result<T> {
        Err(self.error(field, kind))
    }

    #[inline(never)]
    fn error(&self, field: &str, kind: &str) -> Error {
        let (before, dot) = if self.name == CONFIG { ("", "") } else { (&*self.name, ".") };
        Error::owned(self.code, [before, dot, field, " must be ", kind].concat())
    }

    fn missing<T>(&self, field: &str) -> Result<T> {
        Err(Error::owned(self.code, [&*self.name, " needs ", field].concat()))
    }

    /// Reads an optional field that must be of one kind.
    fn kind<T>(&self, field: &str, kind: &str, read: impl Fn(Node<'a>) -> Option<T>) -> Result<Option<T>> {
        match self.value(field).map(read) {
            None => Ok(None),
            Some(None) => self.wrong(field, kind),
            Some(value) => Ok(value),
        }
    }

    pub(super) fn text(&self, field: &str) -> Result<Option<&'a str>> {
        self.kind(field, "a string", Node::as_text)
    }

    pub(super) fn need(&self, field: &str) -> Result<&'a str> {
        match self.text(field)? {
            Some(text) => Ok(text),
            None => self.missing(field),
        }
    }

    pub(super) fn object(&self, field: &str) -> Result<Option<Node<'a>>> {
        self.kind(field, "an object", |value| value.is_object().then_some(value))
    }

    /// A required object.
    pub(super) fn need_object(&self, field: &str) -> Result<Node<'a>> {
        match self.object(field)? {
            Some(object) => Ok(object),
            None => self.wrong(field, "an object"),
        }
    }

    pub(super) fn list(&self, field: &str) -> Result<impl Iterator<Item = Node<'a>> + use<'a>> {
        let list = self.kind(field, "an array", |value| value.is_array().then_some(value))?;
        Ok(list.into_iter().flat_map(Node::items))
    }

    /// An array of strings, each converted to `T`.
    pub(super) fn texts<T: From<&'a str>>(&self, field: &str) -> Result<Vec<T>> {
        let mut texts = Vec::new();
        for (at, json) in self.list(field)?.enumerate() {
            match json.as_text() {
                Some(text) => texts.push(T::from(text)),
                None => return self.wrong(&item(field, at), "a string"),
            }
        }
        Ok(texts)
    }

    /// A whole number.
    pub(super) fn integer(&self, field: &str) -> Result<Option<i64>> {
        self.kind(field, "a whole number", |value| value.as_number()?.parse().ok())
    }

    pub(super) fn flag(&self, field: &str) -> Result<bool> {
        Ok(self.kind(field, "true or false", Node::as_bool)?.unwrap_or(false))
    }

    /// A field that may be of several kinds.
    pub(super) fn value(&self, field: &str) -> Option<Node<'a>> {
        self.json.get(field)
    }
}

/// Whether a field name is safe to quote: it looks like a typo, not like a token in the wrong place.
fn is_word(name: &str) -> bool {
    name.len() <= 24 && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The body as JavaScript passes it: its bytes, empty if there is no body, and `None` if it was not looked at.
pub(super) fn body_of(bytes: Option<Vec<u8>>) -> Body {
    bytes.map_or(Body::Unseen, |bytes| Body::from(&bytes[..]))
}
