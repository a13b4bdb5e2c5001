//! Stores that keep the contract, and stores that each break it in one way that databases or their users do.

use super::*;
use alloc::borrow::ToOwned;

/// How a store deviates: what it does to ids, texts and times, and how it makes the swaps of a round.
struct Faults {
    id: fn(&str) -> String,
    text: fn(&str) -> String,
    is_same: fn(Option<&str>, Option<&str>) -> bool,
    keep_until: fn(i64) -> i64,
    /// Reads for all swaps of a round before it writes for any.
    races: bool,
    /// Answers with what it holds after the swap.
    reads_later: bool,
    /// A swap that writes nothing changes the time.
    touches: bool,
    /// A swap that writes over a text leaves its time.
    keeps_first_time: bool,
    /// What was forgotten cannot be written again.
    forgets_half: bool,
    /// How many records it holds.
    room: usize,
}

const NONE: Faults = Faults {
    id: str::to_owned,
    text: str::to_owned,
    is_same: |held, expected| held == expected,
    keep_until: |at| at,
    races: false,
    reads_later: false,
    touches: false,
    keeps_first_time: false,
    forgets_half: false,
    room: usize::MAX,
};

const CLOCK: i64 = 1_800_000_000_123;

/// Runs the check against a store of these faults, which takes `ms` for each swap.
fn run(faults: &Faults, ms: i64) -> core::result::Result<i64, String> {
    let mut clock = CLOCK;
    let mut held = BTreeMap::<String, (String, i64, usize)>::new();
    let mut written = 0;
    let mut check = StoreCheck::new("nonce");
    let at = |clock| Timestamp::from_millis(clock).unwrap();
    while let Some(round) = check.round(at(clock)) {
        clock += i64::from(round.wait_ms);
        let before: Vec<_> =
            round.swaps.iter().map(|swap| held.get(&(faults.id)(&swap.id)).cloned()).collect();
        let mut answers = Vec::new();
        for (swap, before) in round.swaps.iter().zip(before) {
            clock += ms;
            let id = (faults.id)(&swap.id);
            let found = if faults.races { before } else { held.get(&id).cloned() };
            let was = found.clone().map(|(_, until, _)| until);
            let found = found.filter(|(_, until, _)| *until > clock).map(|(text, ..)| text);
            let until = (faults.keep_until)(swap.keep_until.as_millis());
            let blocked = faults.forgets_half && found.is_none() && was.is_some();
            if (faults.is_same)(found.as_deref(), swap.expected.as_deref()) && !blocked {
                let until = was.filter(|_| faults.keeps_first_time).unwrap_or(until);
                held.insert(id.clone(), ((faults.text)(&swap.next), until, written));
                written += 1;
                if held.len() > faults.room {
                    let oldest = held.iter().min_by_key(|(_, (.., written))| *written).unwrap().0.clone();
                    held.remove(&oldest);
                }
            } else if let Some(record) = held.get_mut(&id).filter(|_| faults.touches) {
                record.1 = until;
            }
            let later = held.get(&id).map(|(text, ..)| text.clone());
            answers.push(if faults.reads_later { later } else { found });
        }
        check.found(&answers, at(clock)).map_err(|error| error.message().to_owned())?;
    }
    Ok(clock - CLOCK)
}

#[test]
fn a_store_that_keeps_the_contract_passes_however_slow_it_is() {
    for ms in [0, 1, 40, 1500, 5000] {
        let took = run(&NONE, ms).unwrap();
        assert!(took > SOON_MS, "{took}");
    }
    // It may keep a record for longer than it must.
    run(&Faults { keep_until: |_| i64::MAX, ..NONE }, 1).unwrap();
}

#[test]
fn each_way_to_break_the_contract_is_found() {
    let without_case = |held: Option<&str>, expected: Option<&str>| {
        held.map(str::to_ascii_lowercase) == expected.map(str::to_ascii_lowercase)
    };
    let padded = |held: Option<&str>, expected: Option<&str>| {
        held.map(|text| text.trim_end_matches(' ')) == expected.map(|text| text.trim_end_matches(' '))
    };
    for (what, faults) in [
        ("it reads before it writes", Faults { races: true, ..NONE }),
        ("it answers with a later read", Faults { reads_later: true, ..NONE }),
        ("its ids have no case", Faults { id: str::to_ascii_lowercase, ..NONE }),
        ("its ids have no prefix", Faults { id: |id| id.trim_start_matches("key:").into(), ..NONE }),
        ("its ids have wildcards", Faults { id: |id| id.replace('_', "-"), ..NONE }),
        ("its texts have no case", Faults { is_same: without_case, ..NONE }),
        ("it pads texts", Faults { is_same: padded, ..NONE }),
        (
            "an empty text is none",
            Faults { is_same: |held, expected| held.unwrap_or("") == expected.unwrap_or(""), ..NONE },
        ),
        ("whatever is there may be written over", Faults { is_same: |_, _| true, ..NONE }),
        (
            "nothing may be written over",
            Faults { is_same: |held, expected| held.is_none() && expected.is_none(), ..NONE },
        ),
        ("it writes without a row", Faults { is_same: |held, next| held.is_none() || held == next, ..NONE }),
        ("it trims", Faults { text: |text| text.trim().into(), ..NONE }),
        ("it cuts off", Faults { text: |text| text.chars().take(65_535).collect(), ..NONE }),
        ("it formats JSON", Faults { text: |text| text.replace(", ", ","), ..NONE }),
        ("it composes", Faults { text: |text| text.replace("e\u{301}", "é"), ..NONE }),
        ("it has ASCII only", Faults { text: |text| text.replace(|c| !char::is_ascii(&c), "?"), ..NONE }),
        ("it counts whole seconds", Faults { keep_until: |at| at / 1000 * 1000, ..NONE }),
        ("it forgets at once", Faults { keep_until: |_| 0, ..NONE }),
        ("it takes milliseconds for seconds", Faults { keep_until: |at| at / 1000, ..NONE }),
        ("it counts in 32 bits", Faults { keep_until: |at| CLOCK + i64::from((at - CLOCK) as i32), ..NONE }),
        ("a failed swap changes the time", Faults { touches: true, ..NONE }),
        ("the first time stays", Faults { keeps_first_time: true, ..NONE }),
        ("what is forgotten stays in the way", Faults { forgets_half: true, ..NONE }),
        ("it is a cache", Faults { room: 1000, ..NONE }),
    ] {
        assert!(run(&faults, 1).is_err(), "{what}");
    }
}

#[test]
fn a_round_is_reported_once_and_whole() {
    let now = Timestamp::from_millis(CLOCK).unwrap();
    let mut check = StoreCheck::new("nonce");
    let code = |reported: Result<()>| reported.unwrap_err().code();
    assert_eq!(code(check.found(&[], now)), Code::InvalidArgument);
    let round = check.round(now).unwrap();
    assert_eq!(round.swaps.len(), 1);
    assert!(check.found(&[None], now).is_ok());
    assert_eq!(code(check.found(&[None], now)), Code::InvalidArgument);
    let _ = check.round(now);
    assert_eq!(code(check.found(&[None, None], now)), Code::InvalidArgument);
    let _ = check.round(now);
    assert_eq!(check.found(&[Some("?".into())], now).unwrap_err().code(), Code::StoreUnavailable);
}
