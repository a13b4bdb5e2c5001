//! `cargo xtask budgets`: keeps bytes shipped, and instructions and allocations per call, from growing unnoticed. Times
//! are not checked, because they vary from run to run. See tests/benches/budgets.mjs.

use crate::bench::benches;
use crate::run::{Result, command, root, run};
use crate::{debian, package};

/// Builds, counts, and compares with budgets.json. `--update` rewrites the file.
pub fn budgets(args: &[&str]) -> Result {
    if !matches!(args, [] | ["--update"]) {
        return Err("budgets takes no arguments, or --update".into());
    }
    package::build()?;
    count(args)
}

/// The step of `cargo xtask test`.
pub fn check() -> Result {
    count(&[])
}

fn count(args: &[&str]) -> Result {
    debian::program("valgrind", "valgrind")?;
    run(benches().args(["build", "--profile", "budgets", "--package", "core-benches"]))?;
    let program = root().join("target/benches/budgets/core-benches");
    run(command("node").args(["tests/benches/budgets.mjs", "--program"]).arg(program).args(args))
}
