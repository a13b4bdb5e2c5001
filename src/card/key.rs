//! Names of secrets: `client_secret`, `db.password`, `Proxy-Authorization`.

mod access;
mod card;
mod field;
mod path;
mod spelling;

use super::ends::Ends;
pub(super) use access::{PASS_NAME, PASS_ROUTE, is_access_pass, is_base64url};
pub(super) use card::{ends_as_code, is_card, is_code, is_number, is_once, names_fault};
use field::{COOKIES, HEADER_ENDINGS, is_header};
pub(super) use field::{is_cookie, is_cookie_path, is_cookies, is_header_cookie};
pub(super) use path::last_part;
pub(super) use spelling::{contains, ends_with_key, is};
use spelling::{ends_with, ends_with_both, may_end, plain};

/// Keys whose value is hidden whatever it holds, besides those of codes. Lower case, without separators.
const SECRET_KEYS: &[&str] = &[
    "pan",
    "primaryaccountnumber",
    "spt",
    "lpt",
    "authorization",
    "proxyauthorization",
    "cookie",
    "setcookie",
    "paymentreceipt",
    "paymentauthorization",
    "paymentsignature",
    "xpayment",
    "pin",
    "xamzsignature",
    "xgoogsignature",
];

/// What comes before `pass` in keys that name a password rather than a test result.
const PASS_KEYS: &[&str] = &[
    "db",
    "smtp",
    "mail",
    "user",
    "auth",
    "root",
    "email",
    "redis",
    "mysql",
    "postgres",
    "mongo",
    "rabbitmqdefault",
    "ftp",
    "admin",
    "ssh",
    "ansiblessh",
    "ansiblebecome",
    "store",
    "key",
];

/// Endings that make any key secret: `access_token`, `webhookSecret`, `db_password`.
const SECRET_ENDINGS: &[&str] = &[
    TOKEN,
    "secret",
    "secretkey",
    "privatekey",
    "apikey",
    "signingkey",
    "challengekey",
    "encryptionkey",
    "secretaccesskey",
    "sharedaccesskey",
    "presharedkey",
    "masterkey",
    "accountkey",
    "appkey",
    "applicationkey",
    "authkey",
    "functionskey",
    "subscriptionkey",
    "secretkeybase",
    "password",
    "passwd",
    "pwd",
    "passcode",
    "passphrase",
    "credential",
    "credentials",
    "seedphrase",
    "recoveryphrase",
    "jsessionid",
    "phpsessid",
];

/// Endings of names of passwords, and what follows them where a form asks for the same one again: `password_confirmation`.
const PASSWORD_ENDINGS: &[&str] = &["password", "passwd", "pwd", "passphrase"];
const COPY_ENDINGS: &[&str] = &["1", "2", "confirmation", "confirm", "repeat", "again"];

/// Endings of keys that name several secrets. In text they count only where several may
/// follow, so not in `secrets: inherit`.
const PLURAL_ENDINGS: &[&str] =
    &["secrets", "passwords", "apikeys", "secretkeys", "privatekeys", "accesstokens", "refreshtokens"];

/// Endings of names of the words from which a wallet's keys are made, and of names of traces and spans.
const SEED_ENDINGS: &[&str] = &["mnemonic", "seedphrase", "recoveryphrase"];
const TRACE_ENDINGS: &[&str] = &["traceid", "spanid"];

/// Endings of names that are looked at on their own, because their values have to tell more.
const TOKEN: &str = "token";
const PASS: &str = "pass";
const PREIMAGE: &str = "preimage";
const MACAROONS: &[&str] = &["macaroon", "macaroonhex"];
const SIGN_IN: &str = "signinwithx";
const AUTH: &str = "auth";
const PAYMENT_HEADER: &str = "paymentheader";

/// How the parameters of credentials are called, besides the names of secrets.
const PROOF_ENDINGS: &[&str] =
    &["sig", "signature", "mac", "key", "response", "proof", "assertion", "jwt", "hash", "digest"];

/// Whether the value under a key is a secret, whatever it holds.
///
/// ```
/// use mpp_wasm::card::secret_key_name;
/// assert!(secret_key_name("client_secret") && secret_key_name("Proxy-Authorization"));
/// assert!(secret_key_name("accessToken") && secret_key_name("CVC"));
/// assert!(!secret_key_name("number") && !secret_key_name("max_tokens"));
/// ```
#[inline(never)]
pub fn secret_key_name(key: &str) -> bool {
    let key = last_part(key);
    may_tell(key) && names_secret(key)
}

/// How the names end that say something about their values, except for the names of access passes.
static ENDS: Ends = card::ENDS
    .and(SECRET_KEYS)
    .and(SECRET_ENDINGS)
    .and(PLURAL_ENDINGS)
    .and(COPY_ENDINGS)
    .and(HEADER_ENDINGS)
    .and(SEED_ENDINGS)
    .and(TRACE_ENDINGS)
    .and(MACAROONS)
    .and(&[PASS, PREIMAGE, SIGN_IN, AUTH, PAYMENT_HEADER, COOKIES]);

/// Whether the last part of a key may say something about its value. Rules out nearly all keys before they are compared with
/// each name.
pub(super) fn may_tell(key: &str) -> bool {
    may_end(key, &ENDS) || is_access_pass(key)
}

/// Whether the last part of a key names a secret.
pub(super) fn names_secret(key: &str) -> bool {
    is_code(key)
        || SECRET_KEYS.iter().any(|name| is(key, name))
        || SECRET_ENDINGS.iter().any(|end| ends_with(key, end))
        || is_plural(key)
        || is_copy(key)
        || is_once(key)
        || is_header(key)
        || is_access_pass(key)
        || (ends_with(key, PASS)
            && PASS_KEYS.iter().any(|name| plain(key).eq(name.bytes().chain(PASS.bytes()))))
}

/// Whether a key names a password that is entered again.
fn is_copy(key: &str) -> bool {
    COPY_ENDINGS
        .iter()
        .filter(|copy| ends_with(key, copy))
        .any(|copy| PASSWORD_ENDINGS.iter().any(|end| ends_with_both(key, end, copy)))
}

/// Whether a value is the directory that shells keep in a variable which ends like the name of a password.
pub(super) fn is_directory(key: &str, value: &str) -> bool {
    let drive = || matches!(value.as_bytes(), [b'A'..=b'Z' | b'a'..=b'z', b':', b'/' | b'\\', ..]);
    matches!(key, "PWD" | "OLDPWD") && (value.starts_with(['/', '~']) || drive())
}

/// Whether a value is the version of a package whose name ends like that of a token, `"jsonwebtoken": "^9.0.3"`, or is `cookie`,
/// or the version of Erlang's libraries: `otp: 27`.
#[inline(never)]
pub(super) fn is_version(key: &str, value: &str) -> bool {
    let value = value.strip_prefix(['^', '~', 'v']).unwrap_or(value);
    let is_part =
        |part: &str| part.len() < 4 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let named = || ((is_token(key) || is(key, "cookie")) && value.split('.').count() == 3) || is_once(key);
    value.split('.').all(is_part) && named()
}

/// Whether a parameter after `Authorization` proves who sent the request: `sig=`, `mac=`, `key=`.
pub(super) fn names_proof(key: &str) -> bool {
    PROOF_ENDINGS.iter().any(|end| ends_with(key, end)) || names_secret(key)
}

/// Whether a key names the signature of an address. Asked about every name, so its last letter comes first.
pub(super) fn signs(key: &str) -> bool {
    key.ends_with(['g', 'G', 'e', 'E']) && (is(key, "sig") || is(key, "signature"))
}

/// Whether a key names several secrets.
pub(super) fn is_plural(key: &str) -> bool {
    PLURAL_ENDINGS.iter().any(|end| ends_with(key, end))
}

/// Whether a key names a token, which may also be money on a chain.
pub(super) fn is_token(key: &str) -> bool {
    ends_with(key, TOKEN)
}

/// Whether a key names the words from which a wallet's keys are made. `mnemonic` also names instructions and shortcuts.
pub(super) fn is_seed(key: &str) -> bool {
    SEED_ENDINGS.iter().any(|end| ends_with(key, end))
}

/// Whether a key names the preimage that pays an invoice of Lightning. It also names what other hashes were made from.
pub(super) fn is_preimage(key: &str) -> bool {
    ends_with(key, PREIMAGE)
}

/// Whether a key names a macaroon. It may open a node of Lightning, or be the public one of a challenge.
pub(super) fn is_macaroon(key: &str) -> bool {
    MACAROONS.iter().any(|end| ends_with(key, end))
}

/// Whether a key names the header field with which a wallet signs in (x402's extension `sign-in-with-x`). A
/// server's terms have a member with the same name.
pub(super) fn is_sign_in(key: &str) -> bool {
    ends_with(key, SIGN_IN)
}

/// Whether a key names a user and a password, as in Node's requests and in files of npm and Docker, or a way to sign in.
pub(super) fn is_auth(key: &str) -> bool {
    is(key, AUTH)
}

/// Whether a key names a proof or another thing, which only its value tells.
pub(super) fn may_prove(key: &str) -> bool {
    is_preimage(key) || is_macaroon(key) || is_sign_in(key) || is_auth(key)
}

/// Whether a key names a member that holds a payment in x402: the body of a call to verify or settle it.
pub(super) fn is_payment_header(key: &str) -> bool {
    is(key, PAYMENT_HEADER)
}

/// Whether a key names a trace or a span, whose ids are random numbers.
pub(super) fn is_trace(key: &str) -> bool {
    TRACE_ENDINGS.iter().any(|end| ends_with(key, end))
}
