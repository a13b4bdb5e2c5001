//! What Stripe says in words alone of a token or a payment method that does not fit. The code of such an error also stands for
//! other things, or there is none.

use crate::ascii;
use crate::scheme::Method;

/// What does not fit. A payment method has Stripe's name for it.
pub(super) enum Said<'a> {
    /// The token is limited to less than the price.
    OfAmount,
    /// The token is spent, revoked or expired.
    OfToken,
    /// The seller's account does not take this payment method.
    NotTaken(&'a str),
    /// The money of this payment method cannot be held.
    NotHeld(&'a str),
}

/// Seen in test mode, 2026-04-22.preview. An error about all tokens, as to an account that may take none, is this server's
/// own, and does not speak of one token.
const OF_TOKENS: [&str; 3] =
    ["this shared payment granted token", "The shared payment granted token ", "No such shared_payment"];

const OF_AMOUNT: &str = "amount is greater than the remaining amount capturable with this shared payment";

impl<'a> Said<'a> {
    /// What a message says. The forms about payment methods were seen with some that were not tokens.
    pub(super) fn read(message: &'a str) -> Option<Self> {
        if ascii::find_text(message, OF_AMOUNT).is_some() {
            return Some(Self::OfAmount);
        }
        if OF_TOKENS.iter().any(|words| ascii::find_text(message, words).is_some()) {
            return Some(Self::OfToken);
        }
        let between = |start, end| between(message, start, end).filter(|name| Method::new(name).is_ok());
        let taken = between("The PaymentMethod provided (", ") is not allowed for this PaymentIntent");
        let held = || between("`capture_method=manual` is not supported by payment method type `", "`");
        taken.map(Self::NotTaken).or_else(|| held().map(Self::NotHeld))
    }
}

/// The text between the first `start` and the first `end` after it.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let rest = ascii::part(text, ascii::find_text(text, start)? + start.len()..);
    Some(ascii::part(rest, ..ascii::find_text(rest, end)?))
}
