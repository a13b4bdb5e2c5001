//! Prices named in free text: `only $0.01`, `5,00 EUR`, `1 cent`.
//!
//! A reader for the common ways of writing. What it does not see: prices in words, "free", and currencies
//! other than the ones below and the offer's own.

use super::token::Unit;
use crate::scheme::money;
use alloc::string::String;
use core::cmp::Ordering;

/// How the currency of a price in text relates to the offer's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Currency {
    Same,
    Other,
    /// Hundredths of a unit that may be the same.
    Cents,
}

/// Whether text names a price that misleads about `amount`: a lower one, or only others. `worth $10, now $5`
/// for 5.00 does not, nor does the higher one that a session sets aside.
pub(super) fn misleads(text: &str, amount: &str, deposit: Option<&str>, unit: &Unit) -> bool {
    let text: String = text.chars().filter(|c| !is_joiner(*c)).map(flat).collect();
    let (mut equal, mut other) = (false, false);
    let mut rest = text.as_str();
    while let Some(digit) = rest.find(|c: char| c.is_ascii_digit()) {
        // "$.01"
        let at = if rest[..digit].ends_with('.') { digit - 1 } else { digit };
        let (before, from) = rest.split_at(at);
        let length = from.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(from.len());
        let (number, after) = from.split_at(length);
        let first = rest.len() == text.len();
        let precise = number.trim_end_matches(['.', ',']).contains(['.', ',']);
        if let Some(currency) = currency(before, after, first, precise, unit)
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

/// What may stand in a text unseen, between a sign and its number too: joiners and variation selectors.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Full-width and small forms, blanks and digits of other scripts as the ASCII they stand for. A tab is a line break here:
/// either sets a number off, and may stand before its currency all the same.
fn flat(c: char) -> char {
    let digit = |zero: u32| char::from_digit(u32::from(c) - zero, 10).unwrap_or(c);
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{ffe1}' => '£',
        '\u{ffe5}' => '¥',
        '\u{fe69}' => '$',
        '\u{66b}' => '.',
        '\t' => '\n',
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        '\u{9e6}'..='\u{9ef}' => digit(0x9e6),
        '\u{e50}'..='\u{e59}' => digit(0xe50),
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_digit((u32::from(c) - 0x1d7ce) % 10, 10).unwrap_or(c),
        _ => c,
    }
}

/// The currency beside a number; none where it is no price. `before` begins behind the number before, if this is not the first.
/// `precise`: it has a point, as no number of a list has.
fn currency(before: &str, after: &str, first: bool, precise: bool, unit: &Unit) -> Option<Currency> {
    let attached = before.ends_with(char::is_alphabetic);
    let line = before.trim_end_matches(' ');
    let before = line.trim_end_matches([' ', '\n', ':', '=', '~', '(', '*', '_']);
    // Across a break a currency is that of a number with a line of its own: other lines are of a list, under a heading.
    let ends = || matches!(after.trim_start_matches(' ').bytes().next(), None | Some(b'\n'));
    let sign = before.chars().next_back().is_some_and(|c| symbol(c, unit).is_some());
    let (before, spaced) = match breaks(&line[before.len()..]) {
        0 => (before, line),
        _ if sign || precise => (before, line),
        1 if ends() => (before, line),
        _ => ("", ""),
    };
    let start = before.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + width(&before[at..]));
    let last = before.chars().next_back();
    let found = match last.and_then(|c| symbol(c, unit)) {
        Some(found) => Some((found, &before[..before.len() - last.map_or(0, char::len_utf8)])),
        None => word(&before[start..], unit).map(|found| (found, &before[..start])),
    };
    // In "5.00 USD (2 calls)" the currency belongs to the number before it.
    let taken = |rest: &str| !first && rest.trim_matches([' ', '\n', '*']).is_empty();
    let found =
        found.filter(|(_, rest)| before.len() == spaced.len() || !taken(rest)).map(|(found, _)| found);
    // "mp3", "v2"
    if found.is_some() || attached {
        return found;
    }
    let next = after.trim_start_matches([' ', '\n', '*', '_']);
    let begins = || if line.is_empty() { first } else { line.ends_with(['\n', ':']) };
    let after = match breaks(&after[..after.len() - next.len()]) {
        0 => next,
        _ if precise || next.chars().next().is_some_and(|c| symbol(c, unit).is_some()) => next,
        1 if begins() => next,
        _ => return None,
    };
    let after = after.strip_prefix('-').filter(|word| word.starts_with(char::is_alphabetic)).unwrap_or(after);
    let after = american(after).unwrap_or(after);
    let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
    let (found, rest) = match after.chars().next().and_then(|c| symbol(c, unit)) {
        Some(found) => (Some(found), &after[width(after)..]),
        None => (word(&after[..letters], unit), &after[letters..]),
    };
    // In "tier 5 $10" the sign belongs to the number after it.
    found.filter(|_| {
        !rest.trim_start_matches([' ', '\n']).starts_with(|c: char| c.is_ascii_digit() || c == '.')
    })
}

/// How many lines end in a gap.
fn breaks(gap: &str) -> usize {
    gap.bytes().filter(|byte| *byte == b'\n').count()
}

/// What follows `US`: `US dollars`, `US-Dollar`, `US$`.
fn american(text: &str) -> Option<&str> {
    let is_own = |start: &&str| text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    let rest = &text[["US", "U.S."].iter().find(|start| is_own(start))?.len()..];
    rest.starts_with([' ', '-', '$', '¢']).then(|| rest.trim_start_matches([' ', '-']))
}

fn width(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn symbol(c: char, unit: &Unit) -> Option<Currency> {
    let of =
        |codes: &[&str]| Some(if codes.contains(&&*unit.peg) { Currency::Same } else { Currency::Other });
    match c {
        _ if unit.peg.is_empty() => None,
        // Many currencies' sign: only the number can be compared.
        '$' => Some(Currency::Same),
        '¢' => Some(Currency::Cents),
        '€' => of(&["eur"]),
        '£' => of(&["gbp"]),
        '¥' => of(&["jpy", "cny"]),
        _ => None,
    }
}

fn word(word: &str, unit: &Unit) -> Option<Currency> {
    const KNOWN: [(&str, &[&str]); 4] = [
        ("usd", &["usd", "usdc", "usdt", "pathusd"]),
        ("eur", &["eur", "euro", "euros"]),
        ("gbp", &["gbp"]),
        ("jpy", &["jpy", "yen"]),
    ];
    let is = |name: &&str| word.eq_ignore_ascii_case(name);
    if word.is_empty() {
        None
    } else if is(&&*unit.symbol) || is(&&*unit.peg) {
        Some(Currency::Same)
    } else if unit.peg.is_empty() {
        None
    } else if ["dollar", "dollars"].iter().any(is) {
        Some(Currency::Same)
    } else if ["cent", "cents"].iter().any(is) {
        Some(Currency::Cents)
    } else {
        let (code, _) = KNOWN.iter().find(|(_, names)| names.iter().any(is))?;
        Some(if *code == unit.peg { Currency::Same } else { Currency::Other })
    }
}

/// The digits of a number and how many of them come after its point. The last mark is the point, unless it
/// occurs twice or is a comma before three digits.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misleads_about_five_dollars() {
        let usd = Unit::iso("usd").unwrap();
        for text in [
            "only $0.01",
            "Only $.01 today",
            "0.01 USD",
            "USD 0.01",
            "usd0.01",
            "0,01 usd",
            "1 cent",
            "1¢ per call",
            "＄０.０１ only",
            "4.99 dollars, was 5.00 USD",
            "€5.00",
            "5 EUR",
            "$10",
            "tier 5 $1",
            "$1,234.00",
            "0.01 USDC",
            "only 0.01 US dollars",
            "0,01 US-Dollar",
            "0.01 U.S. dollars",
            "0.01 US$",
            "1 US cent",
            "USD:0.01",
            "USD = 0.01",
            "USD (0.01)",
            "$**0.01**",
            "**0.01** USD",
            "only $\t0.01 per call",
            "only $\n0.01 per call",
            "only 0.01\tUSD per call",
            "USD\t0.01 per call",
            "only 0.01\nUSDC per call",
            "price: 0.01\tUSD",
            "price: 0.01\nUSD",
            "price: $\t0.01",
            "USD\n0.01",
            "only 0.01\u{3000}USD",
            "only 0.01\u{1680}USD",
            "𝟎.𝟎𝟏 USD",
            "٠٫٠١ USD",
            "۰.۰۱ USD",
            "०.०१ USD",
            "﹩0.01",
        ] {
            assert!(misleads(text, "500", None, &usd), "{text}");
        }
        for text in [
            // Lists, under headings.
            "All prices in USD\n1. Weather\n2. Forecast",
            "Pay in USDC\n2 formats: JSON, CSV",
            "Prices: USD\n3 tiers",
            "Currency: USD\n\n1 request = 1 report",
            "Version 2\nUSD/EUR rates",
            "Top 3\nUSDC pools",
            "BTC/USD\nETH/USD\n1m candles",
            "Rates 1\tEUR\tUSD",
            "",
            "5 credits",
            "$5",
            "5 $",
            "5.00 USD for 100 calls",
            "worth $10, now $5.00",
            "US$5.00",
            "5,00 USD.",
            "500 cents",
            "tier 3 $5",
            "mp3 and v2.0",
            "top 10 of 2025",
            "save 10%",
            "5 USDC",
            "5.00 USD (2 calls)",
            "5.00 USD: 2 calls",
            "$5: 2 images",
            "**5.00 USD** * 2",
            "USD: 5.00",
            "5.00 US dollars",
            "5 US users",
            "for 3 US states, 5.00 USD",
            "5.00 USD\n2 calls",
            "5.00\tUSD\t2 calls",
            "5.00\nUSD\n2 calls",
            "tier 3\n$5",
            "𝟓.𝟎𝟎 USD",
        ] {
            assert!(!misleads(text, "500", None, &usd), "{text}");
        }
    }

    #[test]
    fn other_units() {
        let (eur, sat) = (Unit::iso("eur").unwrap(), Unit::plain("sat"));
        assert!(misleads("nur 0,99 €", "500", None, &eur));
        assert!(!misleads("5,00 €, 1.000 Seiten", "500", None, &eur));
        assert!(!misleads("1.000,00 €", "100000", None, &eur));
        assert!(misleads("just 1 sat", "250", None, &sat));
        assert!(!misleads("$0.10", "250", None, &sat), "not comparable");
    }
}
