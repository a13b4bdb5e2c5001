//! Errors on their way to JavaScript.

use super::json::object_to_js;
use crate::encoding::json::{Number, Object, Value};
use crate::error::Error;
use wasm_bindgen::prelude::*;

/// A result whose error JavaScript can read.
pub type JsResult<T> = Result<T, JsError>;

/// Our error, thrown as a plain object.
#[derive(Debug)]
pub struct JsError(Error);

impl JsError {
    pub(super) fn into_inner(self) -> Error {
        self.0
    }
}

impl From<Error> for JsError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<JsError> for JsValue {
    fn from(JsError(error): JsError) -> Self {
        thrown(&error)
    }
}

/// The plain object an error is thrown or reported as.
pub(super) fn thrown(error: &Error) -> JsValue {
    object_to_js(&thrown_json(error))
}

/// The same as JSON, for answers that hold errors among other things.
pub(super) fn thrown_json(error: &Error) -> Object {
    let mut json = Object::new();
    json.insert("code", error.code().as_str());
    json.insert("message", error.message());
    if let Some(problem) = error.problem() {
        let mut inner = Object::new();
        inner.insert("type", problem.type_uri());
        inner.insert("title", problem.title);
        inner.insert("status", Value::Number(Number::from(i64::from(problem.status))));
        inner.insert("detail", error.message());
        json.insert("problem", inner);
    }
    json
}
