//! `token` and `token68` (RFC 9110 sections 5.6.2 and 11.2).

/// Whether a byte is `tchar`.
pub const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// Whether text is `token = 1*tchar`.
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// Whether text is `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
pub fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty()
        && body.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
        })
}

/// Splits `text` after its leading token: `("Payment", " id=…")`.
pub fn split_token(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(|byte| is_token_byte(*byte)).count())
}

/// Removes optional white space (`OWS`, spaces and tabs) from both ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
