//! Header text as people paste it.

use crate::http::token::trim;
use alloc::string::String;

/// The `WWW-Authenticate` value of pasted text: one value, or header lines with their name, continued lines
/// folded, several fields joined by commas. Other header lines are left out.
///
/// ```
/// use mpp_wasm::detect::header_value;
/// let pasted = "HTTP/1.1 402 Payment Required\nWWW-Authenticate: Payment id=\"1\",\n  realm=\"a\"\ncontent-length: 0\n";
/// assert_eq!(header_value(pasted), "Payment id=\"1\", realm=\"a\"");
/// ```
pub fn header_value(text: &str) -> String {
    const NAME: &str = "www-authenticate";
    let named = |line: &str| -> Option<bool> {
        let (name, _) = line.split_once(':')?;
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_name.then(|| name.eq_ignore_ascii_case(NAME))
    };
    let with_names = text.lines().any(|line| named(line) == Some(true));
    let mut out = String::new();
    let mut inside = !with_names;
    for line in text.lines() {
        let value = match named(line) {
            Some(ours) if with_names && !line.starts_with([' ', '\t']) => {
                inside = ours;
                if inside && !out.is_empty() {
                    out.push(',');
                }
                line.split_once(':').map_or("", |(_, value)| value)
            }
            _ if with_names && !line.starts_with([' ', '\t']) => {
                inside = false;
                ""
            }
            _ => line,
        };
        let value = trim(value);
        if inside && !value.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(value);
        }
    }
    out
}
