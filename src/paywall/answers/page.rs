//! A 402 as an HTML page, for a person in front of a browser.
//!
//! It says who asks for how much, for what and until when, and how to pay. It has no scripts, loads nothing and is
//! allowed to do nothing ([`POLICY`]). Every text in it is made inert, whatever its source. A refusal without challenges
//! is a shorter page, which says first whether money was taken.

use super::errors::problem_of;
use crate::ascii;
use crate::encoding::json::{Node, decimal};
use crate::error::{Code, Error};
use crate::http::target::Target;
use crate::paywall::method::priced_as;
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

/// What is known about the money when a request is refused: the heading of its page.
#[derive(Clone, Copy, Debug)]
pub(in crate::paywall) enum Charged {
    /// Nothing was taken for this request. An earlier one may have been paid for.
    No,
    /// The request was paid for.
    Yes,
    /// Nobody knows yet, or not here.
    Perhaps,
}

impl Charged {
    const fn heading(self) -> &'static str {
        match self {
            Self::No => "Nothing was charged",
            Self::Yes => "You were charged",
            Self::Perhaps => "You may have been charged",
        }
    }
}

/// The page for an answer with these challenges.
pub(super) fn page(error: &Error, challenges: &[Challenge], method: &str, url: &str) -> String {
    let prices: Vec<String> = challenges.iter().map(price).collect();
    let mut out = begin(error, &prices.join(" or "));
    let first = challenges.first();
    if let Some(description) = first.and_then(|challenge| challenge.description.as_deref()) {
        out.push_str("<p dir=\"auto\">");
        text(&mut out, description);
        out.push_str("</p>");
    }
    if error.code() != Code::PaymentRequired {
        reason(&mut out, error);
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
    end(out, if again { "<p><a href=\"\">Load again for new terms</a> &middot; " } else { "<p>" })
}

/// The page for an answer without challenges. It has no link to try again, which would send a GET: to load it again, a
/// browser repeats the request as it was.
pub(super) fn refusal(error: &Error, charged: Charged) -> String {
    let mut out = begin(error, charged.heading());
    reason(&mut out, error);
    end(out, "<p>")
}

/// Begins a page with the status of the answer and a heading.
fn begin(error: &Error, heading: &str) -> String {
    let problem = problem_of(error);
    let mut out = String::with_capacity(4096);
    out.extend([
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>",
        problem.title,
        "</title><style>",
        STYLE,
        "</style><main><p class=\"soft\">",
        &decimal(problem.status.into()),
        " ",
        problem.title,
        "</p><h1>",
    ]);
    text(&mut out, heading);
    out.push_str("</h1>");
    out
}

/// Ends a page with its links, of which `first` is the beginning.
fn end(mut out: String, first: &str) -> String {
    out.extend([
        first,
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

/// A name and its value. From left to right whatever its letters: the parts of a host name keep their order.
fn row(out: &mut String, name: &str, parts: &[&str]) {
    out.extend(["<div><dt>", name, "<dd><bdi dir=\"ltr\">"]);
    parts.iter().for_each(|part| text(out, part));
    out.push_str("</bdi></div>");
}

/// Writes an error's message as a sentence. Messages begin with a small letter and end without a period.
fn reason(out: &mut String, error: &Error) {
    let mut rest = error.message().chars();
    out.push_str("<p><strong>");
    out.extend(rest.next().map(|first| first.to_ascii_uppercase()));
    text(out, rest.as_str());
    out.push_str(".</strong></p>");
}

/// Writes a command for the URL, which is one word in every shell: a character that has a meaning between double quotes
/// in any of them, `cmd` and PowerShell included, is percent-encoded.
fn command(out: &mut String, name: &str, url: &str) {
    let mut word = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '"' => word.push_str("%22"),
            '$' => word.push_str("%24"),
            '\'' => word.push_str("%27"),
            '`' => word.push_str("%60"),
            '\\' => word.push_str("%5C"),
            '!' => word.push_str("%21"),
            _ => word.push(c),
        }
    }
    out.extend(["<pre>", name, " \""]);
    text(out, &word);
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
