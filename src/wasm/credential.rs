//! Credentials.

use super::challenge::JsChallenge;
use super::error::JsResult;
use super::json::{object_from_js, object_to_js, to_js};
use crate::error::{Code, Error};
use crate::scheme::Credential;
use alloc::string::String;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

/// A credential as JavaScript has it.
#[derive(Serialize, Deserialize)]
pub(super) struct JsCredential {
    challenge: JsChallenge,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    payload: JsValue,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

impl From<&Credential> for JsCredential {
    fn from(credential: &Credential) -> Self {
        Self {
            challenge: (&credential.challenge).into(),
            payload: object_to_js(&credential.payload),
            source: credential.source.clone(),
        }
    }
}

impl JsCredential {
    fn read(self) -> JsResult<Credential> {
        Ok(Credential {
            challenge: self.challenge.read()?,
            payload: object_from_js(&self.payload, "payload is an object")?,
            source: self.source,
        })
    }
}

/// A credential from an `Authorization` value or a parsed one.
pub(super) fn read(value: JsValue) -> JsResult<Credential> {
    match value.as_string() {
        Some(header) => {
            const NONE: Error =
                Error::new(Code::MalformedCredential, "the header holds no Payment credential");
            Ok(Credential::parse(&header)?.ok_or(NONE)?)
        }
        None => serde_wasm_bindgen::from_value::<JsCredential>(value)?.read(),
    }
}

#[wasm_bindgen(js_name = parseCredential)]
pub fn parse_credential(header: &str) -> JsResult<JsValue> {
    Ok(to_js(&JsCredential::from(&read(header.into())?))?)
}

#[wasm_bindgen(js_name = formatCredential)]
pub fn format_credential(credential: JsValue) -> JsResult<String> {
    Ok(serde_wasm_bindgen::from_value::<JsCredential>(credential)?.read()?.to_header())
}
