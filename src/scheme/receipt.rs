//! The `Payment-Receipt` header: proof of a settled payment (draft section "Payment-Receipt Header").
//!
//! ```abnf
//! Payment-Receipt = base64url-nopad
//! ```

use super::Method;
use crate::encoding::{
    base64url,
    json::{Doc, MAX_DEPTH, Node, ObjectWriter},
    timestamp::Timestamp,
};
use crate::error::{Code, Error, Result};
use crate::http::token::trim;
use alloc::string::String;
use core::{fmt, str::FromStr};

/// A receipt. Its `status` is always `success`, because failures have no receipt. What can be made can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    method: String,
    reference: String,
    timestamp: String,
    settled_at: Timestamp,
    /// An object with members, or nothing.
    extensions: Doc,
}

/// Room in bytes for what a receipt's JSON has besides its texts.
const ROOM: usize = 80;

const KNOWN: [&str; 4] = ["method", "reference", "status", "timestamp"];
/// The maximum length of a header value in bytes, and of the JSON in it.
const MAX_BYTES: usize = 16 * 1024;
const MAX_JSON_BYTES: usize = MAX_BYTES / 4 * 3;

impl Receipt {
    /// A receipt without extensions.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when the reference is empty, [`Code::TooLarge`] when the header would be over 16 KiB.
    ///
    /// ```
    /// use mpp_wasm::scheme::Receipt;
    /// let receipt = Receipt::new(&"stripe".parse()?, "pi_1", "2025-01-15T12:04:32Z".parse()?)?;
    /// assert_eq!(Receipt::parse(&receipt.to_header()), Ok(receipt));
    /// # Ok::<(), mpp_wasm::error::Error>(())
    /// ```
    pub fn new(method: &Method, reference: &str, settled_at: Timestamp) -> Result<Self> {
        if reference.is_empty() {
            return Err(Error::new(Code::InvalidArgument, "a receipt needs a reference"));
        }
        Self::of_checked(method.as_str(), reference, settled_at, Doc::default()).within_limits()
    }

    /// The same with fields that method specifications add, such as `externalId`: the members of an object.
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] when it is not an object, nests too deeply or has a field that every receipt has,
    /// [`Code::TooLarge`] as for [`Receipt::new`].
    pub fn with_extensions(self, object: Node<'_>) -> Result<Self> {
        let fits = object.is_object() && object.depth() <= MAX_DEPTH;
        if !fits || object.members().any(|(name, _)| KNOWN.contains(&name)) {
            return Err(Error::new(
                Code::InvalidArgument,
                "a receipt's extensions must be an object, without method, reference, status or timestamp",
            ));
        }
        Self { extensions: extensions(object)?, ..self }.within_limits()
    }

    fn within_limits(self) -> Result<Self> {
        if self.to_json().len() <= MAX_JSON_BYTES {
            Ok(self)
        } else {
            Err(Error::new(Code::TooLarge, "the receipt would be over 16 KiB"))
        }
    }

    /// Takes parts that have been checked.
    pub(crate) fn of_checked(method: &str, reference: &str, settled_at: Timestamp, extensions: Doc) -> Self {
        let timestamp = settled_at.to_text();
        Self { method: method.into(), reference: reference.into(), timestamp, settled_at, extensions }
    }

    /// The payment method that was used.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The method's reference, such as a PaymentIntent id or a transaction hash.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// When the payment was settled, in RFC 3339, as received.
    pub fn timestamp(&self) -> &str {
        &self.timestamp
    }

    /// The same moment, parsed.
    pub const fn settled_at(&self) -> Timestamp {
        self.settled_at
    }

    /// Fields that method specifications add, as received: the members of an object, or `null` if there are none.
    pub fn extensions(&self) -> Node<'_> {
        self.extensions.root()
    }

    /// Reads a header value.
    ///
    /// # Errors
    /// [`Code::MalformedReceipt`].
    ///
    /// ```
    /// use mpp_wasm::scheme::Receipt;
    /// let receipt = Receipt::parse("eyJtZXRob2QiOiJzdHJpcGUiLCJyZWZlcmVuY2UiOiJwaV8xTjRadjMyZVp2S1lsbzJDUGhWUGtKbFciLCJzdGF0dXMiOiJzdWNjZXNzIiwidGltZXN0YW1wIjoiMjAyNS0wMS0xNVQxMjowNDozMloifQ").unwrap();
    /// assert_eq!(receipt.reference(), "pi_1N4Zv32eZvKYlo2CPhVPkJlW");
    /// ```
    pub fn parse(header: &str) -> Result<Self> {
        Self::from_json(Self::decode(header)?.root())
    }

    /// Like [`Receipt::parse`], but returns the receipt's JSON as text that has been checked.
    ///
    /// # Errors
    /// As for [`Receipt::parse`].
    pub fn decode(header: &str) -> Result<Doc> {
        if header.len() > MAX_BYTES {
            return Err(TOO_LARGE);
        }
        let header = trim(header);
        if header.is_empty() {
            return Err(ABSENT);
        }
        let text = base64url::decode_text(header);
        Self::read(text.map_err(|e| e.with_code(Code::MalformedReceipt))?)
    }

    /// Checks a receipt's JSON and writes it, unchanged, as a header value.
    ///
    /// # Errors
    /// As for [`Receipt::parse`].
    ///
    /// ```
    /// use mpp_wasm::scheme::Receipt;
    /// let json = r#"{"method":"stripe","reference":"pi_1","status":"success","timestamp":"2025-01-15T12:04:32Z"}"#;
    /// let header = Receipt::encode(json.into()).unwrap();
    /// assert_eq!(Receipt::decode(&header).unwrap().as_str(), json);
    /// ```
    pub fn encode(json: String) -> Result<String> {
        if json.len() > MAX_JSON_BYTES {
            return Err(TOO_LARGE);
        }
        Ok(base64url::encode(Self::read(json)?.as_str()))
    }

    fn read(json: String) -> Result<Doc> {
        let doc = Doc::read(json).map_err(|e| e.with_code(Code::MalformedReceipt))?;
        check(doc.root())?;
        Ok(doc)
    }

    /// Reads the fields of an object.
    ///
    /// # Errors
    /// [`Code::MalformedReceipt`].
    pub fn from_json(json: Node<'_>) -> Result<Self> {
        if json.raw().len() > MAX_JSON_BYTES {
            return Err(TOO_LARGE);
        }
        let ([method, reference, timestamp], settled_at) = check(json)?;
        Ok(Self {
            method: method.into(),
            reference: reference.into(),
            timestamp: timestamp.into(),
            settled_at,
            extensions: extensions(json).map_err(|e| e.with_code(Code::MalformedReceipt))?,
        })
    }

    /// All fields as a JSON object.
    pub fn to_json(&self) -> String {
        let texts = self.method.len() + self.reference.len() + self.timestamp.len();
        let mut json = ObjectWriter::with_capacity(ROOM + texts + self.extensions.as_str().len());
        json.text("method", &self.method).text("reference", &self.reference);
        json.text("status", "success").text("timestamp", &self.timestamp);
        for (name, value) in self.extensions().members() {
            json.json(name, value.raw());
        }
        json.finish()
    }

    /// Writes the header value.
    pub fn to_header(&self) -> String {
        base64url::encode(self.to_json())
    }
}

/// The header value, as [`Receipt::parse`] reads it.
impl FromStr for Receipt {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// The header value.
impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_header())
    }
}

/// The members of a receipt that not every receipt has.
fn extensions(json: Node<'_>) -> Result<Doc> {
    let mut others = json.members().filter(|(name, _)| !KNOWN.contains(name)).peekable();
    if others.peek().is_none() {
        return Ok(Doc::default());
    }
    let mut json = ObjectWriter::new();
    for (name, value) in others {
        json.json(name, value.raw());
    }
    Doc::read(json.finish())
}

/// Returns what every receipt must have: method, reference and timestamp, and the moment of the last.
fn check(json: Node<'_>) -> Result<([&str; 3], Timestamp)> {
    if !json.is_object() {
        return Err(bad("the receipt is not a JSON object"));
    }
    let need = |name: &str, kind: &str| match json.get(name).map(Node::as_text) {
        Some(Some(text)) if !text.is_empty() => Ok(text),
        Some(_) => Err(wrong(&["the receipt's ", name, " must be a string ", kind])),
        None => Err(wrong(&["the receipt has no ", name])),
    };
    if json.text("status") != Some("success") {
        return Err(bad("the receipt's status is not \"success\""));
    }
    let timestamp = need("timestamp", "in RFC 3339")?;
    let settled_at = Timestamp::parse(timestamp).map_err(|e| e.with_code(Code::MalformedReceipt))?;
    let kind = "that is not empty";
    Ok(([need("method", kind)?, need("reference", kind)?, timestamp], settled_at))
}

const TOO_LARGE: Error = Error::new(Code::MalformedReceipt, "the receipt is over 16 KiB");

const ABSENT: Error = bad(
    "the response has no Payment-Receipt header; for browsers, Access-Control-Expose-Headers must list it",
);

const fn bad(message: &'static str) -> Error {
    Error::new(Code::MalformedReceipt, message)
}

fn wrong(message: &[&str]) -> Error {
    Error::owned(Code::MalformedReceipt, message.concat())
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
