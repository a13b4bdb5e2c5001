//! `mpp decode`: the Stripe challenge of a header, validated and safe to show, as Link's wallet CLI has it.

use super::{header_value, sanitize, sanitize::sanitize_object};
use crate::encoding::json::{Object, Value};
use crate::error::{Code, Error, Result};
use crate::scheme::{Challenge, Expires};
use alloc::string::String;

/// A decoded Stripe challenge. Every text is sanitised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The challenge id.
    pub id: String,
    /// Who asks, by their own word.
    pub realm: String,
    /// `stripe`.
    pub method: String,
    /// `charge` or `session`.
    pub intent: String,
    /// What for, by their own word.
    pub description: Option<String>,
    /// The body digest the challenge is bound to.
    pub digest: Option<String>,
    /// When it ends, RFC 3339.
    pub expires: Option<String>,
    /// The seller's profile on Stripe's network: what a spend request needs.
    pub network_id: String,
    /// The whole payment request.
    pub request_json: Object,
}

/// Decodes the first `stripe` challenge with intent `charge` or `session`. Takes a bare value or pasted header
/// lines.
///
/// # Errors
/// [`Code::NoChallenge`] without such a challenge, [`Code::MalformedChallenge`] when the only candidates cannot
/// be read, [`Code::InvalidRequest`] naming the field that is missing or of the wrong kind.
pub fn decode(header: &str) -> Result<Decoded> {
    let reading = Challenge::read_all(&header_value(&sanitize(header)))?;
    let mut broken = None;
    for challenge in reading.payment {
        match challenge {
            Ok(challenge) if is_stripe(&challenge) => return validate(&challenge),
            Ok(_) => {}
            Err(error) => broken = broken.or(Some(error)),
        }
    }
    Err(broken.unwrap_or(Error::new(
        Code::NoChallenge,
        "the header has no stripe challenge for a charge or a session",
    )))
}

fn is_stripe(challenge: &Challenge) -> bool {
    challenge.method.as_str() == "stripe" && matches!(challenge.intent.as_str(), "charge" | "session")
}

fn validate(challenge: &Challenge) -> Result<Decoded> {
    let request = challenge.request.json();
    text(
        request,
        "amount",
        "the stripe request lacks its amount",
        "the stripe request's amount is not a string",
    )?;
    text(
        request,
        "currency",
        "the stripe request lacks its currency",
        "the stripe request's currency is not a string",
    )?;
    let empty = Object::new();
    let details = match request.get("methodDetails") {
        None | Some(Value::Null) => &empty,
        Some(Value::Object(details)) => details,
        Some(_) => return Err(bad("the stripe request's methodDetails is not an object")),
    };
    let network_id = match optional(details)? {
        Some(id) => Some(id),
        None => optional(request)?,
    };
    let network_id = network_id
        .filter(|id| !id.is_empty())
        .ok_or(bad("the stripe request lacks methodDetails.networkId"))?;
    let clean = |text: &str| sanitize(text).into_owned();
    Ok(Decoded {
        id: clean(&challenge.id),
        realm: clean(&challenge.realm),
        method: clean(challenge.method.as_str()),
        intent: clean(challenge.intent.as_str()),
        description: challenge.description.as_deref().map(clean),
        digest: challenge.digest.as_deref().map(clean),
        expires: challenge.expires.as_ref().map(Expires::as_str).map(clean),
        network_id: clean(network_id),
        request_json: sanitize_object(request),
    })
}

fn bad(message: &'static str) -> Error {
    Error::new(Code::InvalidRequest, message)
}

fn text<'a>(object: &'a Object, name: &str, missing: &'static str, wrong: &'static str) -> Result<&'a str> {
    match object.get(name) {
        None | Some(Value::Null) => Err(bad(missing)),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(bad(wrong)),
    }
}

fn optional(object: &Object) -> Result<Option<&str>> {
    match object.get("networkId") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad("the stripe request's networkId is not a string")),
    }
}
