//! Programs that neither cargo nor npm bring: a real Redis, a real browser, valgrind.

use crate::run::{Result, command, output, run, step};

/// Installs Debian's `package` unless `program` can be started already.
pub fn program(program: &str, package: &str) -> Result {
    // wrk answers to --version, and ends with 1.
    if command(program).arg("--version").output().is_ok() {
        return Ok(());
    }
    install(program, package)
}

/// Installs Debian's `package` unless Python has `module` already.
pub fn module(module: &str, package: &str) -> Result {
    if output(command("python3").args(["-c", &format!("import {module}")])).is_some() {
        return Ok(());
    }
    install(&format!("Python's {module}"), package)
}

fn install(program: &str, package: &str) -> Result {
    step(&format!("installing Debian's {package} (seconds, once)"), || {
        let by_hand =
            |e| format!("{e}\n{program} is needed; install it the way this system installs programs");
        apt(&["update", "-qq"]).map_err(by_hand)?;
        apt(&["install", "-y", "-qq", "--no-install-recommends", package]).map_err(by_hand)
    })
}

/// As root, or through sudo where that asks nothing.
fn apt(args: &[&str]) -> Result {
    let root = output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let mut apt = command(if root { "apt-get" } else { "sudo" });
    if !root {
        apt.args(["-n", "apt-get"]);
    }
    run(apt.args(args).env("DEBIAN_FRONTEND", "noninteractive"))
}
