//! Which parts of a card or an address the caller asks to see.

use super::key;
use crate::error::{Code, Error, Result};

/// A part of a card or an address that the caller may ask to see. Codes and tokens are never among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The scheme. Shown by default.
    Brand,
    /// The last four digits. Shown by default.
    LastFour,
    /// City or locality. Shown by default.
    City,
    /// Postal code. Shown by default.
    PostalCode,
    /// The wallet's own id for the card.
    Id,
    /// Month and year of expiry, and the date until which the wallet lends the card.
    Expiry,
    /// The holder's name.
    Name,
    /// Street lines of an address.
    Street,
    /// State or administrative area.
    State,
    /// Country.
    Country,
}

impl Part {
    /// The part with this name: `brand`, `last4`, `city`, `postal_code`, `id`, `expiry`, `name`, `street`,
    /// `state` or `country`, spelled like any key.
    pub fn from_name(name: &str) -> Option<Self> {
        PARTS.iter().find(|(text, _)| key::is(name, text)).map(|(_, part)| *part)
    }
}

const PARTS: &[(&str, Part)] = &[
    ("brand", Part::Brand),
    ("last4", Part::LastFour),
    ("city", Part::City),
    ("postalcode", Part::PostalCode),
    ("id", Part::Id),
    ("expiry", Part::Expiry),
    ("name", Part::Name),
    ("street", Part::Street),
    ("state", Part::State),
    ("country", Part::Country),
];

/// A set of [`Part`]s to show.
///
/// ```
/// use mpp_wasm::card::{Part, Parts, Rule, card_rule_for};
/// let parts = Parts::NONE.with(Part::Expiry);
/// assert_eq!(card_rule_for("exp_month", parts), Rule::Keep);
/// assert_eq!(card_rule_for("brand", parts), Rule::Hide);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts(u16);

impl Parts {
    /// Nothing at all.
    pub const NONE: Self = Self(0);

    /// Brand, last four, city and postal code.
    pub const DEFAULT: Self =
        Self::NONE.with(Part::Brand).with(Part::LastFour).with(Part::City).with(Part::PostalCode);

    /// The set plus one more part.
    #[must_use]
    pub const fn with(self, part: Part) -> Self {
        Self(self.0 | 1 << part as u16)
    }

    /// The set of exactly the parts with these names.
    ///
    /// ```
    /// use mpp_wasm::card::{Part, Parts};
    /// assert_eq!(Parts::from_names(["last4", "expiry"]), Ok(Parts::NONE.with(Part::LastFour).with(Part::Expiry)));
    /// assert!(Parts::from_names(["cvc"]).is_err());
    /// ```
    ///
    /// # Errors
    /// [`Code::InvalidArgument`] for a name that [`Part::from_name`] does not
    /// know. The error does not repeat the name.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        names.into_iter().try_fold(Self::NONE, |parts, name| match Part::from_name(name) {
            Some(part) => Ok(parts.with(part)),
            None => Err(Error::new(
                Code::InvalidArgument,
                "reveal may only list brand, last4, city, postal_code, id, expiry, name, street, state, country",
            )),
        })
    }

    /// The set as a number, for a caller that keeps it across a language boundary.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The set for a number. Bits that stand for no part show nothing.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Whether a part is in the set.
    pub const fn contains(self, part: Part) -> bool {
        self.0 & (1 << part as u16) != 0
    }
}

impl Default for Parts {
    fn default() -> Self {
        Self::DEFAULT
    }
}
