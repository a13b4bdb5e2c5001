//! `application/x-www-form-urlencoded`, the body of every Stripe call.

use crate::secret::SecretText;

/// A form being written. It can contain a token.
#[derive(Default)]
pub(super) struct Form(SecretText);

impl Form {
    /// Adds a field. Brackets in names are Stripe's notation for nesting.
    pub(super) fn field(&mut self, name: &str, value: &str) -> &mut Self {
        self.0.reserve(2 + 3 * (name.len() + value.len()));
        if !self.0.expose().is_empty() {
            self.0.push('&');
        }
        self.encode(name);
        self.0.push('=');
        self.encode(value);
        self
    }

    fn encode(&mut self, text: &str) {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        for byte in text.bytes() {
            match byte {
                b' ' => self.0.push('+'),
                b'*' | b'-' | b'.' | b'_' => self.0.push(byte as char),
                _ if byte.is_ascii_alphanumeric() => self.0.push(byte as char),
                _ => ['%', HEX[usize::from(byte >> 4)] as char, HEX[usize::from(byte & 15)] as char]
                    .into_iter()
                    .for_each(|char| self.0.push(char)),
            }
        }
    }

    pub(super) fn finish(self) -> SecretText {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_url_search_params_does() {
        let mut form = Form::default();
        form.field("metadata[a b]", "1&2=é~\n").field("x", "");
        assert_eq!(form.finish().expose(), "metadata%5Ba+b%5D=1%262%3D%C3%A9%7E%0A&x=");
    }
}
