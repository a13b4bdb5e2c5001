//! Reads a header value on both sides. Each side then writes what it read, and the other reads that.

use crate::answer::{answer, both, text};
use crate::{ours, peer};
use mpp::{PaymentChallenge, PaymentCredential};
use mpp_wasm::scheme::{Challenge, Credential, Receipt};
use serde_json::{Value, json};

pub fn challenges(input: &Value) -> Value {
    let value = text(input, "header");
    let mine = Challenge::read_all(value);
    let theirs = mpp::parse_www_authenticate_all([value]);
    let mine_list: Vec<Value> = match &mine {
        Ok(reading) => reading.payment.iter().map(|one| answer(one.as_ref().map(ours::challenge))).collect(),
        Err(error) => theirs.iter().map(|_| json!({ "no": error.to_string() })).collect(),
    };
    let their_list: Vec<Value> = theirs.iter().map(|one| answer(one.as_ref().map(peer::challenge))).collect();
    let mut out = vec![both("list", json!(mine_list), json!(their_list))];
    for read in mine.iter().flat_map(|reading| &reading.payment).flatten() {
        let wrote = read.to_header();
        let theirs = match &wrote {
            Ok(header) => answer(PaymentChallenge::from_header(header).as_ref().map(peer::challenge)),
            Err(error) => json!({ "no": format!("not written: {error}") }),
        };
        out.push(both("we write", json!({ "ok": ours::challenge(read) }), theirs));
    }
    for read in theirs.iter().flatten() {
        if let Ok(header) = read.to_header() {
            let mine = answer(Challenge::parse(&header).as_ref().map(ours::challenge));
            out.push(both("they write", mine, json!({ "ok": peer::challenge(read) })));
        }
    }
    out.into()
}

pub fn credential(input: &Value) -> Value {
    let value = text(input, "header");
    let mine = parse_ours(value);
    let theirs = PaymentCredential::from_header(value);
    let mut out = vec![both(
        "read",
        answer(mine.as_ref().map(ours::credential)),
        answer(theirs.as_ref().map(peer::credential)),
    )];
    // Escapes can make it longer than what was read. If it is then too long to write, this is skipped.
    let written = mine.as_ref().ok().and_then(|read| Some((read, read.to_header().ok()?)));
    if let Some((read, header)) = written {
        let back = PaymentCredential::from_header(header.expose());
        let theirs = answer(back.as_ref().map(peer::credential));
        out.push(both("we write", json!({ "ok": ours::credential(read) }), theirs));
    }
    if let Ok((read, header)) =
        theirs.and_then(|read| mpp::format_authorization(&read).map(|text| (read, text)))
    {
        let mine = answer(parse_ours(&header).as_ref().map(ours::credential));
        out.push(both("they write", mine, json!({ "ok": peer::credential(&read) })));
    }
    out.into()
}

pub fn receipt(input: &Value) -> Value {
    let value = text(input, "header");
    let mine = Receipt::parse(value);
    let theirs = mpp::parse_receipt(value);
    let mut out = vec![both(
        "read",
        answer(mine.as_ref().map(ours::receipt)),
        answer(theirs.as_ref().map(peer::receipt)),
    )];
    if let Ok(read) = &mine {
        let back = mpp::parse_receipt(&read.to_header());
        let theirs = answer(back.as_ref().map(peer::receipt));
        out.push(both("we write", json!({ "ok": ours::receipt(read) }), theirs));
    }
    if let Ok((read, header)) = theirs.and_then(|read| mpp::format_receipt(&read).map(|text| (read, text))) {
        let mine = answer(Receipt::parse(&header).as_ref().map(ours::receipt));
        out.push(both("they write", mine, json!({ "ok": peer::receipt(&read) })));
    }
    out.into()
}

/// A missing credential counts as a refusal here.
pub fn parse_ours(header: &str) -> Result<Credential, String> {
    match Credential::parse(header) {
        Ok(Some(credential)) => Ok(credential),
        Ok(None) => Err("there is no Payment credential".into()),
        Err(error) => Err(error.to_string()),
    }
}
