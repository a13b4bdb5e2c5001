//! Challenges.

use super::error::error_json;
use super::json::list;
use crate::encoding::json::ObjectWriter;
use crate::error::Error;
use crate::scheme::Challenge;
use alloc::string::String;

/// A challenge in its JavaScript form: with `request` decoded, and the original text as `encodedRequest`.
fn challenge_json(challenge: &Challenge) -> String {
    let mut json = ObjectWriter::new();
    for (name, value) in challenge.params() {
        match name {
            "request" => json.json(name, challenge.request.json().raw()).maybe("encodedRequest", value),
            _ => json.maybe(name, value),
        };
    }
    json.finish()
}

/// `{ challenges, malformed }`.
pub(super) fn reading_json(payment: &[Result<Challenge, Error>]) -> String {
    let malformed = payment.iter().filter_map(|read| read.as_ref().err());
    let mut json = ObjectWriter::new();
    json.json("challenges", &list(payment.iter().flatten().map(challenge_json)));
    json.json("malformed", &list(malformed.map(error_json)));
    json.finish()
}
