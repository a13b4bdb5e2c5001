//! The `Payment-Receipt` header: proof of a settled payment (draft section "Payment-Receipt Header").
//!
//! ```abnf
//! Payment-Receipt = base64url-nopad
//! ```

use crate::encoding::{
    base64url,
    json::{Doc, Node, ObjectWriter},
    timestamp::Timestamp,
};
use crate::error::{Code, Error, Result};
use crate::http::token::trim;
use alloc::string::String;

/// A receipt. Its `status` is always `success`, because failures have no receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The payment method that was used.
    pub method: String,
    /// The method's reference, such as a PaymentIntent id or a transaction hash.
    pub reference: String,
    /// When the payment was settled, in RFC 3339.
    pub timestamp: String,
    /// Fields that method specifications add, such as `externalId`, kept as received: the members of an object.
    pub extensions: Doc,
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
        let header = base64url::encode(Self::read(json)?.as_str());
        if header.len() > MAX_BYTES { Err(TOO_LARGE) } else { Ok(header) }
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
        let [method, reference, timestamp] = check(json)?.map(String::from);
        let mut others = json.members().filter(|(name, _)| !KNOWN.contains(name)).peekable();
        let mut extensions = Doc::default();
        if others.peek().is_some() {
            let mut json = ObjectWriter::new();
            for (name, value) in others {
                json.json(name, value.raw());
            }
            extensions = Doc::read(json.finish())?;
        }
        Ok(Self { method, reference, timestamp, extensions })
    }

    /// All fields as a JSON object.
    pub fn to_json(&self) -> String {
        let mut json = ObjectWriter::new();
        json.text("method", &self.method).text("reference", &self.reference);
        json.text("status", "success").text("timestamp", &self.timestamp);
        for (name, value) in self.extensions.root().members().filter(|(name, _)| !KNOWN.contains(name)) {
            json.json(name, value.raw());
        }
        json.finish()
    }

    /// Writes the header value.
    pub fn to_header(&self) -> String {
        base64url::encode(self.to_json())
    }
}

/// Returns what every receipt must have: method, reference and timestamp.
fn check(json: Node<'_>) -> Result<[&str; 3]> {
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
    Timestamp::parse(timestamp).map_err(|e| e.with_code(Code::MalformedReceipt))?;
    let kind = "that is not empty";
    Ok([need("method", kind)?, need("reference", kind)?, timestamp])
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
mod tests {
    use super::*;

    #[test]
    fn extensions_are_kept() {
        let text = r#"{"method":"tempo","reference":"0x1","status":"success","timestamp":"2025-01-15T12:04:32Z","chainId":42431,"x":{"y":[1.50]}}"#;
        let receipt = Receipt::parse(&base64url::encode(text)).unwrap();
        assert_eq!(base64url::decode_text(&receipt.to_header()).unwrap(), text);
    }

    #[test]
    fn an_extension_is_no_second_status() {
        let json = r#"{"method":"a","reference":"b","status":"success","timestamp":"2025-01-15T12:04:32Z"}"#;
        let mut receipt = Receipt::parse(&base64url::encode(json)).unwrap();
        receipt.extensions = Doc::read(r#"{"status":"failed","method":"c"}"#.into()).unwrap();
        assert_eq!(receipt.to_json(), json);
    }

    #[test]
    fn the_largest_receipt_reads_back() {
        let json = |filler: usize| {
            let reference = "b".repeat(filler);
            ["{\"method\":\"a\",\"status\":\"success\",\"timestamp\":\"2025-01-15T12:04:32Z\",\"reference\":\"", &reference, "\"}"].concat()
        };
        let most = MAX_BYTES / 4 * 3 - json(0).len();
        let header = Receipt::encode(json(most)).unwrap();
        assert_eq!((header.len(), Receipt::decode(&header).unwrap().as_str()), (MAX_BYTES, &*json(most)));
        assert_eq!(Receipt::encode(json(most + 1)), Err(TOO_LARGE));
    }

    #[test]
    fn an_absent_header_is_named() {
        for header in ["", " \t"] {
            let error = Receipt::parse(header).unwrap_err();
            assert_eq!(error.code(), Code::MalformedReceipt);
            assert!(error.message().starts_with("the response has no Payment-Receipt header"), "{error}");
        }
    }

    #[test]
    fn a_field_that_is_missing_or_of_another_type_is_named() {
        let fields =
            [("method", r#""a""#), ("reference", r#""b""#), ("timestamp", r#""2025-01-15T12:04:32Z""#)];
        for (name, kind) in [
            ("method", "that is not empty"),
            ("reference", "that is not empty"),
            ("timestamp", "in RFC 3339"),
        ] {
            let error = |value: Option<&str>| {
                let mut json = ObjectWriter::new();
                json.text("status", "success");
                for (other, good) in fields {
                    if let Some(value) = if other == name { value } else { Some(good) } {
                        json.json(other, value);
                    }
                }
                Receipt::encode(json.finish()).unwrap_err()
            };
            assert_eq!(error(None).message(), ["the receipt has no ", name].concat());
            for value in ["1736942672000", "null", "{}", r#""""#] {
                let message = ["the receipt's ", name, " must be a string ", kind].concat();
                assert_eq!(error(Some(value)), Error::owned(Code::MalformedReceipt, message), "{value}");
            }
        }
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
