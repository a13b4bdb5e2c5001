//! `mpp decode`: the Stripe challenge of a header, validated and safe to show, in
//! the form that Link's wallet CLI uses.

use super::offers::words::is_name;
use super::pasted::header_value;
use crate::encoding::json::Doc;
use crate::error::{Code, Error, Result};
use crate::http::auth::{self, Element};
use crate::scheme::sanitize::{is_clean, sanitize, sanitize_value};
use crate::scheme::terms::{Shared, Stripe};
use crate::scheme::{Challenge, ChallengeRef, CredentialHeader, SCHEME, text};
use alloc::{borrow::Cow, string::String, vec::Vec};

/// A decoded Stripe challenge. Every text is sanitized.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded {
    /// The challenge id.
    pub id: String,
    /// The name the seller gives itself.
    pub realm: String,
    /// `stripe`.
    pub method: String,
    /// `charge` or `session`.
    pub intent: String,
    /// What the payment is for, according to the seller.
    pub description: Option<String>,
    /// The body digest the challenge is bound to.
    pub digest: Option<String>,
    /// When the challenge expires, in RFC 3339.
    pub expires: Option<String>,
    /// The field to send the credential in, if it is not `Authorization`, whatever the letter case it came in.
    pub header: Option<CredentialHeader>,
    /// The seller's profile on Stripe's network. A spend request needs it.
    pub network_id: String,
    /// The whole payment request.
    pub request_json: Doc,
}

/// Decodes the first `stripe` challenge with intent `charge` or `session`. Accepts
/// a bare value or pasted header lines.
///
/// # Errors
/// [`Code::NoChallenge`] if there is no such challenge. [`Code::MalformedChallenge`] if the first challenge
/// that may be one cannot be read, or if no challenge qualifies and at least one cannot be read.
/// [`Code::InvalidRequest`], naming the field, if a field of the request is missing or of the wrong type.
/// [`Code::TooLarge`] if the header is over its limits.
///
/// ```
/// use mpp_wasm::detect::decode;
/// use mpp_wasm::error::Code;
/// let header = r#"Payment id="x", realm="a", method="stripe", intent="charge", request="eyJhbW91bnQiOiIxMDAiLCJjdXJyZW5jeSI6InVzZCIsIm1ldGhvZERldGFpbHMiOnsibmV0d29ya0lkIjoicHJvZmlsZV8xIn19""#;
/// let decoded = decode(header)?;
/// assert_eq!((decoded.network_id.as_str(), decoded.request_json.root().text("amount")), ("profile_1", Some("100")));
/// assert_eq!(decode("Bearer realm=\"a\"").unwrap_err().code(), Code::NoChallenge);
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
pub fn decode(header: &str) -> Result<Decoded> {
    // Read it unchanged first: removing a character could also remove the end of a string.
    let (place, read) = first(&header_value(header))?;
    if read.is_err() && !is_clean(header) {
        // Removing characters must not remove a challenge either: a wallet would still find that one.
        let (same, clean) = first(&header_value(&sanitize(header)))?;
        return if same == place { clean } else { read };
    }
    read
}

/// The position of the deciding Payment challenge, the number of Payment challenges, and what the deciding one gives.
fn first(header: &str) -> Result<([usize; 2], Result<Decoded>)> {
    let elements = payments(header)?;
    let mut broken = None;
    for (at, element) in elements.iter().enumerate() {
        let place = [at, elements.len()];
        match ChallengeRef::read(element) {
            Ok(challenge) if is_stripe(challenge.method(), challenge.intent()) => {
                return Ok((place, validate(&challenge)));
            }
            Ok(_) => {}
            Err(error) if may_be_stripe(element) => return Ok((place, Err(error))),
            Err(error) => broken = broken.or(Some(error)),
        }
    }
    let none = if header.trim_ascii().is_empty() { ABSENT } else { NONE };
    Ok(([elements.len(); 2], Err(broken.unwrap_or(none))))
}

const NONE: Error =
    Error::new(Code::NoChallenge, "the header has no stripe challenge for a charge or a session");

const ABSENT: Error = Error::new(
    Code::NoChallenge,
    "there is no WWW-Authenticate header; for browsers, Access-Control-Expose-Headers must list it",
);

fn payments(header: &str) -> Result<Vec<Element<'_>>> {
    let mut elements = auth::split(header)?;
    elements.retain(|element| element.is(SCHEME));
    Ok(elements)
}

/// The index, among the readable challenges, of the one that [`decode`] picks. `None` if that one cannot be read.
pub(super) fn place(header: &str, challenges: &[Result<Challenge>]) -> Result<Option<usize>> {
    let broken = challenges.iter().any(Result::is_err);
    let elements = if broken { payments(header)? } else { Vec::new() };
    let decides = |(at, challenge): (usize, &Result<Challenge>)| match challenge {
        Ok(challenge) => is_stripe(challenge.method.as_str(), challenge.intent.as_str()),
        Err(_) => may_be_stripe(&elements[at]),
    };
    let at = challenges.iter().enumerate().position(decides).filter(|at| challenges[*at].is_ok());
    Ok(at.map(|at| challenges[..at].iter().flatten().count()))
}

/// Whether a challenge that cannot be read here might be a Stripe one to another reader, who would take the first.
fn may_be_stripe(element: &Element<'_>) -> bool {
    let Ok(params) = element.params() else { return true };
    let named = |name| {
        params
            .iter()
            .find(|param| param.name == name)
            .map(|param| if param.escaped { text::unescape(param.raw) } else { Ok(Cow::Borrowed(param.raw)) })
    };
    match (named("method"), named("intent")) {
        (Some(Ok(method)), Some(Ok(intent))) => is_stripe(&method, &intent),
        (method, intent) => method.is_some() && intent.is_some(),
    }
}

/// Whether a wallet pays this method and intent with a Stripe token.
fn is_stripe(method: &str, intent: &str) -> bool {
    method == "stripe" && matches!(intent, "charge" | "session")
}

fn validate(challenge: &ChallengeRef<'_>) -> Result<Decoded> {
    let request = challenge.request().root();
    Shared::of(request)?;
    let network_id = Stripe::network_id_of(request)?;
    let clean = |text: &str| sanitize(text).into_owned();
    let network_id = clean(network_id);
    if !is_name(&network_id) {
        return Err(Error::new(
            Code::InvalidRequest,
            "the stripe request's networkId must be 1 to 160 ASCII letters, digits or : / . _ -",
        ));
    }
    Ok(Decoded {
        id: clean(challenge.id()),
        realm: clean(challenge.realm()),
        method: clean(challenge.method()),
        intent: clean(challenge.intent()),
        description: challenge.description().map(clean),
        digest: challenge.digest().map(clean),
        expires: challenge.expires().map(|_| clean(challenge.expires_text())),
        header: challenge.header().map(|_| CredentialHeader::payment_authorization()),
        network_id,
        request_json: sanitize_value(request),
    })
}
