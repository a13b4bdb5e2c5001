//! What a pasted text says: the response that [`crate::detect::detect`] takes, and where each part is.

use super::marks::{Mark, marks};
use super::paste::{Field, Pasted, lines, within};
use crate::ascii;
use crate::detect::names::{CHALLENGE, CREDENTIALS, RECEIPT, X402};
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

/// The most bytes of pasted text that are accepted.
pub const MAX_TEXT_BYTES: usize = 512 * 1024;
/// The most fields of one message.
pub const MAX_FIELDS: usize = 256;

/// An HTTP message read from pasted text. Fields are unchanged, so they may include credentials and cookies.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The status of the first response in the text that asks for payment, otherwise of the last one. `None`
    /// for a request, header lines or a lone value.
    pub status: Option<u16>,
    /// Lower-case names and their values, in order.
    pub fields: Vec<(String, String)>,
    /// Everything after the head.
    pub body: Option<String>,
    /// The parts, in text order and without overlaps.
    pub marks: Vec<Mark>,
}

/// Leaves out anything that may be a secret.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Message {
    /// Reads the output of `curl -i` or `curl -v`, header lines, or a lone value: a challenge, a
    /// credential, a receipt, x402's terms or a body.
    ///
    /// # Errors
    /// [`Code::TooLarge`] over [`MAX_TEXT_BYTES`] or [`MAX_FIELDS`]. Any other text gives a message.
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

    /// A text without a field name in front of it.
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

/// Which header a lone value belongs to, judged by its content.
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

/// The lines that are not blank, without surrounding white space.
fn lines_of(text: &str) -> Vec<Range<usize>> {
    lines(text).map(|line| within(text, line)).filter(|line| !line.is_empty()).collect()
}

/// The `WWW-Authenticate` value of pasted text, with several fields joined by commas. Text that is not a
/// response and has no such field is taken as the value itself, with its lines joined.
///
/// ```
/// use mpp_wasm::detect::header_value;
/// let pasted = "HTTP/1.1 402 Payment Required\nWWW-Authenticate: Payment id=\"1\",\n  realm=\"a\"\ncontent-length: 0\n";
/// assert_eq!(header_value(pasted), "Payment id=\"1\", realm=\"a\"");
/// ```
pub fn header_value(text: &str) -> String {
    let Pasted { status, fields, .. } = Pasted::read(text).unwrap_or_default();
    let is_ours = |field: &&Field| ascii::part(text, field.name.clone()).eq_ignore_ascii_case(CHALLENGE);
    let mut ours = fields.iter().filter(is_ours).peekable();
    // Anything else in a response, including its body, is not the value.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::{MAX_MARK_NAME, MarkKind};

    #[test]
    fn a_long_name_is_not_repeated_for_each_line_of_its_value() {
        let lines = "\n a".repeat(20_000);
        for (length, is_named) in [(MAX_MARK_NAME, true), (MAX_MARK_NAME + 1, false), (20_000, false)] {
            let name = "n".repeat(length);
            for text in [
                [&*name, ": a", &lines].concat(),
                ["WWW-Authenticate: Payment ", &name, "=\"", &lines, "\""].concat(),
            ] {
                let message = Message::read(&text).unwrap();
                let values = message.marks.iter().filter(|mark| text[mark.range.clone()] == *"a");
                let names: Vec<&str> = values.map(|mark| &*mark.name).collect();
                assert!(names.len() >= 20_000, "{length}");
                assert!(names.iter().all(|own| *own == if is_named { &*name } else { "" }), "{length}");
                let whole = message.marks.iter().find(|mark| mark.range.len() == length).unwrap();
                assert!(matches!(whole.kind, MarkKind::Field | MarkKind::Name));
            }
        }
    }

    #[test]
    fn start_lines_behind_many_fields_cost_no_square() {
        let fields = "a:\n".repeat(80_000);
        let starts = "a b HTTP/1\n".repeat(20_000);
        let text = [&*fields, "www-authenticate: Payment id=\"1\"\n", &starts].concat();
        assert_eq!(header_value(&text), "Payment id=\"1\"");
        assert_eq!(Message::read(&text).unwrap_err().code(), Code::TooLarge);
    }
}
