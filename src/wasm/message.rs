//! Pasted messages.

use super::error::JsResult;
use super::json::list;
use crate::ascii;
use crate::detect::{Mark, Message};
use crate::encoding::json::ObjectWriter;
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(text: &str) -> JsResult<String> {
    let message = Message::read(text)?;
    let fields = &message.fields;
    // For each field, the first one of its name. Names may be long and nearly alike, so each pair is compared once.
    let first = |(name, _): &(String, String)| fields.iter().position(|(other, _)| ascii::same(other, name));
    let firsts: Vec<Option<usize>> = fields.iter().map(first).collect();
    let mut headers = ObjectWriter::new();
    for (at, (name, _)) in fields.iter().enumerate().filter(|(at, _)| firsts[*at] == Some(*at)) {
        let own = fields.iter().zip(&firsts).filter(|(_, first)| **first == Some(at));
        headers.texts(name, own.map(|((_, value), _)| value.as_str()));
    }
    let mut json = ObjectWriter::new();
    if let Some(status) = message.status {
        json.number("status", status.into());
    }
    json.json("headers", &headers.finish()).maybe("body", message.body.as_deref());
    json.json("marks", &marks(text, message.marks));
    Ok(json.finish())
}

/// The JSON of marks, with offsets in UTF-16 code units as in JavaScript.
fn marks(text: &str, marks: Vec<Mark>) -> String {
    let (mut bytes, mut units) = (0, 0);
    let mut unit = |at: usize| {
        units += text[bytes..at].chars().map(char::len_utf16).sum::<usize>();
        bytes = at;
        units as i64
    };
    let mark = |mark: Mark| {
        let mut json = ObjectWriter::new();
        json.number("start", unit(mark.range.start)).number("end", unit(mark.range.end));
        json.text("kind", mark.kind.as_str());
        json.maybe("name", Some(&*mark.name).filter(|name| !name.is_empty()));
        match mark.challenge {
            Some(Ok(at)) => json.number("challenge", at as i64),
            Some(Err(at)) => json.number("malformed", at as i64),
            None => &mut json,
        };
        json.finish()
    };
    list(marks.into_iter().map(mark))
}
