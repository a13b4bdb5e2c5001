//! Text in pieces: the output equals that for the whole text, and the buffer is bounded.

use super::{CARDS, PIECES, Random};
use mpp_wasm::card::{MAX_LINE, RedactStream, redact};
use serde_json::Value;

/// Pushes the pieces and finishes.
fn stream<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
    let mut stream = RedactStream::default();
    let mut out: String = pieces.into_iter().map(|piece| stream.push(piece)).collect();
    out += &stream.finish();
    out
}

/// A text in pieces, cut at the byte positions that are character boundaries.
fn cut<'a>(text: &'a str, places: &[usize]) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for place in places.iter().copied().filter(|place| text.is_char_boundary(*place)) {
        pieces.push(&text[from..place]);
        from = place;
    }
    pieces.push(&text[from..]);
    pieces
}

/// Tests every split in two, and every character on its own.
pub(super) fn same_at_every_split(text: &str) {
    let whole = redact(text);
    for place in 0..=text.len() {
        assert_eq!(stream(cut(text, &[place])), whole, "at {place} of {text:?}");
    }
    assert_eq!(stream(cut(text, &(0..text.len()).collect::<Vec<_>>())), whole, "{text:?}");
}

#[test]
fn card_streams_give_what_the_whole_gives_at_every_split() {
    for file in
        [include_str!("../vectors/card-redact.json"), include_str!("../vectors/card-adversarial.json")]
    {
        for case in &serde_json::from_str::<Vec<Value>>(file).unwrap() {
            same_at_every_split(case["input"].as_str().unwrap());
        }
    }
}

#[test]
fn card_streams_of_all_kinds_of_pieces_give_the_same() {
    let mut random = Random(4);
    let keys = [
        "-----END PRIVATE KEY-----",
        "MIIEvQIBADANBgkq",
        "\n",
        "\\n",
        "-",
        "----",
        "(",
        "٤",
        "•",
        "spt_aB3",
        "\"",
        "_",
        "app | ",
        "[1]: ",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n",
        "w8Xk3Q==",
        "%0A",
        "Comment: a (b)",
        "a: $",
        "password: \"$",
        "secret=\"",
        "secret=",
    ];
    for _ in 0..500_000 {
        let mut text = String::new();
        for _ in 0..random.below(16) {
            let lists = [
                PIECES,
                CARDS,
                &keys,
                &keys,
                &[
                    "-----BEGIN PRIVATE KEY-----",
                    "-----BEGIN RSA PRIVATE KEY-----",
                    "-----BEGIN%20PRIVATE+KEY-----",
                ],
            ];
            let list = lists[[0, 0, 0, 0, 1, 2, 3, 4][random.below(8)]];
            text += random.pick(list);
        }
        same_at_every_split(&text);
    }
}

/// What a line means may depend on the lines before it, which a stream has shown by then. So lines meet here that no vector
/// puts together, each as a whole or cut off at either end.
#[test]
fn card_streams_of_lines_that_never_met_give_the_same() {
    let mut lines = Vec::new();
    for file in [
        include_str!("../vectors/card-redact.json"),
        include_str!("../vectors/card-named.json"),
        include_str!("../vectors/card-adversarial.json"),
    ] {
        for case in serde_json::from_str::<Vec<Value>>(file).unwrap() {
            lines.extend(case["input"].as_str().unwrap().lines().map(String::from));
        }
    }
    let mut random = Random(6);
    for _ in 0..500_000 {
        let mut text = String::new();
        for _ in 0..2 + random.below(2) {
            let line = &lines[random.below(lines.len())];
            let pieces = cut(line, &[random.below(line.len() + 1)]);
            text += [line, pieces[0], pieces[pieces.len() - 1]][random.below(3)];
            text += ["\n", "\r\n", "\n  ", "\n\n", ""][random.below(5)];
        }
        assert_eq!(stream(text.split_inclusive('\n')), redact(&text), "{text:?}");
    }
}

/// Bytes are cut anywhere, also within a character. `from_utf8_lossy` replaces what is not UTF-8 by the same rules.
#[test]
fn card_streams_of_bytes_give_what_their_whole_text_gives() {
    let mut random = Random(5);
    let odd: &[&[u8]] = &[
        "é•😀４".as_bytes(),
        &[0xe2, 0x82],
        &[0xf0, 0x9f, 0x98],
        &[0xf0, 0x9f],
        &[0xf4, 0x90],
        &[0xed, 0xa0, 0x80],
        &[0xc0, 0xaf],
        &[0xff],
        &[0x80],
        &[0xef, 0xbb, 0xbf],
        b"\n",
        b"4242424242424242 ",
    ];
    for _ in 0..500_000 {
        let mut bytes = Vec::new();
        for _ in 0..random.below(8) {
            let piece = if random.below(3) == 0 {
                random.pick(PIECES).as_bytes()
            } else {
                odd[random.below(odd.len())]
            };
            let from = random.below(piece.len().max(1));
            bytes.extend_from_slice(&piece[if random.below(3) == 0 { from } else { 0 }..]);
        }
        let whole = redact(&String::from_utf8_lossy(&bytes)).into_owned();
        for size in 1..=bytes.len().max(1) {
            let mut stream = RedactStream::default();
            let mut out: String = bytes.chunks(size).map(|chunk| stream.push_bytes(chunk)).collect();
            out += &stream.finish();
            assert_eq!(out, whole, "{bytes:x?} in chunks of {size}");
        }
    }
}

#[test]
fn card_streams_take_text_after_bytes() {
    let mut stream = RedactStream::default();
    assert_eq!(
        stream.push_bytes(&[b'a', 0xf0, 0x9f]) + &stream.push("b\n") + &stream.finish(),
        "a\u{fffd}b\n"
    );
    assert_eq!(stream.push_bytes(&[0x98]) + &stream.finish(), "\u{fffd}", "a finished stream is a new one");
}

/// A field stands before a key, not inside one that was returned in part.
#[test]
fn card_streams_take_no_field_for_a_part_of_a_key_that_has_begun() {
    let label = "-----BEGIN PGP PRIVATE KEY BLOCK-----";
    for before in ["\nMIIEvQIBADANBgkqhkiG\n", &"\n".repeat(1_100)] {
        let text = [label, before, "Comment: why (it failed)\nspt_1N4Zv32"].concat();
        same_at_every_split(&text);
        assert_eq!(redact(&text), [label, "••••\nspt_••••"].concat());
    }
}

/// Logs cut keys off. The start of the next line then reads like base64, and what it begins is hidden to its end.
#[test]
fn card_streams_hide_the_rest_of_a_word_whose_start_was_taken_for_a_key() {
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n";
    let long = ["eyJhbGciOiJIUzI1NiJ9.", &"a1.é-".repeat(340)].concat();
    for (line, shown) in [
        ("sk_live_abc123DEF456ghi (a)", " (a)"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_12345; a", "; a"),
        ("4242.4242.4242.4242 (a)", " (a)"),
        // What a name begins is the whole line.
        ("password: hunter!!2 (a)", ""),
        ("client_secret: hunter2 (a)", ""),
        ("\"client_secret\":\"hunter2\" (a)", ""),
        ("api_key=hunter2 (a)", ""),
        ("api_key: \"a $b\" (a)", ""),
        ("client_secret failed (a)", " failed (a)"),
        ("password: pässwört1 (a)", ""),
        ("password: $hunter2\r\nb: c", "\r\nb: c"),
        ("password2 = ($hunter2)\nb: c", "\nb: c"),
        ("Cookie: a_b=1; sid=hunter2\nb: c", "\nb: c"),
        ("Authorization: Basic $hunter2\nb: c", "\nb: c"),
        ("\",\"password\":\"$hunter2 x\"}\nb", "\nb"),
        ("12:34:56.789Z Why", " Why"),
        ("password: $a-----END PRIVATE KEY----- b", "-----END PRIVATE KEY----- b"),
        ("a.b-----END PRIVATE KEY----- a", "-----END PRIVATE KEY----- a"),
        ("it failed. Why", ". Why"),
        ("it failed <a.b>", "<a.b>"),
        (&long, ""),
    ] {
        let text = [key, line].concat();
        same_at_every_split(&text);
        assert_eq!(redact(&text), ["-----BEGIN PRIVATE KEY-----••••", shown].concat(), "{line}");
    }
}

/// No more of such a line is hidden than its first 2 KiB, and dashes that stand across that place come in pieces too.
#[test]
fn card_streams_keep_the_dashes_after_a_long_rest_of_a_word() {
    for length in 2040..2050 {
        let line = &format!("password: {{{}", "a ".repeat(length / 2))[..10 + length];
        same_at_every_split(&format!(
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n{line}-----END PRIVATE KEY-----"
        ));
    }
}

#[test]
fn card_streams_give_a_line_as_soon_as_it_ends() {
    let mut stream = RedactStream::default();
    assert_eq!(stream.push("a\nb\nspt_1N4Zv32"), "a\nb\n");
    assert_eq!(
        stream.push("eZvKY\r\n-----BEGIN PRIVATE KEY-----\nMIIEvQ"),
        "spt_••••\r\n-----BEGIN PRIVATE KEY-----"
    );
    assert_eq!(stream.push("IBADANBgkqhki"), "••••");
    assert_eq!(
        stream.push("G9w0\nBAQEFAASC\n-----END PRIVATE KEY-----\nc\n"),
        "-----END PRIVATE KEY-----\nc\n"
    );
    assert_eq!(stream.finish(), "");
    assert_eq!(format!("{stream:?}"), "RedactStream(..)");
}

#[test]
fn card_streams_hide_a_line_that_is_too_long() {
    let fits = "a".repeat(MAX_LINE);
    let long = format!("{fits}4242424242424242");
    for (text, expected) in [
        (format!("{fits}\nb"), format!("{fits}\nb")),
        (format!("{fits}a"), "••••".into()),
        (format!("x\n{long}\ny 4242424242424242\n"), "x\n••••\ny ••••••••••••4242\n".into()),
        (format!("{long}{long}"), "••••".into()),
        (format!("{long}\n{long}\n"), "••••\n••••\n".into()),
        // A private key in it may continue on the next lines.
        (
            format!(
                "{long} -----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG\n-----END PRIVATE KEY-----\nb"
            ),
            "••••\n-----END PRIVATE KEY-----\nb".into(),
        ),
        (format!("{long} -----BEGIN CERTIFICATE----- -----END CERTIFICATE-----\nb"), "••••\nb".into()),
        // So it may after an end that is cut off, wherever the pieces end.
        (
            format!("{long} -----BEGIN PRIVATE KEY----- -----END\n{}", "MIIEvQIBADANBgkq\n".repeat(4)),
            "••••\n".into(),
        ),
    ] {
        let end = text.len();
        assert_eq!(stream([text.as_str()]), expected);
        for from in [MAX_LINE - 9, MAX_LINE, MAX_LINE + 14, end.saturating_sub(80)] {
            let places: Vec<usize> = (from..(from + 30).min(end)).collect();
            assert!(stream(cut(&text, &places)) == expected, "cut from {from}");
        }
    }
}

/// Nothing unfinished is buffered without bound: neither a key, nor a line, nor what follows the label of one.
#[test]
fn card_streams_hold_no_more_than_a_line() {
    for endless in ["MIIEvQIBADANBgkq", "\n", " ", "-", "٤", "'"] {
        let mut stream = RedactStream::default();
        let mut out = stream.push("-----BEGIN PRIVATE KEY-----\n");
        for _ in 0..500_000 {
            out += &stream.push(endless);
        }
        // Not a byte of it is shown, even at the end.
        out += &stream.finish();
        assert!(endless == "-" || out == "-----BEGIN PRIVATE KEY-----••••", "{endless:?} {}", out.len());
    }
    let piece = "4242424242424242 ".repeat(1_000);
    let mut stream = RedactStream::default();
    let out: String = (0..1_000).map(|_| stream.push(&piece)).collect();
    assert_eq!((out.as_str(), stream.finish().as_str()), ("••••", ""));
}

/// Ten megabytes of lines, of one line, of labels, byte by byte and at once. Quadratic work would not finish.
#[test]
fn card_streams_take_linear_time() {
    const TEN: usize = 10 << 20;
    for piece in [
        "4242 4242 4242 4242 ",
        "spt_a1B2c3\n",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n",
        "\n",
        "-",
        "٤\n",
        "a",
    ] {
        let text = piece.repeat(TEN / piece.len());
        let whole = stream([text.as_str()]);
        let mut stream = RedactStream::default();
        let mut length = 0;
        let mut from = 0;
        while from < text.len() {
            let to = text.len().min(from + 1_000);
            let to = (0..4).map(|back| to - back).find(|to| text.is_char_boundary(*to)).unwrap();
            length += stream.push(&text[from..to]).len();
            from = to;
        }
        assert_eq!(length + stream.finish().len(), whole.len(), "{piece:?}");
    }
}
