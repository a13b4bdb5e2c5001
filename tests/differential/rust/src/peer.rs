//! The values of `mpp` in the common form. See normal.mjs.

use mpp::{Base64UrlJson, ChallengeEcho, PaymentChallenge, PaymentCredential, Receipt};
use serde_json::{Map, Value};

pub fn challenge(challenge: &PaymentChallenge) -> Value {
    echo(&challenge.to_echo())
}

fn echo(echo: &ChallengeEcho) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            out.insert(name.into(), value.into());
        }
    };
    put("id", Some(&echo.id));
    put("realm", Some(&echo.realm));
    put("method", Some(echo.method.as_str()));
    put("intent", Some(echo.intent.as_str()));
    put("request", Some(echo.request.raw()));
    put("description", echo.description.as_deref());
    put("digest", echo.digest.as_deref());
    put("expires", echo.expires.as_deref());
    put("header", echo.header.as_deref());
    put("opaque", echo.opaque.as_ref().map(Base64UrlJson::raw));
    out.insert("terms".into(), echo.request.decode_value().map_or(Value::Null, |value| canonical(&value)));
    out.into()
}

pub fn credential(credential: &PaymentCredential) -> Value {
    let mut out = Map::new();
    out.insert("challenge".into(), echo(&credential.challenge));
    out.insert("payload".into(), canonical(&credential.payload));
    if let Some(source) = &credential.source {
        out.insert("source".into(), source.as_str().into());
    }
    out.into()
}

pub fn receipt(receipt: &Receipt) -> Value {
    serde_json::to_value(receipt).map_or(Value::Null, |value| canonical(&value))
}

/// Canonical JSON by the peer's own canonicalizer.
fn canonical(value: &Value) -> Value {
    match Base64UrlJson::from_value(value).and_then(|encoded| mpp::base64url_decode(encoded.raw())) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into(),
        Err(_) => Value::Null,
    }
}
