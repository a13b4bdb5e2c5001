//! Credentials.

use super::challenge::{challenge, challenge_json};
use super::error::JsResult;
use super::input::Fields;
use crate::encoding::json::{self, Object};
use crate::error::{Code, Error};
use crate::scheme::Credential;
use alloc::string::String;
use wasm_bindgen::prelude::*;

/// A credential as JavaScript has it.
pub(super) fn credential_json(credential: &Credential) -> Object {
    let mut json = Object::new();
    json.insert("challenge", challenge_json(&credential.challenge));
    json.insert("payload", credential.payload.clone());
    if let Some(source) = &credential.source {
        json.insert("source", source.as_str());
    }
    json
}

/// Reads a credential JavaScript has.
pub(super) fn credential(text: &str) -> JsResult<Credential> {
    let fields = Fields::read("credential", text, Code::InvalidArgument)?;
    let payload = fields.need_object("payload")?;
    if payload.depth() >= json::MAX_DEPTH {
        return Err(
            Error::new(Code::InvalidArgument, "the payload nests deeper than its readers read").into()
        );
    }
    Ok(Credential {
        challenge: challenge(&Fields::of(
            "challenge",
            fields.need_object("challenge")?,
            Code::InvalidArgument,
        ))?,
        payload,
        source: fields.text("source")?,
    })
}

/// Reads an `Authorization` value that must hold a credential.
pub(super) fn from_header(header: &str) -> JsResult<Credential> {
    const NONE: Error = Error::new(Code::MalformedCredential, "the header holds no Payment credential");
    Ok(Credential::parse(header)?.ok_or(NONE)?)
}

#[wasm_bindgen(js_name = parseCredential)]
pub fn parse_credential(header: &str) -> JsResult<String> {
    Ok(json::to_string(&credential_json(&from_header(header)?).into()))
}

#[wasm_bindgen(js_name = formatCredential)]
pub fn format_credential(text: &str) -> JsResult<String> {
    Ok(credential(text)?.to_header())
}
