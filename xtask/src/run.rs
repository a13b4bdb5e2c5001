//! Runs programs. Their output streams through, and every long step prints what it does and how long it took.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The error is a message ready to print.
pub type Result<T = ()> = std::result::Result<T, String>;

/// The repository's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lives one folder below the root")
}

/// Announces `what`, does it, and prints the time it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {what}");
    let start = Instant::now();
    let done = work()?;
    println!("    {:.1} s", start.elapsed().as_secs_f64());
    Ok(done)
}

/// A command that runs from the root and finds our tools and the npm packages' programs before any others.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).env("PATH", path());
    command
}

/// The cargo that started us, so that `cargo +toolchain xtask` applies to every step.
pub fn cargo() -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
}

/// Runs a command to completion. An exit code other than 0 is an error that names the command.
pub fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|e| format!("could not start {}: {e}", words(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{status} from: {}", words(command))) }
}

/// The standard output of a command, or `None` if the program is missing or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|o| o.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// Adds the path to a file error.
pub fn at<T>(path: &Path, result: std::io::Result<T>) -> Result<T> {
    result.map_err(|e| format!("{}: {e}", path.strip_prefix(root()).unwrap_or(path).display()))
}

/// Reads a file, by its path from the root.
pub fn read(path: &str) -> Result<String> {
    let path = root().join(path);
    at(&path, std::fs::read_to_string(&path))
}

/// Creates an empty folder, replacing an existing one.
pub fn clean(dir: &Path) -> Result {
    if dir.exists() {
        at(dir, std::fs::remove_dir_all(dir))?;
    }
    at(dir, std::fs::create_dir_all(dir))
}

fn path() -> OsString {
    let ours = [root().join("target/tools/bin"), root().join("node_modules/.bin")];
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = ours.into_iter().chain(std::env::split_paths(&rest)).collect();
    std::env::join_paths(all).unwrap_or(rest)
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args()).map(|w| w.to_string_lossy());
    words.collect::<Vec<_>>().join(" ")
}
