//! Errors on their way to JavaScript.

use crate::encoding::json::ObjectWriter;
use crate::error::Error;
use alloc::string::String;
#[cfg(feature = "full")]
use wasm_bindgen::prelude::*;

/// A result whose error is thrown in JavaScript.
#[cfg(feature = "full")]
pub type JsResult<T> = Result<T, JsError>;

/// Our error, thrown as a plain object.
#[cfg(feature = "full")]
#[derive(Debug)]
pub struct JsError(Error);

#[cfg(feature = "full")]
impl From<Error> for JsError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

#[cfg(feature = "full")]
impl From<JsError> for JsValue {
    fn from(JsError(error): JsError) -> Self {
        js_sys::JSON::parse(&error_json(&error)).unwrap_or(Self::NULL)
    }
}

/// The JSON of an error in its JavaScript form: `{ code, message, problem? }`.
pub(super) fn error_json(error: &Error) -> String {
    let mut json = ObjectWriter::new();
    json.text("code", error.code().as_str()).text("message", error.message());
    if let Some(problem) = error.problem() {
        let mut inner = ObjectWriter::new();
        inner.text("type", &problem.type_uri()).text("title", problem.title);
        inner.number("status", problem.status.into()).text("detail", error.message());
        json.json("problem", &inner.finish());
    }
    json.finish()
}
