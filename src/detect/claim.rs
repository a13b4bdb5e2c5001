//! Prices named in free text: `only $0.01`, `5,00 EUR`, `1 cent`.
//!
//! A reader for common notations. It does not see prices in words, "free", or currencies other
//! than the ones below and the offer's own.

mod beside;
mod currency;
mod flat;
#[cfg(test)]
mod tests;

use super::token::Unit;
use crate::scheme::money;
use alloc::string::String;
use beside::beside;
use core::cmp::Ordering;
use currency::Currency;
use flat::flat;

/// Whether text names a price that misleads about `amount`: a lower price, or only different ones.
/// `worth $10, now $5` does not mislead about 5.00, and neither does naming the higher deposit of a session.
pub(super) fn misleads(text: &str, amount: &str, deposit: Option<&str>, unit: &Unit) -> bool {
    let text = flat(text);
    let (mut equal, mut other) = (false, false);
    let mut rest = text.as_str();
    while let Some(digit) = rest.find(|c: char| c.is_ascii_digit()) {
        // "$.01"
        let at = if rest[..digit].ends_with('.') { digit - 1 } else { digit };
        let (before, from) = rest.split_at(at);
        let length = from.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(from.len());
        let (number, after) = from.split_at(length);
        let first = rest.len() == text.len();
        let places = |(_, places): (_, &str)| places.len() > 1;
        let precise = number.trim_end_matches(['.', ',']).rsplit_once(['.', ',']).is_some_and(places);
        if let Some(currency) = beside(before, after, first, precise, unit)
            && let Some((digits, places)) = read(number)
        {
            let places = if currency == Currency::Cents { places + 2 } else { places };
            let against = |amount| money::compare((&digits, places), (amount, unit.digits));
            match against(amount) {
                _ if currency == Currency::Other => other = true,
                Ordering::Less => return true,
                Ordering::Equal => equal = true,
                Ordering::Greater if deposit.map(against) == Some(Ordering::Equal) => {}
                Ordering::Greater => other = true,
            }
        }
        rest = after;
    }
    other && !equal
}

/// The digits of a number, and how many of them come after its decimal mark. The last `.` or `,` is the
/// decimal mark, unless that character occurs twice or is a comma before three digits.
fn read(number: &str) -> Option<(String, u8)> {
    let number = number.trim_end_matches(['.', ',']);
    let mark = number.rfind(['.', ',']);
    let places = mark.map_or(0, |at| {
        let (mark, places) = (&number[at..=at], number.len() - at - 1);
        let grouping = number.matches(mark).count() > 1 || (mark == "," && places == 3);
        if grouping { 0 } else { places }
    });
    let digits = number.chars().filter(char::is_ascii_digit).collect();
    u8::try_from(places).ok().filter(|places| *places <= 18).map(|places| (digits, places))
}
