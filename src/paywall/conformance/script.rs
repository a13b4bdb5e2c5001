//! The swaps that a store is checked with.

use crate::paywall::record::MAX_REPLAY_BYTES;
use alloc::{format, string::String, vec, vec::Vec};

/// How many swaps are made at once.
const AT_ONCE: usize = 50;
const RACES: usize = 5;
/// How many records must not displace the first ones: more than a cache in memory usually holds.
const CROWD: usize = 1500;

/// No register holds this text, so a swap that expects it only reads.
const NOTHING: &str = "never written";

/// Ids that some stores take for equal. Those of challenges have letters of both cases, `-` and `_`.
const IDS: [&str; 6] = ["aA", "Aa", "aA-", "aA_", "key:aA", "key:Aa"];

/// Texts that some stores do not give back as they were written.
const ODD: [&str; 14] = [
    r#"{"v":1, "b":[null,true],"a":"x"}"#,
    "[1,2]",
    "null",
    "007",
    "1e3",
    " a ",
    "a\n",
    "it's",
    r"\\u0041\",
    "%s %41 $1 ?",
    "<a>&amp;",
    "e\u{301}",
    "\u{feff}漢😀",
    "\u{a0}",
];

/// Pairs of texts that some stores take for equal.
const ALIKE: [(&str, &str); 9] = [
    ("a", "A"),
    ("a", "a "),
    ("a", "ab"),
    ("ab", "a"),
    ("a", ""),
    ("é", "e\u{301}"),
    ("1", "1.0"),
    (r#"{"a":1}"#, r#"{ "a": 1 }"#),
    ("a_", "ab"),
];

/// How long a record is kept.
pub(super) enum Keep {
    /// Until a time seconds from the first round.
    Soon,
    /// No longer.
    Passed,
    Hour,
    Days,
}

pub(super) enum Wait {
    Not,
    /// Until shortly before [`Keep::Soon`].
    UntilSoon,
    /// Until shortly after it.
    PastSoon,
}

/// The name of a register, the expected text, the next one, and how long it is kept.
type Swap = (String, Option<String>, String, Keep);

/// A round, and what the store has broken if its answers are wrong.
pub(super) struct Script {
    pub(super) promise: &'static str,
    pub(super) wait: Wait,
    pub(super) swaps: Vec<Swap>,
}

fn swap_for(name: &str, expected: Option<&str>, next: impl Into<String>, keep: Keep) -> Swap {
    (name.into(), expected.map(Into::into), next.into(), keep)
}

fn swap(name: &str, expected: Option<&str>, next: impl Into<String>) -> Swap {
    swap_for(name, expected, next, Keep::Hour)
}

fn look(name: &str) -> Swap {
    swap(name, Some(NOTHING), "written by mistake")
}

/// A round for each swap.
fn one_by_one(promise: &'static str, swaps: impl IntoIterator<Item = Swap>) -> Vec<Script> {
    swaps.into_iter().map(|swap| at_once(promise, vec![swap])).collect()
}

const fn at_once(promise: &'static str, swaps: Vec<Swap>) -> Script {
    Script { promise, wait: Wait::Not, swaps }
}

/// All rounds, in order. The times begin first, and are looked at last.
pub(super) fn rounds() -> Vec<Script> {
    let (mut all, times) = times();
    all.extend(register());
    all.extend(texts());
    all.extend((0..RACES).flat_map(race));
    all.extend(crowd());
    all.extend(times);
    all
}

fn register() -> Vec<Script> {
    let steps = [
        swap("r", Some("a"), "b"),
        look("r"),
        swap("r", Some(""), "b"),
        look("r"),
        swap("r", None, "a"),
        swap("r", None, "b"),
        look("r"),
        swap("r", Some("a"), "b"),
        swap("r", Some("b"), "b"),
        swap("r", Some("a"), "c"),
        look("r"),
    ];
    let mut all =
        one_by_one("a swap writes only over the expected text, and returns what it compared", steps);
    let alike = "ids that differ in one character, its case, or a prefix are those of other registers";
    all.extend(one_by_one(alike, IDS.map(|name| swap(name, None, name))));
    all.extend(one_by_one(alike, IDS.map(look)));
    all
}

fn texts() -> Vec<Script> {
    let large = "0123456789é😀".repeat(2 * MAX_REPLAY_BYTES / 16);
    let other_end = format!("{large}.");
    let kept = ODD.into_iter().chain([&*large]).enumerate().flat_map(|(at, text)| {
        let name = format!("text{at}");
        [swap(&name, None, text), look(&name), swap(&name, Some(text), "next"), look(&name)]
    });
    let alike =
        ALIKE.into_iter().chain([(&*large, &*other_end)]).enumerate().flat_map(|(at, (held, expected))| {
            let name = format!("alike{at}");
            [swap(&name, None, held), swap(&name, Some(expected), "taken"), look(&name)]
        });
    let mut all = one_by_one("a text comes back as it was written, up to a megabyte", kept);
    all.extend(one_by_one("texts are equal only if all their bytes are", alike));
    all
}

/// Many claim a register, many replace one text, and many each claim a register of their own.
fn race(at: usize) -> Vec<Script> {
    let [claimed, replaced, own] = ["claimed", "replaced", "own"].map(|name| format!("{name}{at}"));
    let promise = "of swaps made at once that expect the same, one wins, and the others find its text";
    let callers = |name: &str, expected| {
        let swaps = (0..AT_ONCE).map(|at| swap(name, expected, format!("caller {at}")));
        at_once(promise, swaps.collect())
    };
    let all_own = (0..AT_ONCE).map(|at| swap(&format!("{own}-{at}"), None, "a"));
    vec![
        callers(&claimed, None),
        at_once(promise, vec![look(&claimed), swap(&replaced, None, "before")]),
        callers(&replaced, Some("before")),
        at_once(promise, vec![look(&replaced)]),
        at_once("registers that are claimed at once are each their own", all_own.collect()),
    ]
}

fn crowd() -> Vec<Script> {
    let promise = "a record is kept, however many come after it";
    let names: Vec<_> = (0..CROWD).map(|at| format!("crowd{at}")).collect();
    let claim = |name: &String| swap(name, None, "a");
    let mut all: Vec<_> =
        names.chunks(AT_ONCE).map(|names| at_once(promise, names.iter().map(claim).collect())).collect();
    all.push(at_once(promise, names[..AT_ONCE].iter().map(|name| look(name)).collect()));
    all
}

/// The first rounds and the last ones. In between, time passes.
fn times() -> (Vec<Script>, Vec<Script>) {
    let promise = "a record is kept until its time, which only a swap that writes can change";
    let first = [
        swap_for("soon", None, "a", Keep::Soon),
        swap_for("days", None, "a", Keep::Days),
        swap_for("longer", None, "a", Keep::Soon),
        swap("longer", Some("a"), "b"),
        swap("failed", None, "a"),
        swap_for("failed", None, "b", Keep::Passed),
        swap_for("failed", Some("c"), "b", Keep::Passed),
        swap_for("passed", None, "a", Keep::Passed),
        swap("passed", None, "b"),
    ];
    let after = ["days", "longer", "failed", "passed"].map(look).into();
    let last = vec![
        Script { promise, wait: Wait::UntilSoon, swaps: vec![look("soon")] },
        Script { promise, wait: Wait::PastSoon, swaps: after },
        at_once(promise, vec![swap("soon", None, "b")]),
        at_once(promise, vec![look("soon")]),
    ];
    (one_by_one(promise, first), last)
}
