//! Names of hidden header fields, also as servers and proxies change them.

use super::spelling::{ends_with, is, starts_with};
use crate::ascii;

/// How the names of header fields begin after a server or a proxy has changed them (`HTTP_COOKIE`,
/// `x-forwarded-authorization`), and how the names of hidden fields end. A `pre_authorization` is a payment.
const HEADER_STARTS: &[&str] = &["http", "redirecthttp", "x", "grpcgateway"];

pub(super) const HEADER_ENDINGS: &[&str] =
    &["authorization", COOKIE, "paymentreceipt", "paymentsignature", "xpayment"];

/// What names one cookie or all of a header, and several.
const COOKIE: &str = "cookie";
pub(super) const COOKIES: &str = "cookies";

/// Whether a key is the name of a hidden header field, as changed by a server or a proxy.
#[inline(never)]
pub(super) fn is_header(key: &str) -> bool {
    // The name of a cookie, and a flag that tells whether it is `HttpOnly`.
    let other = ["xsrf", "httponly"].iter().any(|start| starts_with(key, start));
    !other
        && !ascii::holds(key, b'.')
        && HEADER_STARTS.iter().any(|start| starts_with(key, start))
        && HEADER_ENDINGS.iter().any(|end| ends_with(key, end))
}

/// Whether a key names a cookie or all cookies.
pub(in crate::card) fn is_cookie(key: &str) -> bool {
    ends_with(key, COOKIE) && (is(key, COOKIE) || is(key, "setcookie") || is_header(key))
}

/// Whether a key names what holds cookies by their names, or a list of them: `cookies`, `signedCookies`.
pub(in crate::card) fn is_cookies(key: &str) -> bool {
    ends_with(key, COOKIES)
}

/// Whether a key is a path to something called a cookie, which may be a library or a setting: `js.cookie`.
pub(in crate::card) fn is_cookie_path(key: &str) -> bool {
    key.rsplit_once('.').is_some_and(|(_, last)| is(last, COOKIE))
}

/// Whether a key names all cookies the way CGI servers do: `HTTP_COOKIE`.
pub(in crate::card) fn is_header_cookie(key: &str) -> bool {
    ends_with(key, COOKIE) && is_header(key)
}
