//! Reads members of a JSON object by name, with errors that say which one is wrong.

use crate::encoding::json::Node;
use crate::error::{Code, Error, Result};

/// An object and its path in the request. `null` counts as absent, as it does in other implementations.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    /// An object, or nothing.
    object: Option<Node<'a>>,
    path: &'static str,
}

impl<'a> Fields<'a> {
    pub(super) const fn of(request: Node<'a>) -> Self {
        Self { object: Some(request), path: "" }
    }

    pub(super) const fn inside(object: Node<'a>, path: &'static str) -> Self {
        Self { object: Some(object), path }
    }

    /// `methodDetails`, or nothing if the request has none.
    pub(super) fn details(request: Node<'a>) -> Result<Self> {
        Ok(Self { object: Self::of(request).object("methodDetails")?, path: "methodDetails." })
    }

    /// The details of a method whose terms are known in their first version only: a higher one may give the same names
    /// another meaning (draft-httpauth-payment-01, "Payment Methods" under "Versioning").
    pub(super) fn first_version(request: Node<'a>) -> Result<Self> {
        const NAME: &str = "version";
        let details = Self::details(request)?;
        let stated = details.get(NAME).map(|version| version.as_number().or(version.as_text()));
        if stated.is_none_or(|version| version == Some("1")) {
            Ok(details)
        } else {
            Err(details.wrong(NAME, " is not 1, the only version known here"))
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<Node<'a>> {
        self.object?.get(name).filter(|value| !value.is_null())
    }

    /// A member that is required.
    pub(super) fn need<T>(&self, name: &str, value: Option<T>) -> Result<T> {
        value.ok_or_else(|| refuse(["the request lacks ", self.path, name, ""]))
    }

    pub(super) fn wrong(&self, name: &str, why: &str) -> Error {
        refuse(["the request's ", self.path, name, why])
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>> {
        self.kind(name, " is not a string", Node::as_text)
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Node<'a>>> {
        self.kind(name, " is not an object", |value| value.is_object().then_some(value))
    }

    /// A list; empty if there is none.
    pub(super) fn list(&self, name: &str) -> Result<impl Iterator<Item = Node<'a>> + use<'a>> {
        let list = self.kind(name, " is not an array", |value| value.is_array().then_some(value))?;
        Ok(list.into_iter().flat_map(Node::items))
    }

    /// A list of strings.
    pub(super) fn texts(&self, name: &str) -> Result<alloc::vec::Vec<&'a str>> {
        let texts = self.list(name)?.map(Node::as_text);
        texts.map(|text| text.ok_or_else(|| self.wrong(name, " must contain only strings"))).collect()
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        Ok(self.kind(name, " is not true or false", Node::as_bool)?.unwrap_or(false))
    }

    /// A whole number, written without sign, point or exponent.
    pub(super) fn whole(&self, name: &str) -> Result<Option<u64>> {
        self.kind(name, " is not a whole number", |value| value.as_number()?.parse().ok())
    }

    fn kind<T>(&self, name: &str, why: &str, read: impl Fn(Node<'a>) -> Option<T>) -> Result<Option<T>> {
        match self.get(name).map(read) {
            None => Ok(None),
            Some(None) => Err(self.wrong(name, why)),
            Some(value) => Ok(value),
        }
    }
}

/// The message consists of this crate's own words only.
fn refuse(words: [&str; 4]) -> Error {
    Error::owned(Code::InvalidRequest, words.concat())
}

/// The error for an amount that is not a whole number of base units.
pub(super) fn not_units(path: &str) -> Error {
    refuse(["the request's ", path, " is not a whole number of base units", ""])
}
