//! A challenge that has been read and checked, and still borrows from its text.

use super::request::open;
use super::{Challenge, CredentialHeader, Expires, Intent, Method, Opaque, Request, SCHEME, text};
use crate::ascii;
use crate::encoding::json::{Doc, Node};
use crate::encoding::timestamp::Timestamp;
use crate::error::{Code, Error, Result};
use crate::http::auth::{self, Element, Param};
use alloc::{borrow::Cow, vec::Vec};
use core::iter;

/// The contents of a [`Challenge`], borrowed from the header or credential it was read from. It is for a
/// server that only compares a challenge, or a program that passes it on: neither needs its own copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeRef<'a> {
    texts: Texts<'a>,
    request: Cow<'a, Doc>,
    expires: Option<Timestamp>,
}

/// One text for each parameter, in the order of [`NAMES`].
type Texts<'a> = [Option<Cow<'a, str>>; 10];

/// Requests that are known already, and need no decoding.
pub(super) type Requests<'i, 'a> = &'i mut dyn Iterator<Item = &'a Request>;

/// The parameters in the order they are written, in a header and in the echo of a credential.
pub(super) const NAMES: [&str; 10] =
    ["id", "realm", "method", "intent", "request", "description", "digest", "expires", "header", "opaque"];

const ID: usize = 0;
const REALM: usize = 1;
const METHOD: usize = 2;
const INTENT: usize = 3;
const REQUEST: usize = 4;
const DESCRIPTION: usize = 5;
const DIGEST: usize = 6;
const EXPIRES: usize = 7;
const HEADER: usize = 8;
const OPAQUE: usize = 9;

impl<'a> ChallengeRef<'a> {
    /// Reads one element of a `WWW-Authenticate` value.
    ///
    /// # Errors
    /// [`Code::MalformedChallenge`].
    ///
    /// ```
    /// use mpp_wasm::{http::auth, scheme::ChallengeRef};
    /// let header = r#"Payment id="x", realm="a", method="stripe", intent="charge", request="eyJhbW91bnQiOiIxMDAifQ""#;
    /// let challenge = ChallengeRef::read(&auth::split(header).unwrap()[0]).unwrap();
    /// assert_eq!(challenge.request().as_str(), r#"{"amount":"100"}"#);
    /// ```
    pub fn read(element: &Element<'a>) -> Result<Self> {
        Self::of_params(element).map_err(|error| error.with_code(Code::MalformedChallenge))
    }

    /// Reads every Payment challenge of a `WWW-Authenticate` value, as [`Challenge::read_all`] does.
    ///
    /// # Errors
    /// [`Code::TooLarge`] when the value as a whole exceeds its limits.
    pub fn read_all(value: &'a str) -> Result<impl Iterator<Item = Result<Self>>> {
        let elements = auth::split(value)?.into_iter();
        Ok(elements.filter(|element| element.is(SCHEME)).map(|element| Self::read(&element)))
    }

    fn of_params(element: &Element<'a>) -> Result<Self> {
        let mut texts = Texts::default();
        let mut others: Vec<Cow<'a, str>> = Vec::new();
        for param in element.each_param()? {
            let Param { name, raw, escaped } = param?;
            let value = if escaped { text::unescape(raw)? } else { Cow::Borrowed(raw) };
            let twice = match NAMES.iter().position(|own| *own == name) {
                Some(at) => texts[at].replace(value).is_some(),
                None if others.contains(&name) => true,
                None => {
                    others.push(name);
                    false
                }
            };
            if twice {
                return Err(auth::TWICE);
            }
        }
        Self::check(texts, &mut iter::empty())
    }

    /// Reads the challenge that a credential echoes. `known`: requests that need no decoding.
    pub(super) fn of_echo(echo: Node<'a>, known: Requests<'_, 'a>) -> Result<Self> {
        const KIND: Error =
            Error::new(Code::MalformedCredential, "a field of the credential's challenge is not a string");
        let mut texts = Texts::default();
        for (name, value) in echo.members() {
            if let Some(at) = NAMES.iter().position(|own| *own == name) {
                texts[at] = Some(Cow::Borrowed(value.as_text().ok_or(KIND)?));
            }
        }
        Self::check(texts, known)
    }

    fn check(mut texts: Texts<'a>, mut known: Requests<'_, 'a>) -> Result<Self> {
        let need = |at: usize, missing: &'static str| {
            let text = texts[at].as_deref().filter(|text| !text.is_empty());
            text.ok_or(Error::new(Code::InvalidArgument, missing))
        };
        need(ID, "the challenge has no id")?;
        // An empty realm is valid (RFC 9110 section 11.5).
        if texts[REALM].is_none() {
            return Err(Error::new(Code::InvalidArgument, "the challenge has no realm"));
        }
        Method::check(need(METHOD, "the challenge has no method")?)?;
        Intent::check(need(INTENT, "the challenge has no intent")?)?;
        let request = need(REQUEST, "the challenge has no request")?;
        let request = match Iterator::find(&mut known, |own| ascii::same(own.as_str(), request)) {
            Some(known) => Cow::Borrowed(known.doc()),
            None => Cow::Owned(open(request)?),
        };
        let expires = texts[EXPIRES].as_deref().map(Timestamp::parse).transpose()?;
        texts[OPAQUE].as_deref().map(Opaque::check).transpose()?;
        if texts[HEADER].as_deref().map(CredentialHeader::parse).transpose()?.flatten().is_none() {
            texts[HEADER] = None;
        }
        Ok(Self { texts, request, expires })
    }

    fn text(&self, at: usize) -> &str {
        self.texts[at].as_deref().unwrap_or_default()
    }

    /// The parameters, as [`Challenge::params`] gives them.
    pub fn params(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        self.all_params().into_iter()
    }

    /// The same, for code that counts on their number.
    pub(crate) fn all_params(&self) -> [(&'static str, Option<&str>); 10] {
        core::array::from_fn(|at| (NAMES[at], self.texts[at].as_deref()))
    }

    /// The decoded payment request: a JSON object.
    pub fn request(&self) -> &Doc {
        &self.request
    }

    /// The id.
    pub fn id(&self) -> &str {
        self.text(ID)
    }

    /// The protection space, usually the host.
    pub fn realm(&self) -> &str {
        self.text(REALM)
    }

    /// The payment method.
    pub fn method(&self) -> &str {
        self.text(METHOD)
    }

    /// The payment intent.
    pub fn intent(&self) -> &str {
        self.text(INTENT)
    }

    /// The payment request as it was sent, in base64url.
    pub(crate) fn request_text(&self) -> &str {
        self.text(REQUEST)
    }

    /// When it expires, if it says so.
    pub const fn expires(&self) -> Option<Timestamp> {
        self.expires
    }

    /// The text of `expires`; empty if it has none.
    pub(crate) fn expires_text(&self) -> &str {
        self.text(EXPIRES)
    }

    /// The description, if it has one.
    pub(crate) fn description(&self) -> Option<&str> {
        self.texts[DESCRIPTION].as_deref()
    }

    /// The digest as it was sent.
    pub(crate) fn digest(&self) -> Option<&str> {
        self.texts[DIGEST].as_deref()
    }

    /// The header field that carries the credential, if it is not `Authorization`.
    pub(crate) fn header(&self) -> Option<&str> {
        self.texts[HEADER].as_deref()
    }

    /// The encoded correlation data; empty if it has none.
    pub(crate) fn opaque(&self) -> &str {
        self.text(OPAQUE)
    }

    /// The challenge as an owned [`Challenge`].
    pub fn to_challenge(&self) -> Challenge {
        let text = |at: usize| self.texts[at].as_deref();
        Challenge {
            id: self.text(ID).into(),
            realm: self.text(REALM).into(),
            method: Method::of_checked(self.text(METHOD)),
            intent: Intent::of_checked(self.text(INTENT)),
            request: Request::of_open(self.text(REQUEST), &self.request),
            expires: self.expires.map(|at| Expires::of_read(self.text(EXPIRES), at)),
            digest: text(DIGEST).map(Into::into),
            description: text(DESCRIPTION).map(Into::into),
            opaque: text(OPAQUE).map(Opaque::of_checked),
            header: text(HEADER).map(CredentialHeader::of_checked),
        }
    }
}
