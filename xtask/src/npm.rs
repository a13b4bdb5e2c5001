//! The Node side of the toolchain: Node itself and the npm packages in the lockfile.

use crate::run::{Result, command, output, root, run, step};
use std::fs;
use std::process::Command;
use std::time::SystemTime;

/// The Node versions the package needs, as in its `engines`.
const NODE: &str = "Node 20.16, 22.3 or newer";

/// Checks that Node is new enough and installs every npm package of package-lock.json.
pub fn ensure() -> Result {
    check_node(output(command("node").arg("--version")).as_deref())?;
    // npm writes this file last, so its time stands for the whole folder.
    if modified("node_modules/.package-lock.json") >= modified("package-lock.json") {
        return Ok(());
    }
    step("installing npm packages (under a minute, once)", || {
        run(npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
    })?;
    // It has removed the link, too, which is not in the lockfile.
    link()
}

/// node_modules/mpp-wasm -> pkg, so that the tests and www import the package by its public name.
pub fn link() -> Result {
    let link = root().join("node_modules/mpp-wasm");
    if fs::canonicalize(&link).ok() == fs::canonicalize(root().join("pkg")).ok() {
        return Ok(());
    }
    // Node creates the link because it can on every system. On Windows the link is a junction.
    let script = "const fs = require('fs'); const link = 'node_modules/mpp-wasm'; \
                  fs.rmSync(link, { force: true, recursive: true }); \
                  fs.symlinkSync(process.platform === 'win32' ? process.cwd() + '/pkg' : '../pkg', link, 'junction');";
    run(command("node").args(["-e", script]))
}

/// A program of an npm package, such as `tsc`.
pub fn program(name: &str) -> Command {
    command(&if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() })
}

fn npm() -> Command {
    program("npm")
}

fn modified(path: &str) -> Option<SystemTime> {
    root().join(path).metadata().and_then(|m| m.modified()).ok()
}

fn check_node(version: Option<&str>) -> Result {
    let Some(version) = version.map(str::trim) else {
        return Err(format!("Node.js was not found. Please install {NODE}, with npm."));
    };
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|n| n.parse::<u32>().ok());
    // The versions in between have no `process.getBuiltinModule`.
    if matches!(numbers.next().zip(numbers.next()), Some((20, 16..) | (22, 3..) | (23.., _))) {
        return Ok(());
    }
    Err(format!("Node.js {version} is too old. Please install {NODE}."))
}

#[cfg(test)]
mod tests {
    use super::check_node;

    #[test]
    fn node_20_16_is_the_oldest() {
        assert_eq!(check_node(Some("v20.16.0\n")), Ok(()));
        assert_eq!(check_node(Some("v22.3.0\n")), Ok(()));
        assert_eq!(check_node(Some("v100.1.0\n")), Ok(()));
        assert!(check_node(Some("v20.15.1\n")).is_err());
        assert!(check_node(Some("v21.7.3\n")).is_err());
        assert!(check_node(Some("v22.2.0\n")).is_err());
        assert!(check_node(Some("v18.20.4\n")).unwrap_err().contains("too old"));
        assert!(check_node(None).unwrap_err().contains("not found"));
    }
}
