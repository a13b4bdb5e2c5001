//! Values on a line after their name: the same in streams however they are cut, and redacted once and for all.

use super::Random;
use super::stream::same_at_every_split;
use mpp_wasm::card::{RedactStream, redact};

/// Lines, and parts of lines, of the forms in which a name and its value stand on two.
const LINES: &[&str] = &[
    "\n",
    "\n",
    "\n",
    "\r\n",
    "  ",
    "{",
    "},",
    "[",
    "  \"name\": \"Authorization\",\n",
    "  \"value\": \"Basic Ym9iOmh1bnRlcjI=\"",
    "  \"comment\": \"é\",\n",
    "  \"password\": \"hunter2\",\n",
    "- name: DB_PASSWORD\n",
    "  value: hunter2\n",
    "  'x-api-key',\n",
    "  'hunter2abc',\n",
    "'Cookie',\r\n",
    "  'sid=abc',",
    "\"--token\",\n",
    "password:\n",
    "token: Some(\n",
    "    \"hunter2\",",
    "<password>\n",
    "hunter2",
    "4242 4242 4242 4242",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "MIIEvQIBADANBgkqhkiG\n",
];

/// Pushes one line after another.
fn by_lines(text: &str) -> String {
    let mut stream = RedactStream::new();
    let out: String = text.split_inclusive('\n').map(|line| stream.push(line)).collect();
    out + &stream.finish()
}

#[test]
fn card_lines_are_the_same_at_every_split_and_stay() {
    let mut random = Random(6);
    for _ in 0..1_500 {
        let text: String = (0..random.below(14)).map(|_| random.pick(LINES)).collect();
        same_at_every_split(&text);
        let once = redact(&text);
        assert_eq!(redact(&once), once, "{text}");
    }
}

#[test]
fn card_lines_are_read_up_to_their_limit_in_streams_too() {
    for long in 470..530 {
        // A character of two bytes may be cut where the bytes begin that a stream keeps.
        for fill in [".".repeat(long), "é".repeat(long / 2), format!(".{}", "é".repeat(long / 2))] {
            let text = format!("a\n{{\"{fill}\":1,\"password\":\n\"hunter2\"}}");
            let whole = redact(&text);
            assert_eq!(whole != text, fill.len() + "{\"\":1,\"password\":".len() <= 504, "{text}");
            assert_eq!(by_lines(&text), whole, "{text}");
            let above = format!("- name: token\n  a: {fill}\n  value: hunter2");
            assert_eq!(by_lines(&above), redact(&above), "{above}");
        }
    }
}

#[test]
fn card_lines_after_a_private_key_or_a_long_line_have_no_name_above() {
    same_at_every_split(
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END PRIVATE KEY-----\npassword:\n'hunter2'",
    );
    same_at_every_split("password:-----BEGIN PRIVATE KEY-----\n'hunter2'\npassword:\n'hunter2'");
}
