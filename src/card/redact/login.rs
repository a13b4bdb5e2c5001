//! `pass` beside the name of a user is a password, whatever it looks like: `{"user":"bob","pass":"tiger"}`.

use super::members::{Member, beside};
use super::name::Name;

/// Names of the member that says who logs in.
const USERS: &[&[u8]] = &[b"user", b"username", b"login"];

/// How the names of counts begin that stand beside `pass` in test results.
const COUNTS: &[&[u8]] = &[b"fail", b"skip", b"total"];

/// What `pass` holds if it is a test result.
const RESULTS: &[&str] = &["yes", "no", "ok", "true", "false", "pass", "passed", "fail", "failed", "skipped"];

/// Whether the text of a quoted `pass` belongs to a login. `after` is the place after the separator.
#[inline(never)]
pub(super) fn is_of(bytes: &[u8], name: &Name<'_>, after: usize, text: &str) -> bool {
    if !name.quoted || RESULTS.iter().any(|result| result.eq_ignore_ascii_case(text)) {
        return false;
    }
    let mut logs_in = false;
    for Member { name, quoted, .. } in beside(bytes, name, after) {
        let name = &bytes[name];
        let counts =
            |start: &&[u8]| name.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
        if COUNTS.iter().any(counts) {
            return false;
        }
        logs_in |= quoted && USERS.iter().any(|user| user.eq_ignore_ascii_case(name));
    }
    logs_in
}
