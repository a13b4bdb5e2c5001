//! What no formatter and no linter checks of the files that are written by hand.

use crate::run::{Result, at};
use std::fs;
use std::path::Path;

/// Folders without files written by hand.
const MADE: [&str; 5] = [".git", ".wrangler", "node_modules", "pkg", "target"];

const SCRIPTS: [&str; 4] = ["cjs", "js", "mjs", "ts"];

/// The most characters of a line of a script.
const COLUMNS: usize = 150;

/// Fails if a file below a folder contains merge conflict markers, or a script a line that is too long.
pub fn check(root: &Path) -> Result {
    let mut found = Vec::new();
    walk(root, root, &mut found)?;
    if found.is_empty() { Ok(()) } else { Err(format!("\n{}", found.join("\n"))) }
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) -> Result {
    for entry in at(folder, fs::read_dir(folder))? {
        let path = at(folder, entry)?.path();
        if path.is_dir() && !path.is_symlink() {
            if !MADE.iter().any(|made| path.ends_with(made)) {
                walk(root, &path, found)?;
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
            found.extend(faults(&name, &text));
        }
    }
    Ok(())
}

fn faults(name: &str, text: &str) -> Vec<String> {
    let script = name.rsplit_once('.').is_some_and(|(_, ending)| SCRIPTS.contains(&ending));
    let fault = |line: &str| {
        if line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") {
            // Inside a comment, no other check would notice it.
            Some("a merge conflict marker".to_owned())
        } else if script && line.chars().count() > COLUMNS {
            Some(format!("{} characters, of {COLUMNS} at most", line.chars().count()))
        } else {
            None
        }
    };
    text.lines()
        .enumerate()
        .filter_map(|(at, line)| Some(format!("{name}:{}: {}", at + 1, fault(line)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn long_lines_of_scripts_are_named() {
        let text = format!("{}\n{}\n", "é".repeat(150), "é".repeat(151));
        for name in ["www/a.js", "tests/a.test.mjs", "a.cjs", "pkg-template/a.d.ts"] {
            assert_eq!(faults(name, &text), [format!("{name}:2: 151 characters, of 150 at most")]);
        }
        for name in ["src/a.rs", "README.md", "a.json", "js"] {
            assert!(faults(name, &text).is_empty(), "{name}");
        }
    }

    #[test]
    fn conflict_markers_are_named_in_any_file() {
        let markers = ["<", ">"].map(|sign| format!("{} main", sign.repeat(7)));
        for marker in markers {
            assert_eq!(
                faults("README.md", &format!("a\n{marker}\n")),
                ["README.md:2: a merge conflict marker"]
            );
        }
        assert!(faults("README.md", "a <<<<<<< b\n<<<<<<<\n").is_empty());
    }
}
