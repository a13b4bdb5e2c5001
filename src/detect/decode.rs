//! `mpp decode`: the Stripe challenge of a header, validated and safe to show, as Link's wallet CLI has it.

use super::header_value;
use crate::encoding::json::Doc;
use crate::error::{Code, Error, Result};
use crate::scheme::sanitize::{is_clean, sanitize, sanitize_value};
use crate::scheme::terms::{Shared, Stripe};
use crate::scheme::{Challenge, ChallengeRef, CredentialHeader, Expires};
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
    /// The field that carries the credential, where it is not `Authorization`.
    pub header: Option<CredentialHeader>,
    /// The seller's profile on Stripe's network: what a spend request needs.
    pub network_id: String,
    /// The whole payment request.
    pub request_json: Doc,
}

/// Decodes the first `stripe` challenge with intent `charge` or `session`. Takes a bare value or pasted header
/// lines.
///
/// # Errors
/// [`Code::NoChallenge`] without such a challenge, [`Code::MalformedChallenge`] when the only candidates cannot
/// be read, [`Code::InvalidRequest`] naming the field that is missing or of the wrong kind.
pub fn decode(header: &str) -> Result<Decoded> {
    // As it came first: a character that is removed could take the end of a string with it.
    match first(&header_value(header)) {
        Err(_) if !is_clean(header) => first(&header_value(&sanitize(header))),
        read => read,
    }
}

fn first(header: &str) -> Result<Decoded> {
    let mut broken = None;
    for challenge in ChallengeRef::read_all(header)? {
        match challenge {
            Ok(challenge) if is_stripe(challenge.method(), challenge.intent()) => {
                return validate(&challenge.to_challenge());
            }
            Ok(_) => {}
            Err(error) => broken = broken.or(Some(error)),
        }
    }
    Err(broken.unwrap_or(Error::new(
        Code::NoChallenge,
        "the header has no stripe challenge for a charge or a session",
    )))
}

/// Whether a wallet pays a challenge of a method and an intent with a token of Stripe's.
pub(super) fn is_stripe(method: &str, intent: &str) -> bool {
    method == "stripe" && matches!(intent, "charge" | "session")
}

fn validate(challenge: &Challenge) -> Result<Decoded> {
    Shared::read(&challenge.request)?;
    let network_id = Stripe::network_id(&challenge.request)?;
    let clean = |text: &str| sanitize(text).into_owned();
    let network_id = clean(network_id);
    if network_id.is_empty() {
        return Err(Error::new(
            Code::InvalidRequest,
            "the stripe request's networkId holds nothing that can be shown",
        ));
    }
    Ok(Decoded {
        id: clean(&challenge.id),
        realm: clean(&challenge.realm),
        method: clean(challenge.method.as_str()),
        intent: clean(challenge.intent.as_str()),
        description: challenge.description.as_deref().map(clean),
        digest: challenge.digest.as_deref().map(clean),
        expires: challenge.expires.as_ref().map(Expires::as_str).map(clean),
        header: challenge.header.clone(),
        network_id,
        request_json: sanitize_value(challenge.request.json()),
    })
}
