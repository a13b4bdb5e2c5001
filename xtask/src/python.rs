//! The Python side of the toolchain: PyPI's pympp, an independent implementation, in its own virtual environment.

use crate::debian;
use crate::run::{Result, command, output, read, root, run, step};
use std::process::Command;

const REQUIREMENTS: &str = "tests/peers/requirements.txt";
const ENVIRONMENT: &str = "target/pympp";
pub const PYTHON: &str = "target/pympp/bin/python";

/// Installs pympp and its dependencies, unless the version that the tests need is there.
pub fn pympp() -> Result {
    let wanted = pinned(&read(REQUIREMENTS)?)?;
    let ask = "import importlib.metadata; print(importlib.metadata.version('pympp'))";
    if output(python().args(["-c", ask])).is_some_and(|version| version.trim() == wanted) {
        return Ok(());
    }
    debian::module("ensurepip", "python3-venv")?;
    step(&format!("installing pympp {wanted} (seconds, once)"), || {
        run(command("python3").args(["-m", "venv", "--clear", ENVIRONMENT]))?;
        let quiet = ["--quiet", "--disable-pip-version-check"];
        run(python().args(["-m", "pip", "install"]).args(quiet).args(["-r", REQUIREMENTS])).map_err(|e| {
            format!("{e}\npympp needs Python 3.11 or newer as python3, and PyPI or a mirror of it")
        })
    })
}

/// The environment's Python.
fn python() -> Command {
    command(&root().join(PYTHON).to_string_lossy())
}

fn pinned(requirements: &str) -> Result<String> {
    let version = requirements.lines().find_map(|line| line.strip_prefix("pympp=="));
    version
        .map(|version| version.trim().to_owned())
        .ok_or_else(|| format!("{REQUIREMENTS} does not pin pympp"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_is_that_of_pympp() {
        assert_eq!(super::pinned("# why\npydantic==2.0.0\npympp==1.2.3\n").as_deref(), Ok("1.2.3"));
        assert!(super::pinned("pympp>=1\n").is_err());
    }
}
