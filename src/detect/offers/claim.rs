//! Prices named in free text: `only $0.01`, `5,00 EUR`, `1 cent`.
//!
//! A reader for common notations. It does not see prices in words, "free", or currencies other
//! than the ones below and the offer's own.

mod beside;
mod currency;
mod flat;
mod number;
mod parted;
#[cfg(test)]
mod tests;

use crate::detect::tokens::token::Unit;
use crate::scheme::money;
use beside::beside;
use core::cmp::Ordering;
use currency::Currency;
use flat::flat;
use number::Number;
use parted::joined;

/// Whether text names a price that misleads about `amount`: a lower price, or only different ones.
/// `worth $10, now $5` does not mislead about 5.00, and neither does naming the higher deposit of a session.
pub(super) fn misleads(text: &str, amount: &str, deposit: Option<&str>, unit: &Unit) -> bool {
    let text = joined(&flat(text));
    let (mut equal, mut other) = (false, false);
    let mut next = Number::first_in(&text);
    while let Some(number) = next {
        next = number.next();
        let Some(currency) = beside(&number, unit) else { continue };
        let Some((digits, places)) = number.decimal() else { continue };
        let places = if currency == Currency::Cents { places + 2 } else { places };
        let compared_to = |amount| money::compare((&digits, places), (amount, unit.digits));
        match compared_to(amount) {
            _ if currency == Currency::Other => other = true,
            Ordering::Less => return true,
            Ordering::Equal => equal = true,
            Ordering::Greater if deposit.map(compared_to) == Some(Ordering::Equal) => {}
            Ordering::Greater => other = true,
        }
    }
    other && !equal
}
