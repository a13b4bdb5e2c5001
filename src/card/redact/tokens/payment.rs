//! Payments in base64 without a name, as logs wrap them and programs print them: credentials of MPP,
//! `{"challenge":{…},"payload":{…}}`, and payments of x402, `{"x402Version":1,…,"payload":{…}}`.

use crate::card::mask::HIDDEN_TEXT;
use crate::card::redact::notation::bytes::end_of;
use crate::card::redact::notation::escape;
use crate::card::redact::redacted::Secret;
use crate::card::redact::tokens::vendor::is_token;

/// How they begin in base64. So do the terms of x402, which are public.
const STARTS: [&[u8]; 2] = [b"eyJjaGFsbGVuZ2UiO", b"eyJ4NDAyVmVyc2lvbiI6"];

/// The name `"payload"`, which terms do not have, at each of the three places where it may begin in base64.
const PAYLOADS: [&[u8]; 3] = [b"InBheWxvYWQi", b"JwYXlsb2FkI", b"cGF5bG9hZCI6"];

/// A payment found by the `J` in its leading `eyJ`. After a mark of base64 it would be the rest of another text.
#[cold]
#[inline(never)]
pub(in crate::card::redact) fn payment(bytes: &[u8], at: usize) -> Option<Secret> {
    let start = at.checked_sub(2)?;
    let before = &bytes[..start];
    let inside = before.last().is_some_and(|byte| is_token(*byte));
    if !STARTS.iter().any(|begins| bytes[start..].starts_with(begins)) || (inside && !escape::ends(before)) {
        return None;
    }
    let from = at + 1;
    // Padding may also be before another payment.
    let end = end_of(bytes, from, is_token);
    let to = end_of(bytes, end, |byte| byte == b'=');
    let holds = |at: usize| PAYLOADS.iter().any(|name| bytes[at..end].starts_with(name));
    (from..end).any(holds).then_some(Secret { from, to, with: HIDDEN_TEXT })
}
