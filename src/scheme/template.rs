//! A `WWW-Authenticate` value with slots for the parts that differ between the challenges of one offer.

use super::{Challenge, SCHEME, text};
use crate::error::Result;
use alloc::string::String;

/// The parameters that all challenges of an offer share, already written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeaderTemplate {
    /// Between the id and the digest.
    between: String,
    /// After `expires`.
    after: String,
}

/// The texts for the slots. They need no escaping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TemplateValues<'a> {
    /// base64url.
    pub(crate) id: &'a str,
    /// `sha-256=:…:`
    pub(crate) digest: Option<&'a str>,
    /// RFC 3339.
    pub(crate) expires: &'a str,
    /// base64url.
    pub(crate) opaque: Option<&'a str>,
}

impl HeaderTemplate {
    /// Takes a challenge, whose own id, digest, expiry and correlation data are ignored.
    ///
    /// # Errors
    /// As for [`Challenge::to_header`].
    pub(crate) fn new(challenge: &Challenge) -> Result<Self> {
        let (mut between, mut after) = (String::new(), String::new());
        challenge.write(|name, value| match (name, value) {
            ("id" | "digest" | "expires" | "opaque", _) | (_, None) => Ok(()),
            (_, Some(value)) => {
                let out = if name == "header" { &mut after } else { &mut between };
                out.push_str(", ");
                text::write_param(out, name, value)
            }
        })?;
        Ok(Self { between, after })
    }

    /// The length of what is already written, in bytes.
    pub(crate) const fn len(&self) -> usize {
        self.between.len() + self.after.len()
    }

    /// Writes the header value.
    pub(crate) fn fill(&self, TemplateValues { id, digest, expires, opaque }: TemplateValues<'_>) -> String {
        let mut out = String::with_capacity(256 + self.between.len());
        out.extend([SCHEME, " id=\"", id, "\"", &self.between]);
        if let Some(digest) = digest {
            out.extend([", digest=\"", digest, "\""]);
        }
        out.extend([", expires=\"", expires, "\"", &self.after]);
        if let Some(opaque) = opaque {
            out.extend([", opaque=\"", opaque, "\""]);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_one_is_the_header_of_the_challenge() {
        let header = r#"Payment id="x", realm="a", method="stripe", intent="charge", request="e30", expires="2099-01-01T00:00:00Z", header="Payment-Authorization", opaque="e30""#;
        let template = HeaderTemplate::new(&Challenge::parse(header).unwrap()).unwrap();
        let values =
            TemplateValues { id: "x", digest: None, expires: "2099-01-01T00:00:00Z", opaque: Some("e30") };
        assert_eq!(template.fill(values), header);
    }
}
