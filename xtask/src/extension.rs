//! The browser extension: `cargo xtask extension` builds it, `cargo xtask screenshots` writes pictures of its views.

use crate::run::{Result, command, run, step};
use crate::{debian, package};

/// The package, then target/extension to load unpacked, and its zip.
pub fn extension() -> Result {
    package::build()?;
    step("building the browser extension", bundle)
}

/// The same without building the package first.
pub fn bundle() -> Result {
    run(command("node").arg("www/extension/build.mjs"))
}

/// Every view, of the playground too, in its sizes, light and dark, as pictures below target/screenshots.
pub fn screenshots() -> Result {
    extension()?;
    browser()?;
    step("taking pictures", || {
        run(command("node").arg("tests/extension/screenshots.mjs"))?;
        run(command("node").arg("tests/playground/screenshots.mjs"))
    })
}

/// How fast it starts, marks and shows.
pub fn bench() -> Result {
    extension()?;
    browser()?;
    run(command("node").arg("tests/extension/bench.mjs"))
}

/// A real Chromium.
pub fn browser() -> Result {
    debian::program("chromium", "chromium")
}
