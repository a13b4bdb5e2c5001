//! `cargo xtask test`: runs every check, cheapest to fail first.

use crate::package;
use crate::run::{Result, at, command, root, step};
use crate::steps::{BUILD, STEPS, Step, Turn};
use std::fs::{self, File};
use std::thread;
use std::time::Instant;

/// Runs all steps, or only the one named after `--only`. Its last line of output counts the results.
pub fn test(args: &[&str]) -> Result {
    let start = Instant::now();
    let results = match args {
        [] => all(),
        ["--only", name] => one(name, alone)?,
        ["--only", name, BUILT] => one(name, run)?,
        _ => return Err(format!("test takes nothing, or --only and one of {}", names())),
    };

    println!("\n==> {:.0} s", start.elapsed().as_secs_f64());
    let failures: Vec<_> =
        results.iter().filter_map(|(name, result)| Some((name, result.as_ref().err()?))).collect();
    for (name, message) in &failures {
        println!("{}{message}", failed(name));
    }
    if let [(name, _), ..] = failures.as_slice() {
        println!("{AGAIN}{name}");
    }
    println!("{} passed, {} failed", results.len() - failures.len(), failures.len());
    // The count must be the last line, so a failure exits here instead of returning an error that main would print.
    if failures.is_empty() { Ok(()) } else { std::process::exit(1) }
}

/// The argument after `--only NAME` for which pkg/ is used as it is.
const BUILT: &str = "--built";

const AGAIN: &str = "To run one step again: cargo xtask test --only ";

fn failed(name: &str) -> String {
    format!("FAILED {name}: ")
}

type Named = (&'static str, Result);

fn all() -> Vec<Named> {
    let (mut results, mut built) = (Vec::new(), true);
    let unbuilt = || Err("not run, because the build failed".into());
    for case in STEPS.iter().filter(|case| case.turn != Turn::AtItsSide) {
        let others = || STEPS.iter().filter(|other| other.turn == Turn::AtItsSide);
        match case {
            Step { needs_build: true, name, .. } if !built => results.push((*name, unbuilt())),
            Step { turn: Turn::WithOthers, name, .. } => thread::scope(|scope| {
                let beside =
                    scope.spawn(|| others().map(|other| (other.name, apart(other))).collect::<Vec<_>>());
                results.push((*name, run(case)));
                results.extend(beside.join().expect("it does not panic"));
            }),
            case => results.push((case.name, run(case))),
        }
        if case.turn == Turn::WithOthers && !built {
            results.extend(others().map(|other| (other.name, unbuilt())));
        }
        if case.name == BUILD {
            built = results.last().is_some_and(|(_, result)| result.is_ok());
        }
    }
    results
}

fn one(name: &str, how: fn(&'static Step) -> Result) -> Result<Vec<Named>> {
    let found = STEPS.iter().find(|step| step.name == name);
    let step = found.ok_or_else(|| format!("no such step: {name}; choose one of {}", names()))?;
    Ok(vec![(step.name, how(step))])
}

fn alone(case: &'static Step) -> Result {
    if case.needs_build {
        package::build()?;
    }
    run(case)
}

fn run(case: &'static Step) -> Result {
    step(case.name, case.work).inspect_err(|message| eprintln!("    {} failed: {message}", case.name))
}

/// Runs a step as a process, whose output is printed in one piece when it is over. The error is the reason it printed.
fn apart(case: &'static Step) -> Result {
    let path = root().join(format!("target/test-{}.txt", case.name));
    let file = at(&path, File::create(&path))?;
    let ourselves = std::env::current_exe().map_err(|e| e.to_string())?;
    let status = command(&ourselves.to_string_lossy())
        .args(["test", "--only", case.name, BUILT])
        .stdout(at(&path, file.try_clone())?)
        .stderr(file)
        .status()
        .map_err(|e| format!("could not start: {e}"))?;
    let output = String::from_utf8_lossy(&at(&path, fs::read(&path))?).into_owned();
    print!("{output}");
    let reason = output.split_once(&failed(case.name)).and_then(|(_, rest)| rest.rsplit_once(AGAIN));
    match reason {
        _ if status.success() => Ok(()),
        Some((reason, _)) => Err(reason.trim_end().into()),
        None => Err(format!("{status}; its output is above")),
    }
}

fn names() -> String {
    STEPS.iter().map(|step| step.name).collect::<Vec<_>>().join(", ")
}
