//! The `Payment-Receipt` header: proof of a settled payment (draft section "Payment-Receipt Header").
//!
//! ```abnf
//! Payment-Receipt = base64url-nopad
//! ```

use crate::encoding::{
    base64url,
    json::{self, Doc, Node, Object, Value},
    timestamp::Timestamp,
};
use crate::error::{Code, Error, Result};
use crate::http::token::trim;
use alloc::{borrow::Cow, string::String};

/// A receipt. Its `status` is always `success`: failures have no receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The payment method that was used.
    pub method: String,
    /// The method's reference: a PaymentIntent id, a transaction hash.
    pub reference: String,
    /// When the payment was settled, RFC 3339.
    pub timestamp: String,
    /// Fields that method specifications add, such as `externalId`, kept as they came.
    pub extensions: Object,
}

const KNOWN: [&str; 4] = ["method", "reference", "status", "timestamp"];
const MAX_BYTES: usize = 16 * 1024;

impl Receipt {
    /// Reads a header value.
    ///
    /// # Errors
    /// [`Code::MalformedReceipt`].
    ///
    /// ```
    /// use mpp_wasm::scheme::Receipt;
    /// let receipt = Receipt::parse("eyJtZXRob2QiOiJzdHJpcGUiLCJyZWZlcmVuY2UiOiJwaV8xTjRadjMyZVp2S1lsbzJDUGhWUGtKbFciLCJzdGF0dXMiOiJzdWNjZXNzIiwidGltZXN0YW1wIjoiMjAyNS0wMS0xNVQxMjowNDozMloifQ").unwrap();
    /// assert_eq!(receipt.reference, "pi_1N4Zv32eZvKYlo2CPhVPkJlW");
    /// ```
    pub fn parse(header: &str) -> Result<Self> {
        let doc = Self::open(header)?;
        Self::from_json(&doc.root().to_object().unwrap_or_default())
    }

    /// The same, left as text: the receipt's JSON, checked.
    ///
    /// # Errors
    /// As for [`Receipt::parse`].
    pub fn open(header: &str) -> Result<Doc> {
        if header.len() > MAX_BYTES {
            return Err(TOO_LARGE);
        }
        let text = base64url::decode_text(trim(header));
        Self::read(text.map_err(|e| e.with_code(Code::MalformedReceipt))?)
    }

    /// Writes the header value of a receipt's JSON, checked and as it is.
    ///
    /// # Errors
    /// As for [`Receipt::parse`].
    ///
    /// ```
    /// use mpp_wasm::scheme::Receipt;
    /// let json = r#"{"method":"stripe","reference":"pi_1","status":"success","timestamp":"2025-01-15T12:04:32Z"}"#;
    /// let header = Receipt::seal(json.into()).unwrap();
    /// assert_eq!(Receipt::open(&header).unwrap().as_str(), json);
    /// ```
    pub fn seal(json: String) -> Result<String> {
        let header = base64url::encode(Self::read(json)?.as_str());
        if header.len() > MAX_BYTES { Err(TOO_LARGE) } else { Ok(header) }
    }

    fn read(json: String) -> Result<Doc> {
        let doc = Doc::read(json).map_err(|e| e.with_code(Code::MalformedReceipt))?;
        if !doc.root().is_object() {
            return Err(bad("the receipt is not a JSON object"));
        }
        check(|name| doc.root().get(name).and_then(Node::as_text))?;
        Ok(doc)
    }

    /// Reads the fields.
    ///
    /// # Errors
    /// [`Code::MalformedReceipt`].
    pub fn from_json(json: &Object) -> Result<Self> {
        let [method, reference, timestamp] =
            check(|name| json.get(name).and_then(Value::as_str).map(Cow::Borrowed))?;
        let mut extensions = json.clone();
        KNOWN.iter().for_each(|name| drop(extensions.remove(name)));
        Ok(Self {
            method: method.into_owned(),
            reference: reference.into_owned(),
            timestamp: timestamp.into_owned(),
            extensions,
        })
    }

    /// All fields as an object.
    pub fn to_json(&self) -> Object {
        let mut json = Object::new();
        json.insert("method", self.method.as_str());
        json.insert("reference", self.reference.as_str());
        json.insert("status", "success");
        json.insert("timestamp", self.timestamp.as_str());
        for (name, value) in self.extensions.iter().filter(|(name, _)| !KNOWN.contains(name)) {
            json.insert(name, value.clone());
        }
        json
    }

    /// Writes the header value.
    pub fn to_header(&self) -> String {
        base64url::encode(json::to_string(&Value::Object(self.to_json())))
    }
}

/// What every receipt says: method, reference and timestamp.
fn check<'a>(text: impl Fn(&str) -> Option<Cow<'a, str>>) -> Result<[Cow<'a, str>; 3]> {
    let need = |name: &str, missing: &'static str| {
        text(name).filter(|text| !text.is_empty()).ok_or_else(|| bad(missing))
    };
    if text("status").as_deref() != Some("success") {
        return Err(bad("the receipt's status is not \"success\""));
    }
    let timestamp = need("timestamp", "the receipt lacks its timestamp")?;
    Timestamp::parse(&timestamp).map_err(|e| e.with_code(Code::MalformedReceipt))?;
    Ok([
        need("method", "the receipt lacks its method")?,
        need("reference", "the receipt lacks its reference")?,
        timestamp,
    ])
}

const TOO_LARGE: Error = Error::new(Code::MalformedReceipt, "the receipt is over 16 KiB");

const fn bad(message: &'static str) -> Error {
    Error::new(Code::MalformedReceipt, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_kept() {
        let text = r#"{"method":"tempo","reference":"0x1","status":"success","timestamp":"2025-01-15T12:04:32Z","chainId":42431,"x":{"y":[1.50]}}"#;
        let receipt = Receipt::parse(&base64url::encode(text)).unwrap();
        assert_eq!(base64url::decode_text(&receipt.to_header()).unwrap(), text);
    }

    #[test]
    fn what_is_no_success_is_no_receipt() {
        for text in [
            "[]",
            "{}",
            r#"{"method":"a","reference":"b","status":"failed","timestamp":"2025-01-15T12:04:32Z"}"#,
            r#"{"method":"a","reference":"b","status":"success","timestamp":"soon"}"#,
            r#"{"method":"a","reference":"","status":"success","timestamp":"2025-01-15T12:04:32Z"}"#,
            r#"{"method":1,"reference":"b","status":"success","timestamp":"2025-01-15T12:04:32Z"}"#,
        ] {
            assert_eq!(
                Receipt::parse(&base64url::encode(text)).unwrap_err().code(),
                Code::MalformedReceipt,
                "{text}"
            );
        }
        assert!(Receipt::parse("not base64!").is_err());
    }
}
