//! `Authorization`: credentials, in both directions.

use super::challenge::challenge;
use super::credential::from_header;
use super::input::{self, Fields};
use super::wire::Wire;
use crate::encoding::json::SecretDoc;
use crate::error::{Code, Result};
use crate::scheme::{Credential, CredentialRef, Payload};
use alloc::string::String;
use wasm_bindgen::prelude::*;

/// Reads the `Authorization` value on the wire and leaves the credential there.
#[wasm_bindgen(js_name = parseCredential)]
pub fn parse_credential(wire: &mut Wire, length: usize) -> bool {
    let read = read_credential(wire, length);
    wire.done_with_secret(read)
}

fn read_credential(wire: &mut Wire, length: usize) -> Result<()> {
    let (header, out) = wire.open(length)?;
    let text = from_header(header, Code::MalformedCredential)?;
    out.credential(&CredentialRef::read(&text)?, text.expose(), None);
    Ok(())
}

/// Reads the credential on the wire, as JSON, and leaves its `Authorization` value there.
#[wasm_bindgen(js_name = formatCredential)]
pub fn format_credential(wire: &mut Wire, length: usize) -> bool {
    let written = write_credential(wire, length);
    wire.done_with_secret(written)
}

fn write_credential(wire: &mut Wire, length: usize) -> Result<()> {
    let (json, out) = wire.open(length)?;
    out.texts([credential(json)?.to_header()?.expose()]);
    Ok(())
}

/// Reads a credential from JavaScript.
fn credential(text: &str) -> Result<Credential> {
    let json = SecretDoc::read_within(text.into(), input::DEPTH)?;
    let fields = Fields::of("credential", json.expose(), Code::InvalidArgument)?;
    let echo = fields.need_object("challenge")?;
    Ok(Credential {
        challenge: challenge(&Fields::of("challenge", echo, Code::InvalidArgument)?)?,
        payload: Payload::read(fields.need_object("payload")?.raw().into())?,
        source: fields.text("source")?.map(String::from),
    })
}
