//! The `Payment` challenge of a `WWW-Authenticate` header (draft section "Challenge").
//!
//! ```abnf
//! challenge   = "Payment" [ 1*SP auth-params ]
//! auth-params = auth-param *( OWS "," OWS auth-param )
//! ```

use super::{ChallengeRef, CredentialHeader, Expires, Intent, Method, Opaque, Request, SCHEME, text};
use crate::error::{Code, Error, Result};
use crate::http::auth;
use alloc::{string::String, vec::Vec};
use core::str::FromStr;

/// The maximum length of a description in bytes, when written.
pub const MAX_DESCRIPTION_BYTES: usize = 2 * 1024;

/// The maximum length of a realm in bytes, when written. It leaves a credential that echoes the realm room
/// for a payload.
pub const MAX_REALM_BYTES: usize = 1024;

/// A payment challenge: what a server asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// Never empty. The server's key binds it to the other fields, except `description`.
    pub id: String,
    /// The protection space, usually the host.
    pub realm: String,
    /// The payment method.
    pub method: Method,
    /// The payment intent.
    pub intent: Intent,
    /// The payment request, in the method's own terms.
    pub request: Request,
    /// When the challenge expires.
    pub expires: Option<Expires>,
    /// The digest of the request body this challenge was issued for, as text.
    pub digest: Option<String>,
    /// A description, for people only: never bound, never trusted.
    pub description: Option<String>,
    /// The server's correlation data, which a credential returns unchanged.
    pub opaque: Option<Opaque>,
    /// The header field that carries the credential, if it is not `Authorization`.
    pub header: Option<CredentialHeader>,
}

/// The contents of a header value, challenge by challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// One entry for each Payment challenge, in order: the challenge, or why it cannot be read.
    pub payment: Vec<Result<Challenge>>,
    /// The names of the other schemes, in order.
    pub others: Vec<String>,
}

impl Reading {
    /// The challenges that can be read, in order.
    ///
    /// ```
    /// use mpp_wasm::scheme::Challenge;
    /// let good = r#"Payment id="x", realm="a", method="stripe", intent="charge", request="e30""#;
    /// let reading = Challenge::read_all(&[r#"Payment id="no more""#, good].join(", "))?;
    /// assert_eq!((reading.payment.len(), reading.challenges().count()), (2, 1));
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn challenges(&self) -> impl Iterator<Item = &Challenge> {
        self.payment.iter().flatten()
    }
}

impl Challenge {
    /// A challenge without its optional fields, for a server that keeps ids of its own. Others issue theirs under a key,
    /// which makes the id: see the `binding` module. Nothing is checked yet: [`Challenge::to_header`] does.
    pub fn new(
        realm: impl Into<String>,
        method: Method,
        intent: Intent,
        request: Request,
        id: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            realm: realm.into(),
            method,
            intent,
            request,
            expires: None,
            digest: None,
            description: None,
            opaque: None,
            header: None,
        }
    }

    /// Reads every Payment challenge of a `WWW-Authenticate` value. A malformed one becomes an error next to
    /// its valid siblings.
    ///
    /// # Errors
    /// [`Code::TooLarge`] when the value as a whole exceeds its limits.
    pub fn read_all(value: &str) -> Result<Reading> {
        let mut reading = Reading { payment: Vec::new(), others: Vec::new() };
        for element in auth::split(value)? {
            if element.is(SCHEME) {
                reading.payment.push(ChallengeRef::read(&element).map(|challenge| challenge.to_challenge()));
            } else {
                reading.others.push(element.scheme.into());
            }
        }
        Ok(reading)
    }

    /// Reads the first Payment challenge of a `WWW-Authenticate` value. Any others are ignored, as are other schemes.
    ///
    /// # Errors
    /// [`Code::NoChallenge`] when there is none, [`Code::MalformedChallenge`] when it cannot be read.
    ///
    /// ```
    /// use mpp_wasm::scheme::Challenge;
    /// let challenge = Challenge::parse(
    ///     r#"Payment id="x", realm="api.example.com", method="stripe", intent="charge", request="eyJhbW91bnQiOiIxMDAifQ""#,
    /// ).unwrap();
    /// assert_eq!(challenge.request.field("amount"), Some("100"));
    /// assert!(Challenge::parse(r#"Payment id="", realm="a", method="x", intent="charge", request="e30""#).is_err());
    /// ```
    pub fn parse(value: &str) -> Result<Self> {
        let reading = Self::read_all(value).map_err(|error| error.with_code(Code::MalformedChallenge))?;
        reading
            .payment
            .into_iter()
            .next()
            .ok_or(Error::new(Code::NoChallenge, "the header has no Payment challenge"))?
    }

    /// The name of the header field to send the credential in.
    ///
    /// ```
    /// use mpp_wasm::scheme::Challenge;
    /// let header = r#"Payment id="x", realm="a", method="stripe", intent="charge", request="e30""#;
    /// assert_eq!(Challenge::parse(header)?.credential_field(), "Authorization");
    /// let other = [header, r#"header="Payment-Authorization""#].join(", ");
    /// assert_eq!(Challenge::parse(&other)?.credential_field(), "Payment-Authorization");
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn credential_field(&self) -> &str {
        self.header.as_ref().map_or("Authorization", CredentialHeader::as_str)
    }

    /// Writes the header value, in ASCII.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when a value contains a line break or NUL, the id is empty, or the
    /// description or the realm exceeds its limit; [`Code::TooLarge`] when the header value would exceed
    /// [`auth::MAX_HEADER_BYTES`], which readers refuse.
    pub fn to_header(&self) -> Result<String> {
        self.check_id()?;
        let mut out = String::from(SCHEME);
        self.write(|name, value| {
            let Some(value) = value else { return Ok(()) };
            out.push_str(if out.len() == SCHEME.len() { " " } else { ", " });
            text::write_param(&mut out, name, value)
        })?;
        if out.len() <= auth::MAX_HEADER_BYTES { Ok(out) } else { Err(auth::TOO_LARGE) }
    }

    /// Refuses a challenge without an id, which readers refuse too.
    pub(super) fn check_id(&self) -> Result<()> {
        if self.id.is_empty() {
            Err(Error::new(Code::InvalidArgument, "a challenge needs an id"))
        } else {
            Ok(())
        }
    }

    /// Checks that [`Challenge::to_header`] will be able to write it, apart from its id. Only the texts that
    /// no type of this crate vouches for need a check.
    pub(crate) fn check_writable(&self) -> Result<()> {
        self.check_lengths()?;
        let texts = [Some(&self.realm), self.description.as_ref(), self.digest.as_ref()];
        texts.into_iter().flatten().try_for_each(|text| text::check(text))
    }

    fn check_lengths(&self) -> Result<()> {
        if self.description.as_ref().is_some_and(|text| text.len() > MAX_DESCRIPTION_BYTES) {
            return Err(Error::new(Code::InvalidArgument, "the description is over 2 KiB"));
        }
        if self.realm.len() > MAX_REALM_BYTES {
            Err(Error::new(Code::InvalidArgument, "the realm is over 1 KiB"))
        } else {
            Ok(())
        }
    }

    /// Passes every parameter to a writer, in order.
    pub(super) fn write(&self, mut each: impl FnMut(&'static str, Option<&str>) -> Result<()>) -> Result<()> {
        self.check_lengths()?;
        self.params().try_for_each(|(name, value)| each(name, value))
    }

    /// The parameters in the order they are written, in a header and in the echo of a credential: the name of each, and its
    /// text if the challenge has it. A later version may have more.
    ///
    /// ```
    /// use mpp_wasm::scheme::Challenge;
    /// let header = r#"Payment id="x", realm="a", method="stripe", intent="charge", request="e30""#;
    /// let challenge = Challenge::parse(header)?;
    /// let present: Vec<_> = challenge.params().filter_map(|(name, text)| Some([name, text?])).collect();
    /// assert_eq!(present[..2], [["id", "x"], ["realm", "a"]]);
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn params(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        self.all_params().into_iter()
    }

    /// The same, for code that counts on their number.
    pub(crate) fn all_params(&self) -> [(&'static str, Option<&str>); 10] {
        [
            ("id", Some(&self.id)),
            ("realm", Some(&self.realm)),
            ("method", Some(self.method.as_str())),
            ("intent", Some(self.intent.as_str())),
            ("request", Some(self.request.as_str())),
            ("description", self.description.as_deref()),
            ("digest", self.digest.as_deref()),
            ("expires", self.expires.as_ref().map(Expires::as_str)),
            ("header", self.header.as_ref().map(CredentialHeader::as_str)),
            ("opaque", self.opaque.as_ref().map(Opaque::as_str)),
        ]
    }
}

/// The first Payment challenge of a `WWW-Authenticate` value, as [`Challenge::parse`] reads it.
impl FromStr for Challenge {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}
