//! Values after a `-`: on a command line, as words of a shell or as a list of texts, `--password x`,
//! `-password x`, `--card-number 4242…`, `-u user:password`, `-b 'sid=x; theme=dark'`.
//!
//! Documentation is full of options. A plain word after one is therefore hidden only if the command ends or
//! continues after it, and the word is not part of a sentence.

use super::named::{Named, named, number};
use super::payment::Line;
use super::userinfo::PORT_LONG;
use crate::card::key;
use crate::card::mask::HIDDEN_TEXT;
use crate::card::number::{CODE_DIGITS, VerificationCode};
use crate::card::redact::names::kind::{Kind, is_plain, kind};
use crate::card::redact::names::name::{MAX_NAME, Name, is_name, name_before};
use crate::card::redact::names::telling::{is_placeholder, is_template, looks_secret};
use crate::card::redact::notation::bytes::{BULLET, end_of, is_blank, is_quote};
use crate::card::redact::notation::quoted::closing;
use crate::card::redact::notation::written::{MAX_SLASHES, Mark, Way};
use crate::card::redact::redacted::Secret;
use crate::card::redact::tokens::secrets;
use crate::card::redact::values::{proof, seed};
use core::ops::Range;
use core::str;

/// The most bytes of a word that are read.
const WORD_LONG: usize = 256;

/// The fewest digits that count as a secret under an option's name. Fewer are a count or a port.
const DIGITS_SHORT: usize = 4;

/// What stands between a name and its value: `=`, `:=`, `=>`.
const SEPARATORS: &[u8] = b":=>";

/// Words that follow an option's name in a sentence.
const SENTENCE: &[&str] = &[
    "a",
    "an",
    "and",
    "are",
    "argument",
    "as",
    "can",
    "cannot",
    "does",
    "flag",
    "for",
    "from",
    "has",
    "if",
    "in",
    "inherit",
    "instead",
    "into",
    "is",
    "it",
    "may",
    "must",
    "not",
    "of",
    "on",
    "option",
    "options",
    "or",
    "parameter",
    "set",
    "should",
    "stdin",
    "that",
    "the",
    "then",
    "to",
    "too",
    "was",
    "when",
    "will",
    "with",
    "you",
];

/// Beginnings of places to read a value from.
const PATHS: &[&str] = &["/", "./", "../", "~", "@", "$", "file:", "env:"];

/// The value of a secret option whose `-` is at a place, or of a name before an arrow. Called at every `-`, so that nearly all
/// of them cost no more than this.
#[inline]
pub(in crate::card::redact) fn option(text: &str, at: usize, line: &mut Line) -> Option<Named> {
    let bytes = text.as_bytes();
    let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
    if !(before.is_ascii_whitespace() || is_quote(before) || matches!(before, b'(' | b'[' | b',')) {
        return None;
    }
    begun(text, at, line)
}

#[inline(never)]
fn begun(text: &str, at: usize, line: &mut Line) -> Option<Named> {
    let bytes = text.as_bytes();
    match bytes[at + 1..] {
        [b'-', ..] => long(text, at + 2),
        [b'u' | b'U', ..] => user(bytes, value_at(bytes, at + 2)?).map(Named::Secret),
        [b'b', ..] => cookies(bytes, value_at(bytes, at + 2)?).map(Named::Secret),
        // Scala prints the members of a map this way: `password -> x`.
        [b'>', b' ', ..] => {
            let arrow = Mark { byte: b'=', end: at + 2, ..Mark::plain(b'-', at) };
            named(text, &arrow, bytes.len(), line).filter(|found| !is_assigned(text, found))
        }
        // Go, Java and PowerShell write long options this way, too.
        [first, ..] if first.is_ascii_alphabetic() => long(text, at + 1),
        _ => None,
    }
}

/// Whether what was found after an arrow is another name, with a text of its own: `db_password -> DB_PASSWORD="x"`.
fn is_assigned(text: &str, found: &Named) -> bool {
    let Named::Secret(Secret { to, .. }) = found else { return false };
    let (word, next) = text.as_bytes().split_at(*to);
    next.get(end_of(next, 0, |byte| byte == b'\\')).is_some_and(|byte| is_quote(*byte))
        && word.ends_with(b"=")
        && name_before(text, to - 1, Way::Plain).is_some_and(|name| kind(&name).is_some())
}

fn long(text: &str, start: usize) -> Option<Named> {
    let bytes = text.as_bytes();
    let head = &bytes[..bytes.len().min(start + MAX_NAME)];
    let end = end_of(head, start, is_name);
    let name = str::from_utf8(&bytes[start..end]).ok()?;
    if matches!(name, "user" | "proxy-user") {
        let from = if bytes.get(end) == Some(&b'=') { end + 1 } else { value_at(bytes, end)? };
        return user(bytes, from).map(Named::Secret);
    }
    // A name followed by `=` is handled like any other name. A flag has no value.
    let name = Name { text: name, quoted: false, doubled: false, spaced: false, start };
    if name.text.starts_with("no-") {
        return None;
    }
    let kind = kind(&name)?;
    let from = value_at(bytes, end)?;
    if kind == Kind::Number {
        return number(text, from, Way::Plain, is_plain(&name));
    }
    let (range, quoted) = word(bytes, from)?;
    let text = str::from_utf8(&bytes[range.clone()]).ok()?;
    // No option, but a name with blanks around its separator, as on a line that a diff takes away: `-password = "x"`.
    if !quoted && text.bytes().all(|byte| SEPARATORS.contains(&byte)) {
        return None;
    }
    let prefix = secrets::prefix(text).map_or(0, str::len);
    let spoiled = text.contains(BULLET);
    if text.is_empty() || spoiled || text.starts_with('-') || is_template(text) || is_placeholder(text, &name)
    {
        return None;
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let hides = match kind {
        Kind::Seed => seed::is_seed(text),
        Kind::Proof => proof::is_proof(name.text, text),
        Kind::Code => digits && CODE_DIGITS.contains(&text.len()),
        _ if digits => text.len() >= DIGITS_SHORT,
        _ => {
            looks_secret(text)
                || (!PATHS.iter().any(|start| text.starts_with(start))
                    && (quoted || is_command(bytes, range.end, text)))
        }
    };
    let with = if kind == Kind::Code { VerificationCode::MASK } else { HIDDEN_TEXT };
    hides.then_some(Named::Secret(Secret { from: range.start + prefix, to: range.end, with }))
}

/// Where the value of an option starts: after a blank, or as the next text in a list, `"--token", "x"`.
fn value_at(bytes: &[u8], end: usize) -> Option<usize> {
    if bytes.get(end) == Some(&b' ') { Some(end + 1) } else { next_text(bytes, end) }
}

/// The next text in a list, starting from the mark that closes the current one.
fn next_text(bytes: &[u8], end: usize) -> Option<usize> {
    let marks = end_of(bytes, end, |byte| byte == b'\\');
    if marks - end > MAX_SLASHES || !is_quote(*bytes.get(marks)?) {
        return None;
    }
    let comma = end_of(bytes, marks + 1, is_blank);
    if bytes.get(comma) != Some(&b',') {
        return None;
    }
    let next = end_of(bytes, comma + 1, is_blank);
    let opens = end_of(bytes, next, |byte| byte == b'\\');
    (bytes.get(opens) == Some(&bytes[marks])).then_some(next)
}

/// A shell word, with or without quotation marks, and whether it has any.
fn word(bytes: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    let marks = end_of(bytes, at, |byte| byte == b'\\');
    match bytes.get(marks) {
        Some(quote) if is_quote(*quote) && marks - at <= MAX_SLASHES => {
            Some((marks + 1..closing(bytes, marks + 1, *quote, marks - at), true))
        }
        _ => {
            let head = &bytes[..bytes.len().min(at + WORD_LONG)];
            let ends = |byte: u8| byte.is_ascii_whitespace() || is_quote(byte) || byte == b'\\';
            let to = end_of(head, at, |byte| !ends(byte));
            let marks = bytes[at..to]
                .iter()
                .rev()
                .take_while(|byte| matches!(byte, b'.' | b',' | b';' | b')' | b']'));
            let to = to - marks.count();
            (to < at + WORD_LONG).then_some((at..to, false))
        }
    }
}

/// Whether a plain word is part of a command: one that ends after it, or continues with another option.
fn is_command(bytes: &[u8], to: usize, text: &str) -> bool {
    let next = end_of(bytes, to, is_blank);
    let goes_on = match bytes.get(next) {
        None | Some(b'\n' | b'\r' | b'|' | b'&' | b';' | b'>' | b'\\' | b'"' | b'\'' | b'`') => true,
        Some(b'-') => next > to,
        _ => false,
    };
    let to_fill_in = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    goes_on && !to_fill_in && !SENTENCE.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// The cookies that `curl -b` takes, which is how browsers copy a request. Other programs have `-b` too, with other
/// values; without quotation marks the value has to look like a secret.
fn cookies(bytes: &[u8], at: usize) -> Option<Secret> {
    // The mark of a text with escapes, `$'sid=x\u0021'`.
    let at = if bytes.get(at) == Some(&b'$') { at + 1 } else { at };
    let (range, quoted) = word(bytes, at)?;
    let text = str::from_utf8(&bytes[range.clone()]).ok()?;
    let mut pairs = text.split(';').map(str::trim_ascii).filter(|pair| !pair.is_empty());
    let (name, value) = text.split_once('=')?;
    let is_tchar = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let are_pairs = !name.is_empty() && name.bytes().all(is_tchar) && pairs.all(|pair| !pair.contains(' '));
    let hides = (quoted && !value.is_empty() && !is_template(value)) || looks_secret(value);
    let secret = Secret { from: range.start, to: range.end, with: HIDDEN_TEXT };
    (are_pairs && hides && !text.contains(BULLET)).then_some(secret)
}

/// The password of `user:password`, in the form that `curl -u` takes. In `user:group` the
/// two are the same, or both are numbers. In `date -u +%H:%M`, they are a format. A user with a dot may be a host with a port
/// or a path, or the name of a package: `db.example:5432`, `git@github.com:acme/x`, `org.acme.plugins:x:help`.
fn user(bytes: &[u8], at: usize) -> Option<Secret> {
    let (range, quoted) = word(bytes, at)?;
    let (user, own) = str::from_utf8(&bytes[range.clone()]).ok()?.split_once(':')?;
    // Only the password may be in quotation marks: `user:'x'`.
    let range = if quoted || !own.is_empty() {
        range.end - own.len()..range.end
    } else {
        quoted_part(bytes, range.end)?
    };
    let password = str::from_utf8(&bytes[range.clone()]).ok()?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_port = digits(password) && password.len() <= PORT_LONG;
    let other = user.is_empty()
        || user.contains(['/', ',', ' ', '"', '\'', '%'])
        || (user.contains('.') && (is_port || password.contains(['/', ':'])))
        || user.starts_with('+')
        || password.is_empty()
        || password.starts_with(['/', '\\', ':'])
        || user == password
        || (digits(user) && digits(password));
    // Part of it is already hidden. The whole may have been too long to examine.
    let spoiled = user.contains(BULLET) || password.contains(BULLET);
    if other || spoiled || is_template(password) || key::names_secret(password) {
        return None;
    }
    Some(Secret { from: range.start, to: range.end, with: HIDDEN_TEXT })
}

/// The text of a shell word's part in quotation marks at a place. A mark that rather closes the text around the word has a
/// blank, a line end or a mark of code after it.
fn quoted_part(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let (range, quoted) = word(bytes, at)?;
    let closes = |byte: &u8| byte.is_ascii_whitespace() || b",;:+.&|<>)]}=?".contains(byte);
    (quoted && bytes.get(range.start).is_some_and(|byte| !closes(byte))).then_some(range)
}
