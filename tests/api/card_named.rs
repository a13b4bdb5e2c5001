//! Values in text that are secret because of their name.

use super::stream::same_at_every_split;
use super::{Random, cases, run};
use mpp_wasm::card::{redact, redact_field, secret_key_name};

#[test]
fn card_named_vectors() {
    let cases = cases(include_str!("../vectors/card-named.json"));
    assert!(cases.len() >= 80);
    run(&cases, |_, input| redact(input).into_owned());
    for case in &cases {
        same_at_every_split(case["input"].as_str().unwrap());
    }
}

/// Names in the spellings that programs use. Each hides any value.
const NAMES: &[&str] = &[
    "password",
    "db_password",
    "Passwd",
    "passphrase",
    "secret",
    "clientSecret",
    "webhook-secret",
    "apiKey",
    "API_KEY",
    "x-api-key",
    "secret_key",
    "privateKey",
    "access_token",
    "spt",
    "shared_payment_token",
    "credential",
    "AWS_SECRET_ACCESS_KEY",
    "pwd",
    "login_otp",
    "oneTimeCode",
];

/// Values as people and programs make them.
const VALUES: &[&str] = &[
    "hunter2",
    "correcthorse",
    "tr0ub4dor",
    "p@ss-w0rd!",
    "a1B2c3D4e5F6g7H8",
    "MDEyMzQ1Njc4OWFiY2RlZg==",
    "pässwört9",
    "12345678",
    "abc.def-ghi_9",
];

/// The text before a name, between name and value, and after the value, in unambiguous forms.
const FORMS: &[(&str, &str, &str)] = &[
    ("{\"", "\":\"", "\"}"),
    ("{\"a\":1,\"", "\": \"", "\",\"b\":2}"),
    ("{\"a\":\"{\\\"", "\\\":\\\"", "\\\"}\"}"),
    ("{'", "': '", "'}"),
    ("Config { ", ": \"", "\" }"),
    ("", "=", ""),
    ("?a=1&", "=", "&b=2"),
    ("?a=1&", "=", ""),
    ("a=%7B%22", "%22%3A%22", "%22%7D"),
    ("export ", "=", "\n"),
    ("  ", ": ", "\r\n"),
    ("", ": ", ""),
    ("- ", ": ", "\n"),
    ("", " = \"", "\"\n"),
    ("", " = '", "' # x"),
    ("level=info ", "=", " status=200"),
    ("level=info ", "=\"", "\" status=200"),
    ("[\"", "\"] = \"", "\""),
    ("'", "' => '", "',"),
    ("{\"b\":\"{\\u0022", "\\u0022:\\u0022", "\\u0022}\"}"),
    ("{\\u0027", "\\u0027: \\u0027", "\\u0027}"),
    ("{\\\\u0022", "\\\\u0022:\\\\u0022", "\\\\u0022}"),
    ("{\\x22", "\\x22:\\x22", "\\x22}"),
    ("?a\\u003d1\\u0026", "\\u003d", "\\u0026b"),
    ("{&quot;", "&quot;:&quot;", "&quot;}"),
    ("{&#34;", "&#34;: &#34;", "&#34;}"),
    ("{&#x27;", "&#x27;: &#x27;", "&#x27;}"),
    ("?a=1&amp;", "&#x3D;", "&amp;b=2"),
    ("a=%7B%22", "%22%3A+%22", "%22%7D"),
    ("a=%7B%22", "%22%3A%20%22", "%22%7D"),
    ("%257B%2522", "%2522%253A%2522", "%2522%257D"),
    ("a%253D1%2526", "%253D", "%2526b"),
    ("?a=1&", "[]=", "&b=2"),
    ("?a=1&", "%5B%5D=", "&b=2"),
    ("{\"name\":\"", "\",\"value\":\"", "\"}"),
    ("{ name: '", "', value: '", "' }"),
    ("<add key=\"", "\" value=\"", "\"/>"),
    ("{ \"a\" : 1, \"", "\" : \"", "\" }"),
    ("{\n  \"", "\" : \"", "\"\n}"),
    ("Array\n(\n    [", "] => ", "\n)"),
    ("spring.", ": ", "\n"),
    ("{\"m\":\"a: b\\n", ": ", "\\nc: d\"}"),
    ("{\"", "\": String(\"", "\")}"),
    ("map[a:b ", ":", " z:1]"),
    ("{A:b ", ":", "}"),
    ("map[", ":[", "] z:[1]]"),
    ("{u'", "': u'", "'}"),
];

#[test]
fn card_named_values_are_all_found() {
    let mut missed = String::new();
    let mut count = 0;
    for name in NAMES {
        assert!(secret_key_name(name));
        for value in VALUES {
            for &(before, between, after) in FORMS {
                count += 1;
                let text = [before, *name, between, *value, after].concat();
                let got = redact(&text);
                if got != [before, *name, between, "••••", after].concat() {
                    missed += &format!("\n{text:?} gave {got:?}");
                }
            }
        }
    }
    println!("{count} values under secret names: {} missed", missed.lines().skip(1).count());
    assert!(missed.is_empty(), "{missed}");
}

/// A JSON member in text shows what the value itself would show under that name. Card numbers are an exception: a value
/// under their name that is not a card number stays in text.
#[test]
fn card_named_text_shows_what_the_value_shows() {
    let names = ["cvc", "card_cvc", "security code", "api key", "note", "city"];
    for name in NAMES.iter().chain(&names) {
        for value in
            ["hunter2", "123", "4242424242424241", "sk_live_abc", "spt_1N4Zv32eZvKY", "Bearer abcdefg1"]
        {
            let text = serde_json::to_string(&serde_json::json!({ *name: value })).unwrap();
            let shown = redact_field(name, value).replace(' ', "");
            let got = redact(&text);
            assert_eq!(
                got.replace(' ', ""),
                text.replace(' ', "").replace(&value.replace(' ', ""), &shown),
                "{text}"
            );
        }
    }
}

/// Pieces of names, marks and values, to be combined in any order so that every near miss occurs.
const PIECES: &[&str] = &[
    "password",
    "token",
    "secret",
    "api_key",
    "X-Api-Key",
    "Cookie",
    "cvc",
    "number",
    "pan",
    "authorization",
    "cid",
    ":",
    "=",
    ": ",
    "=",
    "\"",
    "'",
    "\\",
    "\\\"",
    "&",
    ";",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "Some(",
    "b'",
    "%3D",
    "%3A",
    "%22",
    "%5B",
    "%5D",
    "=>",
    ":=",
    "${",
    "<",
    ">",
    "***",
    "null",
    "hunter2",
    "aB3dE5gH",
    "config.",
    "self.",
    "export ",
    "- ",
    " ",
    "#",
    "\n",
    "\r",
    "“",
    "•",
    "••••",
    "0xabc",
    "4242424242424241",
    "4242424242424242",
    "K",
    "\"password\":\"",
    "\\\"cvc\\\":\\\"",
    "spt_",
    "Bearer ",
    "Payment ",
    "eyJ",
    "--password ",
    "--",
    "\"--token\", ",
    "-u ",
    "bob:",
    "<password>",
    "</password>",
    "<cardNumber a=\"b\">",
    "</cardNumber>",
    "<![CDATA[",
    "]]>",
    "\"secret\":{",
    "\\\"secret\\\":[",
    "secret: {",
    "\"type\":\"string\"",
    "٤٢",
    "é",
    ".",
    "-",
    "\\u0022",
    "\\\\u0022",
    "\\u0027",
    "\\u003d",
    "\\u003c",
    "\\u003e",
    "&quot;",
    "&#39;",
    "&lt;",
    "&gt;",
    "&amp;",
    "%2522",
    "%253A",
    "%3C",
    "%3E",
    "%2F",
    "%20",
    "+",
    "[]",
    "u'",
    "\\u003cpassword\\u003e",
    "\\u003c/password\\u003e",
    "Authorization%3A%20",
    "%3A%2F%2Fbob%3A",
    "://bob:",
    "%40",
    "@",
    "'Cookie', '",
    "\"x-api-key\",\"",
    "', '",
    "map[",
    "password:",
    "token:[",
    "{Password:",
    "\"name\":\"",
    "\",\"value\":\"",
    "key=\"password\" value=",
    "db.",
    "[pin",
    "] => ",
    "\\n",
    "String(",
    " x:1",
    "\u{1b}[3m",
    "[]string{",
    "Token(",
    "b\"",
    "(b'cookie', ",
    "Private ",
    "Secret Access ",
    "key: ",
    " -password ",
    " -> ",
    "\"token\";s:1:\"",
    "\";",
    ":private]",
    "N'",
    "<<\"",
    "\">> ",
    "(token)=(",
    "<a name=\"password\">",
    "</a>",
    "DB_PASS",
    "pass",
    "SECRETS",
    "trace_id",
    "\"-u\", \"bob:",
    "Digest a=\"",
    ", Basic ",
    "Authorization: Bearer ",
    "//a:b@",
    "\"cookies\":{\"",
    "cookies: [Object: null prototype] {",
    "\"Buffer\",\"data\":[",
    "AIza",
    "hf_",
    "AbCdEfGhIjKlMnOpQrStUvWxYz0123",
    "tskey-",
    "\\t",
    "^9.0.3",
];

#[test]
fn card_named_redaction_is_idempotent_and_the_same_in_streams() {
    let mut random = Random(7);
    for _ in 0..12_000 {
        let mut text = String::new();
        for _ in 0..random.below(16) {
            text += random.pick(PIECES);
        }
        let once = redact(&text).into_owned();
        assert_eq!(redact(&once), once, "{text:?}");
        same_at_every_split(&text);
    }
}
