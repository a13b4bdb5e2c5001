//! `pass` beside the name of a user is a password, whatever it looks like: `{"user":"bob","pass":"tiger"}`.

use super::members::{Member, beside};
use super::name::Name;
use crate::card::redact::notation::bytes::{is_any, starts_with};

/// Names of the member that says who logs in.
pub(in crate::card::redact) const USERS: &[&[u8]] = &[b"user", b"username", b"login"];

/// How the names of counts begin that stand beside `pass` in test results. They are of one word: `failed_attempts` counts
/// logins.
pub(in crate::card::redact) const COUNTS: &[&[u8]] = &[b"fail", b"skip", b"total"];

/// What `pass` holds if it is a test result.
pub(in crate::card::redact) const RESULTS: &[&[u8]] =
    &[b"yes", b"no", b"ok", b"true", b"false", b"pass", b"passed", b"fail", b"failed", b"skipped"];

/// Whether the text of a quoted `pass` belongs to a login. `after` is the place after the separator.
pub(in crate::card::redact) fn is_of(bytes: &[u8], name: &Name<'_>, after: usize, text: &str) -> bool {
    if !name.quoted || is_any(text.as_bytes(), RESULTS) {
        return false;
    }
    let (mut logs_in, mut counts) = (false, false);
    beside(bytes, name, after, &mut |Member { name, quoted, .. }| {
        logs_in |= *quoted && is_any(&bytes[name.clone()], USERS);
        counts = COUNTS.iter().any(|start| {
            starts_with(bytes, name.start, start) && is_one_word(&bytes[name.start + start.len()..name.end])
        });
        counts
    });
    logs_in && !counts
}

/// Whether the rest of a name has no other word in it.
fn is_one_word(rest: &[u8]) -> bool {
    rest.iter().all(u8::is_ascii_lowercase) || rest.iter().all(u8::is_ascii_uppercase)
}
