//! What is called `pass`: passwords, and the results of tests.

use super::key::{is, secret_key_name};

/// The least of a password under `pass`, and of one that is a single word: less is `true`, or `skipped`.
const PASS_SHORT: usize = 5;
const PASS_WORD: usize = 8;

/// Whether a key is `pass` or a variable's name that ends so, `EMAIL_PASS`, which name other things than passwords too.
pub(super) fn is_pass(key: &str) -> bool {
    let variable = key.ends_with("_PASS") && !key.bytes().any(|byte| byte.is_ascii_lowercase());
    is(key, "pass") || (variable && !secret_key_name(key))
}

/// Whether a text under a key is a password though the key does not tell: tests pass as well, and say which and how many did.
#[inline(never)]
pub(super) fn is_password(key: &str, text: &str) -> bool {
    let all = |passes: fn(u8) -> bool| text.bytes().all(passes);
    let counts = all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%'));
    let word = text.len() < PASS_WORD && all(|byte| byte.is_ascii_alphabetic());
    // A word of another script says that something passed; in one with a digit or a mark nobody would.
    let letters = all(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    let foreign = letters && !text.is_ascii();
    let whole = all(|byte| byte.is_ascii_graphic() || !byte.is_ascii());
    is_pass(key)
        && text.len() >= PASS_SHORT
        && (is_app_password(text) || (whole && !counts && !word && !foreign))
        && (is(key, "pass") || !is_phrase(text))
}

/// Whether a text is a password as Google makes them for programs: `abcd efgh ijkl mnop`.
fn is_app_password(text: &str) -> bool {
    let four = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    text.len() == "abcd efgh ijkl mnop".len() && text.split(' ').all(four)
}

/// Whether a text is words of letters, joined, as the name of a test or of a step is.
pub(super) fn is_phrase(text: &str) -> bool {
    text.bytes().any(is_joint) && text.bytes().all(|byte| byte.is_ascii_alphabetic() || is_joint(byte))
}

/// A byte between the words of such a name.
pub(super) const fn is_joint(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b'.' | b':' | b'/')
}
