//! Whether a text under a secret's name is a secret, or only takes the place of one: a type,
//! a reference, a word of documentation.

use super::name::Name;
use crate::card::key;

/// The shortest word of letters and digits that looks like a secret.
const MIXED_SHORT: usize = 6;

/// The shortest word of letters alone that does. No name is that long and has that many capitals.
const RANDOM_LONG: usize = 20;

/// Words that take the place of a secret: literals, types, words of documentation.
const PLACEHOLDERS: &[&str] = &[
    "null",
    "nil",
    "none",
    "undefined",
    "true",
    "false",
    "yes",
    "no",
    "required",
    "optional",
    "string",
    "str",
    "text",
    "bytes",
    "uint8array",
    "number",
    "int",
    "integer",
    "bool",
    "boolean",
    "object",
    "any",
    "unknown",
    "value",
    "header",
    "auth",
    "default",
    "empty",
    "missing",
    "invalid",
    "expired",
    "redacted",
    "filtered",
    "hidden",
    "masked",
    "example",
    "include",
    "omit",
    "same-origin",
    "read",
    "write",
];

/// Where programs keep values that they do not write out.
const REFERENCES: &[&str] = &[
    "self.",
    "this.",
    "env.",
    "process.",
    "import.",
    "os.",
    "args.",
    "opts.",
    "options.",
    "config.",
    "cfg.",
    "settings.",
    "req.",
    "request.",
    "res.",
    "ctx.",
    "params.",
    "body.",
    "props.",
    "state.",
    "secrets.",
    "vault:",
];

/// Whether a text looks like a secret: it has letters and digits, or padding, or too
/// many and too mixed letters for a name.
pub(in crate::card::redact) fn looks_secret(text: &str) -> bool {
    let count = |passes: fn(&u8) -> bool| text.bytes().filter(passes).count();
    let (digits, capitals) = (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase));
    let letters = count(u8::is_ascii_alphabetic);
    let is_path = ["/", "./", "../", "http:", "https:"].iter().any(|start| text.starts_with(start));
    let mixed = text.len() >= MIXED_SHORT && letters > 0 && (digits > 0 || text.ends_with('='));
    let random = text.len() >= RANDOM_LONG && capitals * 4 >= letters && capitals < letters;
    !is_path && text.bytes().all(|byte| byte.is_ascii_graphic()) && (mixed || random)
}

/// Whether a word refers to where a secret is kept.
pub(in crate::card::redact) fn is_reference(text: &str) -> bool {
    text.contains("::") || REFERENCES.iter().any(|start| text.starts_with(start))
}

/// Whether a word is only a placeholder: a literal, a type, dots, or the name again.
pub(in crate::card::redact) fn is_placeholder(text: &str, name: &Name<'_>) -> bool {
    PLACEHOLDERS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || key::ends_with_key(name.text, text)
        || is_template(text)
}

/// Whether a word is the name of a secret, or of a type with capitals and small letters: `password: newPassword`,
/// `token: ApiToken`.
pub(in crate::card::redact) fn is_secret_name_or_type(text: &str) -> bool {
    key::names_secret(text) || is_type(text)
}

fn is_type(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
        && text.len() < RANDOM_LONG
        && text.as_bytes()[0].is_ascii_uppercase()
        && text.as_bytes()[1].is_ascii_lowercase()
        && text[1..].bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether a text is to be filled in by a program or by the reader, or was hidden by another program.
pub(in crate::card::redact) fn is_template(text: &str) -> bool {
    let first = text.as_bytes()[0];
    let all = |passes: fn(&u8) -> bool| text.as_bytes()[1..].iter().all(passes);
    starts_template(text.as_bytes())
        || text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).is_some_and(is_blank_name)
        || (first == b'$' && all(|byte| byte.is_ascii_uppercase() || *byte == b'_'))
        || (matches!(first, b'*' | b'x' | b'X' | b'#') && text.bytes().all(|byte| byte == first))
}

/// Whether a text is the name of a rule in a grammar (RFC 5234), as in `token = 1*tchar`.
pub(in crate::card::redact) fn is_rule(text: &str) -> bool {
    text.strip_prefix("1*").is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Whether a text starts like one that a program fills in.
pub(in crate::card::redact) fn starts_template(text: &[u8]) -> bool {
    ["${", "0x${", "$(", "{{", "{%", "%{", "%(", "..."].iter().any(|start| text.starts_with(start.as_bytes()))
}

/// Whether a text says what to fill in: `your token`, `API_KEY`.
fn is_blank_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b' ' | b'-' | b'_'))
        || text.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'))
}
