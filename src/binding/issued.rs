//! Challenges issued from a prepared offer.

use super::Prepared;
use crate::scheme::{BodyDigest, Challenge, Expires, Opaque, TemplateValues};
use alloc::string::String;

/// The terms that differ for each challenge of an offer. If none does, it is the same challenge, with the same id: of the
/// payers who ask within one millisecond, only the first could pay it. A nonce gives each their own:
///
/// ```
/// use mpp_wasm::binding::{ChallengeKey, IssueOptions, Offer, Secret};
/// use mpp_wasm::encoding::{json::{Doc, ObjectWriter}, timestamp::Timestamp};
/// use mpp_wasm::scheme::{Opaque, Request};
/// let key = ChallengeKey::new(Secret::new(&[7; 32])?, vec![]);
/// let request = Request::parse("eyJhbW91bnQiOiIxMDAifQ")?;
/// let offer = key.prepare(Offer::new("api.example.com", "stripe".parse()?, "charge".parse()?, request))?;
/// let now = Timestamp::parse("2025-01-15T12:00:00Z")?;
/// let options = IssueOptions::until(now.saturating_add_millis(300_000));
/// assert_eq!(offer.issue(options.clone(), now)?.id(), offer.issue(options.clone(), now)?.id());
///
/// let with = |nonce: &str| {
///     let mut map = ObjectWriter::new();
///     map.text("nonce", nonce);
///     let mut options = options.clone();
///     options.opaque = Some(Opaque::encode(Doc::read(map.finish())?.root())?);
///     offer.issue(options, now)
/// };
/// assert_ne!(with("128 random bits")?.id(), with("128 others")?.id());
/// # Ok::<(), mpp_wasm::error::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IssueOptions {
    /// When the challenge expires.
    pub expires: Expires,
    /// The digest of the request body it is for.
    pub digest: Option<BodyDigest>,
    /// The server's correlation data. A nonce in it makes the id unique.
    pub opaque: Option<Opaque>,
}

impl IssueOptions {
    /// A challenge that is valid until then, for a request without a body. Set what differs.
    pub fn until(expires: impl Into<Expires>) -> Self {
        Self { expires: expires.into(), digest: None, opaque: None }
    }
}

/// A challenge issued from a prepared offer.
#[derive(Debug)]
#[must_use]
pub struct Issued<'a> {
    pub(super) offer: &'a Prepared,
    pub(super) id: String,
    pub(super) expires: Expires,
    pub(super) digest: Option<String>,
    pub(super) opaque: Option<Opaque>,
}

impl Issued<'_> {
    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it expires.
    pub const fn expires(&self) -> &Expires {
        &self.expires
    }

    /// The `WWW-Authenticate` value.
    pub fn to_header(&self) -> String {
        self.offer.template.fill(TemplateValues {
            id: &self.id,
            digest: self.digest.as_deref(),
            expires: self.expires.as_str(),
            opaque: self.opaque.as_ref().map(Opaque::as_str),
        })
    }

    /// The issued challenge as an owned [`Challenge`].
    pub fn to_challenge(&self) -> Challenge {
        Challenge {
            id: self.id.clone(),
            expires: Some(self.expires.clone()),
            digest: self.digest.clone(),
            opaque: self.opaque.clone(),
            ..self.offer.common().clone()
        }
    }
}
