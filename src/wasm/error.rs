//! Errors on their way to JavaScript.

use super::json::to_js;
use crate::error::{Code, Error};
use alloc::string::{String, ToString};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A result whose error JavaScript can read.
pub type JsResult<T> = Result<T, JsError>;

/// Our error, thrown as a plain object.
#[derive(Debug)]
pub struct JsError(Error);

#[derive(Serialize)]
struct Thrown<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ThrownProblem<'a>>,
}

/// RFC 9457.
#[derive(Serialize)]
pub(super) struct ThrownProblem<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
}

impl From<Error> for JsError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

/// A value of the wrong shape. serde's sentence is passed on where it names a field; where it would repeat a
/// value, it is not.
impl From<serde_wasm_bindgen::Error> for JsError {
    fn from(error: serde_wasm_bindgen::Error) -> Self {
        Self(shape(&error, Code::InvalidArgument))
    }
}

/// The error of a value of the wrong shape, under a code.
pub(super) fn shape(error: &serde_wasm_bindgen::Error, code: Code) -> Error {
    let text = error.to_string();
    let text = text.strip_prefix("Error: ").unwrap_or(&text);
    match ["missing field", "unknown field", "duplicate field"].iter().any(|start| text.starts_with(start)) {
        true => Error::config(text.into()).with_code(code),
        false => Error::new(code, "a field is of the wrong kind"),
    }
}

impl From<JsError> for JsValue {
    fn from(JsError(error): JsError) -> Self {
        thrown(&error)
    }
}

/// The plain object an error is thrown or reported as.
pub(super) fn thrown(error: &Error) -> JsValue {
    let problem = error.problem().map(|problem| ThrownProblem {
        r#type: problem.type_uri(),
        title: problem.title,
        status: problem.status,
        detail: error.message(),
    });
    to_js(&Thrown { code: error.code().as_str(), message: error.message(), problem }).unwrap_or(JsValue::NULL)
}
