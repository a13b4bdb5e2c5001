//! What is named `cookies`: the cookies of a request or a browser, and the settings of cookies.
//!
//! Cookies can have any names, so a text under `cookies` counts as the value of one, however deep it is, except
//! under the name of an attribute or of a setting, and except for the words of settings: `secure`, `sameSite: "lax"`.

use super::telling::{is_literal, is_template, looks_secret};
use super::{end_of, hide_secret, redact_field};
use crate::card::key;
use alloc::borrow::Cow;

/// What separates a cookie's name from its value, in URLs too.
pub(super) const EQUALS: &[&str] = &["=", "%3D", "%253D"];

/// What cookies have besides their values: attributes (RFC 6265bis), and what browsers, HAR archives and libraries add.
const ATTRIBUTES: &[&str] = &[
    "name",
    "domain",
    "path",
    "expires",
    "expiry",
    "expirationdate",
    "maxage",
    "secure",
    "httponly",
    "samesite",
    "priority",
    "partitioned",
    "partitionkey",
    "url",
    "sourcescheme",
    "hostonly",
    "storeid",
    "creation",
    "lastaccessed",
];

/// Names of settings. Cookies may be called the same, so a text that looks like a secret counts as a cookie's.
const SETTINGS: &[&str] = &[
    "key",
    "cookiename",
    "type",
    "in",
    "mode",
    "policy",
    "prefix",
    "driver",
    "serializer",
    "encoding",
    "format",
    "version",
    "comment",
    "title",
    "description",
    "deprecated",
];

/// Values of settings, besides the literals.
const WORDS: &[&str] =
    &["on", "off", "lax", "strict", "enabled", "disabled", "accepted", "rejected", "granted", "denied"];

/// Whether a key names several cookies, or the settings of cookies.
///
/// ```
/// use mpp_wasm::card::cookies_key_name;
/// assert!(cookies_key_name("req.signedCookies") && cookies_key_name("cookie_jar"));
/// assert!(!cookies_key_name("cookie") && !cookies_key_name("cookieName"));
/// ```
pub fn cookies_key_name(key: &str) -> bool {
    key::is_cookies(key::last_part(key))
}

/// What a name in a map of cookies may be the name of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    Attribute,
    Setting,
    Cookie,
}

impl Member {
    #[inline(never)]
    pub fn of(name: &str) -> Self {
        let is_one = |names: &[&str]| names.iter().any(|known| key::is(name, known));
        if is_one(ATTRIBUTES) {
            Self::Attribute
        } else if is_one(SETTINGS) {
            Self::Setting
        } else {
            Self::Cookie
        }
    }

    /// Whether a text under such a name is the value of a cookie.
    #[inline(never)]
    pub fn hides(self, text: &str) -> bool {
        let word = text.trim_ascii();
        let may = self == Self::Cookie || (self == Self::Setting && looks_secret(word));
        let is_setting = || is_literal(word) || WORDS.iter().any(|known| key::is(word, known));
        may && !word.is_empty() && !is_setting() && !is_template(word)
    }
}

/// Whether a text that stands for all cookies holds one, `sid=x; theme=dark`, and not only attributes, `Secure; Path=/`.
#[inline(never)]
pub(super) fn is_line(text: &str) -> bool {
    let text = text.trim_ascii_start();
    let name =
        &text[..end_of(text.as_bytes(), 0, |byte| byte.is_ascii_graphic() && !b"=%;,".contains(&byte))];
    let assigns = EQUALS.iter().any(|sign| text[name.len()..].starts_with(sign));
    assigns && !name.is_empty() && Member::of(name) != Member::Attribute
}

/// Makes a text in a map of cookies safe to log, judging it by its name there.
///
/// ```
/// use mpp_wasm::card::redact_cookie;
/// assert_eq!(redact_cookie("sid", "hunter2"), "••••");
/// assert_eq!(redact_cookie("sameSite", "lax"), "lax");
/// ```
pub fn redact_cookie<'a>(name: &str, text: &'a str) -> Cow<'a, str> {
    if Member::of(name).hides(text) { Cow::Owned(hide_secret(text)) } else { redact_field(name, text) }
}
