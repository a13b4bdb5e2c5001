//! Whether a text under a secret name is one, or stands where one would: a type, a reference, a word of documentation.

use super::name::Name;
use crate::card::key;

/// The least of a word of letters and digits that has the look of a secret.
const MIXED_SHORT: usize = 6;

/// The least of a word of letters alone that has it: no name is so long and so full of capitals.
const RANDOM_LONG: usize = 20;

/// Words that stand where a secret would: literals, types, the words of documentation.
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
];

/// Where programs keep what they do not write down.
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

/// Whether a text has the look of a secret: letters and digits, padding, or letters too many and too mixed for a name.
pub(super) fn looks_secret(text: &str) -> bool {
    let count = |passes: fn(&u8) -> bool| text.bytes().filter(passes).count();
    let (digits, capitals) = (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase));
    let letters = count(u8::is_ascii_alphabetic);
    let is_path = ["/", "./", "../", "http:", "https:"].iter().any(|start| text.starts_with(start));
    let mixed = text.len() >= MIXED_SHORT && letters > 0 && (digits > 0 || text.ends_with('='));
    let random = text.len() >= RANDOM_LONG && capitals * 4 >= letters && capitals < letters;
    !is_path && text.bytes().all(|byte| byte.is_ascii_graphic()) && (mixed || random)
}

/// Whether a word leads to where a secret is kept.
pub(super) fn is_reference(text: &str) -> bool {
    text.contains("::") || REFERENCES.iter().any(|start| text.starts_with(start))
}

/// Whether a word stands for a value: a literal, a type, dots, or the name again.
pub(super) fn is_placeholder(text: &str, name: &Name<'_>, tight: bool) -> bool {
    PLACEHOLDERS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || key::ends_with_key(name.text, text)
        || (!tight && (key::secret_key_name(text) || is_type(text)))
        || is_template(text)
}

/// Whether a word is the name of a type, in capitals and small letters.
fn is_type(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
        && text.len() < RANDOM_LONG
        && text.as_bytes()[0].is_ascii_uppercase()
        && text.as_bytes()[1].is_ascii_lowercase()
        && text[1..].bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether a text is filled in by a program or by a reader, or was hidden by another program.
pub(super) fn is_template(text: &str) -> bool {
    let first = text.as_bytes()[0];
    let all = |passes: fn(&u8) -> bool| text.as_bytes()[1..].iter().all(passes);
    starts_template(text.as_bytes())
        || text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).is_some_and(is_blank_name)
        || (first == b'$' && all(|byte| byte.is_ascii_uppercase() || *byte == b'_'))
        || (matches!(first, b'*' | b'x' | b'X' | b'#') && text.bytes().all(|byte| byte == first))
}

/// Whether a text begins as one that a program fills in.
pub(super) fn starts_template(text: &[u8]) -> bool {
    ["${", "0x${", "$(", "{{", "{%", "%{", "%(", "..."].iter().any(|start| text.starts_with(start.as_bytes()))
}

/// Whether a text tells what to fill in: `your token`, `API_KEY`.
fn is_blank_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b' ' | b'-' | b'_'))
        || text.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'))
}
