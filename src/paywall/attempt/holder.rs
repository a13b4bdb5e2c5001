//! What the register of an `Idempotency-Key` holds: the credential that the key is bound to.

use crate::encoding::json::{Doc, ObjectWriter};
use crate::encoding::timestamp::Timestamp;
use alloc::string::String;

/// The holder of a key.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    /// The register's text.
    pub(super) text: String,
    /// The id of the holder's challenge, under which its record is.
    pub(super) challenge: String,
    /// When that challenge expires.
    pub(super) expires: Timestamp,
}

impl Holder {
    /// The text that makes the credential for a challenge the holder.
    pub(super) fn to_text(challenge: &str, expires: Timestamp) -> String {
        let mut json = ObjectWriter::new();
        json.number("v", 1).text("challenge", challenge).number("expires", expires.as_millis());
        json.finish()
    }

    /// Reads a register's text; `None` if this version did not write it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let doc = Doc::read(text.into()).ok()?;
        let json = doc.root();
        if json.integer("v")? != 1 {
            return None;
        }
        Some(Self {
            challenge: json.text("challenge")?.into(),
            expires: Timestamp::from_millis(json.integer("expires")?)?,
            text: doc.into_text(),
        })
    }
}
