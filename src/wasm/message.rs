//! Pasted messages.

use super::error::JsResult;
use super::json::list;
use crate::detect::{Mark, Message};
use crate::encoding::json::ObjectWriter;
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(text: &str) -> JsResult<String> {
    let message = Message::read(text)?;
    let mut headers = ObjectWriter::new();
    for (at, (name, _)) in message.fields.iter().enumerate() {
        let is_name = |field: &&(String, String)| field.0 == *name;
        if !message.fields[..at].iter().any(|field| is_name(&field)) {
            headers.texts(name, message.fields.iter().filter(is_name).map(|(_, value)| value.as_str()));
        }
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
