//! An answer that is kept, to be sent again to the same credential under the same `Idempotency-Key`.

use crate::encoding::base64url;
use crate::encoding::json::{Node, ObjectWriter};
use crate::paywall::proxy::{ConnectionOptions, paid_response_header_allowed};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// The default for the largest body that is kept, in bytes.
pub const DEFAULT_REPLAY_BYTES: usize = 64 * 1024;
/// The largest body that can be kept, in bytes: every store holds twice that in one register.
pub const MAX_REPLAY_BYTES: usize = 512 * 1024;
/// The most bytes of header fields, names and values, that an answer may have to be kept.
const MAX_FIELD_BYTES: usize = 16 * 1024;

/// Fields about a coding that the kept bytes are not in, and about their length in it.
const OF_A_CODING: [&str; 2] = ["content-encoding", "content-length"];

/// Whether a `Content-Encoding` value names a content coding. An answer with one is not kept: a client that asks again
/// may not be able to read it, and runtimes differ in whether they have already decoded it.
///
/// ```
/// use mpp_wasm::paywall::is_content_coded;
/// assert!(is_content_coded("gzip"));
/// assert!(!is_content_coded("Identity"));
/// ```
pub fn is_content_coded(content_encoding: &str) -> bool {
    !content_encoding.trim_ascii().eq_ignore_ascii_case("identity")
}

/// An answer as it is kept: status, fields and body. Make one with [`StoredAnswer::new`], which leaves out what no payer
/// may see.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredAnswer {
    /// The status.
    pub status: u16,
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl StoredAnswer {
    /// An answer without the fields that are about a coding or that no payer may see
    /// ([`crate::paywall::paid_response_header_allowed`]). `None` if its fields are too large, or if its body has a content
    /// coding ([`is_content_coded`]). If an answer is to be kept, ask the origin for `Accept-Encoding: identity`.
    ///
    /// ```
    /// use mpp_wasm::paywall::StoredAnswer;
    /// let fields = [("Content-Type", "text/plain"), ("Set-Cookie", "session=1")];
    /// let kept = StoredAnswer::new(201, fields.map(|(name, value)| (name.into(), value.into())).into(), b"made".into());
    /// assert_eq!(kept.unwrap().headers, [("content-type".into(), "text/plain".into())]);
    /// ```
    pub fn new(status: u16, mut headers: Vec<(String, String)>, body: Vec<u8>) -> Option<Self> {
        for (name, _) in &mut headers {
            name.make_ascii_lowercase();
        }
        if values(&headers, "content-encoding").any(is_content_coded) {
            return None;
        }
        let connection: Vec<String> = values(&headers, "connection").map(String::from).collect();
        let named_by_connection = ConnectionOptions::parse(connection.iter().map(String::as_str));
        headers.retain(|(name, _)| {
            paid_response_header_allowed(name)
                && !named_by_connection.contains(name)
                && !OF_A_CODING.contains(&name.as_str())
        });
        let size: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        (size <= MAX_FIELD_BYTES).then_some(Self { status, headers, body })
    }

    pub(super) fn to_json(&self) -> String {
        let mut json = ObjectWriter::new();
        json.number("status", self.status.into());
        json.pairs("fields", self.headers.iter().map(|(name, value)| (&**name, &**value)));
        json.text("body", &base64url::encode(&self.body));
        json.finish()
    }

    pub(super) fn from_json(json: Node<'_>) -> Option<Self> {
        let fields = json.get("fields").filter(|fields| fields.is_array())?;
        Some(Self {
            status: json.integer("status")?.try_into().ok()?,
            headers: fields.items().map(Node::pair).collect::<Option<_>>()?,
            body: base64url::decode(json.text("body")?).ok()?,
        })
    }
}

/// The values of the fields of one name, in lower case.
fn values<'a>(fields: &'a [(String, String)], name: &str) -> impl Iterator<Item = &'a str> {
    fields.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// Shows nothing of what was paid for.
impl fmt::Debug for StoredAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredAnswer").field("status", &self.status).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::json::Doc;
    use alloc::{string::ToString, vec};

    fn fields(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    #[test]
    fn fields_about_one_visit_or_one_connection_are_not_kept() {
        let all = fields(&[
            ("Content-Type", "text/plain"),
            ("Set-Cookie", "a=b"),
            ("set-cookie", "c=d"),
            ("Payment-Receipt", "forged"),
            ("Transfer-Encoding", "chunked"),
            ("Content-Length", "3"),
            ("Connection", "close, X-Hop"),
            ("X-Hop", "1"),
            ("Proxy-Authentication-Info", "x"),
            ("CDN-Cache-Control", "public"),
            ("Link", "</a>"),
            ("Link", "</b>"),
        ]);
        let kept = StoredAnswer::new(201, all, vec![]).unwrap();
        assert_eq!(
            kept.headers,
            fields(&[("content-type", "text/plain"), ("link", "</a>"), ("link", "</b>")])
        );
    }

    #[test]
    fn a_body_in_a_coding_is_not_kept() {
        let of =
            |coding: &str| StoredAnswer::new(200, fields(&[("Content-Encoding", coding)]), vec![0x1f, 0x8b]);
        assert!(of("gzip").is_none() && of("br, identity").is_none());
        assert_eq!(of("Identity").unwrap().headers, []);
    }

    #[test]
    fn every_byte_reads_back() {
        let kept = StoredAnswer::new(200, fields(&[("x", "\"é\\")]), (0..=255).collect()).unwrap();
        let read = |json: String| StoredAnswer::from_json(Doc::read(json).unwrap().root());
        let json = kept.to_json();
        assert_eq!(read(json.clone()), Some(kept.clone()));
        for (good, bad) in
            [("\"AAEC", "\"?"), ("[\"x\",", "["), (":200,", ":70000,"), ("\"fields\":[[", "\"fields\":[1,[")]
        {
            assert!(json.contains(good), "{json}");
            assert_eq!(read(json.replace(good, bad)), None, "{bad}");
        }
    }

    #[test]
    fn too_many_fields_are_not_kept() {
        let of = |size: usize| StoredAnswer::new(200, vec![("x".into(), "y".repeat(size))], vec![]);
        assert!(of(MAX_FIELD_BYTES - 1).is_some() && of(MAX_FIELD_BYTES).is_none());
    }

    #[test]
    fn its_debug_shows_no_content() {
        let kept = StoredAnswer::new(200, fields(&[("x", "planted")]), b"planted".into()).unwrap();
        assert!(!alloc::format!("{kept:?}").contains("planted"));
    }
}
