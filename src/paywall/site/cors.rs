//! What pages of other sites may see and send (the Fetch standard, section "CORS protocol").
//!
//! A browser lets a page read a challenge, a receipt and their fields only if the answer says so, and sends a preflight
//! before it sends a credential. A preflight carries no credential and cannot pay, so it is answered here: it is free,
//! and the origin does not see it.

use crate::ascii;
use crate::encoding::json::item;
use crate::error::{Code, Error, Result};
use crate::http::token::{is_token, trim};
use crate::paywall::answers::Fields;
use alloc::{string::String, vec::Vec};

/// Every origin, as written in a configuration and in the Fetch standard.
pub const ANY_ORIGIN: &str = "*";
/// The fields of an answer that a page may read.
const EXPOSED: &str = "WWW-Authenticate, Payment-Receipt, Retry-After";
/// The fields that a page sends to pay. Others that its preflight asks for are allowed too.
const ALLOWED: &str = "Authorization, Accept-Payment, Idempotency-Key";
/// The longest list of field names in a preflight that is echoed, in bytes.
const MAX_ASKED_BYTES: usize = 2048;
/// How long a browser may remember a preflight, in seconds: the limit of Chromium.
const MAX_AGE: &str = "7200";

/// Whether a cache may serve an answer to another request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// It may, so every answer has to say which pages may read it, even if no page asked for it.
    Allowed,
    /// It may not (`Cache-Control: no-store`).
    NoStore,
}

/// Which other sites' pages may pay here: [`Cors::default`], or [`Cors::new`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cors {
    /// [`ANY_ORIGIN`], or origins like `https://app.example.com`.
    pub origins: Vec<String>,
    /// Whether their requests may carry cookies: access passes, and cookies of the origin behind the paywall.
    pub credentials: bool,
}

impl Default for Cors {
    /// Every site, without cookies: a payment needs none.
    fn default() -> Self {
        Self { origins: [ANY_ORIGIN.into()].into(), credentials: false }
    }
}

impl Cors {
    /// These sites, without cookies. Set what differs.
    ///
    /// ```
    /// use mpp_wasm::paywall::Cors;
    /// let mut cors = Cors::new(["https://app.example.com"]);
    /// cors.credentials = true;
    /// ```
    pub fn new(origins: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { origins: origins.into_iter().map(Into::into).collect(), credentials: false }
    }

    pub(super) fn check(self) -> Result<Self> {
        let bad = |message| Err(Error::new(Code::BadConfig, message));
        if self.is_any() && (self.credentials || self.origins.len() > 1) {
            return bad("with credentials, cors.origins must name each site; \"*\" must stand alone");
        }
        let bad_origin = self.origins.iter().position(|origin| !is_origin(origin));
        if let Some(at) = bad_origin.filter(|_| !self.is_any()) {
            const FORM: &str = " must be like \"https://app.example.com\": scheme, host and port in lower case, no path; or \"*\"";
            return Err(Error::owned(Code::BadConfig, [&*item("cors.origins", at), FORM].concat()));
        }
        Ok(self)
    }

    fn is_any(&self) -> bool {
        self.origins.iter().any(|origin| origin == ANY_ORIGIN)
    }

    /// The fields of an answer to a request from a page of `origin`. If every site may read it and no cache keeps it, a
    /// request without an origin gets no fields.
    pub(super) fn fields(&self, origin: Option<&str>, caching: Caching) -> Fields {
        if caching == Caching::NoStore && origin.is_none() && self.is_any() {
            return Fields::new();
        }
        let mut fields = self.allow_origin(origin);
        fields.push(("Access-Control-Expose-Headers", EXPOSED.into()));
        fields
    }

    /// The fields of the answer to a preflight.
    pub(super) fn preflight(&self, origin: Option<&str>, method: &str, asked: Option<&str>) -> Fields {
        let mut fields = self.allow_origin(origin);
        fields.push(("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers".into()));
        if fields.iter().any(|(name, _)| *name == "Access-Control-Allow-Origin") && is_token(method) {
            fields.push(("Access-Control-Allow-Methods", String::from(method).into()));
            let names = asked.filter(|asked| are_names(asked)).unwrap_or("");
            let separator = if names.is_empty() { "" } else { ", " };
            fields.push(("Access-Control-Allow-Headers", [ALLOWED, separator, names].concat().into()));
            fields.push(("Access-Control-Max-Age", MAX_AGE.into()));
        }
        fields
    }

    fn allow_origin(&self, origin: Option<&str>) -> Fields {
        if self.is_any() {
            return [("Access-Control-Allow-Origin", ANY_ORIGIN.into())].into();
        }
        // Sent to every site, so that no cache serves one site's answer to another.
        let mut fields: Fields = [("Vary", "Origin".into())].into();
        if let Some(own) = self.origins.iter().find(|own| Some(own.as_str()) == origin) {
            fields.push(("Access-Control-Allow-Origin", own.clone().into()));
            if self.credentials {
                fields.push(("Access-Control-Allow-Credentials", "true".into()));
            }
        }
        fields
    }
}

/// Whether text is an origin as browsers write it (RFC 6454 section 6.2).
fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = ascii::split_once(text, b':') else { return false };
    let Some(host) = rest.strip_prefix("//") else { return false };
    let plain = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']')
    };
    !scheme.is_empty()
        && scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        && !host.is_empty()
        && host.bytes().all(plain)
        && !matches!(host.as_bytes(), [.., b':' | b'.'])
        // Browsers leave out the default port.
        && !matches!((scheme, ascii::rsplit_once(host, b':')), ("https", Some((_, "443"))) | ("http", Some((_, "80"))))
}

/// Whether text is a list of field names.
fn are_names(text: &str) -> bool {
    text.len() <= MAX_ASKED_BYTES && ascii::split(text, b',').all(|name| is_token(trim(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(origins: &[&str], credentials: bool) -> Cors {
        Cors { origins: origins.iter().map(|origin| (*origin).into()).collect(), credentials }
    }

    fn get<'a>(fields: &'a Fields, name: &str) -> Vec<&'a str> {
        fields.iter().filter(|(own, _)| *own == name).map(|(_, value)| &**value).collect()
    }

    #[test]
    fn every_site_reads_challenges_and_receipts_unless_it_is_said_otherwise() {
        let fields = Cors::default().fields(Some("https://app.example.com"), Caching::NoStore);
        assert_eq!(get(&fields, "Access-Control-Allow-Origin"), ["*"]);
        assert_eq!(get(&fields, "Access-Control-Expose-Headers"), [EXPOSED]);
        assert_eq!(get(&fields, "Access-Control-Allow-Credentials"), [""; 0]);
        assert_eq!(
            Cors::default().fields(None, Caching::Allowed),
            fields,
            "the same for every request, so no Vary"
        );
        assert_eq!(
            Cors::default().fields(None, Caching::NoStore),
            [],
            "no page asked, and no cache gives it to one"
        );
    }

    #[test]
    fn named_sites_only() {
        let cors = some(&["https://a.example", "http://localhost:3000"], true).check().unwrap();
        let fields = cors.fields(Some("http://localhost:3000"), Caching::NoStore);
        assert_eq!(get(&fields, "Access-Control-Allow-Origin"), ["http://localhost:3000"]);
        assert_eq!(get(&fields, "Access-Control-Allow-Credentials"), ["true"]);
        let fields = some(&["https://a.example"], false).fields(Some("https://a.example"), Caching::NoStore);
        assert_eq!(get(&fields, "Access-Control-Allow-Origin"), ["https://a.example"]);
        assert_eq!(get(&fields, "Access-Control-Allow-Credentials"), [""; 0]);
        for stranger in [
            None,
            Some("null"),
            Some("*"),
            Some("https://a.example.evil"),
            Some("https://A.example"),
            Some(""),
        ] {
            let fields = cors.fields(stranger, Caching::NoStore);
            assert_eq!(get(&fields, "Access-Control-Allow-Origin"), [""; 0], "{stranger:?}");
            assert_eq!(get(&fields, "Access-Control-Allow-Credentials"), [""; 0], "{stranger:?}");
            assert_eq!(get(&fields, "Vary"), ["Origin"]);
        }
    }

    #[test]
    fn a_preflight_is_told_what_a_payer_sends() {
        let fields = Cors::default().preflight(Some("https://x.example"), "PUT", Some("x-own,content-type"));
        assert_eq!(get(&fields, "Access-Control-Allow-Methods"), ["PUT"]);
        assert_eq!(
            get(&fields, "Access-Control-Allow-Headers"),
            ["Authorization, Accept-Payment, Idempotency-Key, x-own,content-type"]
        );
        for asked in [
            None,
            Some(""),
            Some("a b"),
            Some("x\r\nset-cookie: a"),
            // White space, but not of a list.
            Some("x\r\n\r\n,a"),
            Some("a,x\n"),
            Some("a,,b"),
            Some(&*"a".repeat(3000)),
        ] {
            let fields = Cors::default().preflight(None, "GET", asked);
            assert_eq!(get(&fields, "Access-Control-Allow-Headers"), [ALLOWED], "{asked:?}");
        }
        let longest = "a".repeat(MAX_ASKED_BYTES);
        let fields = Cors::default().preflight(None, "GET", Some(&longest));
        assert!(get(&fields, "Access-Control-Allow-Headers")[0].ends_with(&longest));
        // A cache on the way keeps the answer for one method and list of fields apart from those for others.
        let vary = get(&fields, "Vary").join(", ");
        for asked in ["Access-Control-Request-Method", "Access-Control-Request-Headers"] {
            assert!(vary.split(", ").any(|name| name == asked), "{vary}");
        }
        let refused = some(&["https://a.example"], false).preflight(Some("https://b.example"), "GET", None);
        assert!(refused.iter().all(|(name, _)| *name == "Vary"), "{refused:?}");
        assert_eq!(
            get(&Cors::default().preflight(None, "G ET", None), "Access-Control-Allow-Methods"),
            [""; 0]
        );
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for origins in [
            &["https://a.example/"][..],
            &["a.example"],
            &["https://A.example"],
            &["https://a.example?x"],
            &["https://"],
            &["https:a.example"],
            &["://a.example"],
            &["HTTPS://a.example"],
            &["https://*.example"],
            &["https://a.example:"],
            &["https://a.example."],
            &["https://a.example:443"],
            &["http://a.example:80"],
            &["null"],
            &[""],
            &["*", "https://a.example"],
        ] {
            assert_eq!(some(origins, false).check().unwrap_err().code(), Code::BadConfig, "{origins:?}");
        }
        assert!(
            some(&["*"], true).check().is_err(),
            "browsers would refuse it, and every site would be trusted"
        );
        assert!(some(&["chrome-extension://abcdefghijklmnop", "http://[::1]:8402"], true).check().is_ok());
        assert!(some(&["https://my_app.example.com"], true).check().is_ok());
        assert!(some(&[], false).check().is_ok(), "no site at all");
    }
}
