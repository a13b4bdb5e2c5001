//! Members of a JSON object by name, with errors that say which one is wrong.

use super::super::Request;
use crate::encoding::json::{Object, Value};
use crate::error::{Code, Error, Result};

static EMPTY: Object = Object::new();

/// An object and where it stands in the request. `null` counts as absent, as it does for the peers.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    object: &'a Object,
    path: &'static str,
}

impl<'a> Fields<'a> {
    pub(super) const fn of(request: &'a Request) -> Self {
        Self { object: request.json(), path: "" }
    }

    pub(super) const fn inside(object: &'a Object, path: &'static str) -> Self {
        Self { object, path }
    }

    /// `methodDetails`, empty where the request has none.
    pub(super) fn details(request: &'a Request) -> Result<Self> {
        let object = Self::of(request).object("methodDetails")?.unwrap_or(&EMPTY);
        Ok(Self { object, path: "methodDetails." })
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| **value != Value::Null)
    }

    /// A member that has to be there.
    pub(super) fn need<T>(&self, name: &str, value: Option<T>) -> Result<T> {
        value.ok_or_else(|| refuse(["the request lacks ", self.path, name, ""]))
    }

    pub(super) fn wrong(&self, name: &str, why: &str) -> Error {
        refuse(["the request's ", self.path, name, why])
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>> {
        self.kind(name, " is not a string", Value::as_str)
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<&'a Object>> {
        self.kind(name, " is not an object", Value::as_object)
    }

    /// A list, empty where there is none.
    pub(super) fn list(&self, name: &str) -> Result<&'a [Value]> {
        Ok(self.kind(name, " is not an array", Value::as_array)?.unwrap_or_default())
    }

    /// A list of strings.
    pub(super) fn texts(&self, name: &str) -> Result<alloc::vec::Vec<&'a str>> {
        let texts = self.list(name)?.iter().map(Value::as_str);
        texts.map(|text| text.ok_or_else(|| self.wrong(name, " holds more than strings"))).collect()
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        let flag = self.kind(name, " is not true or false", |value| match value {
            Value::Bool(flag) => Some(*flag),
            _ => None,
        })?;
        Ok(flag.unwrap_or(false))
    }

    /// A whole number, written as one: no sign, point or exponent.
    pub(super) fn whole(&self, name: &str) -> Result<Option<u64>> {
        self.kind(name, " is not a whole number", |value| match value {
            Value::Number(number) => number.as_str().parse().ok(),
            _ => None,
        })
    }

    fn kind<T>(&self, name: &str, why: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<Option<T>> {
        match self.get(name).map(read) {
            None => Ok(None),
            Some(None) => Err(self.wrong(name, why)),
            Some(value) => Ok(value),
        }
    }
}

/// The sentence is made of this crate's own words only.
fn refuse(words: [&str; 4]) -> Error {
    Error::owned(Code::InvalidRequest, words.concat())
}

/// An amount of the request that is not one.
pub(super) fn not_units(path: &str) -> Error {
    refuse(["the request's ", path, " is not a whole number of base units", ""])
}
