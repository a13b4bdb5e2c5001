//! Whole numbers as decimal text.

use alloc::string::String;

/// Writes a whole number as decimal text, without the standard library's formatting code.
pub(crate) fn decimal(mut number: u64) -> String {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    digits[at..].iter().copied().map(char::from).collect()
}

/// What a message calls an item of a list: `origins[1]`.
pub(crate) fn item(list: &str, at: usize) -> String {
    [list, "[", &decimal(at as u64), "]"].concat()
}
