//! `cargo xtask fuzz`: runs every fuzz target for a while. An input that breaks one becomes a seed.

use crate::run::{Result, at, command, output, root, run, step};
use crate::tools;
use std::path::PathBuf;

const CARGO_FUZZ: &str = "0.13.2";

/// How long each target runs by default.
const SECONDS: u32 = 60;

/// The longest input in bytes. The property tests cover longer ones.
const MAX_LEN: usize = 8 * 1024;

/// Runs one target, or all of them one after another.
pub fn fuzz(args: &[&str]) -> Result {
    let (chosen, seconds) = choose(args)?;
    if output(command("rustup").args(["run", "nightly", "rustc", "--version"])).is_none() {
        return Err("the fuzzer also needs nightly Rust; install it with: \
                    rustup toolchain install nightly --profile minimal"
            .into());
    }
    tools::tool(&["cargo-fuzz", "fuzz"], "cargo-fuzz", CARGO_FUZZ, &[])?;

    let mut failed = Vec::new();
    for target in &chosen {
        if let Err(message) = step(&format!("{target}, {seconds} s"), || one(target, seconds)) {
            eprintln!("    {message}");
            failed.push(target.as_str());
        }
    }
    println!("\n{} passed, {} failed", chosen.len() - failed.len(), failed.len());
    match failed.as_slice() {
        [] => Ok(()),
        names => Err(format!(
            "{} failed; the input was saved in tests/fuzz/seeds/; replay it with: \
             cargo test --test api seeds",
            names.join(", ")
        )),
    }
}

fn choose(args: &[&str]) -> Result<(Vec<String>, u32)> {
    let (mut names, mut seconds) = (targets()?, SECONDS);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if *arg == "--seconds" {
            let number = args.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
            seconds = number.ok_or("--seconds takes a number above 0")?;
        } else if names.iter().any(|name| name == arg) {
            names = vec![(*arg).to_owned()];
        } else {
            return Err(format!("no such fuzz target: {arg}; choose one of {}", targets()?.join(", ")));
        }
    }
    Ok((names, seconds))
}

/// The names of the files in fuzz_targets/.
fn targets() -> Result<Vec<String>> {
    let dir = root().join("tests/fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in at(&dir, dir.read_dir())? {
        let path = at(&dir, entry)?.path();
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

fn one(target: &str, seconds: u32) -> Result {
    let seeds = root().join("tests/fuzz/seeds").join(target);
    let found = root().join("target/fuzz/corpus").join(target);
    at(&found, std::fs::create_dir_all(&found))?;
    let option = |name: &str, path: PathBuf| format!("-{name}={}", path.display());
    // The last prefix wins, so cargo-fuzz's own folder for crashes stays empty.
    let mut prefix = seeds.clone().into_os_string();
    prefix.push("/");
    run(command("rustup")
        .args(["run", "nightly", "cargo", "fuzz", "run", "--fuzz-dir", "tests/fuzz", "--target-dir"])
        .arg(root().join("target/fuzz"))
        .arg(target)
        .args([&found, &seeds])
        .arg("--")
        .args([format!("-max_total_time={seconds}"), format!("-max_len={MAX_LEN}")])
        .args([
            option("dict", root().join("tests/fuzz/words.dict")),
            option("artifact_prefix", prefix.into()),
        ])
        .args(["-timeout=10", "-verbosity=0", "-print_final_stats=1"]))
}
