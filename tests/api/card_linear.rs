//! How the time of masking and redaction grows: no text takes more than linear time.

use mpp_wasm::card::{Reveal, Rule, apply, mask_number, redact};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Pieces of text. Repeated, they would be read over and over if some bound were missing.
const WORST: &[&str] = &[
    "4",
    "42",
    "4 2 ",
    "4-",
    "42-42.",
    "4242 ",
    "4242424242424242",
    "4a",
    "4242424242424242a",
    "•4",
    "4•",
    "٤",
    "４-",
    "eyJ",
    "eyJ.",
    "eyJaaaa",
    "eyJaaaa.",
    "spt_",
    "sk_-",
    "sk_live_",
    "_secret_",
    "Bearer ",
    "bearer.",
    "payment-",
    "Authorization:",
    "Authorization: ",
    "Authorization: a=\"",
    "Payment ",
    "-----BEGIN PRIVATE KEY-----",
    "cvc",
    "cvc ",
    "0x",
    "%20",
    "4%20",
    "+4",
    "deadbeef4242424242424242",
    "42424242-4242-4242-4242-",
    "–",
    "\u{660} ",
    ":",
    "=",
    "password",
    "password:",
    "password=",
    "\"password\":\"",
    "password: ",
    "\\\"token\\\":\\\"",
    "Cookie: a=",
    "Cookie: ",
    "Cookie: ${=",
    "token=token",
    "cvc=",
    "cvc%3D",
    "cookie=",
    "password=self.",
    "password=...",
    "secret=$",
    "token%3D...",
    "x token: \"",
    "x token: \\\\\"",
    "://a:",
    "secret=[\"",
    "\"secret\":[\"a\",",
    "\"payload\":{},",
    "\"payload\":{\"a\":1},",
    "\"x402Version\":\"payload\":{a},",
    "%3D",
    "secret%3D%22",
    "\\",
    "preimage=",
    "a=1 password=x(",
    "\"password=x(a1",
    "mpp-pass-",
    "number=4",
    "\u{1b}[0m",
    "\u{1b}[0m=",
    "\\\\u001b[0m=",
    "password\u{1b}[0m: ",
    ":token:\"",
    "x-payment:",
    "4242 4242 4242 4242 a1b2 c3d4 ",
    "card_number=4242 ",
    " ",
    "pass:",
    "A_PASS:",
    "pass=",
    "x_payment:",
    "x_payment%3D",
    "x_payment eyJ",
    "authorization: a1b2c3d4 ",
    "authorization%3Da1b2c3d4%20",
    "payment-signature:",
    "payment-receipt:",
    "authorization:",
    "://x-payment",
    "<token \"secret\"=>[x</token>",
    "<token http_cookie=>a=b</token>",
    "-----BEGIN PRIVATE KEY-----\"payload\":{",
    "\"challenge\":{\"payload\":{},",
    "password=a,",
    "\npassword=a,b",
    "\\npassword=a(",
    "\"user[password]\":\"",
    "[password][password]",
    "://a:1,",
    "://a:$a/",
    "?password=a1b2c3(",
    "--password=a1b2c3(",
    "\"value\":\"x\",",
    "<password>'\"`",
    "authorization: Basic a4 4 4 4 4 ",
    "MNEMONIC=a b c d e f g h i j k ",
    "PWD=/",
    "\"\"password\"\":\"\"a\\\"",
    "'pass': rejected value [",
    "\"value\":1,\"a\":\"\\\"\\\"\",",
    "password=\"\"\"a\"",
    "4242424242424242=",
    "confirmation:",
    "&sig=",
    "\"Buffer\",\"data\":[1,",
    "AIza",
    "hf_",
    "AbCdEfGhIjKlMnOpQrStUvWxYz0123",
    "tskey-",
    "token:\\t",
    "\\t",
    "\"cookies\":{\"a\":",
    "cookies: [Object: null prototype] {",
    "-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG\npassword: $",
    "-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG password: $",
    "x password: rejected value [a ",
    "4242424242424242%3D",
    "-----BEGIN PRIVATE KEY-----Version:",
    "-u a.b:",
    "Authorization: a1b2c3d4 Sig-",
    "eyJ4NDAyVmVyc2lvbiI6",
    "eyJ4NDAyVmVyc2lvbiI6/",
    "eyJ4NDAyVmVyc2lvbiI6==",
    "secret=[1 1 1 1 1 1 1 1 ",
    "secret=<Buffer 5a",
    "signature=0x",
    ";HttpOnly",
    "a=b; HttpOnly",
    "PWD={",
    "?signature=a",
    "?sig=[a",
    "&quot;sig&quot;={a",
    "API_KEY=[",
    "macaroon:key",
    ":key４macaroon",
    "macaroon:AgEDbG5k",
    "macaroon:AgEDbG5k12345678901234567890123456789012",
    "macaroon%3DAgEDbG5k",
    "/macaroon=AgEDbG5k",
    "macaroon=0201036c6e64/",
    "sign-in-with-x:a.eyJ9",
    "sign-in-with-x:\"eyJ9",
    "sign-in-with-x%3DeyJ9%22",
];

/// The length of the worst texts in bytes.
const LONG: usize = 1 << 19;

/// A generous limit, not a measurement. The slowest of these texts takes less than half a second in an unoptimized build.
/// Work that looks at each byte once for every other byte would take 2^38 steps, a quarter of a minute even if it takes
/// eight at a time.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is timed: a function of a text.
type Work = fn(&str) -> usize;

#[test]
fn card_redaction_takes_linear_time() {
    let works: [(&str, Work); 3] = [
        ("redact", |text| redact(text).len()),
        ("mask_number", |text| mask_number(text, Reveal::LastFour).len()),
        ("apply", |text| apply(Rule::Token, text).len()),
    ];
    let mut slow = String::new();
    for piece in WORST {
        // The bullet at the end suggests that what it ends was hidden before. The other sign is part of few values.
        for end in ["", "•", "~"] {
            let text = piece.repeat(LONG / piece.len()) + end;
            for (name, work) in works {
                let start = Instant::now();
                black_box(work(black_box(&text)));
                if start.elapsed() > PATIENCE {
                    slow += &format!("\n{name} {piece:?} {end}");
                }
            }
        }
    }
    assert!(slow.is_empty(), "{slow}");
}
