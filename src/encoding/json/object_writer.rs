//! Writes JSON without building a value first.

use super::decimal::decimal;
use super::write::{write_list, write_string};
use alloc::string::String;

/// Room in bytes for a few short members. Without it, a buffer of one byte would grow seven times to hold them.
const ROOM: usize = 64;

/// An object being written, member by member, in order. Repeated names are not detected.
///
/// ```
/// use mpp_wasm::encoding::json::ObjectWriter;
/// let mut inner = ObjectWriter::new();
/// inner.number("status", -402);
/// let mut out = ObjectWriter::new();
/// out.text("title", "\"é\"").maybe("none", None).nullable("null", None).flag("known", true).json("problem", &inner.finish());
/// assert_eq!(out.finish(), r#"{"title":"\"é\"","null":null,"known":true,"problem":{"status":-402}}"#);
/// ```
#[derive(Clone, Debug)]
pub struct ObjectWriter(String);

impl Default for ObjectWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl ObjectWriter {
    /// An object with no members.
    pub fn new() -> Self {
        Self::with_capacity(ROOM)
    }

    /// Like [`ObjectWriter::new`], with room for `bytes` bytes. Give a secret enough room: growing the buffer
    /// would leave a copy of it behind.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut text = String::with_capacity(bytes);
        text.push('{');
        Self(text)
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        write_string(&mut self.0, name);
        self.0.push(':');
    }

    /// Adds a string.
    pub fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.name(name);
        write_string(&mut self.0, text);
        self
    }

    /// Adds a string if there is one.
    pub fn maybe(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    /// Adds a string, or `null`.
    pub fn nullable(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(name, text),
            None => self.json(name, "null"),
        }
    }

    /// Adds a whole number.
    pub fn number(&mut self, name: &str, number: i64) -> &mut Self {
        self.name(name);
        if number < 0 {
            self.0.push('-');
        }
        self.0.push_str(&decimal(number.unsigned_abs()));
        self
    }

    /// Adds `true` or `false`.
    pub fn flag(&mut self, name: &str, flag: bool) -> &mut Self {
        self.json(name, if flag { "true" } else { "false" })
    }

    /// Adds a value that is already JSON text.
    pub fn json(&mut self, name: &str, json: &str) -> &mut Self {
        self.name(name);
        self.0.push_str(json);
        self
    }

    /// Adds an array of strings.
    pub fn texts<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a str>) -> &mut Self {
        self.name(name);
        write_list(&mut self.0, ['[', ']'], texts, write_string);
        self
    }

    /// Adds an array of pairs of strings.
    pub fn pairs<'a>(&mut self, name: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> &mut Self {
        self.name(name);
        write_pairs(&mut self.0, pairs);
        self
    }

    /// Returns the object's text.
    pub fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Writes an array of pairs, `[["a","b"]]`.
pub(crate) fn write_pairs<'a>(out: &mut String, pairs: impl Iterator<Item = (&'a str, &'a str)>) {
    write_list(out, ['[', ']'], pairs, |out, (name, value)| {
        write_list(out, ['[', ']'], [name, value].into_iter(), write_string);
    });
}
