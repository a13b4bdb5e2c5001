//! `cargo xtask storm` and `cargo xtask soak`: the long forms of tests/faults.

use crate::run::{Result, command, run};
use crate::{debian, package};

/// The number of rounds of 200 submissions, for each kind of round.
const ROUNDS: u32 = 50;
/// The number of payers for each fault schedule.
const PAYERS: u32 = 400;
/// The number of simulated worlds.
const WORLDS: u32 = 20_000;
/// How long a soak runs, in minutes.
const MINUTES: u32 = 5;

/// Runs simultaneous submissions, faults on every outgoing call of the Worker, crashes at every step, and simulated worlds.
pub fn storm(args: &[&str]) -> Result {
    let [rounds, payers, worlds, seed] = numbers(args, ["--rounds", "--payers", "--worlds", "--seed"])?;
    package::build()?;
    debian::program("redis-server", "redis-server")?;
    let files = ["storm", "crash", "faults", "simulated"].map(|name| format!("tests/faults/{name}.test.mjs"));
    let mut node = command("node");
    node.args(["--test", "--test-reporter=spec"]).args(files);
    node.env("STORM_FULL", "1");
    node.env("STORM_ROUNDS", rounds.unwrap_or(ROUNDS).to_string());
    node.env("STORM_PAYERS", payers.unwrap_or(PAYERS).to_string());
    node.env("STORM_WORLDS", worlds.unwrap_or(WORLDS).to_string());
    if let Some(seed) = seed {
        node.env("STORM_SEED", seed.to_string());
    }
    run(&mut node)
}

/// Runs payers at full speed with one call in a hundred failing.
pub fn soak(args: &[&str]) -> Result {
    let [minutes, seed] = numbers(args, ["--minutes", "--seed"])?;
    package::build()?;
    let mut node = command("node");
    node.args(["--test", "--test-reporter=spec", "tests/faults/soak.test.mjs"]);
    node.env("SOAK_SECONDS", (minutes.unwrap_or(MINUTES) * 60).to_string());
    if let Some(seed) = seed {
        node.env("STORM_SEED", seed.to_string());
    }
    run(&mut node)
}

/// Parses `--name N` pairs into numbers, in the order of `names`.
fn numbers<const N: usize>(args: &[&str], names: [&str; N]) -> Result<[Option<u32>; N]> {
    let mut found = [None; N];
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let at = names.iter().position(|name| name == arg);
        let at = at.ok_or_else(|| format!("no such option: {arg}; choose from {}", names.join(", ")))?;
        let number = args.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
        found[at] = Some(number.ok_or_else(|| format!("{arg} takes a number above 0"))?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn options_are_read_or_refused() {
        assert_eq!(numbers(&[], ["--a", "--b"]), Ok([None, None]));
        assert_eq!(numbers(&["--b", "7"], ["--a", "--b"]), Ok([None, Some(7)]));
        for bad in [&["--c", "1"] as &[_], &["--a"], &["--a", "0"], &["--a", "x"], &["1"]] {
            assert!(numbers(bad, ["--a", "--b"]).is_err(), "{bad:?}");
        }
    }
}
