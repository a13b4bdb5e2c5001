//! `cargo xtask site`: builds the playground as a folder that any static host can serve.

use crate::package;
use crate::run::{Result, command, run, step};

const FOLDER: &str = "target/site";

/// Builds the package, then the folder from it and www/playground. The same sources give the same bytes.
pub fn site(args: &[&str]) -> Result {
    if !args.is_empty() {
        return Err("site takes no arguments".into());
    }
    package::build()?;
    step("bundling the playground's files", || {
        run(command("node").args(["www/playground/site.mjs", FOLDER]))
    })?;
    println!("==> the playground is in {FOLDER}/; to view it, run: node www/playground/serve.mjs");
    Ok(())
}
