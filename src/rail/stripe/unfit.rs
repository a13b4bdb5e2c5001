//! What Stripe says in words alone of a payment method that does not fit. The code of such an error also stands for other
//! things, or there is none.

use crate::ascii;
use crate::scheme::Method;

/// A payment method that does not fit, by Stripe's name for it.
pub(super) enum Unfit<'a> {
    /// The seller's account does not take it.
    NotTaken(&'a str),
    /// Its money cannot be held.
    NotHeld(&'a str),
}

impl<'a> Unfit<'a> {
    /// What a message says. Both forms were seen with payment methods that were not tokens.
    pub(super) fn read(message: &'a str) -> Option<Self> {
        let between = |start, end| between(message, start, end).filter(|name| Method::new(name).is_ok());
        let taken = between("The PaymentMethod provided (", ") is not allowed for this PaymentIntent");
        let held = || between("`capture_method=manual` is not supported by payment method type `", "`");
        taken.map(Self::NotTaken).or_else(|| held().map(Self::NotHeld))
    }

    /// Its name.
    pub(super) const fn method(&self) -> &'a str {
        match self {
            Self::NotTaken(method) | Self::NotHeld(method) => method,
        }
    }
}

/// The text between the first `start` and the first `end` after it.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let rest = ascii::part(text, ascii::find_text(text, start)? + start.len()..);
    Some(ascii::part(rest, ..ascii::find_text(rest, end)?))
}
