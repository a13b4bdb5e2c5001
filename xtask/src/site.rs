//! `cargo xtask site`: the playground as a folder that any static host serves.

use crate::package;
use crate::run::{Result, command, run, step};

const FOLDER: &str = "target/site";

/// Builds the package, and of it and www/playground the folder; the same sources give the same bytes.
pub fn site(args: &[&str]) -> Result {
    if !args.is_empty() {
        return Err("site takes nothing".into());
    }
    package::build()?;
    step("putting the playground together", || {
        run(command("node").args(["www/playground/site.mjs", FOLDER]))
    })?;
    println!("==> the playground is in {FOLDER}/; to look at it: node www/playground/serve.mjs");
    Ok(())
}
