//! The wasm files that the crate is compiled to, and their glue. They are the same on every machine.

use crate::run::{Result, at, cargo, clean, command, output, root, run};
use crate::{npm, tools};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::SystemTime;

/// The folder for the wasm files and their glue, in a folder for each cut. pkg/ is assembled from it.
const WASM_PKG: &str = "target/wasm-pkg";

/// One of the wasm files made from the crate.
pub struct Cut {
    pub name: &'static str,
    /// The Cargo feature that decides what it exports.
    pub feature: &'static str,
    /// The optimization level.
    level: &'static str,
    /// The inlining threshold, if it differs from the level's.
    inline: Option<u32>,
    /// The cut that it differs from only in how it is optimized. Both have one script.
    pub twin: Option<&'static str>,
}

/// Servers load the full file, which is optimized for speed. Pages, and scripts with the wasm inside, get its twin, which is
/// optimized for size, except that hot functions are inlined, as in the paywall: it has three tenths fewer bytes, and takes up
/// to half as long again to decode and verify, and as long to redact. Less inlining would save a twentieth more, and take twice
/// as long. In the paywall, it saves a twentieth of the time of an answer, for a fifteenth more bytes. The slim file is for
/// users who count bytes: it is smallest if only a little more is inlined than by default.
pub const CUTS: [Cut; 4] = [
    Cut { name: "mpp_wasm", feature: "full", level: "3", inline: None, twin: None },
    Cut { name: "mpp_wasm_edge", feature: "edge", level: "z", inline: Some(50), twin: None },
    Cut { name: "mpp_wasm_compact", feature: "full", level: "z", inline: Some(50), twin: Some("mpp_wasm") },
    Cut { name: "mpp_wasm_slim", feature: "slim", level: "z", inline: Some(15), twin: None },
];

/// The features beyond the first version of wasm that the compiler and our flags use.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-simd",
];

/// A setting of LLVM for a size-optimized file. Strength reduction trades an index for several pointers that move along with
/// it, which a machine has addressing modes for and wasm has not: without it, a file is 0.5 % smaller.
const LEAN: &str = "-disable-lsr";

/// Passes that shrink a size-optimized file by another fiftieth. They rebuild its branches first, inline functions that
/// are hardly longer than a call, and go on until nothing gets shorter. A function with a single caller stays one, because
/// code compresses better in the order in which it was written. Two passes are left out, because their output is shorter but
/// compresses worse: one stores repeated expressions in locals, the other cuts the zeros out of the data.
const NEST: [&str; 12] = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "--converge",
    "--always-inline-max-function-size",
    "5",
    "--one-caller-inline-max-function-size",
    "0",
    "--skip-pass",
    "local-cse",
    "--skip-pass",
    "memory-packing",
];

/// Its modification time is the start of the last successful wasm build. Any input changed since makes the build stale.
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

/// The time of the last change to a file, or to anything in a folder, removals included.
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
    // A compiler keeps one core busy, so each file is made smaller while the next one is compiled.
    thread::scope(|scope| {
        let mut smaller = Vec::new();
        for cut in &CUTS {
            cut.make(&flags)?;
            smaller.push(scope.spawn(|| cut.shrink()));
        }
        smaller.into_iter().try_for_each(|work| work.join().expect("it does not panic"))
    })?;
    if CUTS.iter().any(|cut| root().join(cut.folder()).join("snippets").exists()) {
        return Err("the wasm needs JavaScript snippets, but the package ships only glue files".into());
    }
    at(&stamp, fs::rename(&begun, &stamp))
}

/// Compiler flags that remove this machine's paths from the source names in a file, which panics contain for other
/// crates. They make the file the same everywhere.
fn names_of_sources() -> Result<Vec<String>> {
    let mut flags = Vec::new();
    // The paths of the standard library, in case its sources are installed too.
    if let Some(sysroot) = output(command("rustc").args(["--print", "sysroot"])) {
        flags.push(format!("--remap-path-prefix={}/lib/rustlib/src/rust=/rustc", sysroot.trim()));
    }
    for registry in sources()? {
        flags.push(format!("--remap-path-prefix={}/=", registry.display()));
    }
    Ok(flags)
}

/// The folders that cargo unpacks the sources of packages into, one for each registry. They may be gone since the wasm was
/// compiled: CI caches them apart from `target`.
pub fn sources() -> Result<Vec<PathBuf>> {
    run(cargo().args(["fetch", "--quiet", "--locked", "--target", tools::WASM]))?;
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let sources = home.join("registry/src");
    at(&sources, fs::read_dir(&sources))?.map(|registry| Ok(at(&sources, registry)?.path())).collect()
}

impl Cut {
    /// The name of its script.
    pub const fn script(&self) -> &'static str {
        match self.twin {
            Some(twin) => twin,
            None => self.name,
        }
    }

    /// The folder where it is made.
    fn folder(&self) -> String {
        format!("{WASM_PKG}/{}", self.name)
    }

    /// Its file `wasm`, or its script `js`.
    pub fn made(&self, kind: &str) -> PathBuf {
        root().join(self.folder()).join(format!("{}_bg.{kind}", self.script()))
    }

    /// Compiles the file. `flags`: further compiler flags.
    fn make(&self, flags: &[String]) -> Result {
        let Self { feature, level, inline, .. } = self;
        let is_small = *level == "z";
        let inline = inline.map(|most| format!("-inline-threshold={most}"));
        let settings: Vec<&str> = inline.as_deref().into_iter().chain(is_small.then_some(LEAN)).collect();
        let flags =
            flags.iter().cloned().chain(settings.iter().map(|setting| format!("-Cllvm-args={setting}")));
        let flags: Vec<String> = flags.map(|flag| format!("'{flag}'")).collect();
        let flags = format!("target.{}.rustflags=[{}]", tools::WASM, flags.join(","));
        let mut cargo = cargo();
        // Not `cargo build`: Cargo.toml names only the rlib, which Rust programs link.
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
        cargo.args(["--config", &flags, "rustc", "--release", "--lib", "--crate-type", "cdylib"]);
        cargo.args(["--target", tools::WASM, "--target-dir", "target"]);
        cargo.args(["--features", &format!("{feature},standalone")]);
        // Nothing shows where a panic was, so no panic of this crate keeps its place. The flag is not stable yet: the
        // variable allows it for this crate alone.
        cargo.env("RUSTC_BOOTSTRAP", "mpp_wasm");
        cargo.args(["--", "-Zlocation-detail=none"]);
        // The linker optimizes the whole once more. It knows that nothing reads the text of a panic, so what makes such a text
        // goes, and the text itself: half a percent to one of a file, and calls take no longer.
        if is_small {
            cargo.arg("-Clinker-plugin-lto");
            for setting in settings {
                cargo.args(["-Clink-arg=-mllvm".into(), format!("-Clink-arg={setting}")]);
            }
        }
        run(&mut cargo)?;
        let made = format!("target/{}/release/mpp_wasm.wasm", tools::WASM);
        // Without the target features section, wasm-bindgen passes only numbers and returns at most one. For anything
        // else, an engine optimizes a wrapper for each export when it loads the file, which takes three times as long
        // as the file itself.
        let (folder, wasm) = (root().join(self.folder()), self.made("wasm"));
        at(&folder, fs::create_dir_all(&folder))?;
        run(npm::program("wasm-opt").args(["--strip-target-features", &made, "-o"]).arg(wasm))
    }

    /// Makes its glue, and the file smaller and faster.
    fn shrink(&self) -> Result {
        let (level, wasm) = (self.level, self.made("wasm"));
        // The package loads the file itself, so it needs only the calls. Every runtime that has SIMD has `encodeInto`.
        let kind = ["--target", "bundler", "--no-typescript", "--encode-into", "always"];
        run(command("wasm-bindgen")
            .args(kind)
            .args(["--out-dir", &self.folder(), "--out-name", self.script()])
            .arg(&wasm))?;
        let mut shorten = npm::program("wasm-opt");
        // Engines do not read the section that names the producers.
        shorten.arg("--strip-producers");
        if level == "z" {
            shorten.args(NEST);
        }
        shorten.arg(format!("-O{level}")).args(FEATURES);
        // Engines ignore the alignment that an access states. If all state the same, the file compresses better.
        shorten.arg("--dealign");
        // The stack ends at the first address and nothing lies there, so an address and an offset can be folded into
        // one.
        shorten.arg("--low-memory-unused");
        run(shorten.arg(&wasm).arg("-o").arg(&wasm))
    }
}
