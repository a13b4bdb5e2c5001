//! Reduces text to the ASCII that it looks like.

use alloc::string::String;

/// The text without its invisible characters, and with lookalikes of ASCII replaced by ASCII.
pub(super) fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().filter(|c| !is_joiner(*c)).map(ascii).peekable();
    while let Some(c) = rest.next() {
        let is_point = is_dot(c) && out.ends_with(is_digit) && rest.peek().copied().is_some_and(is_digit);
        out.push(if is_point { '.' } else { c });
    }
    out
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Dots that are, or look like, a decimal point between two digits: `0·05`.
fn is_dot(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{2024}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '\u{30fb}' | '\u{fe52}')
}

/// Characters that can be invisible in a text, even between a sign and its number: joiners and variation selectors. And the
/// frame of a key around the digit before it: `5️⃣`.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}')
}

/// Maps full-width, small and mathematical forms, and spaces and digits of other scripts, to the ASCII they stand for. A
/// tab becomes a line break: both separate a number from the text around it, yet may come between a number and its currency.
fn ascii(c: char) -> char {
    let digit = |zero: u32| char::from_digit(u32::from(c) - zero, 10).unwrap_or(c);
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{ffe1}' => '£',
        '\u{ffe5}' => '¥',
        '\u{fe69}' => '$',
        '\u{66b}' => '.',
        '\u{201a}' | '\u{fe50}' => ',',
        '\t' => '\n',
        '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{2800}'
        | '\u{3000}' => ' ',
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        '\u{9e6}'..='\u{9ef}' => digit(0x9e6),
        '\u{e50}'..='\u{e59}' => digit(0xe50),
        '\u{1d400}'..='\u{1d6a3}' => mathematical(u32::from(c) - 0x1d400),
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_digit((u32::from(c) - 0x1d7ce) % 10, 10).unwrap_or(c),
        _ => c,
    }
}

/// The letter at a place among those of the mathematical alphabets, each from A to Z and from a to z.
fn mathematical(place: u32) -> char {
    let letter = place % 52;
    char::from_u32(if letter < 26 { u32::from('A') + letter } else { u32::from('a') + letter - 26 })
        .unwrap_or(' ')
}
