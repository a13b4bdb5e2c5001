//! The house holds: each room imports only the rooms it may know, and the core nothing of JavaScript.

use std::fs;
use std::path::Path;

/// Which rooms each may name with `crate::`. `problem` and `error` are one: the table and its codes.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("standalone", &[]),
    ("ascii", &[]),
    ("secret", &[]),
    ("error", &["problem"]),
    ("problem", &["error"]),
    ("http", &["ascii", "error"]),
    ("encoding", &["ascii", "error", "secret"]),
    ("card", &["ascii", "error", "secret"]),
    ("scheme", &["ascii", "http", "encoding", "error", "secret"]),
    ("binding", &["ascii", "scheme", "encoding", "error"]),
    ("rail", &["ascii", "binding", "scheme", "http", "encoding", "error", "secret"]),
    ("paywall", &["ascii", "rail", "binding", "scheme", "http", "encoding", "error", "problem", "secret"]),
    ("detect", &["ascii", "scheme", "http", "encoding", "error"]),
    (
        "wasm",
        &["ascii", "paywall", "rail", "binding", "scheme", "detect", "card", "encoding", "error", "secret"],
    ),
];

const JAVASCRIPT: [&str; 4] = ["wasm_bindgen", "js_sys", "web_sys", "serde_wasm_bindgen"];

fn sources(dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.push((path.to_str().unwrap().into(), code.collect::<Vec<_>>().join("\n")));
        }
    }
}

fn all() -> Vec<(String, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&src, &mut found);
    let room = |path: &str| {
        let inside = Path::new(path).strip_prefix(&src).unwrap();
        inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
    };
    found.into_iter().map(|(path, code)| (room(&path), path, code)).collect()
}

#[test]
fn each_room_knows_only_its_neighbours() {
    for (room, path, code) in all().iter().filter(|(room, ..)| room != "lib") {
        let (_, allowed) =
            MAY_KNOW.iter().find(|(name, _)| name == room).unwrap_or_else(|| panic!("{room} has no rule"));
        for named in code.split("crate::").skip(1) {
            // A braced list names several.
            let list = named.strip_prefix('{').map_or(named, |list| list.split("};").next().unwrap());
            let names = if named.starts_with('{') { top_level(list) } else { vec![first_word(list)] };
            for name in names.iter().filter(|name| MAY_KNOW.iter().any(|(room, _)| room == *name)) {
                assert!(name == room || allowed.contains(&name.as_str()), "{path} names {name}");
            }
        }
    }
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// The first words of a list's items, braces inside skipped.
fn top_level(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut items = vec![String::new()];
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(String::new()),
            _ => items.last_mut().unwrap().push(c),
        }
    }
    items.iter().map(|item| first_word(item.trim_start())).collect()
}

#[test]
fn only_the_binding_layer_knows_javascript() {
    for (room, path, code) in all().iter().filter(|(room, ..)| room != "wasm") {
        let hit = JAVASCRIPT.iter().find(|name| code.contains(*name));
        assert_eq!(hit, None, "{path} in {room}");
        assert!(
            !code.contains("use std") && !code.contains("std::time") && !code.contains("std::net"),
            "{path} names std"
        );
    }
}

#[test]
fn macs_are_never_compared_with_equals() {
    for (_, path, code) in
        all().iter().filter(|(room, path, _)| room == "binding" && !path.ends_with("_tests.rs"))
    {
        for line in code.lines().filter(|line| line.contains("==") || line.contains("!=")) {
            assert!(!line.contains("mac") && !line.contains(".id"), "{path}: {line}");
        }
    }
}
