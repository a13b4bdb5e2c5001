//! `cargo xtask coverage`: reports which lines of each top-level module ("room") the Rust tests run.

use crate::run::{Result, cargo, command, output, read, root, run, step};
use crate::tools;
use std::collections::BTreeMap;
use std::path::Path;

const CARGO_LLVM_COV: &str = "0.9.1";

/// The rooms that parse untrusted input, and the percentage of their lines that the tests must run.
const FLOORS: [(&str, f64); 4] = [("http", 95.0), ("encoding", 95.0), ("scheme", 95.0), ("binding", 95.0)];

const REPORT: &str = "target/coverage.lcov";

/// The line numbers of a file, with whether each was run.
type Lines = BTreeMap<usize, bool>;

/// Runs the instrumented tests and prints a table, and the lines that were not run in rooms with a floor. A room below
/// its floor is an error.
pub fn coverage(args: &[&str]) -> Result {
    if !args.is_empty() {
        return Err("coverage takes no arguments".into());
    }
    llvm_tools()?;
    tools::tool(&["cargo-llvm-cov", "llvm-cov"], "cargo-llvm-cov", CARGO_LLVM_COV, &[])?;
    step("running the instrumented tests", || {
        run(cargo().args(["llvm-cov", "--package", "mpp-wasm", "--lcov", "--output-path", REPORT]))
    })?;

    let files = product_lines(&read(REPORT)?)?;
    let mut rooms: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (path, lines) in &files {
        let (run, all) = rooms.entry(room(path)).or_default();
        *run += lines.values().filter(|run| **run).count();
        *all += lines.len();
    }
    println!("\n{:<10} {:>6} {:>6} {:>7} {:>6}", "room", "lines", "run", "%", "floor");
    let mut low = Vec::new();
    for (room, (run, all)) in &rooms {
        let percent = 100.0 * *run as f64 / (*all).max(1) as f64;
        let floor = FLOORS.iter().find(|(name, _)| name == room).map(|(_, floor)| *floor);
        let shown = floor.map_or(String::new(), |floor| format!("{floor:.0}"));
        println!("{room:<10} {all:>6} {run:>6} {percent:>7.1} {shown:>6}");
        if floor.is_some_and(|floor| percent < floor) {
            low.push(*room);
        }
    }
    let absent = FLOORS.iter().find(|(name, _)| !rooms.contains_key(name));
    if let Some((name, _)) = absent {
        return Err(format!("the report does not mention the room {name}"));
    }
    println!();
    for (path, lines) in files.iter().filter(|(path, _)| FLOORS.iter().any(|(name, _)| *name == room(path))) {
        let missed: Vec<String> =
            lines.iter().filter(|(_, run)| !**run).map(|(at, _)| at.to_string()).collect();
        if !missed.is_empty() {
            println!("not run: src/{path}: {}", missed.join(", "));
        }
    }
    if low.is_empty() { Ok(()) } else { Err(format!("below the floor: {}", low.join(", "))) }
}

/// Installs LLVM's coverage tools, a component of the toolchain, unless they are there.
fn llvm_tools() -> Result {
    let libdir = output(command("rustc").args(["--print", "target-libdir"]));
    let has = |dir: String| Path::new(dir.trim()).with_file_name("bin").join("llvm-profdata").is_file();
    if libdir.is_some_and(has) {
        return Ok(());
    }
    step("adding llvm-tools to the toolchain (seconds, once)", || {
        run(command("rustup").args(["component", "add", "llvm-tools"])).map_err(|e| {
            format!("{e}\nllvm-tools are required; without rustup, install them the way Rust was installed")
        })
    })
}

/// Parses a report (lcov's `SF:` and `DA:` lines): every file below src/, without the tests at its end.
fn product_lines(report: &str) -> Result<BTreeMap<String, Lines>> {
    let src = root().join("src");
    let mut files: BTreeMap<String, Lines> = BTreeMap::new();
    let (mut path, mut end) = (None, usize::MAX);
    for line in report.lines() {
        if let Some(file) = line.strip_prefix("SF:") {
            let inside = Path::new(file).strip_prefix(&src).ok().map(|file| file.display().to_string());
            path = inside.filter(|file| !file.ends_with("_tests.rs"));
            end = match &path {
                Some(path) => tests_begin(&read(&format!("src/{path}"))?),
                None => usize::MAX,
            };
        } else if let (Some(path), Some(data)) = (&path, line.strip_prefix("DA:")) {
            let mut numbers = data.split(',').map(str::parse::<usize>);
            let (Some(Ok(at)), Some(Ok(count))) = (numbers.next(), numbers.next()) else {
                return Err(format!("unreadable line in the report: {line}"));
            };
            if at < end {
                *files.entry(path.clone()).or_default().entry(at).or_default() |= count > 0;
            }
        }
    }
    Ok(files)
}

/// The line number at which a file's tests begin.
fn tests_begin(source: &str) -> usize {
    source.lines().position(|line| line == "#[cfg(test)]").map_or(usize::MAX, |at| at + 1)
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

#[cfg(test)]
mod tests {
    #[test]
    fn lines_of_tests_do_not_count() {
        assert_eq!(super::tests_begin("fn a() {}\n#[cfg(test)]\nmod tests {}\n"), 2);
        assert_eq!(super::tests_begin("fn a() {}\n"), usize::MAX);
        assert_eq!((super::room("http/auth.rs"), super::room("error.rs")), ("http", "error"));
    }
}
