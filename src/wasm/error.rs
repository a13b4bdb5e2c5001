//! Errors on their way to JavaScript.

use super::json::text_to_js;
use crate::encoding::json::ObjectWriter;
use crate::error::Error;
use alloc::string::String;
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
    text_to_js(&thrown_text(error))
}

/// The same as JSON, for answers that hold errors among other things.
pub(super) fn thrown_text(error: &Error) -> String {
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
