//! Programs that neither cargo nor npm provides: a real Redis, a real browser, valgrind.

use crate::run::{Result, command, output, run, step};

/// Installs Debian's `package` unless `program` can already be started.
pub fn program(program: &str, package: &str) -> Result {
    // wrk supports --version but exits with 1.
    if command(program).arg("--version").output().is_ok() {
        return Ok(());
    }
    install(program, package)
}

/// Installs Debian's `package` unless Python already has `module`.
pub fn module(module: &str, package: &str) -> Result {
    if output(command("python3").args(["-c", &format!("import {module}")])).is_some() {
        return Ok(());
    }
    install(&format!("Python's {module}"), package)
}

fn install(program: &str, package: &str) -> Result {
    step(&format!("installing Debian's {package} (seconds, once)"), || {
        let by_hand =
            |e| format!("{e}\n{program} is required; install it with this system's package manager");
        apt(&["update", "-qq"]).map_err(by_hand)?;
        apt(&["install", "-y", "-qq", "--no-install-recommends", package]).map_err(by_hand)
    })
}

/// Runs apt-get as root, or through sudo if that needs no password.
fn apt(args: &[&str]) -> Result {
    let root = output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let mut apt = command(if root { "apt-get" } else { "sudo" });
    if !root {
        apt.args(["-n", "apt-get"]);
    }
    run(apt.args(args).env("DEBIAN_FRONTEND", "noninteractive"))
}
