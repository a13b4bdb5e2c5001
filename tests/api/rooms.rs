//! The architecture holds: each top-level module ("room") imports only rooms it may know, and the core no JavaScript.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The rooms that each room may name with `crate::`, as the README draws them. Each is named by some file: a permission that
/// nobody uses would let an arrow in that nobody has drawn.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("standalone", &[]),
    ("ascii", &[]),
    ("secret", &[]),
    ("error", &[]),
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
    let mut known = BTreeSet::new();
    for (room, path, code) in all().iter().filter(|(room, ..)| room != "lib") {
        let (_, allowed) =
            MAY_KNOW.iter().find(|(name, _)| name == room).unwrap_or_else(|| panic!("{room} has no rule"));
        for named in code.split("crate::").skip(1) {
            // A braced list names several rooms.
            let list = named.strip_prefix('{').map_or(named, |list| list.split("};").next().unwrap());
            let names = if named.starts_with('{') { top_level(list) } else { vec![first_word(list)] };
            for name in names.iter().filter(|name| MAY_KNOW.iter().any(|(room, _)| room == *name)) {
                assert!(name == room || allowed.contains(&name.as_str()), "{path} names {name}");
                known.insert((room.clone(), name.clone()));
            }
        }
    }
    for (room, allowed) in MAY_KNOW {
        for name in *allowed {
            assert!(known.contains(&(room.to_string(), name.to_string())), "{room} no longer names {name}");
        }
    }
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// The first words of a list's items. Nested braces are skipped.
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

/// Two files that know each other are one idea in two places. A file that declares another one and re-exports its
/// contents still counts as being above it.
#[test]
fn no_two_files_know_each_other_not_even_by_way_of_others() {
    let files = modules();
    let mut left: Vec<(Vec<String>, Vec<Vec<String>>)> = files
        .iter()
        .map(|(own, code)| {
            let mut known = Vec::new();
            for name in named(own, code) {
                let file = file_of(&files, &name);
                known.extend(file.filter(|other| !own.starts_with(other)).map(<[String]>::to_vec));
            }
            known.sort();
            known.dedup();
            (own.clone(), known)
        })
        .collect();
    assert!(left.iter().map(|(_, known)| known.len()).sum::<usize>() > 300);
    loop {
        let names: Vec<_> = left.iter().map(|(own, _)| own.clone()).collect();
        left.retain(|(_, known)| known.iter().any(|other| names.contains(other)));
        if left.len() == names.len() {
            break;
        }
    }
    let inside = |name: &&Vec<String>| left.iter().any(|(own, _)| own == *name);
    let arrows = |(own, known): &(Vec<String>, Vec<Vec<String>>)| {
        let known: Vec<_> = known.iter().filter(inside).map(|name| name.join("/")).collect();
        format!("{} -> {}", own.join("/"), known.join(", "))
    };
    assert!(left.is_empty(), "{:#?}", left.iter().map(arrows).collect::<Vec<_>>());
}

/// A room whose first comments list its folders has them in floors: each folder knows only those below it in the list,
/// and none knows the room's front, which is above them all.
#[test]
fn folders_know_only_those_below_them() {
    let files = modules();
    let mut checked = 0;
    for (room, floors) in all_floors() {
        for (own, code) in files.iter().filter(|(own, _)| own.starts_with(&room) && own.len() > room.len()) {
            let floor = floors.iter().position(|floor| *floor == own[room.len()]);
            assert!(
                floor.is_some() || own.len() == room.len() + 1,
                "{} is in no listed folder",
                own.join("/")
            );
            let Some(floor) = floor else { continue };
            for name in named(own, code).into_iter().filter(|name| name.starts_with(&room)) {
                let file = file_of(&files, &name).unwrap();
                assert!(
                    file.len() > room.len(),
                    "{} names {}, the front of its room",
                    own.join("/"),
                    name.join("::")
                );
                let below = floors.iter().position(|floor| *floor == file[room.len()]);
                checked += usize::from(below.is_some_and(|below| below > floor));
                assert!(
                    below.is_none_or(|below| below >= floor),
                    "{} names {}",
                    own.join("/"),
                    name.join("::")
                );
            }
        }
    }
    assert!(checked > 100, "{checked}");
}

/// The rooms that list their folders in their first comments, and the folders, from the top floor down.
fn all_floors() -> Vec<(Vec<String>, Vec<String>)> {
    let floors = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim_start_matches(['/', '!', ' ']));
        let rows = lines.skip_while(|line| *line != "| folder | |").skip(2);
        let names = rows.map_while(|row| row.strip_prefix("| `")?.split_once('`'));
        names.map(|(name, _)| name.to_owned()).collect()
    };
    let all =
        all().into_iter().map(|(_, path, _)| (module(&path), floors(&fs::read_to_string(&path).unwrap())));
    let found: Vec<_> = all.filter(|(_, floors)| !floors.is_empty()).collect();
    assert!(found.len() >= 2);
    found
}

/// The name of a file as a module.
fn module(path: &str) -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = Path::new(path).strip_prefix(&src).unwrap().with_extension("");
    let names = inside.iter().map(|name| name.to_str().unwrap().to_owned());
    names.filter(|name| name != "mod" && name != "lib").collect()
}

/// All files without their tests, by their names as modules.
fn modules() -> Vec<(Vec<String>, String)> {
    all()
        .into_iter()
        .filter(|(_, path, _)| !path.ends_with("tests.rs") && !path.contains("/tests/"))
        .map(|(_, path, code)| (module(&path), code.split("#[cfg(test)]").next().unwrap().to_owned()))
        .collect()
}

/// The file that a path leads to, by way of what it contains or hands on.
fn file_of<'a>(files: &[(Vec<String>, String)], name: &'a [String]) -> Option<&'a [String]> {
    let parts = (1..=name.len()).rev().map(|end| &name[..end]);
    parts.into_iter().find(|part| files.iter().any(|(other, _)| other == part))
}

/// The paths that a file names, relative to itself or from the crate root.
fn named(own: &[String], code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::").filter(|(at, _)| !code[..*at].ends_with("pub(in ")) {
        items(&code[at + "crate::".len()..], &[], &mut found);
    }
    for (at, _) in code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("super::")) {
        let (mut from, mut rest) = (own, &code[at..]);
        while let Some(more) = rest.strip_prefix("super::") {
            (from, rest) = (&from[..from.len().saturating_sub(1)], more);
        }
        items(rest, from, &mut found);
    }
    found
}

/// The path, or the paths in a braced list, that follow a prefix.
fn items(text: &str, from: &[String], found: &mut Vec<Vec<String>>) {
    let Some(list) = text.strip_prefix('{') else {
        let word = first_word(text);
        let path: Vec<_> = from.iter().cloned().chain([word.clone()]).collect();
        match text[word.len()..].strip_prefix("::") {
            Some(rest) if !word.is_empty() => items(rest, &path, found),
            _ => found.push(path),
        }
        return;
    };
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                items(list[start..at].trim_start(), from, found);
                start = at + 1;
                if c == '}' {
                    return;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
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

/// WebAssembly without SIMD is the default of a Rust program. A file with SIMD would not load in every engine, and where each
/// instruction is a call, it takes three times as long.
#[test]
fn simd_is_used_only_if_the_build_turns_it_on() {
    for (room, path, code) in all() {
        assert!(room == "lib" || !code.contains("target_arch"), "{path} does not ask for target_feature");
    }
}
