//! Work is linear in the length of the input.

use super::shared::{self, Property};
use mpp_wasm::encoding::{base64url, jcs, json::Doc};
use mpp_wasm::http::auth;
use std::time::{Duration, Instant};

/// A text made of a repeated piece: how it grows, and the property that reads it.
type Worst = (&'static str, fn(usize) -> String, Property);

/// A generous limit, not a measurement. In an unoptimized build, the slowest of these is read in well under a second.
/// An algorithm that looks at each byte once for every other byte would need 2^39 steps for the longest, which takes
/// hours. No machine is so busy that one could pass for the other.
const PATIENCE: Duration = Duration::from_secs(90);

fn cheap((name, text, property): &Worst, bytes: usize) {
    let text = text(bytes);
    let start = Instant::now();
    property(text.as_bytes());
    assert!(start.elapsed() < PATIENCE, "{name} of {bytes} bytes");
}

fn fill(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

/// `open`, the repeated piece, and `close`.
fn framed(open: &str, piece: &str, close: &str, bytes: usize) -> String {
    [open, &fill(piece, bytes - open.len() - close.len()), close].concat()
}

/// `{"a0":0,"a1":0,…}` of about the given number of bytes.
fn members(bytes: usize) -> String {
    let members: Vec<String> = (0..bytes / 12).map(|at| format!("\"{at:07}\":0")).collect();
    ["{", &members.join(","), "}"].concat()
}

#[test]
fn header_parsing_is_linear() {
    let worst: &[Worst] = &[
        ("backslashes", |n| framed("Payment id=\"", "\\", "", n), shared::www_authenticate),
        ("escapes", |n| framed("Payment id=\"", "\\u00e9", "\"", n), shared::www_authenticate),
        ("surrogates", |n| framed("Payment id=\"", "\\ud83d", "\"", n), shared::www_authenticate),
        ("commas", |n| fill(",", n), shared::www_authenticate),
        ("commas and spaces", |n| fill(", ", n), shared::www_authenticate),
        ("quotes", |n| fill("\"", n), shared::www_authenticate),
        ("quotes and commas", |n| fill("\",", n), shared::www_authenticate),
        ("schemes", |n| fill("Payment ", n), shared::www_authenticate),
        ("schemes and commas", |n| fill("Payment ,", n), shared::www_authenticate),
        ("parameters", |n| framed("Payment ", "a=b,", "", n), shared::www_authenticate),
        ("a long name", |n| framed("Payment ", "a", "=b", n), shared::www_authenticate),
        ("a long scheme", |n| fill("a", n), shared::www_authenticate),
        ("equals signs", |n| framed("Payment ", "=", "", n), shared::www_authenticate),
        ("spaces", |n| framed("Payment", " ", "id=1", n), shared::www_authenticate),
        (
            "a long description",
            |n| framed("Payment id=1,description=\"", "é", "\"", n),
            shared::www_authenticate,
        ),
        ("credentials", |n| fill("Payment e30,", n), shared::authorization),
        ("a long credential", |n| framed("Payment ", "e", "", n), shared::authorization),
        ("padding", |n| framed("Payment ", "=", "", n), shared::authorization),
        ("a long receipt", |n| fill("e30", n), shared::payment_receipt),
        ("ranges", |n| fill("*/*,", n), shared::accept_payment),
        ("digests", |n| fill("sha-512=:,", n), shared::digest),
        ("colons", |n| framed("sha-256=", ":", "", n), shared::digest),
        ("a long request", |n| base64url::encode(members(n * 3 / 4)), shared::opaque_and_request),
        ("pasted names", |n| fill("www-authenticate:\n", n), shared::decode),
        ("pasted continuations", |n| framed("www-authenticate:", "\n a", "", n), shared::decode),
        ("macaroons", |n| framed("402\nwww-authenticate: L402 ", "macaroon=a,", "", n), shared::detect),
        ("L402 challenges", |n| framed("402\nwww-authenticate: ", "L402 ,", "", n), shared::detect),
    ];
    for case in worst {
        cheap(case, 12_000);
        cheap(case, auth::MAX_HEADER_BYTES);
    }
}

#[test]
fn json_parsing_is_linear() {
    let worst: &[Worst] = &[
        ("brackets", |n| fill("[", n), shared::json),
        ("objects", |n| fill("{\"a\":", n), shared::json),
        ("empty arrays", |n| framed("[", "[],", "0]", n), shared::json),
        ("numbers", |n| framed("[", "0,", "0]", n), shared::json),
        ("a long number", |n| fill("1", n), shared::json),
        ("a long fraction", |n| framed("0.", "9", "", n), shared::json),
        ("a long exponent", |n| framed("1e", "0", "", n), shared::json),
        ("escapes", |n| framed("\"", "\\u0041", "\"", n), shared::json),
        ("backslashes", |n| framed("\"", "\\\\", "\"", n), shared::json),
        ("an open string", |n| framed("\"", "a", "", n), shared::json),
        ("white space", |n| framed("[", " ", "]", n), shared::json),
        ("wide", |n| framed("\"", "😀", "\"", n), shared::json),
    ];
    for case in worst {
        cheap(case, 1 << 19);
    }
    cheap(
        &("members", members, |data| {
            // Only reading and canonical writing: looking up every member again would make the test itself quadratic.
            let doc = Doc::read(str::from_utf8(data).unwrap().into()).unwrap();
            assert_eq!(jcs::canonical(doc.root()).as_str().as_bytes(), data);
        }),
        1 << 20,
    );
}

#[test]
fn pasted_text_is_read_in_linear_time() {
    let worst: &[Worst] = &[
        ("operating system commands", |n| fill("\u{1b}]", n), shared::decode),
        ("control sequences", |n| fill("\u{1b}[1;", n), shared::decode),
        ("one-character sequences", |n| fill("\u{9b}", n), shared::decode),
        ("closed commands", |n| fill("\u{1b}]a\u{7}", n), shared::decode),
        ("string terminators", |n| fill("\u{1b}\\", n), shared::decode),
        ("directions", |n| fill("\u{202e}", n), shared::decode),
        ("lines", |n| fill("\n", n), shared::decode),
        ("names", |n| fill("a:\n", n), shared::decode),
        ("our name", |n| fill("www-authenticate: a\n", n), shared::decode),
    ];
    for case in worst {
        cheap(case, 1 << 20);
    }
}

#[test]
fn an_answer_with_many_members_is_read_in_linear_time() {
    let body = |n: usize| ["402\n\n{\"x402Version\":1,\"accepts\":[", &members(n - 64), "]}"].concat();
    cheap(&("x402 members", body, shared::detect), 256 * 1024);
}
