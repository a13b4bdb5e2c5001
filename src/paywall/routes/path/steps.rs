//! The steps in which servers process a path.

use super::escapes::{BROKEN, SLASH, unescaped};
use crate::ascii;
use alloc::{string::String, vec::Vec};

/// What an origin may do to a path besides decoding it and resolving `..`.
pub(super) const STEPS: [fn(&str) -> String; 13] = [
    |path| parted(path, SLASH),
    |path| parted(path, '\\'),
    without_parameters,
    |path| before(path, [b';'; 2]),
    |path| before(path, [b'?', b'#']),
    without_host,
    without_controls,
    |path| without(path, BROKEN),
    |path| without(path, '\\'),
    unescaped,
    without_below_script,
    without_script,
    merged,
];

/// How the names of scripts end that servers run for every path below them.
const SCRIPTS: [&str; 3] = [".php", ".cgi", ".aspx"];

/// The path without empty segments, except for the one that a trailing slash leaves.
pub(super) fn merged(path: &str) -> String {
    let mut segments: Vec<&str> = ascii::split(path, b'/').filter(|segment| !segment.is_empty()).collect();
    if path.ends_with('/') && !segments.is_empty() {
        segments.push("");
    }
    segments.join("/")
}

fn parted(path: &str, at: char) -> String {
    path.chars().map(|char| if char == at { '/' } else { char }).collect()
}

fn without(path: &str, sign: char) -> String {
    path.chars().filter(|char| *char != sign).collect()
}

/// The first script of a path, by its place among the segments, if there is anything below it.
pub(super) fn script(path: &str) -> Option<usize> {
    let mut segments = ascii::split(path, b'/');
    let at = segments.position(|segment| SCRIPTS.iter().any(|kind| ascii::ends_with(segment, kind)))?;
    segments.next().map(|_| at)
}

fn without_below_script(path: &str) -> String {
    let above = script(path).map_or(usize::MAX, |at| at + 1);
    ascii::split(path, b'/').take(above).collect::<Vec<_>>().join("/")
}

fn without_script(path: &str) -> String {
    let mut segments: Vec<&str> = ascii::split(path, b'/').collect();
    if let Some(at) = script(path) {
        segments.remove(at);
    }
    segments.join("/")
}

fn without_parameters(path: &str) -> String {
    let bare = |segment| ascii::split_once(segment, b';').map_or(segment, |(bare, _)| bare);
    ascii::split(path, b'/').map(bare).collect::<Vec<_>>().join("/")
}

/// The text before the first of two characters.
fn before(path: &str, signs: [u8; 2]) -> String {
    ascii::split_at_either(path, signs).next().unwrap_or(path).into()
}

/// The path of `//host/path`, whose first slash has already been removed.
fn without_host(path: &str) -> String {
    let named = path.starts_with('/').then(|| path.trim_start_matches('/'));
    named.map_or(path, |named| ascii::split_once(named, b'/').map_or("", |(_, rest)| rest)).into()
}

/// What a URL parser (WHATWG URL section 4.4) keeps.
fn without_controls(path: &str) -> String {
    path.trim_end_matches(|char| char <= ' ').replace(['\t', '\n', '\r'], "")
}

/// Resolves `.` and `..`. `None` if that climbs above the top.
pub(super) fn climbed(path: &str) -> Option<String> {
    let mut segments = Vec::new();
    let mut slash = false;
    for segment in ascii::split(path, b'/') {
        slash = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => drop(segments.pop()?),
            _ => segments.push(segment),
        }
    }
    if slash {
        segments.push("");
    }
    Some(segments.join("/"))
}
