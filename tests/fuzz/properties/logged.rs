//! What may be logged.

use mpp_wasm::card::{self, Reveal};
use std::borrow::Cow;

/// Free text to be logged: the letters and digits shown are a part of the text, also when it is redacted again.
pub fn redact(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let once = card::redact(&text);
    if let Cow::Borrowed(same) = once {
        assert_eq!(same, text);
    }
    // Redacting again may hide more, if one half of a pair of quotation marks was hidden the first time.
    let shown = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>();
    let is_part = |part: &str, whole: &str| {
        let mut whole = shown(whole).into_iter();
        shown(part).iter().all(|c| whole.any(|other| other == *c))
    };
    assert!(is_part(&once, &text), "{text:?} {once:?}");
    let twice = card::redact(&once);
    assert!(is_part(&twice, &once), "{text:?} {once:?} {twice:?}");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<Vec<_>>();
    // One hidden byte becomes at most four bullets of three bytes each.
    assert!(once.len() <= 12 * text.len());

    for key in ["cvc", "card_number", "client_secret", "note"] {
        let once = card::redact_field(key, &text);
        let twice = card::redact_field(key, &once);
        assert!(is_part(&twice, &once), "{key} {text:?} {once:?} {twice:?}");
    }
    for reveal in [Reveal::LastFour, Reveal::Nothing] {
        let once = card::mask_number(&text, reveal);
        assert_eq!(card::mask_number(&once, reveal), once, "{text:?}");
        let most = if reveal == Reveal::LastFour { 4 } else { 0 };
        assert!(digits(&once).len() <= most, "{text:?} {once:?}");
    }
}
