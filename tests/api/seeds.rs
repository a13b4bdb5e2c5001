//! Replays the fuzz targets' seeds on stable Rust, including every crash that the fuzzer has saved among them.

use std::fs;
use std::path::Path;

#[path = "../fuzz/properties/mod.rs"]
pub mod properties;

#[test]
fn every_seed_holds() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds");
    for (target, property) in properties::ALL {
        let mut count = 0;
        for file in fs::read_dir(seeds.join(target)).unwrap() {
            let path = file.unwrap().path();
            println!("{}", path.display());
            property(&fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count >= 10, "{target} has {count} seeds");
    }
    assert_eq!(fs::read_dir(&seeds).unwrap().count(), properties::ALL.len(), "a folder without a target");
}

#[test]
fn every_target_is_built() {
    let manifest = include_str!("../fuzz/Cargo.toml");
    assert_eq!(manifest.matches("[[bin]]").count(), properties::ALL.len());
    for (target, _) in properties::ALL {
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
        let path = format!("tests/fuzz/fuzz_targets/{target}.rs");
        let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).unwrap();
        assert!(source.contains(&format!("mpp_wasm_fuzz::{target}(data)")), "{path}");
    }
}
