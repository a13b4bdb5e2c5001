//! Builds answers and reads the members of inputs.

use serde_json::{Value, json};

/// `{"ok":…}` or `{"no":…}`.
pub fn answer<T: Into<Value>, E: std::fmt::Display>(result: Result<T, E>) -> Value {
    match result {
        Ok(value) => json!({ "ok": value.into() }),
        Err(error) => json!({ "no": error.to_string() }),
    }
}

/// The answers of both sides to one question.
pub fn both(at: &str, ours: Value, peer: Value) -> Value {
    json!({ "at": at, "ours": ours, "peer": peer })
}

/// A text member of the input.
pub fn text<'a>(input: &'a Value, name: &str) -> &'a str {
    optional(input, name).unwrap_or_default()
}

/// An optional text member of the input.
pub fn optional<'a>(input: &'a Value, name: &str) -> Option<&'a str> {
    input.get(name).and_then(Value::as_str)
}
