//! A credential that has been read, and still borrows from its text.

use super::challenge_ref::Requests;
use super::{ChallengeRef, Credential, MAX_CREDENTIAL_BYTES, Payload, Request, SCHEME};
use crate::ascii;
use crate::encoding::{
    base64url,
    json::{self, Node, SecretDoc},
};
use crate::error::{Code, Error, Result};
use crate::http::auth;
use crate::secret::wipe_bytes;
use alloc::{string::String, vec::Vec};
use core::{fmt, iter};
use zeroize::ZeroizeOnDrop;

/// The decoded text of a credential. It cannot be printed, copied or compared, and is wiped when dropped.
pub struct CredentialText(SecretDoc);

impl CredentialText {
    /// The text. Pass it only to the code that settles the payment.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }
}

impl ZeroizeOnDrop for CredentialText {}

impl fmt::Debug for CredentialText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CredentialText(..)")
    }
}

/// The contents of a [`Credential`], borrowed from its decoded text. Its `Debug` output shows no payload.
#[non_exhaustive]
pub struct CredentialRef<'a> {
    /// The echoed challenge. Trust nothing in it before its id has been verified.
    pub challenge: ChallengeRef<'a>,
    /// The method's proof of payment, an object.
    pub payload: Node<'a>,
    /// Who pays, according to the payer.
    pub source: Option<&'a str>,
}

impl<'a> CredentialRef<'a> {
    /// Decodes the Payment credential of an `Authorization` value; `None` if it has none.
    ///
    /// # Errors
    /// [`Code::MultipleCredentials`] if there is more than one, [`Code::MalformedCredential`] for everything
    /// else that cannot be read.
    ///
    /// ```
    /// use mpp_wasm::scheme::CredentialRef;
    /// assert!(CredentialRef::open("Bearer x").unwrap().is_none());
    /// let text = CredentialRef::open("Payment eyJwYXlsb2FkIjp7fX0").unwrap().unwrap();
    /// assert!(CredentialRef::read(&text).is_err(), "it echoes no challenge");
    /// ```
    pub fn open(header: &str) -> Result<Option<CredentialText>> {
        let bytes = match alone(header) {
            Some(bytes) => bytes,
            None => match Self::decode(header)? {
                Some(bytes) => bytes,
                None => return Ok(None),
            },
        };
        let text = String::from_utf8(bytes).map_err(|error| {
            wipe_bytes(error.into_bytes());
            bad("the credential is not UTF-8 text")
        })?;
        let doc = SecretDoc::read_within(text.into(), json::MAX_DEPTH)
            .map_err(|error| error.with_code(Code::MalformedCredential))?;
        Ok(Some(CredentialText(doc)))
    }

    /// The bytes of the Payment credential in a list.
    fn decode(header: &str) -> Result<Option<Vec<u8>>> {
        let elements = auth::split(header).map_err(|error| error.with_code(Code::MalformedCredential))?;
        let mut payments = elements.iter().filter(|element| element.is(SCHEME));
        let Some(element) = payments.next() else { return Ok(None) };
        if payments.next().is_some() {
            return Err(SEVERAL);
        }
        let text = element.lone().ok_or(NOT_BASE64URL)?;
        if text.len() > MAX_CREDENTIAL_BYTES {
            return Err(bad("the credential is over 60 KiB"));
        }
        base64url::decode(text).map(Some).map_err(|_| NOT_BASE64URL)
    }

    /// Reads the text that [`CredentialRef::open`] decoded.
    ///
    /// # Errors
    /// [`Code::MalformedCredential`].
    pub fn read(text: &'a CredentialText) -> Result<Self> {
        Self::of_json(text.0.expose(), &mut iter::empty())
            .map_err(|error| error.with_code(Code::MalformedCredential))
    }

    /// Like [`CredentialRef::read`], for a server that expects one of certain requests to be echoed. It is not
    /// decoded again if it is.
    ///
    /// # Errors
    /// [`Code::MalformedCredential`].
    pub fn read_expecting(
        text: &'a CredentialText,
        requests: impl IntoIterator<Item = &'a Request>,
    ) -> Result<Self> {
        let read = Self::of_json(text.0.expose(), &mut requests.into_iter());
        read.map_err(|error| error.with_code(Code::MalformedCredential))
    }

    fn of_json(json: Node<'a>, known: Requests<'_, 'a>) -> Result<Self> {
        if !json.is_object() {
            return Err(bad("the credential is not a JSON object"));
        }
        let echo = json.object("challenge").ok_or(bad("the credential has no challenge"))?;
        let source = match json.get("source") {
            None => None,
            Some(value) => Some(value.as_text().ok_or(bad("the credential's source is not a string"))?),
        };
        Ok(Self {
            challenge: ChallengeRef::of_echo(echo, known)?,
            payload: json.object("payload").ok_or(bad("the credential has no payload"))?,
            source,
        })
    }

    /// The credential as an owned [`Credential`].
    pub fn to_credential(&self) -> Credential {
        Credential {
            challenge: self.challenge.to_challenge(),
            payload: Payload::of(self.payload),
            source: self.source.map(Into::into),
        }
    }
}

/// The bytes of a credential that is all of a header value, as almost all are: no list has to be made of it. `None` for
/// what has to be read as a list, and for what cannot be read.
fn alone(header: &str) -> Option<Vec<u8>> {
    let text = header.strip_prefix(SCHEME)?.strip_prefix(' ')?;
    let is_whole = ascii::find_either(text.as_bytes(), [b',', b' ']).is_none();
    let fits = !text.is_empty() && text.len() <= MAX_CREDENTIAL_BYTES;
    if is_whole && fits { base64url::decode(text).ok() } else { None }
}

/// The error for a request with more than one Payment credential.
pub(crate) const SEVERAL: Error =
    Error::new(Code::MultipleCredentials, "send one Payment credential in a request");

const NOT_BASE64URL: Error = bad("the credential is not base64url text");

const fn bad(message: &'static str) -> Error {
    Error::new(Code::MalformedCredential, message)
}

impl fmt::Debug for CredentialRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialRef").field("challenge", &self.challenge.id()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn what_is_read_alone_is_what_a_list_would_hold() {
        let mut read = BTreeSet::new();
        for text in ["e30", "e30=", "e30==", "=", "=e30", "", "e", "e+_A", "a=\"b\"", "a=b", "e30\u{a0}"] {
            for start in ["", " ", "\t", "\u{a0}", ",", "Payment ", "Bearer x, "] {
                for end in ["", " ", "\t", "\u{a0}", ",", ", Payment e30", ", Bearer x", "\t,"] {
                    for scheme in ["Payment ", "payment ", "Payment\t", "Payment", "Bearer ", "Payments "] {
                        let header = [scheme, start, text, end].concat();
                        let Some(bytes) = alone(&header) else { continue };
                        assert_eq!(CredentialRef::decode(&header), Ok(Some(bytes)), "{header:?}");
                        read.insert(header);
                    }
                }
            }
        }
        assert_eq!(Vec::from_iter(read), ["Payment e30", "Payment e30="]);
        let long = [SCHEME, " ", &"A".repeat(MAX_CREDENTIAL_BYTES + 4)].concat();
        assert_eq!((alone(&long), alone(&long[..long.len() - 4]).is_some()), (None, true));
    }
}
