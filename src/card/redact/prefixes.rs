//! The prefixes of tokens, and how they end.

use crate::card::key::PASS_NAME;

/// Prefixes of tokens. `pk_` is public.
pub(super) const TOKENS: &[&[u8]] = &[b"spt", b"lpt", b"whsec", b"github_pat"];

/// Prefixes of secret API keys, and of tokens of GitHub and npm. They are more common as words than the others.
pub(super) const KEYS: &[&[u8]] = &[b"sk", b"rk", b"ghp", b"gho", b"ghs", b"ghu", b"ghr", b"npm"];

/// The same before a `-`, besides `xoxa` to `xoxz` and the names of access passes.
pub(super) const DASHED: &[&[u8]] = &[b"sk", b"xapp", b"glpat"];

/// Prefixes before letters and digits only. Names in programs begin like some of them (`hf_hub_download`), so many have to
/// follow.
pub(super) const PLAIN: &[u8] = b"hf_ api_org_ gsk_ xai- pplx- jina_ csk- r8_ secret_ \
    shpat_ shpca_ shppa_ shpss_ cfk_ cfut_ cfat_ dop_v1_ doo_v1_ dor_v1_ nfp_ sbp_ pul- bkua_ ops_ \
    pypi- rubygems_ CLOJARS_ lin_api_ ntn_ pnu_ sgp_ squ_ sqp_ sqa_ glsa_ glc_ sntrys_ sntryu_ phx_ rdme_ lsv2_pt_ \
    xkeysib- xsmtpsib- AGE-SECRET-KEY- xprv yprv zprv tprv";

/// Prefixes before `_` and `-`, too. No other words begin like these.
pub(super) const MARKED: &[u8] =
    b"dckr_pat_ dckr_oat_ figd_ pcsk_ pscale_tkn_ pscale_pw_ pscale_oauth_ GOCSPX- ya29. hvs. hvb. \
    glptt- glrt- gldt- glcbt- glft- glffct- glimt- glsoat- glagent- gloas- \
    sq0atp- sq0csp- FLWSECK- FLWSECK_TEST- PMAK- NRAK- CFPAT- HRKU- tskey-";

/// For each last byte of a prefix, without its mark: the bytes before that one, and the bytes before them. Of each, only the
/// lowest five bits count.
static ENDS: [[u32; 2]; 32] = {
    let mut ends = [[0; 2]; 32];
    let words = [TOKENS, KEYS, DASHED, &[PASS_NAME.as_bytes()]];
    let mut list = 0;
    while list < words.len() {
        let mut at = 0;
        while at < words[list].len() {
            let word = words[list][at];
            add(&mut ends, word, word.len() - is_mark(word[word.len() - 1]) as usize);
            at += 1;
        }
        list += 1;
    }
    let mut letter = b'a';
    while letter <= b'z' {
        add(&mut ends, &[b'x', b'o', b'x', letter], 4);
        letter += 1;
    }
    let texts = [PLAIN, MARKED];
    let mut list = 0;
    while list < texts.len() {
        let mut at = 0;
        while at < texts[list].len() {
            if is_mark(texts[list][at]) {
                add(&mut ends, texts[list], at);
            }
            at += 1;
        }
        list += 1;
    }
    ends
};

/// Adds the prefix that ends before a place.
const fn add(ends: &mut [[u32; 2]; 32], text: &[u8], at: usize) {
    let [seconds, thirds] = &mut ends[(text[at - 1] & 31) as usize];
    *seconds |= 1 << (text[at - 2] & 31);
    // Anything may be before a prefix of two letters.
    let short = at == 2 || text[at - 3] == b' ';
    *thirds |= if short { u32::MAX } else { 1 << (text[at - 3] & 31) };
}

/// Whether a text may end with a prefix, apart from its mark. Called at each `_` and `-`, so that nearly all of them cost no
/// more than this.
#[inline]
pub(super) fn may_end(text: &[u8]) -> bool {
    let (third, second, last) = match *text {
        [.., third, second, last] => (third, second, last),
        [second, last] => (b' ', second, last),
        _ => return false,
    };
    let [seconds, thirds] = ENDS[usize::from(last & 31)];
    (seconds >> (second & 31)) & (thirds >> (third & 31)) & 1 == 1 && last.is_ascii_alphanumeric()
}

/// The mark at the end of a prefix.
pub(super) const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'_' | b'-' | b'.')
}
