//! Answers that are not the resource: RFC 9457 problems, with challenges if payment helps.

use super::errors::problem_of;
use super::page::{self, Charged};
use crate::binding::Issued;
use crate::encoding::json::{ObjectWriter, decimal};
use crate::error::{Code, Error};
use crate::scheme::Challenge;
use alloc::{borrow::Cow, string::String, vec::Vec};

/// Header fields of an answer. Names have capitals, as in print: compare them without case, and convert them with what
/// takes capitals (`HeaderName::from_bytes` of the crate `http`; its `from_static` panics).
///
/// ```
/// use mpp_wasm::paywall::ServerFault;
/// let answer = ServerFault::Upgrade.answer();
/// assert_eq!(answer.headers[0], ("Content-Type", "application/problem+json".into()));
/// ```
pub type Fields = Vec<(&'static str, Cow<'static, str>)>;

/// An HTTP answer of the paywall's own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header fields; a name may occur several times.
    pub headers: Fields,
    /// The body: `application/problem+json`, or an HTML page.
    pub body: String,
    /// The stable code, for hooks and logs.
    pub code: Code,
    /// The id of the first challenge, for hooks and logs.
    pub challenge_id: Option<String>,
}

impl Answer {
    /// A refusal without challenges, because a payment would not resolve it. A browser gets a page that says what is
    /// known about the money.
    pub(in crate::paywall) fn refusal(
        error: &Error,
        retry_after: Option<u32>,
        page: Option<Charged>,
    ) -> Self {
        let problem = problem_of(error);
        let (mut headers, body) = match page {
            Some(charged) => (page_headers(), page::refusal(error, charged)),
            None => (base_headers(), ProblemHead::of(error).with(None)),
        };
        if let Some(seconds) = retry_after {
            headers.push(("Retry-After", decimal(seconds.into()).into()));
        }
        Self { status: problem.status, headers, body, code: error.code(), challenge_id: None }
    }

    /// A refusal with fresh challenges, as a problem that begins with `head`. The status is the problem's: 402, or 400
    /// for an unsupported payment method.
    pub(in crate::paywall) fn with_challenges(
        error: &Error,
        head: &ProblemHead,
        challenges: &[Issued<'_>],
    ) -> Self {
        Self::challenged(error, base_headers(), head.with(challenges.first().map(Issued::id)), challenges)
    }

    /// The same refusal as a page, for a browser.
    #[inline(never)]
    pub(in crate::paywall) fn page(
        error: &Error,
        challenges: &[Issued<'_>],
        method: &str,
        url: &str,
    ) -> Self {
        let list: Vec<Challenge> = challenges.iter().map(Issued::to_challenge).collect();
        let page = page::page(error, &list, method, url);
        Self::challenged(error, page_headers(), page, challenges)
    }

    fn challenged(error: &Error, mut headers: Fields, body: String, challenges: &[Issued<'_>]) -> Self {
        headers.extend(challenges.iter().map(|challenge| ("WWW-Authenticate", challenge.to_header().into())));
        let challenge_id = challenges.first().map(|challenge| challenge.id().into());
        Self { status: problem_of(error).status, headers, body, code: error.code(), challenge_id }
    }
}

/// The part that all problems of an error have in common: all but the challenge id and the closing brace.
#[derive(Debug)]
pub(in crate::paywall) struct ProblemHead(String);

impl ProblemHead {
    pub(in crate::paywall) fn of(error: &Error) -> Self {
        let problem = problem_of(error);
        let mut json = ObjectWriter::with_capacity(512);
        json.text("type", &problem.type_uri()).text("title", problem.title);
        json.number("status", problem.status.into()).text("detail", error.message());
        json.text("code", error.code().as_str());
        let mut text = json.finish();
        // The closing brace.
        text.pop();
        Self(text)
    }

    /// The whole problem. `challenge` is an id, which contains nothing that JSON escapes.
    fn with(&self, challenge: Option<&str>) -> String {
        match challenge {
            Some(id) => [&self.0, ",\"challengeId\":\"", id, "\"}"].concat(),
            None => [&self.0, "}"].concat(),
        }
    }
}

fn page_headers() -> Fields {
    [
        ("Content-Type", "text/html; charset=utf-8".into()),
        ("Cache-Control", "no-store".into()),
        ("Content-Security-Policy", page::POLICY.into()),
        ("Referrer-Policy", "no-referrer".into()),
        ("X-Content-Type-Options", "nosniff".into()),
    ]
    .into()
}

fn base_headers() -> Fields {
    [("Content-Type", "application/problem+json".into()), ("Cache-Control", "no-store".into())].into()
}
