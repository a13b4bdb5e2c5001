//! The prefixes of tokens, and how they end.

use crate::card::ends::Ends;
use crate::card::key::PASS_NAME;

/// Prefixes of tokens. `pk_` is public.
pub(super) const TOKENS: &[&str] = &["spt", "lpt", "whsec", "github_pat"];

/// Prefixes of secret API keys, and of tokens of GitHub and npm. They are more common as words than the others.
pub(super) const KEYS: &[&str] = &["sk", "rk", "ek", "ghp", "gho", "ghs", "ghu", "ghr", "npm"];

/// The same before a `-`, besides `xoxa` to `xoxz`: of the keys of models' providers, Slack's and GitLab's tokens, and the
/// names of access passes.
const DASHED: &[&str] = &["sk", "xapp", "glpat", PASS];

/// How the name of an access pass begins, without its `-`.
pub(super) const PASS: &str = PASS_NAME.split_at(PASS_NAME.len() - 1).0;

/// Prefixes before letters and digits only, at most in two parts. Names in programs begin like some of them
/// (`hf_hub_download`), so many have to follow.
pub(super) const PLAIN: &[u8] = b"hf_ api_org_ gsk_ xai- pplx- jina_ csk- r8_ secret_ \
    shpat_ shpca_ shppa_ shpss_ cfk_ cfut_ cfat_ dop_v1_ doo_v1_ dor_v1_ nfp_ sbp_ pul- bkua_ ops_ \
    pypi- rubygems_ CLOJARS_ lin_api_ ntn_ pnu_ re_ sgp_ sgp_local_ squ_ sqp_ sqa_ glsa_ glc_ sntrys_ sntryu_ phx_ rdme_ lsv2_pt_ \
    xkeysib- xsmtpsib- AGE-SECRET-KEY- xprv yprv zprv tprv";

/// Prefixes before `_` and `-`, too. No other words begin like these.
pub(super) const MARKED: &[u8] =
    b"dckr_pat_ dckr_oat_ figd_ pcsk_ pscale_tkn_ pscale_pw_ pscale_oauth_ GOCSPX- ya29. hvs. hvb. \
    glptt- glrt- gldt- glcbt- glft- glffct- glimt- glsoat- glagent- gloas- \
    sq0atp- sq0csp- FLWSECK- FLWSECK_TEST- PMAK- NRAK- CFPAT- HRKU- tskey- cashuB";

/// Prefixes that are words: of Mollie's keys. Ids (`cs_test_…`) and public keys (`pk_live_…`) have them in the middle. Names of
/// tests and of databases begin like them, so what follows has to be of all kinds.
pub(super) const MIXED: &[u8] = b"live_ test_ access_";

/// How all of them end, without the mark.
static ENDS: Ends = {
    let mut ends = Ends::none().and(TOKENS).and(KEYS).and(DASHED);
    let mut letter = b'a';
    while letter <= b'z' {
        ends = ends.and_word(&[b'x', b'o', b'x', letter], 4);
        letter += 1;
    }
    let lists = [PLAIN, MARKED, MIXED];
    let mut list = 0;
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            if is_mark(lists[list][at]) {
                ends = ends.and_word(lists[list], at);
            }
            at += 1;
        }
        list += 1;
    }
    ends
};

/// Whether a text may end with a prefix, apart from its mark. Called at each `_` and `-`, so that nearly all of them cost no
/// more than this.
#[inline]
pub(in crate::card::redact) fn may_end(text: &[u8]) -> bool {
    match *text {
        [.., third, second, last] => last.is_ascii_alphanumeric() && ENDS.may_be([third, second, last]),
        [second, last] => ENDS.may_be([b' ', second, last]),
        _ => false,
    }
}

/// The length of the prefix before the `-` at the end of a text. Otherwise 0.
pub(super) fn before_dash(text: &[u8]) -> usize {
    let Some((b'-', before)) = text.split_last() else { return 0 };
    if matches!(before, [.., b'x', b'o', b'x', b'a'..=b'z']) {
        return 4;
    }
    DASHED.iter().find(|prefix| before.ends_with(prefix.as_bytes())).map_or(0, |prefix| prefix.len())
}

/// The mark at the end of a prefix.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'_' | b'-' | b'.')
}
