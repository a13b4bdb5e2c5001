//! Payments in header lines under other names than `Authorization`, and after `Payment` on its own.

use super::header::{after_scheme, hidden, looks_secret, near, tells, value_after, value_end};
use crate::card::redact::notation::bytes::{LOWER, end_of, ends_with, starts_with};
use crate::card::redact::notation::escape::starts_word;
use crate::card::redact::redacted::Secret;
use crate::card::redact::tokens::secrets::BASE64_JSON;

/// The shortest bare `Payment` credential. Words in prose are shorter.
const PAYMENT_LONG: usize = 20;

/// How base64 of a JSON object begins: with `{"`, or with a blank or a line end after the brace.
const OBJECT_STARTS: &[&[u8]] = &[BASE64_JSON, b"eyA", b"ewo", b"ew0", b"ewk"];

/// What follows `Payment` in the names of header fields.
const RECEIPT: &[u8] = b"receipt";

const SIGNATURE: &[u8] = b"signature";

const HEADER: &[u8] = b"header";

/// A bare `Payment <base64url>`, the value of `Payment-Receipt`, or the value of a header that pays in x402
/// (`X-PAYMENT`, `PAYMENT-SIGNATURE` or, as a member, `paymentHeader`). Found by the `y`.
pub(in crate::card::redact) fn payment(bytes: &[u8], at: usize) -> Option<Secret> {
    let start = at.checked_sub(2)?;
    let end = at + b"yment".len();
    if !ends_with(bytes, at, b"pa") || !starts_with(bytes, at, b"yment") || !starts_word(bytes, start) {
        return None;
    }
    // CGI servers spell the names in their own way: `HTTP_X_PAYMENT`.
    let cgi = ends_with(bytes, start, b"http_") || ends_with(bytes, start, b"http_x_");
    let joint = start.checked_sub(1).map(|at| bytes[at] | LOWER);
    let x = ends_with(bytes, start, b"x-")
        || ends_with(bytes, start, b"x_")
        || (joint == Some(b'x') && starts_word(bytes, start - 1));
    let sign = bytes.get(end).filter(|byte| matches!(byte, b'-' | b'_'));
    let rest = end + usize::from(sign.is_some());
    let name = [RECEIPT, SIGNATURE, HEADER].into_iter().find(|name| starts_with(bytes, rest, name));
    let to = name.map_or(end, |name| rest + name.len());
    let value = || value_after(bytes, start, to);
    if (name.is_some() || x)
        && let Some(value) = value()
    {
        let dashed = if name.is_some() { sign == Some(&b'-') } else { joint == Some(b'-') };
        let header = (cgi || dashed) && name != Some(HEADER);
        // A variable or a JSON member can have this name, and hold an id or a link.
        if !header && !begins_object(&bytes[value.at..]) {
            return None;
        }
        let word = near(bytes, &value);
        // In a list, the name may come again: `'payment-receipt': [ 'Payment-Receipt', 'x' ]`.
        if word.eq_ignore_ascii_case(&bytes[start..to]) {
            return None;
        }
        let secret =
            if header && name != Some(RECEIPT) { tells(bytes, value.at, word) } else { looks_secret(word) };
        return secret.then(|| hidden(value.at, value_end(bytes, value.at, value.encoded)));
    }
    let from = after_scheme(bytes, end);
    if from == end {
        return None;
    }
    let to = end_of(bytes, from, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let word = &bytes[from..to];
    // A challenge's parameters (`Payment id="…"`) are public. Credentials are one long word, unlike the id of a payment.
    let secret = word.len() >= PAYMENT_LONG && begins_object(word);
    if secret { Some(hidden(from, end_of(bytes, to, |byte| byte == b'='))) } else { None }
}

/// Whether a text begins like a JSON object in base64.
pub(in crate::card::redact) fn begins_object(text: &[u8]) -> bool {
    OBJECT_STARTS.iter().any(|start| text.starts_with(start))
}
