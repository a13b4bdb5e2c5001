//! `cargo xtask differential`: feeds the same inputs to this project and to its peers. See tests/differential.

use crate::run::{Result, cargo, command, run};
use crate::{package, python};

/// Builds, and forwards `--inputs N`, `--seed S` and `--first n`.
pub fn differential(args: &[&str]) -> Result {
    package::build()?;
    compare(args)
}

/// The step of `cargo xtask test`: the full run, which takes half a minute on two cores.
pub fn full() -> Result {
    compare(&[])
}

fn compare(args: &[&str]) -> Result {
    python::pympp()?;
    // Built in the profile of `cargo test`, which may have compiled it already and in which panics can be caught.
    run(cargo().args(["build", "--package", "differential"]))?;
    let ourselves = std::env::current_exe().map_err(|e| e.to_string())?;
    let program = ourselves.with_file_name(format!("differential{}", std::env::consts::EXE_SUFFIX));
    run(command("node")
        .arg("tests/differential/run.mjs")
        .arg("--program")
        .arg(program)
        .args(["--python", python::PYTHON])
        .args(args))
}
