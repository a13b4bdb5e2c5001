//! What a pasted text says: the answer that [`super::detect`] takes, and where each part of it is.

use super::marks::{Mark, marks};
use super::names::{CHALLENGE, CREDENTIALS, RECEIPT, X402};
use super::paste::{Field, Pasted, lines, within};
use crate::encoding::{
    base64url,
    json::{self, SecretDoc},
};
use crate::error::{Code, Error, Result};
use crate::http::auth;
use crate::http::token::is_token68;
use alloc::{string::String, vec::Vec};
use core::fmt;
use core::ops::Range;

/// The most bytes of pasted text that are looked at.
pub const MAX_TEXT_BYTES: usize = 512 * 1024;
/// The most fields of one message.
pub const MAX_FIELDS: usize = 256;

/// An HTTP message out of pasted text. Fields are as they came: credentials and cookies among them.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Of the first answer in the text that asks for payment, else of the last; `None` for a request, header lines or a lone value.
    pub status: Option<u16>,
    /// Names in lower case and values, in order.
    pub fields: Vec<(String, String)>,
    /// What follows the head.
    pub body: Option<String>,
    /// Where things are: in the order of the text, none over another.
    pub marks: Vec<Mark>,
}

/// Without what may be a secret.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Message {
    /// Reads what `curl -i` or `curl -v` print, header lines, or a lone value: a challenge, a credential, a
    /// receipt, x402's terms, a body.
    ///
    /// # Errors
    /// [`Code::TooLarge`] over [`MAX_TEXT_BYTES`] or [`MAX_FIELDS`]. Everything else is some message.
    ///
    /// ```
    /// use mpp_wasm::detect::Message;
    /// let pasted = "HTTP/1.1 402 Payment Required\nWWW-Authenticate: Payment id=\"1\",\n  realm=\"a\"\n\n{}";
    /// let message = Message::read(pasted).unwrap();
    /// assert_eq!(message.status, Some(402));
    /// assert_eq!(message.fields, [("www-authenticate".into(), "Payment id=\"1\", realm=\"a\"".into())]);
    /// assert_eq!(message.body.as_deref(), Some("{}"));
    /// ```
    pub fn read(text: &str) -> Result<Self> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(Error::new(Code::TooLarge, "the text is over 512 KiB"));
        }
        let Some(pasted) = Pasted::read(text) else { return Self::lone(text) };
        if pasted.fields.len() > MAX_FIELDS {
            return Err(Error::new(Code::TooLarge, "the message has over 256 fields"));
        }
        let fields: Vec<(String, &Field)> = pasted
            .fields
            .iter()
            .map(|field| (text[field.name.clone()].to_ascii_lowercase(), field))
            .collect();
        Ok(Self {
            status: pasted.status.clone().and_then(|status| text[status].parse().ok()),
            marks: marks(text, pasted.status, &fields),
            fields: fields.into_iter().map(|(name, field)| (name, field.value(text))).collect(),
            body: pasted.body.map(|body| text[body].into()),
        })
    }

    /// A text without a name in front of it.
    fn lone(text: &str) -> Result<Self> {
        let empty = Self { status: None, fields: Vec::new(), body: None, marks: Vec::new() };
        let value = text.trim();
        if value.is_empty() {
            return Ok(empty);
        }
        if value.starts_with(['{', '[', '<']) {
            return Ok(Self { body: Some(value.into()), ..empty });
        }
        let name = name_of(value);
        let field = Field { name: 0..0, lines: lines_of(text) };
        let marks = marks(text, None, &[(name.into(), &field)]);
        Ok(Self { fields: [(name.into(), field.value(text))].into(), marks, ..empty })
    }
}

/// Which header a lone value belongs to, by what is in it.
fn name_of(value: &str) -> &'static str {
    if is_token68(value) {
        let json = base64url::decode_text(value)
            .and_then(|text| SecretDoc::read_within(text.into(), json::MAX_DEPTH))
            .unwrap_or_default();
        let has = |names: &[&str]| names.iter().all(|name| json.expose().get(name).is_some());
        let known = [
            (X402, &["x402Version"] as &[_]),
            (RECEIPT, &["status", "reference"]),
            (CREDENTIALS[0], &["challenge", "payload"]),
        ];
        return known.into_iter().find(|(_, names)| has(names)).map_or(CHALLENGE, |(name, _)| name);
    }
    match auth::split(value).as_deref() {
        Ok([credential]) if credential.token68().is_some() => CREDENTIALS[0],
        _ => CHALLENGE,
    }
}

/// Every line that says something.
fn lines_of(text: &str) -> Vec<Range<usize>> {
    lines(text).map(|line| within(text, line)).filter(|line| !line.is_empty()).collect()
}

/// The `WWW-Authenticate` value of pasted text, several fields joined by commas. Text that is no answer and has no such
/// field is taken for a value, its lines joined.
///
/// ```
/// use mpp_wasm::detect::header_value;
/// let pasted = "HTTP/1.1 402 Payment Required\nWWW-Authenticate: Payment id=\"1\",\n  realm=\"a\"\ncontent-length: 0\n";
/// assert_eq!(header_value(pasted), "Payment id=\"1\", realm=\"a\"");
/// ```
pub fn header_value(text: &str) -> String {
    let Pasted { status, fields, .. } = Pasted::read(text).unwrap_or_default();
    let is_ours = |field: &&Field| text[field.name.clone()].eq_ignore_ascii_case(CHALLENGE);
    let mut ours = fields.iter().filter(is_ours).peekable();
    // What else an answer holds, its body too, is no field of it.
    if status.is_none() && ours.peek().is_none() {
        return Field { name: 0..0, lines: lines_of(text) }.value(text);
    }
    let mut out = String::new();
    for value in ours.map(|field| field.value(text)).filter(|value| !value.is_empty()) {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&value);
    }
    out
}
