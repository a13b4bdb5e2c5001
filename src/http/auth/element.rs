//! A challenge or credential in a list: a scheme and what follows it.

use super::super::token;
use super::param::{Param, Piece};
use crate::error::{Code, Error, Result};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// The maximum number of parameters in one challenge.
pub const MAX_PARAMS: usize = 32;
/// The error for a challenge that repeats a parameter.
pub(crate) const TWICE: Error = Error::new(Code::InvalidHeader, "the challenge names a parameter twice");

/// One challenge or credential of a header value, not yet parsed. `Debug` shows nothing of it: a
/// key that stands alone looks like a scheme.
#[derive(Clone, PartialEq, Eq)]
pub struct Element<'a> {
    /// The scheme as received. Schemes are case-insensitive: see [`Element::is`].
    pub scheme: &'a str,
    pub(super) pieces: Vec<Piece<'a>>,
}

impl<'a> Element<'a> {
    /// Whether the scheme is `name`, ignoring case.
    pub fn is(&self, name: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(name)
    }

    /// Writes the element as text.
    pub fn to_text(&self) -> String {
        let separator = if self.scheme.is_empty() || self.pieces.is_empty() { "" } else { " " };
        let pieces: Vec<&str> = self.pieces().collect();
        [self.scheme, separator, &pieces.join(", ")].concat()
    }

    /// The comma-separated pieces of the element, in order. Each should be a parameter; none has been checked.
    pub fn pieces(&self) -> impl Iterator<Item = &'a str> {
        self.pieces.iter().map(|piece| piece.text)
    }

    /// The pieces that are not plainly `name="value"`: they may be read in more than one way.
    pub(crate) fn odd_pieces(&self) -> impl Iterator<Item = &'a str> {
        self.pieces.iter().filter(|piece| piece.plain.is_none()).map(|piece| piece.text)
    }

    /// The element's `token68`, if that is all it has.
    pub fn token68(&self) -> Option<&'a str> {
        self.lone().filter(|text| token::is_token68(text))
    }

    /// The element's only piece, unchecked: it may not be a valid `token68`.
    pub(crate) fn lone(&self) -> Option<&'a str> {
        if let [piece] = self.pieces[..] { Some(piece.text) } else { None }
    }

    /// The parameters, in order.
    ///
    /// # Errors
    /// [`Code::InvalidHeader`] when one breaks the grammar or occurs twice; [`Code::TooLarge`] for more than
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

    /// Like [`Element::params`], but one at a time, for a caller that has a slot for each parameter and
    /// refuses a repeated one with [`TWICE`].
    pub(crate) fn each_param(&self) -> Result<impl Iterator<Item = Result<Param<'a>>>> {
        if self.pieces.len() <= MAX_PARAMS {
            Ok(self.pieces.iter().map(|piece| piece.param()))
        } else {
            Err(Error::new(Code::TooLarge, "the challenge has over 32 parameters"))
        }
    }
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Element(..)")
    }
}
