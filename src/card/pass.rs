//! What is named `pass`: passwords and test results.

use super::key::{is, names_secret};

/// The shortest password under `pass`, and the shortest that is a single word. Anything shorter is
/// a result such as `true` or `skipped`.
const PASS_SHORT: usize = 5;
const PASS_WORD: usize = 8;

/// Whether a key is called `pass`, so that its value may be a password or a test result. What stands beside it decides, which
/// only JavaScript's walk sees.
#[cfg(any(feature = "full", test))]
pub(crate) fn pass_key_name(key: &str) -> bool {
    is_pass(super::key::last_part(key))
}

/// Whether a key is `pass`, or the name of a variable such as `APP_PASS` that is not already known to be
/// secret. Both also name other things than passwords.
pub(super) fn is_pass(key: &str) -> bool {
    let variable = key.ends_with("_PASS") && !key.bytes().any(|byte| byte.is_ascii_lowercase());
    is(key, "pass") || (variable && !names_secret(key))
}

/// Whether the text under a `pass` key is a password. The key alone does not tell: tests pass
/// too, and report which and how many did.
#[inline(never)]
pub(super) fn is_password(key: &str, text: &str) -> bool {
    let all = |passes: fn(u8) -> bool| text.bytes().all(passes);
    let counts = all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%'));
    let word = text.len() < PASS_WORD && all(|byte| byte.is_ascii_alphabetic());
    // A word in another script only reports that something passed. It would not contain a digit or a mark.
    let letters = all(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    let foreign = letters && !text.is_ascii();
    let whole = all(|byte| byte.is_ascii_graphic() || !byte.is_ascii());
    // What is left of a card number or a token was shown on purpose.
    is_pass(key)
        && !text.contains('•')
        && text.len() >= PASS_SHORT
        && (is_app_password(text) || (whole && !counts && !word && !foreign))
        && (is(key, "pass") || !is_phrase(text))
}

/// Whether a text is a Google app password: `abcd efgh ijkl mnop`.
fn is_app_password(text: &str) -> bool {
    let four = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    text.len() == "abcd efgh ijkl mnop".len() && text.split(' ').all(four)
}

/// Whether a text consists of joined words of letters, like the name of a test or a step.
pub(super) fn is_phrase(text: &str) -> bool {
    text.bytes().any(is_joint) && text.bytes().all(|byte| byte.is_ascii_alphabetic() || is_joint(byte))
}

/// A byte that joins the words of such a name.
pub(super) const fn is_joint(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b'.' | b':' | b'/')
}

#[cfg(test)]
mod tests {
    use super::pass_key_name;

    #[test]
    fn names_of_pass() {
        assert!(pass_key_name("pass") && pass_key_name("smtp.pass") && pass_key_name("APP_PASS"));
        assert!(!pass_key_name("password") && !pass_key_name("passed") && !pass_key_name("first_pass"));
    }
}
