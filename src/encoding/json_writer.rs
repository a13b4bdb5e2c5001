//! Writing JSON without building it first.

use super::json::{decimal, write_string};
use alloc::string::String;

/// An object being written, member by member, in order. Names are not compared: they are the writer's own.
///
/// ```
/// use mpp_wasm::encoding::json::ObjectWriter;
/// let mut inner = ObjectWriter::new();
/// inner.number("status", -402);
/// let mut out = ObjectWriter::new();
/// out.text("title", "\"é\"").maybe("none", None).json("problem", &inner.finish());
/// assert_eq!(out.finish(), r#"{"title":"\"é\"","problem":{"status":-402}}"#);
/// ```
#[derive(Clone, Debug)]
pub struct ObjectWriter(String);

impl Default for ObjectWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl ObjectWriter {
    /// An object without members.
    pub fn new() -> Self {
        Self("{".into())
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

    /// Adds a string where there is one.
    pub fn maybe(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
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

    /// Adds a value that is JSON text already.
    pub fn json(&mut self, name: &str, json: &str) -> &mut Self {
        self.name(name);
        self.0.push_str(json);
        self
    }

    /// The object's text.
    pub fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
