//! A challenge or a credential as a list has it: a scheme, and what follows it.

use super::super::token;
use super::param::{Param, Piece};
use crate::error::{Code, Error, Result};
use alloc::{string::String, vec::Vec};

/// The most parameters in one challenge.
pub const MAX_PARAMS: usize = 32;
/// What is said of a challenge with two parameters of one name.
pub(crate) const TWICE: Error = Error::new(Code::InvalidHeader, "the challenge names a parameter twice");

/// One challenge or credential of a header value, not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The scheme as it came. Schemes compare without case: see [`Element::is`].
    pub scheme: &'a str,
    pub(super) pieces: Vec<Piece<'a>>,
}

impl<'a> Element<'a> {
    /// Whether the scheme is `name`, without case.
    pub fn is(&self, name: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(name)
    }

    /// The element as text again.
    pub fn to_text(&self) -> String {
        let separator = if self.scheme.is_empty() || self.pieces.is_empty() { "" } else { " " };
        let pieces: Vec<&str> = self.pieces().collect();
        [self.scheme, separator, &pieces.join(", ")].concat()
    }

    /// What stands between the element's commas, in order: parameters, or what should have been.
    pub fn pieces(&self) -> impl Iterator<Item = &'a str> {
        self.pieces.iter().map(|piece| piece.text)
    }

    /// The `token68` of the element, if that is all it has.
    pub fn token68(&self) -> Option<&'a str> {
        self.lone().filter(|text| token::is_token68(text))
    }

    /// The one piece of the element: its `token68`, or what its reader will not take for one.
    pub(crate) fn lone(&self) -> Option<&'a str> {
        if let [piece] = self.pieces[..] { Some(piece.text) } else { None }
    }

    /// The parameters, in order.
    ///
    /// # Errors
    /// [`Code::InvalidHeader`] when one breaks the grammar or occurs twice; [`Code::TooLarge`] over
    /// [`MAX_PARAMS`].
    pub fn params(&self) -> Result<Vec<Param<'a>>> {
        let mut params: Vec<Param<'a>> = Vec::with_capacity(self.pieces.len());
        for param in self.each_param()? {
            let param = param?;
            if params.iter().any(|other| other.name == param.name) {
                return Err(TWICE);
            }
            params.push(param);
        }
        Ok(params)
    }

    /// The same one by one, for who has a place of its own for each and refuses with [`TWICE`] what has been there.
    pub(crate) fn each_param(&self) -> Result<impl Iterator<Item = Result<Param<'a>>>> {
        match self.pieces.len() <= MAX_PARAMS {
            true => Ok(self.pieces.iter().map(|piece| piece.param())),
            false => Err(Error::new(Code::TooLarge, "the challenge has over 32 parameters")),
        }
    }
}
