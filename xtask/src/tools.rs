//! The Rust side of the toolchain: compiler targets and wasm-bindgen.

use crate::run::{Result, at, cargo, command, output, read, root, run, step};
use std::path::Path;

/// The package's own target.
pub const WASM: &str = "wasm32-unknown-unknown";

/// A target without an operating system, and without atomic counters. Code that compiles for it uses neither std nor those.
pub const BARE: &str = "thumbv6m-none-eabi";

/// Installs whatever is missing to compile the crate to wasm.
pub fn ensure() -> Result {
    target(WASM)?;
    // The CLI and the library share a private format, so their versions must match exactly.
    let wasm_bindgen = locked_version(&read("Cargo.lock")?, "wasm-bindgen")?;
    // The tests run in Node, so their runner needs no TLS to talk to browsers.
    let parts = ["--no-default-features", "--bin", "wasm-bindgen", "--bin", "wasm-bindgen-test-runner"];
    if tool(&["wasm-bindgen"], "wasm-bindgen-cli", &wasm_bindgen, &parts)? {
        let build = root().join("target/tools/build");
        at(&build, std::fs::remove_dir_all(&build))?;
    }
    Ok(())
}

/// Installs the standard library of a compiler target unless it is there.
pub fn target(target: &str) -> Result {
    let libdir = output(command("rustc").args(["--print", "target-libdir", "--target", target]));
    if libdir.is_some_and(|dir| Path::new(dir.trim()).is_dir()) {
        return Ok(());
    }
    step(&format!("adding the compiler target {target} (seconds, once)"), || {
        run(command("rustup").args(["target", "add", target])).map_err(|e| {
            format!("{e}\n{target} is required; without rustup, install it the way Rust was installed")
        })
    })
}

/// Installs `package` below target/tools, unless this version of `program` is already there or on PATH. For a cargo
/// subcommand, `program` includes the subcommand. `parts`: options that leave out what is not needed of it. Returns true if
/// it installed the package.
pub fn tool(program: &[&str], package: &str, version: &str, parts: &[&str]) -> Result<bool> {
    let has = output(command(program[0]).args(&program[1..]).arg("--version"));
    if has.is_some_and(|text| text.split_whitespace().nth(1) == Some(version)) {
        return Ok(false);
    }
    step(&format!("installing {package} {version} (a minute or two, once)"), || {
        let place = ["--root", "target/tools", "--target-dir", "target/tools/build"];
        // To optimize a tool takes minutes and saves its runs seconds.
        let mut install = cargo();
        install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").arg("install").args(place);
        run(install.args(["--locked", "--force", package, "--version", version]).args(parts))
    })?;
    Ok(true)
}

fn locked_version(lock: &str, package: &str) -> Result<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\"")).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).ok_or_else(|| format!("Cargo.lock does not name a version of {package}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_is_that_of_the_package_named() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(super::locked_version(lock, "wasm-bindgen").as_deref(), Ok("0.2.129"));
        assert!(super::locked_version(lock, "wasm").is_err());
    }
}
