//! `cargo xtask build`: builds the npm package pkg/ from the crate and pkg-template/.

use crate::cuts::{self, CUTS, Cut};
use crate::run::{Result, at, clean, command, output, read, root, run, step};
use crate::{licenses, npm, tools};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::thread;

/// Installs missing tools, compiles what has changed, assembles pkg/ and links it so that Node finds it as `mpp-wasm`.
pub fn build() -> Result {
    // One waits for the network, the other for the compiler.
    thread::scope(|scope| {
        let packages = scope.spawn(npm::ensure);
        tools::ensure()?;
        packages.join().expect("it does not panic")
    })?;
    if cuts::are_stale()? {
        step("compiling the crate to wasm", cuts::compile)?;
    }
    assemble()?;
    npm::link()?;
    print_sizes()
}

fn assemble() -> Result {
    let pkg = root().join("pkg");
    clean(&pkg)?;
    copy_all(&root().join("pkg-template"), &pkg)?;
    for Cut { name: script, feature, .. } in originals() {
        let (place, mut files) = (pkg.join(folder(feature)), Vec::new());
        for cut in CUTS.iter().filter(|cut| cut.script() == *script) {
            let wasm = place.join(format!("{}_bg.wasm", cut.name));
            copy(&cut.made("wasm"), &wasm)?;
            shared(&cut.made("js"), &place.join(format!("{script}.js")))?;
            files.push(wasm);
        }
        leave_nothing(&place.join(format!("{script}.js")))?;
        pair(script, files, place.join("ready.js"))?;
    }
    for file in ["LICENSE-MIT", "LICENSE-APACHE", "SECURITY.md"] {
        copy(&root().join(file), &pkg.join(file))?;
    }
    let third_party = pkg.join("LICENSE-THIRD-PARTY");
    at(&third_party, fs::write(&third_party, licenses::third_party()?))?;
    bundle(&pkg)?;
    for (wasm, inline) in [("mpp_wasm_compact", "mpp_wasm"), ("edge/mpp_wasm_edge", "edge/mpp_wasm_edge")] {
        let wasm = pkg.join(format!("{wasm}_bg.wasm"));
        let text = base64(&at(&wasm, fs::read(&wasm))?);
        let inline = pkg.join(format!("{inline}_inline.js"));
        at(&inline, fs::write(&inline, format!("export default \"{text}\";\n")))?;
    }

    let manifest = pkg.join("package.json");
    let template = at(&manifest, fs::read_to_string(&manifest))?;
    let versioned = with_version(&template, &crate_version(&read("Cargo.toml")?)?)?;
    at(&manifest, fs::write(&manifest, versioned))
}

/// The cuts that have scripts and entries of their own.
fn originals() -> impl Iterator<Item = &'static Cut> {
    CUTS.iter().filter(|cut| cut.twin.is_none())
}

/// Copies the script of a cut. If its twin's is there already, it must be the same.
fn shared(made: &Path, script: &Path) -> Result {
    if script.exists() && at(made, fs::read(made))? != at(script, fs::read(script))? {
        return Err(format!("{} must be what {} is", made.display(), script.display()));
    }
    copy(made, script)
}

/// Changes how a script passes text that is not ASCII: its place is too small for it, so it moves. What was
/// written of it there would stay, and nobody would wipe it.
fn leave_nothing(script: &Path) -> Result {
    const GROWS: &str = "        if (offset !== 0) {
            arg = arg.slice(offset);
        }
        ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
        const ret = cachedTextEncoder.encodeInto(arg, view);

        offset += ret.written;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
";
    const WIPES: &str = "        mem.fill(0, ptr, ptr + offset);
        const bytes = cachedTextEncoder.encode(arg);
        offset = bytes.length;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
        getUint8ArrayMemory0().set(bytes, ptr);
";
    let text = at(script, fs::read_to_string(script))?;
    if !text.contains(GROWS) {
        return Err(format!("{} passes text in another way", script.display()));
    }
    at(script, fs::write(script, text.replace(GROWS, WIPES)))
}

/// Renames what wasm files import from to a digest of them, in the files and in the script that starts them. No engine starts
/// the wasm of another build then: its records may be laid out differently.
fn pair(name: &str, mut files: Vec<PathBuf>, script: PathBuf) -> Result {
    let from = format!("./{name}_bg.js");
    let mut digest = DefaultHasher::new();
    for wasm in &files {
        digest.write(&at(wasm, fs::read(wasm))?);
    }
    // As long as the name it replaces, because a file states the lengths of its parts.
    let to = format!("{:0>1$x}", digest.finish(), from.len());
    files.push(script);
    for file in files {
        let renamed = replaced(at(&file, fs::read(&file))?, from.as_bytes(), to.as_bytes());
        at(
            &file,
            fs::write(&file, renamed.ok_or_else(|| format!("{} must contain {from}", file.display()))?),
        )?;
    }
    Ok(())
}

/// Replaces every `from` by `to`, which is as long. `None` if there is none.
fn replaced(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    let found: Vec<_> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, part)| *part == from)
        .map(|(start, _)| start)
        .collect();
    for start in &found {
        bytes[*start..][..to.len()].copy_from_slice(to);
    }
    (!found.is_empty()).then_some(bytes)
}

/// Bundles each entry that Node, Deno and Bun load themselves into one file, because a module takes longer to load than
/// to run. The other entries are for bundlers, which do the same.
fn bundle(pkg: &Path) -> Result {
    let entries = originals().map(|cut| Path::new(folder(cut.feature)).join("node.js"));
    let options = ["--bundle", "--format=esm", "--platform=node", "--target=node20.16", "--charset=utf8"];
    let place = ["--outdir=.", "--allow-overwrite", "--log-level=warning"];
    run(npm::program("esbuild").current_dir(pkg).args(entries).args(options).args(place))
}

/// The folder of a cut's entries. Its wasm is placed beside them, as it will be beside their bundle.
fn folder(feature: &str) -> &str {
    if feature == "full" { "" } else { feature }
}

fn copy_all(from: &Path, to: &Path) -> Result {
    at(to, fs::create_dir_all(to))?;
    for entry in at(from, fs::read_dir(from))? {
        let entry = at(from, entry)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy_all(&entry.path(), &target)? } else { copy(&entry.path(), &target)? }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result {
    at(from, fs::copy(from, to)).map(|_| ())
}

/// The version in the `[package]` table. It comes before any other line that starts with `version =`.
fn crate_version(manifest: &str) -> Result<String> {
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).ok_or_else(|| "Cargo.toml does not state a version".into())
}

fn with_version(template: &str, version: &str) -> Result<String> {
    const BLANK: &str = "\"version\": \"0.0.0\"";
    if !template.contains(BLANK) {
        return Err(format!("pkg-template/package.json must contain {BLANK}, which the build fills in"));
    }
    Ok(template.replacen(BLANK, &format!("\"version\": \"{version}\""), 1))
}

/// RFC 4648 section 4, padded.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0, |group, byte| group << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = ALPHABET[group >> (18 - 6 * place) & 63];
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

fn print_sizes() -> Result {
    let script = "for (const f of process.argv.slice(1)) { const b = fs.readFileSync(f); \
                  console.log(`    ${f}: ${b.length} bytes, ${zlib.gzipSync(b, { level: 9 }).length} with gzip`) }";
    let files = CUTS.map(|Cut { name, feature, .. }| {
        Path::new("pkg").join(folder(feature)).join(format!("{name}_bg.wasm"))
    });
    let sizes = output(command("node").args(["-e", script]).args(files));
    print!("{}", sizes.ok_or("could not measure the wasm files of pkg/")?);
    println!("==> the npm package is in pkg/");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648, section 10.
    #[test]
    fn base64_pads_as_the_rfc_does() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ];
        for (bytes, text) in pairs {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }

    #[test]
    fn every_import_is_renamed() {
        assert_eq!(replaced(b"ab-ab".to_vec(), b"ab", b"xy").as_deref(), Some(&b"xy-xy"[..]));
        assert_eq!(replaced(b"a".to_vec(), b"ab", b"xy"), None);
    }

    #[test]
    fn the_version_is_filled_in_once() {
        let manifest = "[workspace]\nresolver = \"3\"\n[package]\nversion = \"1.2.3\"\n";
        let version = crate_version(manifest).unwrap();
        assert_eq!(
            with_version("{\"version\": \"0.0.0\"}", &version).as_deref(),
            Ok("{\"version\": \"1.2.3\"}")
        );
        assert!(with_version("{}", &version).is_err());
    }
}
