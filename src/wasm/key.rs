//! Signing keys.

use super::credential::from_header;
use super::error::{JsError, JsResult};
use super::input::{self, Fields, seen_body};
use super::json::moment;
use super::wire::Wire;
use crate::binding::{ChallengeKey, Expect, Secret};
use crate::encoding::json::Node;
use crate::error::{Code, Error};
use crate::scheme::{CredentialRef, Opaque, Request};
use alloc::{string::String, vec::Vec};
use wasm_bindgen::prelude::*;

#[derive(Debug)]
#[wasm_bindgen(js_name = ChallengeKey)]
pub struct JsChallengeKey(pub(super) ChallengeKey);

const EXPECTED: [&str; 5] = ["realm", "method", "intent", "request", "opaque"];

#[wasm_bindgen(js_class = ChallengeKey)]
impl JsChallengeKey {
    #[wasm_bindgen(constructor)]
    pub fn new(secret: &[u8], previous: Vec<js_sys::Uint8Array>) -> JsResult<JsChallengeKey> {
        let previous =
            previous.iter().map(|secret| Secret::new(&secret.to_vec())).collect::<Result<_, _>>()?;
        Ok(Self(ChallengeKey::new(Secret::new(secret)?, previous)))
    }

    /// Verifies the `Authorization` value on the wire and leaves the credential there, or its payload alone.
    /// `expect`: options as JSON. `body`: bytes, `null` for none, `undefined` for not looked at.
    pub fn verify(
        &self,
        wire: &mut Wire,
        length: usize,
        full: bool,
        expect: Option<String>,
        body: &JsValue,
        now: f64,
    ) -> bool {
        let verified = self.verified(wire, length, full, expect.as_deref(), body, now);
        wire.done(verified.map_err(JsError::into_inner))
    }
}

impl JsChallengeKey {
    fn verified(
        &self,
        wire: &mut Wire,
        length: usize,
        full: bool,
        expect: Option<&str>,
        body: &JsValue,
        now: f64,
    ) -> JsResult<()> {
        let (header, out) = wire.open(length)?;
        let text = from_header(header)?;
        let credential = CredentialRef::read(&text)?;
        let own = expect.map(input::read).transpose()?;
        let own = own.as_ref().map(|options| Expected::of(options.root())).transpose()?;
        let expect =
            Expect { body: seen_body(body), ..own.as_ref().map(Expected::expect).unwrap_or_default() };
        let verified = self.0.verify_ref(credential, &expect, moment(now)?)?;
        out.credential(&verified, text.expose(), full);
        Ok(())
    }
}

/// What a caller expects of a credential.
struct Expected<'a> {
    realm: Option<&'a str>,
    method: Option<&'a str>,
    intent: Option<&'a str>,
    request: Option<Request>,
    opaque: Option<Opaque>,
}

impl<'a> Expected<'a> {
    fn of(options: Node<'a>) -> JsResult<Self> {
        let fields = Fields::of("the options", options, Code::InvalidArgument)?.only(&EXPECTED)?;
        Ok(Self {
            realm: fields.text("realm")?,
            method: fields.text("method")?,
            intent: fields.text("intent")?,
            request: fields
                .object("request")?
                .map(|request| Request::encode_sorted(input::read(request.raw())?))
                .transpose()?,
            opaque: opaque(&fields)?,
        })
    }

    fn expect(&self) -> Expect<'_> {
        Expect {
            realm: self.realm,
            method: self.method,
            intent: self.intent,
            request: self.request.as_ref().map(Request::as_str),
            opaque: self.opaque.as_ref().map(Opaque::as_str),
            ..Expect::default()
        }
    }
}

/// `opaque`: an object of strings, or text that is encoded already.
fn opaque(fields: &Fields<'_>) -> JsResult<Option<Opaque>> {
    const SHAPE: Error =
        Error::new(Code::InvalidArgument, "opaque is an object of strings, or its base64url text");
    let Some(value) = fields.value("opaque") else { return Ok(None) };
    Ok(Some(match value.as_text() {
        Some(text) => Opaque::parse(text)?,
        None if value.is_object() => Opaque::encode_node(value)?,
        None => return Err(SHAPE.into()),
    }))
}
