//! LICENSE-THIRD-PARTY: whose code is compiled into the wasm files, and under which license.

use crate::run::{Result, at, cargo, output};
use crate::{cuts, tools};
use std::fs;
use std::path::{Path, PathBuf};

const INTRODUCTION: &str = "\
The wasm files contain code of these packages, and of the Rust standard library. The scripts beside them that start with the
same name are made by wasm-bindgen. All of it is used under the Apache License 2.0, whose text is in LICENSE-APACHE, unless
another text follows below.

The Rust standard library: Copyright (c) The Rust Project Contributors
    https://github.com/rust-lang/rust
";

/// One package that is compiled into the wasm files.
struct Package {
    name: String,
    version: String,
    license: String,
    home: String,
}

/// The text of the file, from the packages that Cargo.lock names and their sources.
pub fn third_party() -> Result<String> {
    let sources = cuts::sources()?;
    let (mut list, mut texts) = (INTRODUCTION.to_owned(), String::new());
    for package in packages()? {
        let Package { name, version, home, .. } = &package;
        let folder = package.folder(&sources)?;
        let holder = holder(&folder)?.unwrap_or_else(|| "its contributors".into());
        list += &format!("\n{name} {version}: {holder}\n    {home}\n");
        for file in package.texts(&folder)? {
            texts += &format!(
                "\n\n{name} {version}, {}\n\n{}",
                package.license,
                at(&file, fs::read_to_string(&file))?
            );
        }
    }
    Ok(list + &texts)
}

/// What the crate depends on when it is compiled to wasm, without what only makes code for it. Itself is not among them.
fn packages() -> Result<Vec<Package>> {
    let features = ["--features", "wasm,standalone", "--target", tools::WASM];
    let shape =
        ["--edges", "normal,no-proc-macro", "--prefix", "none", "--no-dedupe", "--format", "{p}|{l}|{r}"];
    let tree = output(cargo().args(["tree", "--locked"]).args(features).args(shape));
    let tree = tree.ok_or("cargo could not list the dependencies")?;
    let mut lines: Vec<_> = tree.lines().filter(|line| !line.starts_with("mpp-wasm ")).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.into_iter().map(Package::read).collect()
}

impl Package {
    /// Reads `name v1.2.3|license|repository`.
    fn read(line: &str) -> Result<Self> {
        let mut parts = line.split('|');
        let mut next = || parts.next().filter(|part| !part.is_empty());
        match (next().and_then(|package| package.split_once(" v")), next(), next()) {
            (Some((name, version)), Some(license), Some(home)) => {
                let version = version.split(' ').next().unwrap_or(version);
                let [name, version, license, home] = [name, version, license, home].map(str::to_owned);
                Ok(Self { name, version, license, home })
            }
            _ => Err(format!("a dependency has no license or no repository: {line}")),
        }
    }

    fn folder(&self, sources: &[PathBuf]) -> Result<PathBuf> {
        let Self { name, version, .. } = self;
        let mut folders = sources.iter().map(|source| source.join(format!("{name}-{version}")));
        folders
            .find(|folder| folder.is_dir())
            .ok_or_else(|| format!("the sources of {name} {version} are missing"))
    }

    /// The license texts that must go along. There are none where the Apache License can be chosen.
    fn texts(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        if ["MIT OR Apache-2.0", "Apache-2.0 OR MIT", "MIT/Apache-2.0"].contains(&self.license.as_str()) {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in at(folder, fs::read_dir(folder))? {
            let file = at(folder, entry)?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
            if name.starts_with("LICENSE") && !name.starts_with("LICENSE-APACHE") {
                files.push(file);
            }
        }
        files.sort();
        if files.is_empty() {
            return Err(format!("{} is under {}, and has no text of it", self.name, self.license));
        }
        Ok(files)
    }
}

/// The first line of a package's license that names who holds the copyright.
fn holder(folder: &Path) -> Result<Option<String>> {
    for name in ["LICENSE-MIT", "LICENSE"] {
        let file = folder.join(name);
        if !file.exists() {
            continue;
        }
        let text = at(&file, fs::read_to_string(&file))?;
        let line = text.lines().map(str::trim).find(|line| line.starts_with("Copyright"));
        if line.is_some() {
            return Ok(line.map(str::to_owned));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_without_a_license_is_not_shipped() {
        let read = |line| Package::read(line).map(|package| package.version);
        assert_eq!(read("sha2 v0.11.1|MIT|https://example.com").as_deref(), Ok("0.11.1"));
        assert_eq!(read("own v1.0.0 (/somewhere)|MIT|https://example.com").as_deref(), Ok("1.0.0"));
        for line in ["sha2 v0.11.1||https://example.com", "sha2 v0.11.1|MIT|", "sha2|MIT|https://example.com"]
        {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
