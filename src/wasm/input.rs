//! Arguments that are objects. They cross as the JSON text `JSON.stringify` writes, once, and are read here by
//! the same bounded reader that reads a stranger's: smaller and faster than asking JavaScript field by field.

use super::error::JsResult;
use crate::binding::Body;
use crate::encoding::json::{self, Object, Value};
use crate::error::{Code, Error};
#[cfg(feature = "edge")]
use crate::secret::SecretText;
use alloc::{borrow::Cow, string::String, vec::Vec};
use wasm_bindgen::prelude::*;

/// How many levels an argument adds around a noun of the scheme: a credential holds a challenge holds a request.
const WRAPPING: usize = 3;

/// The fields of an argument.
pub(super) struct Fields {
    /// What the argument is called, for sentences.
    name: Cow<'static, str>,
    code: Code,
    json: Object,
}

impl Fields {
    /// Reads the text of an argument.
    pub(super) fn read(name: &'static str, text: &str, code: Code) -> JsResult<Self> {
        match json::parse_within(text, json::MAX_DEPTH + WRAPPING)? {
            Value::Object(json) => Ok(Self { name: name.into(), code, json }),
            _ => Err(Error::owned(code, [name, " is an object"].concat()).into()),
        }
    }

    pub(super) fn of(name: impl Into<Cow<'static, str>>, json: Object, code: Code) -> Self {
        Self { name: name.into(), code, json }
    }

    /// Refuses a field that is not in `known`: what a caller wrote and nobody reads is a mistake.
    pub(super) fn only(self, known: &[&str]) -> JsResult<Self> {
        if let Some((field, _)) = self.json.iter().find(|(field, _)| !known.contains(field)) {
            let shown = if is_word(field) { [" \"", field, "\""].concat() } else { String::new() };
            let text =
                [&*self.name, " has an unknown field", &shown, "; it knows ", &known.join(", ")].concat();
            return Err(Error::owned(self.code, text).into());
        }
        Ok(self)
    }

    pub(super) fn wrong<T>(&self, field: &str, kind: &str) -> JsResult<T> {
        Err(Error::owned(self.code, [&*self.name, "'s ", field, " is ", kind].concat()).into())
    }

    pub(super) fn text(&self, field: &str) -> JsResult<Option<String>> {
        match self.json.get(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => self.wrong(field, "a string"),
        }
    }

    pub(super) fn need(&self, field: &str) -> JsResult<String> {
        match self.text(field)? {
            Some(text) => Ok(text),
            None => Err(Error::owned(self.code, [&*self.name, " needs ", field].concat()).into()),
        }
    }

    pub(super) fn object(&self, field: &str) -> JsResult<Option<Object>> {
        match self.json.get(field) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object.clone())),
            Some(_) => self.wrong(field, "an object"),
        }
    }

    /// A secret, which does not stay here.
    #[cfg(feature = "edge")]
    pub(super) fn take_secret(&mut self, field: &str) -> JsResult<SecretText> {
        match self.json.remove(field) {
            Some(Value::String(text)) => Ok(text.into()),
            Some(_) => self.wrong(field, "a string"),
            None => self.need(field).map(SecretText::from),
        }
    }

    /// A list of secrets, which does not stay here.
    #[cfg(feature = "edge")]
    pub(super) fn take_secrets(&mut self, field: &str) -> JsResult<Vec<SecretText>> {
        const KIND: &str = "an array of strings";
        let Some(value) = self.json.remove(field) else { return Ok(Vec::new()) };
        let Value::Array(items) = value else { return self.wrong(field, KIND) };
        let secret = |item| if let Value::String(text) = item { Some(text.into()) } else { None };
        match items.into_iter().map(secret).collect() {
            Some(secrets) => Ok(secrets),
            None => self.wrong(field, KIND),
        }
    }

    /// An object, which does not stay here.
    pub(super) fn take_object(&mut self, field: &str) -> JsResult<Object> {
        match self.json.remove(field) {
            Some(Value::Object(object)) => Ok(object),
            _ => self.wrong(field, "an object"),
        }
    }

    pub(super) fn list(&self, field: &str) -> JsResult<&[Value]> {
        match self.json.get(field) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => self.wrong(field, "an array"),
        }
    }

    pub(super) fn texts(&self, field: &str) -> JsResult<Vec<String>> {
        let text = |item: &Value| item.as_str().map(String::from);
        match self.list(field)?.iter().map(text).collect() {
            Some(texts) => Ok(texts),
            None => self.wrong(field, "an array of strings"),
        }
    }

    /// A whole number.
    pub(super) fn integer(&self, field: &str) -> JsResult<Option<i64>> {
        match self.json.get(field) {
            None => Ok(None),
            Some(Value::Number(number)) => match number.as_str().parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => self.wrong(field, "a whole number"),
            },
            Some(_) => self.wrong(field, "a whole number"),
        }
    }

    pub(super) fn flag(&self, field: &str) -> JsResult<bool> {
        match self.json.get(field) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => self.wrong(field, "true or false"),
        }
    }

    /// A field that is text or an object.
    pub(super) fn value(&self, field: &str) -> Option<&Value> {
        self.json.get(field)
    }
}

/// Whether the name of a field is a word that may be repeated: a typing error, not a token in the wrong place.
fn is_word(name: &str) -> bool {
    name.len() <= 24 && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// A body as it crosses: bytes, `null` or `undefined`.
pub(super) fn seen_body(value: &JsValue) -> Body {
    match value.dyn_ref::<js_sys::Uint8Array>() {
        Some(bytes) => Body::from(&bytes.to_vec()[..]),
        None if value.is_null() => Body::Absent,
        None => Body::Unseen,
    }
}
