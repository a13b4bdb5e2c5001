//! Pasted messages.

use super::error::JsResult;
use super::json::number;
use crate::detect::{Mark, Message};
use crate::encoding::json::{self, Object, Value};
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(text: &str) -> JsResult<String> {
    let message = Message::read(text)?;
    let mut headers = Object::new();
    for (name, _) in &message.fields {
        if headers.get(name).is_none() {
            let values = message.fields.iter().filter(|(other, _)| other == name);
            let values = values.map(|(_, value)| Value::String(value.clone()));
            headers.insert(name.clone(), Value::Array(values.collect()));
        }
    }
    let mut json = Object::new();
    if let Some(status) = message.status {
        json.insert("status", number(status.into()));
    }
    json.insert("headers", headers);
    if let Some(body) = message.body {
        json.insert("body", body);
    }
    json.insert("marks", Value::Array(marks(text, message.marks)));
    Ok(json::to_string(&json.into()))
}

/// Marks as JavaScript counts: in UTF-16 code units.
fn marks(text: &str, marks: Vec<Mark>) -> Vec<Value> {
    let (mut bytes, mut units) = (0, 0);
    let mut unit = |at: usize| {
        units += text[bytes..at].chars().map(char::len_utf16).sum::<usize>();
        bytes = at;
        number(units as i64)
    };
    let mark = |mark: Mark| {
        let mut json = Object::new();
        json.insert("start", unit(mark.range.start));
        json.insert("end", unit(mark.range.end));
        json.insert("kind", mark.kind.as_str());
        if !mark.name.is_empty() {
            json.insert("name", mark.name);
        }
        match mark.challenge {
            Some(Ok(at)) => json.insert("challenge", number(at as i64)),
            Some(Err(at)) => json.insert("malformed", number(at as i64)),
            None => {}
        }
        json.into()
    };
    marks.into_iter().map(mark).collect()
}
