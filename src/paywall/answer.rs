//! Answers that are not the resource: RFC 9457 problems, with challenges where payment helps.

use super::{Parts, page};
use crate::binding::Issued;
use crate::encoding::json::{ObjectWriter, decimal};
use crate::error::{Code, Error};
use crate::problem::{self, Problem};
use crate::scheme::Challenge;
use alloc::{string::String, vec::Vec};

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header fields, several of one name among them.
    pub headers: Vec<(&'static str, String)>,
    /// The body: `application/problem+json`, or a page.
    pub body: String,
    /// The stable code, for hooks and logs.
    pub code: Code,
    /// The id of the first challenge, for hooks and logs.
    pub challenge_id: Option<String>,
}

const FALLBACK: Problem = Problem { slug: "", title: "Internal Server Error", status: 500 };

impl Answer {
    /// A refusal that payment does not mend: no challenge.
    pub fn refusal(error: &Error, retry_after: Option<u32>) -> Self {
        let problem = problem::of(error.code()).unwrap_or(FALLBACK);
        let mut headers = base_headers();
        if let Some(seconds) = retry_after {
            headers.push(("Retry-After", decimal(seconds.into())));
        }
        Self {
            status: problem.status,
            headers,
            body: body(error, problem, None),
            code: error.code(),
            challenge_id: None,
        }
    }

    /// A refusal with fresh challenges: as a problem, or as a page for a browser. The status is the problem's, 402
    /// or the 400 of an unsupported method.
    pub(super) fn with_challenges(error: &Error, challenges: &[Issued<'_>], parts: &Parts<'_>) -> Self {
        let problem = problem::of(error.code()).unwrap_or(FALLBACK);
        let (mut headers, body) = if parts.page {
            let challenges: Vec<Challenge> = challenges.iter().map(Issued::to_challenge).collect();
            (page_headers(), page::page(error, &challenges, parts.method, parts.url))
        } else {
            let id = challenges.first().map(Issued::id);
            (base_headers(), body(error, problem, id))
        };
        for challenge in challenges {
            headers.push(("WWW-Authenticate", challenge.to_header()));
        }
        let challenge_id = challenges.first().map(|challenge| challenge.id().into());
        Self { status: problem.status, headers, body, code: error.code(), challenge_id }
    }
}

fn page_headers() -> Vec<(&'static str, String)> {
    [
        ("Content-Type", "text/html; charset=utf-8".into()),
        ("Cache-Control", "no-store".into()),
        ("Content-Security-Policy", page::POLICY.into()),
        ("Referrer-Policy", "no-referrer".into()),
        ("X-Content-Type-Options", "nosniff".into()),
    ]
    .into()
}

fn base_headers() -> Vec<(&'static str, String)> {
    [("Content-Type", "application/problem+json".into()), ("Cache-Control", "no-store".into())].into()
}

fn body(error: &Error, problem: Problem, challenge_id: Option<&str>) -> String {
    let mut json = ObjectWriter::with_capacity(512);
    json.text("type", &problem.type_uri()).text("title", problem.title);
    json.number("status", problem.status.into()).text("detail", error.message());
    json.text("code", error.code().as_str()).maybe("challengeId", challenge_id);
    json.finish()
}
