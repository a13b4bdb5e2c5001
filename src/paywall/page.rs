//! A 402 as an HTML page, for a person in front of a browser.
//!
//! It says who asks for how much, for what and until when, and how to pay. It has no scripts, loads nothing and is
//! allowed to do nothing ([`POLICY`]). Every text in it is made inert, whatever its source.

use super::method::priced_as;
use crate::ascii;
use crate::encoding::json::Node;
use crate::error::{Code, Error};
use crate::http::{quality::weight_of, target::Target};
use crate::scheme::{Challenge, money, sanitize::sanitize};
use alloc::{string::String, vec::Vec};

/// The page's Content-Security-Policy: it allows [`STYLE`] and nothing else.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'sha256-KtAR/6SbdXa+ON4Fc4TTvEGHh8/qo0wgSZ/b5OZXcn0='; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// A value stands below its name where both do not fit beside each other, at any size of the text. Marks that stack up
/// above the description are cut off: they would cover the price. The border of the command is seen in forced colors.
const STYLE: &str = ":root{color-scheme:light dark;--page:#fff;--ink:#16191d;--soft:#59626f;--line:#d5d9df;--code:#f2f4f6}\
@media(prefers-color-scheme:dark){:root{--page:#15181c;--ink:#e8eaed;--soft:#a6afbc;--line:#3b414a;--code:#23272d}}\
body{margin:0;padding:2rem 1.25rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere;\
background:var(--page);color:var(--ink)}\
main{max-width:36rem;margin:0 auto}\
h1{font-size:2.25rem;line-height:1.2;margin:0}\
h2{font-size:1.125rem;margin:2rem 0 .5rem}\
p{margin:.5rem 0}\
.soft,dt{color:var(--soft)}\
[dir]{overflow:hidden}\
dl{margin:1.5rem 0;padding:.5rem 0;border:solid var(--line);border-width:1px 0}\
dl div{display:flex;flex-wrap:wrap;gap:0 1rem;margin:.5rem 0}\
dt{flex:0 0 7rem}\
dd{flex:1 1 12rem;margin:0}\
pre{margin:.5rem 0;padding:.75rem 1rem;border:1px solid transparent;border-radius:.5rem;background:var(--code);\
white-space:pre-wrap}";

/// Whether a client with this `Accept` is a browser that wants a page rather than a problem for programs. It must name
/// HTML, and rank it above any JSON it names and no lower than `*/*`. `*/*` alone does not name HTML.
///
/// ```
/// use mpp_wasm::paywall::wants_page;
/// assert!(wants_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
/// assert!(!wants_page("*/*") && !wants_page("application/json, text/html;q=0.9"));
/// ```
pub fn wants_page(accept: &str) -> bool {
    let best = |ranges: &[&str]| ranges.iter().filter_map(|range| weight_of(accept, range)).max();
    let html = weight_of(accept, "text/html").or_else(|| weight_of(accept, "text/*"));
    // Programs name no HTML: skip the rest for them.
    html.is_some_and(|html| {
        let json = best(&["application/problem+json", "application/json", "application/*"]);
        let other = weight_of(accept, "*/*");
        html > 0 && json.is_none_or(|json| html > json) && other.is_none_or(|other| html >= other)
    })
}

/// The page for an answer with these challenges.
pub(super) fn page(error: &Error, challenges: &[Challenge], method: &str, url: &str) -> String {
    let mut out = String::with_capacity(4096);
    out.extend([
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>Payment required</title><style>",
        STYLE,
        "</style><main><p class=\"soft\">402 Payment Required</p><h1>",
    ]);
    let prices: Vec<String> = challenges.iter().map(price).collect();
    text(&mut out, &prices.join(" or "));
    out.push_str("</h1>");
    let first = challenges.first();
    if let Some(description) = first.and_then(|challenge| challenge.description.as_deref()) {
        out.push_str("<p dir=\"auto\">");
        text(&mut out, description);
        out.push_str("</p>");
    }
    if error.code() != Code::PaymentRequired {
        out.push_str("<p><strong>");
        sentence(&mut out, error.message());
        out.push_str("</strong></p>");
    }
    out.push_str("<dl>");
    if let Some(challenge) = first {
        row(&mut out, "Requested by", &[&challenge.realm]);
        row(&mut out, "For", &[method, " ", Target::parse(url).map_or(url, |target| target.path)]);
    }
    for challenge in challenges {
        row(&mut out, "Pay with", &[challenge.method.as_str(), &kinds(challenge)]);
    }
    if let Some(expires) = first.and_then(|challenge| challenge.expires.as_ref()) {
        let (day, time) = ascii::split_once(expires.as_str(), b'T').unwrap_or((expires.as_str(), ""));
        row(&mut out, "Valid until", &[day, " ", time.get(..5).unwrap_or(time), " UTC"]);
    }
    out.push_str(
        "</dl><h2>How to pay</h2><p>Browsers cannot pay on their own yet. A wallet extension or an agent that supports \
         HTTP 402 payments can read the offer in this answer, pay it, and get what you asked for.</p>",
    );
    // A link or a command sends a GET.
    let again = priced_as(method) == "GET";
    // `cmd` takes text between two `%` of a URL for the name of a variable, and would send the value of that variable.
    // Some shells take other quotation marks for `"`, and some code pages turn other characters into one.
    if again && url.is_ascii() && !ascii::holds(url, b'%') {
        out.push_str("<p class=\"soft\">To read the terms from a shell:</p>");
        command(&mut out, "npx mpp-wasm detect", url);
    }
    out.extend([
        if again { "<p><a href=\"\">Load again for new terms</a> · " } else { "<p>" },
        "<a href=\"https://paymentauth.org\" rel=\"noreferrer\">What is this?</a></p></main></html>",
    ]);
    out
}

/// The price for people, with a decimal point and the currency in capitals.
fn price(challenge: &Challenge) -> String {
    let amount = challenge.request.field("amount").unwrap_or("?");
    let currency = challenge.request.field("currency").unwrap_or("");
    money::in_currency(amount, currency)
}

/// The types of the payment method that a challenge takes, like `: card, link`.
fn kinds(challenge: &Challenge) -> String {
    let details = challenge.request.json().get("methodDetails");
    let kinds = details.and_then(|details| details.get("paymentMethodTypes"));
    let names: Vec<&str> = kinds.into_iter().flat_map(Node::items).filter_map(Node::as_text).collect();
    if names.is_empty() { String::new() } else { [": ", &names.join(", ")].concat() }
}

fn row(out: &mut String, name: &str, parts: &[&str]) {
    out.extend(["<div><dt>", name, "<dd><bdi>"]);
    parts.iter().for_each(|part| text(out, part));
    out.push_str("</bdi></div>");
}

/// Writes an error's message as a sentence. Messages begin with a small letter and end without a period.
fn sentence(out: &mut String, message: &str) {
    let mut rest = message.chars();
    out.extend(rest.next().map(|first| first.to_ascii_uppercase()));
    text(out, rest.as_str());
    out.push('.');
}

/// Writes a command for the URL, which is one word in every shell: a character that has a meaning between double quotes
/// in any of them, `cmd` and PowerShell included, is percent-encoded.
fn command(out: &mut String, name: &str, url: &str) {
    out.extend(["<pre>", name, " \""]);
    for c in url.chars() {
        match c {
            '"' => out.push_str("%22"),
            '$' => out.push_str("%24"),
            '\'' => out.push_str("%27"),
            '`' => out.push_str("%60"),
            '\\' => out.push_str("%5C"),
            '!' => out.push_str("%21"),
            _ => text(out, c.encode_utf8(&mut [0; 4])),
        }
    }
    out.push_str("\"</pre>");
}

/// Writes text as text only: no control characters, no change of direction, no markup.
fn text(out: &mut String, raw: &str) {
    for c in sanitize(raw).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
