//! JSON between the two worlds.

use super::error::JsResult;
use crate::encoding::json::{self, Object, Value};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error};
use alloc::string::String;
use wasm_bindgen::prelude::*;

/// The JavaScript object of JSON of ours: `__proto__` and `constructor` become own properties.
pub(super) fn object_to_js(object: &Object) -> JsValue {
    text_to_js(&json::object_to_string(object))
}

/// The same of its text.
pub(super) fn text_to_js(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap_or(JsValue::NULL)
}

/// A moment of milliseconds since the epoch.
pub(super) fn moment(millis: f64) -> JsResult<Timestamp> {
    let whole = if millis.is_finite() { Timestamp::from_millis(millis as i64) } else { None };
    Ok(whole.ok_or(Error::new(Code::InvalidArgument, "now is a Date, or milliseconds since the epoch"))?)
}

/// An object of the members that are there.
pub(super) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Object {
    let mut object = Object::new();
    for (name, value) in members {
        if let Some(value) = value {
            object.insert(name, value);
        }
    }
    object
}

pub(super) fn text(text: Option<String>) -> Option<Value> {
    text.map(Value::String)
}

pub(super) fn word(word: &str) -> Option<Value> {
    Some(word.into())
}

pub(super) fn number(number: i64) -> Value {
    Value::Number(number.into())
}
