//! `cargo xtask extension` builds the browser extension. `cargo xtask screenshots` takes pictures of its views.

use crate::run::{Result, command, run, step};
use crate::{debian, package};

/// Builds the package, then target/extension to load unpacked, and its zip.
pub fn extension() -> Result {
    package::build()?;
    step("building the browser extension", bundle)
}

/// Builds the extension without building the package first.
pub fn bundle() -> Result {
    run(command("node").arg("www/extension/build.mjs"))
}

/// Writes pictures of every view of the extension and the playground, in several sizes, light and dark, to
/// target/screenshots.
pub fn screenshots() -> Result {
    extension()?;
    browser()?;
    step("taking pictures", || {
        run(command("node").arg("tests/extension/screenshots.mjs"))?;
        run(command("node").arg("tests/playground/screenshots.mjs"))
    })
}

/// Measures how fast the extension starts, sets its badge and shows its popup.
pub fn bench() -> Result {
    extension()?;
    browser()?;
    run(command("node").arg("tests/extension/bench.mjs"))
}

/// Installs a real Chromium unless it is there.
pub fn browser() -> Result {
    debian::program("chromium", "chromium")
}

/// Installs a real Firefox unless it is there.
pub fn firefox() -> Result {
    debian::program("firefox-esr", "firefox-esr")
}
