//! Paths as an origin might understand them.
//!
//! A paywall and the origin behind it must agree on what `/premium/x` is, or `//premium/x` is free. So a path
//! is taken apart the way the most generous origin would: `\` is `/`, percent-escapes are read once, empty and
//! `.` segments vanish, `..` climbs. An origin that is less generous takes `/premium/a%2f..%2f..%2fx` for
//! something below `/premium/`, and one that decodes twice or ignores `;parameters` takes more for `/premium/x`
//! still, so those readings count too. Only matching uses the results; the origin gets the
//! path as it came.

use crate::ascii;
use alloc::{string::String, vec::Vec};

/// Every reading of a path: decoded and climbed, decoded only, cut before it is decoded, and decoded twice
/// without parameters. All are one where there is nothing to decode, to climb or to leave out.
pub(super) fn readings(path: &str) -> Vec<Vec<String>> {
    let plain = path.bytes().all(|byte| !matches!(byte, b'%' | b'\\' | b';' | b'.'));
    if plain {
        return [collect(&mut ascii::split(path, b'/'), true)].into();
    }
    let decoded = percent_decoded(path);
    let twice = percent_decoded(&decoded);
    let bare = |segment: &'_ str| ascii::find(segment, b';').unwrap_or(segment.len());
    let cut_first: Vec<String> = ascii::split(path, b'/').map(percent_decoded).collect();
    [
        segments(path),
        collect(&mut pieces(&decoded), false),
        collect(&mut cut_first.iter().map(String::as_str), true),
        collect(&mut pieces(&twice).map(|segment| &segment[..bare(segment)]), true),
    ]
    .into()
}

/// The segments of a path as the most generous origin reads it. A trailing slash leaves an empty last segment.
pub(super) fn segments(path: &str) -> Vec<String> {
    collect(&mut pieces(&percent_decoded(path)), true)
}

/// What stands between slashes of either kind.
fn pieces(path: &str) -> impl Iterator<Item = &str> {
    ascii::split_at_either(path, [b'/', b'\\'])
}

fn collect(pieces: &mut dyn Iterator<Item = &str>, climb: bool) -> Vec<String> {
    let mut segments: Vec<String> = Vec::new();
    let mut slash = false;
    for segment in pieces {
        slash = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." if climb => drop(segments.pop()),
            _ => segments.push(segment.into()),
        }
    }
    if slash && !segments.is_empty() {
        segments.push(String::new());
    }
    segments
}

/// Reads every `%XX` once; what is not UTF-8 then becomes U+FFFD, which no pattern can name.
fn percent_decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|byte| (*byte as char).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_resource_has_one_reading() {
        for path in [
            "/premium/x",
            "//premium/x",
            "/premium//x",
            "/./premium/x",
            "/a/../premium/x",
            "/%70remium/x",
            "/premium%2fx",
            "/premium%2Fx",
            "\\premium\\x",
            "/premium/%2e/x",
            "/a/%2e%2e/premium/x",
            "/../premium/x",
            "premium/x",
        ] {
            assert_eq!(segments(path), ["premium", "x"], "{path}");
        }
        assert_eq!(segments("/premium/"), ["premium", ""]);
        assert_eq!(segments("/premium/x/.."), ["premium", ""]);
        assert_eq!(segments("/"), [""; 0]);
        assert_eq!(segments("/%2570remium"), ["%70remium"], "once");
        assert_eq!(segments("/%zz%"), ["%zz%"]);
    }
}
