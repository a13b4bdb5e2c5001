//! Free text, made safe to log: card numbers, tokens, keys and credentials are taken out of it.
//!
//! One pass over the bytes. A table stops it at digits and at the one rare letter of each secret's name;
//! everything else is copied, or not even that: text without secrets comes back borrowed.

mod code;
mod colour;
mod container;
mod element;
mod escape;
mod form;
mod header;
mod listed;
mod name;
mod named;
mod option;
mod ordinary;
mod pair;
mod pan;
mod payment;
mod pem;
mod quoted;
mod run;
mod secrets;
mod shape;
mod stream;
mod telling;
mod typed;
mod userinfo;
mod value;
mod word;
mod written;

use named::Named;
pub(super) use secrets::prefix as secret_prefix;
pub use stream::{MAX_LINE, RedactStream};
use written::Mark;

use super::digits::Digits;
use super::key;
use super::mask::{HIDDEN_TEXT, Reveal, hide, mask_number};
use super::number::VerificationCode;
use alloc::borrow::Cow;
use alloc::string::String;

/// Takes card numbers and secrets out of text. Redacting twice changes nothing.
///
/// A card number keeps its length, its separators and its last four digits. It needs a known prefix, a
/// valid length and the right check digit. A secret keeps the words that tell what it was.
///
/// ```
/// use mpp_wasm::card::redact;
/// assert_eq!(redact("paid with 4242-4242-4242-4242"), "paid with ••••-••••-••••-4242");
/// assert_eq!(redact("Authorization: Bearer abc123"), "Authorization: Bearer ••••");
/// assert_eq!(redact("token spt_1N4Zv32eZvKYlo2C"), "token spt_••••");
/// assert_eq!(redact("order 1234567890123456, 12.50 USD"), "order 1234567890123456, 12.50 USD");
/// ```
pub fn redact(text: &str) -> Cow<'_, str> {
    let (clean, mut label) = scan(text);
    let mut out = clean;
    let mut rest = text;
    while let Some(from) = label {
        rest = &rest[from..];
        let body = pem::body(rest.as_bytes(), true);
        if body.is_key {
            out.to_mut().push_str(HIDDEN_TEXT);
            rest = &rest[body.to..];
        }
        let (clean, next) = scan(rest);
        out.to_mut().push_str(&clean);
        label = next;
    }
    out
}

/// Redacts text up to the end, or to the place after the label of a private key. Nothing that is found here goes on
/// over the end of a line.
fn scan(text: &str) -> (Cow<'_, str>, Option<usize>) {
    let bytes = text.as_bytes();
    let mut out = Redacted {
        text,
        out: String::new(),
        copied: 0,
        word: ordinary::Word::default(),
        run: run::Run::default(),
        line: payment::Line::default(),
    };
    let mut at = 0;
    // What an option, a tag or a URL announces, and where it starts: what stands before that is looked at first.
    let mut announced: Option<Named> = None;
    let mut limit = bytes.len();
    loop {
        if at < limit {
            at = end_of(&bytes[..limit], at, |byte| STOPS[usize::from(byte)] == 0);
        }
        if at >= limit {
            limit = bytes.len();
            match announced.take() {
                Some(named) if out.copied <= named.start() => at = out.hide_named(named),
                _ if at >= limit => return (out.finish(limit), None),
                _ => {}
            }
            continue;
        }
        let found = match STOPS[usize::from(bytes[at])] {
            DIGIT => {
                at = pan::skip_short(bytes, at).unwrap_or_else(|| pan::redact_run(&mut out, at));
                continue;
            }
            SEPARATOR if !name::may_follow(bytes, at) => None,
            SEPARATOR | ESCAPE => match written::mark(bytes, at) {
                Some(mark) if mark.byte == b'<' && announced.is_none() => {
                    announced = element::element(text, &mark);
                    limit = announced.as_ref().map_or(limit, Named::start);
                    None
                }
                Some(mark) if mark.byte == b':' && userinfo::follows(bytes, mark.end) => {
                    let password = userinfo::password(bytes, &mark).map(Named::Secret);
                    if announced.is_some() {
                        password
                    } else {
                        announced = password;
                        limit = announced.as_ref().map_or(limit, Named::start);
                        None
                    }
                }
                Some(mark) if matches!(mark.byte, b':' | b'=') => named::named(text, &mark, &mut out.line),
                _ => None,
            },
            LIST if !matches!(bytes[..at], [.., b'"' | b'\'' | b'm']) => None,
            LIST => listed::value(text, at),
            OPENING if announced.is_none() => {
                announced = match bytes[at] {
                    b'-' => option::option(text, at),
                    _ => element::element(text, &Mark::plain(b'<', at)),
                };
                limit = announced.as_ref().map_or(limit, Named::start);
                None
            }
            OPENING => None,
            _ => match pem::label(bytes, at) {
                Some(from) => return (out.finish(from), Some(from)),
                None => secret_at(bytes, at).map(Named::Secret),
            },
        };
        at = match found {
            None => at + 1,
            Some(found) if found.start() >= limit => limit,
            Some(found) => out.hide_named(found),
        };
    }
}

/// Makes the text under a key safe to log: by the key first, then by its content.
///
/// ```
/// use mpp_wasm::card::redact_field;
/// assert_eq!(redact_field("cvc", "1234"), "•••");
/// assert_eq!(redact_field("client_secret", "hunter2"), "••••");
/// assert_eq!(redact_field("card_number", "4242424242424241"), "•••• •••• •••• 4241");
/// assert_eq!(redact_field("note", "call me"), "call me");
/// ```
pub fn redact_field<'a>(key: &str, text: &'a str) -> Cow<'a, str> {
    if text.trim().is_empty() {
        Cow::Borrowed(text)
    } else if key::is_code(key) {
        Cow::Borrowed(VerificationCode::MASK)
    } else if key::is_number(key) || (key::is_card(key) && is_number(text)) {
        Cow::Owned(mask_number(text, Reveal::LastFour))
    } else if key::secret_key_name(key) || key::is_password(key, text) {
        Cow::Owned(hide_secret(text))
    } else if key::is_trace(key) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Cow::Borrowed(text)
    } else {
        redact(text)
    }
}

/// Whether a text has the digits of a card number, and nothing else.
fn is_number(text: &str) -> bool {
    Digits::read(text).is_some_and(|digits| digits.values().len() >= pan::MIN_DIGITS)
}

/// Hides a whole text; the public prefix of a token stays.
pub(super) fn hide_secret(text: &str) -> String {
    let text = text.trim();
    match secrets::prefix(text) {
        Some(prefix) => [prefix, HIDDEN_TEXT].concat(),
        None => hide(text),
    }
}

/// A stretch of text to be replaced.
struct Secret {
    from: usize,
    to: usize,
    with: &'static str,
}

/// The text so far: what was copied, and what stands in place of the rest.
struct Redacted<'a> {
    text: &'a str,
    out: String,
    copied: usize,
    word: ordinary::Word,
    run: run::Run,
    line: payment::Line,
}

impl<'a> Redacted<'a> {
    fn replace(&mut self, from: usize, to: usize, with: &str) {
        self.out.push_str(&self.text[self.copied..from]);
        self.out.push_str(with);
        self.copied = to;
    }

    /// Hides what stands under a name; gives the place after it.
    fn hide_named(&mut self, named: Named) -> usize {
        match named {
            Named::Secret(secret) => self.hide(secret),
            Named::Number(from) => pan::hide_run(self, from),
        }
    }

    /// Hides a secret; gives the place after it.
    fn hide(&mut self, secret: Secret) -> usize {
        let bytes = self.text.as_bytes();
        let mut to = secret.to;
        // Digits of another script go with it, lest its bullets and they make one number.
        while let Some((_, width)) = run::cell_at(bytes, to) {
            to = end_of(bytes, to + width, |byte| byte.is_ascii_alphanumeric());
        }
        self.replace(secret.from, to, secret.with);
        to
    }

    /// The text up to a place.
    fn finish(mut self, to: usize) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(&self.text[..to]);
        }
        self.out.push_str(&self.text[self.copied..to]);
        Cow::Owned(self.out)
    }
}

/// A byte that may start a run of digits.
const DIGIT: u8 = 1;

/// A byte inside the name of a secret.
const NAME: u8 = 2;

/// A byte that may end the name of a value.
const SEPARATOR: u8 = 3;

/// A byte that may begin an option or a tag.
const OPENING: u8 = 4;

/// A byte that may begin the escape of such a byte.
const ESCAPE: u8 = 5;

/// A byte that may stand between a name and its value in a list.
const LIST: u8 = 6;

/// What to stop at. Each name is found by a letter that is rare in text: spt`_`, authori`z`ation, pa`y`ment,
/// securit`y`, `B`EGIN, `b`earer, ey`J`, c`v`c.
const STOPS: [u8; 256] = {
    let mut stops = [0; 256];
    let mut byte = b'0';
    while byte <= b'9' {
        stops[byte as usize] = DIGIT;
        byte += 1;
    }
    // First bytes of Arabic-Indic digits, bullets and full-width digits.
    stops[0xd9] = DIGIT;
    stops[0xdb] = DIGIT;
    stops[0xe2] = DIGIT;
    stops[0xef] = DIGIT;
    stops[b':' as usize] = SEPARATOR;
    stops[b'=' as usize] = SEPARATOR;
    stops[b',' as usize] = LIST;
    stops[b'-' as usize] = OPENING;
    stops[b'<' as usize] = OPENING;
    stops[b'%' as usize] = ESCAPE;
    stops[b'\\' as usize] = ESCAPE;
    stops[b'&' as usize] = ESCAPE;
    let names = b"_zZyYbBJvV";
    let mut place = 0;
    while place < names.len() {
        stops[names[place] as usize] = NAME;
        place += 1;
    }
    stops
};

/// The secret whose name has its rare letter here. A neighbour of that letter sorts out most words.
fn secret_at(bytes: &[u8], at: usize) -> Option<Secret> {
    let before = if at == 0 { b' ' } else { bytes[at - 1] | LOWER };
    let after = bytes.get(at + 1).map_or(b' ', |byte| byte | LOWER);
    match (before, bytes[at] | LOWER, after) {
        (b'y', b'j', _) => secrets::jwt(bytes, at),
        (b'i', b'z', b'a') => header::authorization(bytes, at),
        (b'a', b'y', b'm') => header::payment(bytes, at),
        (b't', b'y', _) | (b'c', b'v', _) | (_, b'v', b'e') => code::labelled(bytes, at),
        (_, b'b', b'e') => header::bearer(bytes, at),
        (b't' | b'k' | b'c', UNDERSCORE, _) | (_, UNDERSCORE, b's') => secrets::token(bytes, at),
        _ => None,
    }
}

/// The bit that makes a letter lower case; `-` has it already.
const LOWER: u8 = 0x20;

/// `_` with that bit.
const UNDERSCORE: u8 = b'_' | LOWER;

/// A digit that was hidden before.
const BULLET: &str = "•";

/// Whether something in a stretch was hidden before.
fn has_bullet(bytes: &[u8]) -> bool {
    bytes.windows(BULLET.len()).any(|bytes| bytes == BULLET.as_bytes())
}

/// A byte that may stand between a name, its separator and its value.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Whether the bytes before a place end with a word, in any case.
fn ends_with(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    at >= word.len() && bytes[at - word.len()..at].eq_ignore_ascii_case(word)
}

/// Whether the bytes from a place on start with a word, in any case.
fn starts_with(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    bytes.len() >= at + word.len() && bytes[at..at + word.len()].eq_ignore_ascii_case(word)
}

/// Whether a word may start here: not in the middle of another one, camelCase apart.
fn starts_word(bytes: &[u8], at: usize) -> bool {
    let inner = |before: &u8| before.is_ascii_lowercase() && bytes[at].is_ascii_uppercase();
    starts_token(bytes, at) || bytes[..at].last().is_some_and(inner)
}

/// The same for a token, whose prefix is no part of a longer name. After an escape one may start as well.
fn starts_token(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    !before.last().is_some_and(u8::is_ascii_alphanumeric) || escape::ends(before)
}

/// The end of the longest stretch from a place on whose bytes all pass.
fn end_of(bytes: &[u8], at: usize, passes: impl Fn(u8) -> bool) -> usize {
    at + bytes[at..].iter().take_while(|byte| passes(**byte)).count()
}
