//! The `Payment` credential of an `Authorization` header (draft section "Credentials").
//!
//! ```abnf
//! credentials     = "Payment" 1*SP base64url-nopad
//! base64url-nopad = 1*( ALPHA / DIGIT / "-" / "_" )
//! ```

use super::{Challenge, SCHEME};
use crate::encoding::{
    base64url,
    json::{self, Object, Value},
};
use crate::error::{Code, Error, Result};
use crate::http::auth;
use alloc::string::String;
use core::fmt;

/// The most bytes of a credential's base64url text.
pub const MAX_CREDENTIAL_BYTES: usize = 60 * 1024;

/// A payer's answer to a challenge: the challenge as it came, and the proof of payment. Its `Debug` shows no
/// payload: whoever reads a payload can pay with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The challenge, echoed. Nothing in it is to be believed before its id has been verified.
    pub challenge: Challenge,
    /// The method's proof of payment, such as `{"spt":"spt_…"}`.
    pub payload: Object,
    /// Who pays, by the payer's own word (a DID).
    pub source: Option<String>,
}

impl Credential {
    /// Reads the Payment credential of an `Authorization` value; `None` when it has none.
    ///
    /// # Errors
    /// [`Code::MultipleCredentials`], or [`Code::MalformedCredential`] for everything that cannot be read.
    pub fn parse(header: &str) -> Result<Option<Self>> {
        let elements = auth::split(header).map_err(|error| error.with_code(Code::MalformedCredential))?;
        let mut payments = elements.iter().filter(|element| element.is(SCHEME));
        let Some(element) = payments.next() else { return Ok(None) };
        if payments.next().is_some() {
            return Err(Error::new(Code::MultipleCredentials, "send one Payment credential in a request"));
        }
        let text = element.token68().ok_or(bad("the credential is not base64url text"))?;
        Self::decode(text).map(Some).map_err(|error| error.with_code(Code::MalformedCredential))
    }

    fn decode(text: &str) -> Result<Self> {
        if text.len() > MAX_CREDENTIAL_BYTES {
            return Err(bad("the credential is over 60 KiB"));
        }
        let value = json::parse(&base64url::decode_text(text)?)?;
        Self::from_json(value.as_object().ok_or(bad("the credential is not a JSON object"))?)
    }

    /// Reads the decoded fields.
    ///
    /// # Errors
    /// As for [`Credential::parse`].
    pub fn from_json(json: &Object) -> Result<Self> {
        let echo = json
            .get("challenge")
            .and_then(Value::as_object)
            .ok_or(bad("the credential lacks its challenge"))?;
        const FIELDS: [&str; 10] = [
            "id",
            "realm",
            "method",
            "intent",
            "request",
            "description",
            "digest",
            "expires",
            "header",
            "opaque",
        ];
        if FIELDS.iter().any(|name| echo.get(name).is_some_and(|value| value.as_str().is_none())) {
            return Err(bad("a field of the credential's challenge is not a string"));
        }
        let source = match json.get("source") {
            None => None,
            Some(value) => Some(value.as_str().ok_or(bad("the credential's source is not a string"))?.into()),
        };
        Ok(Self {
            challenge: Challenge::from_params(|name| {
                echo.get(name).and_then(Value::as_str).map(String::from)
            })?,
            payload: json
                .get("payload")
                .and_then(Value::as_object)
                .ok_or(bad("the credential lacks its payload"))?
                .clone(),
            source,
        })
    }

    /// All fields as an object.
    pub fn to_json(&self) -> Object {
        let mut echo = Object::new();
        for (name, value) in self.challenge.params() {
            if let Some(value) = value {
                echo.insert(name, value);
            }
        }
        let mut json = Object::new();
        json.insert("challenge", echo);
        json.insert("payload", self.payload.clone());
        if let Some(source) = &self.source {
            json.insert("source", source.as_str());
        }
        json
    }

    /// Writes the `Authorization` value.
    pub fn to_header(&self) -> String {
        [SCHEME, " ", &base64url::encode(json::to_string(&Value::Object(self.to_json())))].concat()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("challenge", &self.challenge.id).finish_non_exhaustive()
    }
}

fn bad(message: &'static str) -> Error {
    Error::new(Code::MalformedCredential, message)
}
