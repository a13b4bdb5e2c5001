//! `cargo xtask bench`: compares this project with its peers in time, bytes and memory. See tests/benches.

use crate::run::{Result, cargo, command, root, run, step};
use crate::{debian, npm, package, tools};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A separate workspace, so that neither a peer nor a benchmark library is compiled with the project.
const FOLDER: &str = "tests/benches";
const TARGET: &str = "target/benches";

/// Builds the contenders and forwards `--only PART` and `--json FILE`.
pub fn bench(args: &[&str]) -> Result {
    package::build()?;
    debian::program("wrk", "wrk")?;
    step("compiling the plain wrapper of the crate mpp", wrap)?;
    let bench = step("compiling the native benchmarks", native)?;
    run(command("node").arg("tests/benches/run.mjs").arg("--bench").arg(bench).args(args))
}

/// A cargo command for the benchmark workspace, with its target folder inside ours.
pub fn benches() -> Command {
    let mut cargo = cargo();
    cargo.current_dir(root().join(FOLDER)).env("CARGO_TARGET_DIR", root().join(TARGET));
    cargo
}

fn wrap() -> Result {
    run(benches().args(["build", "--package", "wrap", "--profile", "wasm", "--target", tools::WASM]))?;
    let out = format!("{TARGET}/wrap");
    let made = format!("{TARGET}/{}/wasm/wrap.wasm", tools::WASM);
    run(command("wasm-bindgen").args(["--target", "web", "--no-typescript", "--out-dir", &out]).arg(made))?;
    let wasm = format!("{out}/wrap_bg.wasm");
    run(npm::program("wasm-opt").args(["-Oz", &wasm, "-o", &wasm]))
}

/// Compiles the native benchmarks and returns the path of the program.
fn native() -> Result<PathBuf> {
    let mut build = benches();
    build.args(["bench", "--no-run", "--message-format=json-render-diagnostics"]);
    let output =
        build.stderr(Stdio::inherit()).output().map_err(|e| format!("could not start cargo: {e}"))?;
    if !output.status.success() {
        return Err(format!("{} from cargo bench --no-run", output.status));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let found = said.lines().filter(|line| line.contains("\"kind\":[\"bench\"]")).find_map(executable);
    found.ok_or_else(|| "cargo did not say where the native benchmarks are".into())
}

/// The `executable` member of one of cargo's JSON messages.
fn executable(message: &str) -> Option<PathBuf> {
    let (_, rest) = message.split_once("\"executable\":\"")?;
    let (path, _) = rest.split_once('"')?;
    Some(Path::new(&path.replace("\\\\", "\\")).to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn the_program_is_the_one_cargo_names() {
        let message = r#"{"reason":"compiler-artifact","target":{"kind":["bench"]},"executable":"/a/b-1","fresh":true}"#;
        assert_eq!(super::executable(message).as_deref(), Some(Path::new("/a/b-1")));
        assert_eq!(super::executable(r#"{"executable":null}"#), None);
    }
}
