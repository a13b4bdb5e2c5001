//! The wasm files and their glue: what the crate is compiled to, wherever it is compiled.

use crate::run::{Result, at, cargo, clean, command, output, root, run};
use crate::{npm, tools};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where the wasm files and their glue are made; pkg/ is assembled from it.
pub const WASM_PKG: &str = "target/wasm-pkg";

/// A wasm file of the one crate.
pub struct Cut {
    pub name: &'static str,
    /// What decides what it exports.
    pub feature: &'static str,
    /// How it is optimised.
    level: &'static str,
    /// How long a function may be to become part of its callers, where that is not for the level to say.
    inline: Option<u32>,
}

/// The whole is for speed, a quarter of its time for a fifth of its bytes; who counts bytes takes another. The paywall is
/// small but for what it calls all the time: a twentieth of an answer for a fifteenth of its bytes.
pub const CUTS: [Cut; 3] = [
    Cut { name: "mpp_wasm", feature: "full", level: "3", inline: None },
    Cut { name: "mpp_wasm_edge", feature: "edge", level: "z", inline: Some(50) },
    Cut { name: "mpp_wasm_slim", feature: "slim", level: "z", inline: None },
];

/// What the compiler and our own flags make use of beyond the first wasm.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-simd",
];

/// What makes a short file shorter by a hundredth: its branches are nested anew first.
const NEST: [&str; 3] = ["--flatten", "--rereloop", "-Oz"];

/// Dated when the last good wasm build began: what changed since makes it stale.
const STAMP: &str = "target/wasm-pkg/.stamp";

const INPUTS: [&str; 4] = ["src", "Cargo.toml", "Cargo.lock", "xtask/src/cuts.rs"];

pub fn are_stale() -> Result<bool> {
    let Ok(built) = root().join(STAMP).metadata().and_then(|m| m.modified()) else { return Ok(true) };
    for input in INPUTS {
        let input = root().join(input);
        if at(&input, newest(&input))? > built {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The last change of a file, or of anything in a folder, removals included.
fn newest(path: &Path) -> std::io::Result<SystemTime> {
    let mut newest = path.metadata()?.modified()?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            newest = newest.max(self::newest(&entry?.path())?);
        }
    }
    Ok(newest)
}

pub fn compile() -> Result {
    let (out, stamp) = (root().join(WASM_PKG), root().join(STAMP));
    clean(&out)?;
    let begun = stamp.with_extension("begun");
    at(&begun, fs::write(&begun, ""))?;
    let flags = names_of_sources()?;
    for cut in CUTS {
        cut.make(&flags)?;
    }
    if out.join("snippets").exists() {
        return Err("the wasm wants JavaScript snippets beside it; the package ships glue files alone".into());
    }
    at(&stamp, fs::rename(&begun, &stamp))
}

/// What the compiler is told so that a file names sources of other crates, as it does for panics, without the machine that
/// built it: the same file everywhere.
fn names_of_sources() -> Result<Vec<String>> {
    run(cargo().args(["fetch", "--quiet", "--locked", "--target", tools::WASM]))?;
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let sources = home.join("registry/src");
    let mut flags = Vec::new();
    // The standard library's, where its sources are installed too.
    if let Some(sysroot) = output(command("rustc").args(["--print", "sysroot"])) {
        flags.push(format!("--remap-path-prefix={}/lib/rustlib/src/rust=/rustc", sysroot.trim()));
    }
    for registry in at(&sources, fs::read_dir(&sources))? {
        let registry = at(&sources, registry)?.path();
        flags.push(format!("--remap-path-prefix={}/=", registry.display()));
    }
    Ok(flags)
}

impl Cut {
    /// The file and its glue. `flags`: more for the compiler.
    fn make(&self, flags: &[String]) -> Result {
        let Self { name, feature, level, inline } = self;
        let inline = inline.map(|most| format!("-Cllvm-args=-inline-threshold={most}"));
        let flags: Vec<String> = flags.iter().chain(&inline).map(|flag| format!("'{flag}'")).collect();
        let flags = format!("target.{}.rustflags=[{}]", tools::WASM, flags.join(","));
        let mut cargo = cargo();
        // Not `cargo build`: beside the rlib of Cargo.toml nothing would be optimised across crates.
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
        cargo.args(["--config", &flags, "rustc", "--release", "--lib", "--crate-type", "cdylib"]);
        cargo.args(["--target", tools::WASM, "--target-dir", "target"]);
        run(cargo.args(["--features", &format!("{feature},standalone")]))?;
        let made = format!("target/{}/release/mpp_wasm.wasm", tools::WASM);
        let wasm = format!("{WASM_PKG}/{name}_bg.wasm");
        // Where it is not told that engines can, wasm-bindgen passes numbers alone, one at most back. For everything else an
        // engine optimises a wrapper for each export as it loads a file: three times as long as for the file itself.
        run(npm::program("wasm-opt").args(["--strip-target-features", &made, "-o", &wasm]))?;
        let place = ["--target", "web", "--no-typescript", "--out-dir", WASM_PKG, "--out-name", name];
        run(command("wasm-bindgen").args(place).arg(&wasm))?;
        let mut shorten = npm::program("wasm-opt");
        if *level == "z" {
            shorten.args(NEST);
        }
        shorten.arg(format!("-O{level}")).args(FEATURES);
        // The stack ends at the first address: nothing lies there, so a place is an address and an offset in one.
        shorten.arg("--low-memory-unused");
        // What made the file, engines do not read.
        run(shorten.args(["--strip-producers", &wasm, "-o", &wasm]))
    }
}
