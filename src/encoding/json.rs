//! JSON values (RFC 8259) read within bounds.
//!
//! Numbers keep the text they came as: nothing is rounded on the way through, and no float code is pulled in.
//! Objects keep their order; a name that occurs twice is refused, because readers disagree on which one counts.

mod doc;
mod escape;
mod node;
mod number;
mod reader;
mod writer;

pub use doc::{Doc, SecretDoc};
pub use node::Node;
pub(super) use node::{Kind, Token};
pub use number::{Number, decimal};
pub use reader::{MAX_DEPTH, parse};
pub use writer::ObjectWriter;
#[cfg(feature = "edge")]
pub(crate) use writer::write_pairs;

use crate::ascii;
use alloc::{string::String, vec::Vec};
use zeroize::Zeroize;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as its text.
    Number(Number),
    /// A string: well-formed Unicode; lone surrogates are refused.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

/// A JSON object: members in order, names unique.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(String, Value)>);

impl Value {
    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = self { Some(text) } else { None }
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Object> {
        if let Value::Object(object) = self { Some(object) } else { None }
    }

    /// The array, if it is one.
    pub fn as_array(&self) -> Option<&[Value]> {
        if let Value::Array(items) = self { Some(items) } else { None }
    }

    /// JSON's name for the kind of value, for error sentences.
    pub const fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }
}

impl Zeroize for Value {
    fn zeroize(&mut self) {
        match self {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => number.zeroize(),
            Value::String(text) => text.zeroize(),
            Value::Array(items) => items.iter_mut().for_each(Zeroize::zeroize),
            Value::Object(object) => object.zeroize(),
        }
    }
}

/// Wipes every name and value, and is empty then.
impl Zeroize for Object {
    fn zeroize(&mut self) {
        for (name, value) in &mut self.0 {
            name.zeroize();
            value.zeroize();
        }
        self.0.clear();
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Value::Object(object)
    }
}

impl Object {
    /// An empty object.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// `members` must have unique names.
    pub(super) fn from_unique(members: Vec<(String, Value)>) -> Self {
        Self(members)
    }

    /// The value of a member. Names are data: `__proto__` is a name like any other.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Sets a member, replacing one of the same name in its place.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(key, _)| *key == name) {
            Some(member) => member.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Writes a value compactly, members in their order and numbers as they came.
///
/// ```
/// use mpp_wasm::encoding::json;
/// let value = json::parse(r#"{ "b": 1.50, "a": "\u00e9\n" }"#).unwrap();
/// assert_eq!(json::to_string(&value), "{\"b\":1.50,\"a\":\"é\\n\"}");
/// ```
pub fn to_string(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

/// Writes an object compactly.
pub fn object_to_string(object: &Object) -> String {
    let mut out = String::new();
    write_object(&mut out, object);
    out
}

fn write_object(out: &mut String, object: &Object) {
    write_list(out, ['{', '}'], object.iter(), |out, (name, value)| {
        write_string(out, name);
        out.push(':');
        write(out, value);
    });
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(number.as_str()),
        Value::String(text) => write_string(out, text),
        Value::Array(items) => write_list(out, ['[', ']'], items.iter(), write),
        Value::Object(object) => write_object(out, object),
    }
}

/// Writes `[a,b]` or `{a,b}`.
pub(crate) fn write_list<T>(
    out: &mut String,
    [open, close]: [char; 2],
    items: impl Iterator<Item = T>,
    mut each: impl FnMut(&mut String, T),
) {
    out.push(open);
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(close);
}

/// Writes a string the way RFC 8785 section 3.2.2.2 does, which is also `JSON.stringify`'s.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = ascii::find_escaped(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let byte = rest.as_bytes()[at];
        out.push('\\');
        match byte {
            8 => out.push('b'),
            b'\t' => out.push('t'),
            b'\n' => out.push('n'),
            12 => out.push('f'),
            b'\r' => out.push('r'),
            0..=0x1f => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.push_str("u00");
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
            _ => out.push(char::from(byte)),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}
