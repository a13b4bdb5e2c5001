//! A `WWW-Authenticate` value with room for an id and an end.

use super::{Challenge, SCHEME, text};
use crate::error::Result;
use alloc::string::String;

/// The text around the two parameters that differ from challenge to challenge of one offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderTemplate {
    /// What stands before the id, between the two, and after the end.
    around: [String; 3],
}

impl HeaderTemplate {
    /// Of a challenge, whose own id and end play no part.
    ///
    /// # Errors
    /// As for [`Challenge::to_header`].
    ///
    /// ```
    /// use mpp_wasm::scheme::{Challenge, HeaderTemplate};
    /// let header = r#"Payment id="x", realm="a", method="stripe", intent="charge", request="e30", expires="2099-01-01T00:00:00Z""#;
    /// let template = HeaderTemplate::new(&Challenge::parse(header).unwrap()).unwrap();
    /// assert_eq!(template.fill("x", "2099-01-01T00:00:00Z"), header);
    /// ```
    pub fn new(challenge: &Challenge) -> Result<Self> {
        let mut around = [String::from(SCHEME), String::new(), String::new()];
        let mut at = 0;
        challenge.write(|name, value| {
            let open = matches!(name, "id" | "expires");
            if !open && value.is_none() {
                return Ok(());
            }
            around[at].push_str(if name == "id" { " " } else { ", " });
            if open {
                around[at].extend([name, "=\""]);
                at += 1;
                around[at].push('"');
                return Ok(());
            }
            text::write_param(&mut around[at], name, value.unwrap_or_default())
        })?;
        Ok(Self { around })
    }

    /// The value. Both texts are plain: a base64url id, an RFC 3339 timestamp.
    pub fn fill(&self, id: &str, expires: &str) -> String {
        let [before, between, after] = &self.around;
        [before, id, between, expires, after].concat()
    }
}
