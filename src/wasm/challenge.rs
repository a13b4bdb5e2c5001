//! Challenges.

use super::error::thrown_text;
use crate::encoding::json::{self, Object, Value};
use crate::error::Error;
use crate::scheme::Challenge;

/// A challenge as JavaScript has it: its `request` decoded, and as it came beside it.
pub(super) fn challenge_json(challenge: &Challenge) -> Object {
    let mut json = Object::new();
    for (name, value) in challenge.params() {
        match (name, value) {
            ("request", Some(text)) => {
                json.insert(name, challenge.request.json().to_value());
                json.insert("encodedRequest", text);
            }
            (_, Some(text)) => json.insert(name, text),
            (_, None) => {}
        }
    }
    json
}

/// `{ challenges, malformed }`.
pub(super) fn reading_json(payment: &[Result<Challenge, Error>]) -> Object {
    let of = |json: Object| Value::Object(json);
    let mut json = Object::new();
    json.insert(
        "challenges",
        Value::Array(payment.iter().flatten().map(|read| of(challenge_json(read))).collect()),
    );
    let malformed = payment.iter().filter_map(|read| read.as_ref().err());
    json.insert(
        "malformed",
        Value::Array(malformed.filter_map(|error| json::parse(&thrown_text(error)).ok()).collect()),
    );
    json
}
