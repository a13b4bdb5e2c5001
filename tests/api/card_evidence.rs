//! How much is missed, and how many hits are not cards: counted, printed and bounded.

use super::Random;
use mpp_wasm::card::{luhn, redact};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

fn bullets(text: &str) -> usize {
    text.matches('•').count()
}

/// Constructed cases: `expected` was not produced by the code under test.
#[test]
fn card_adversarial_set() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../vectors/card-adversarial.json")).unwrap();
    assert!(cases.len() >= 500);
    let (mut missed, mut hit, mut failures) = (0, 0, String::new());
    for case in &cases {
        let [name, input, expected] =
            ["name", "input", "expected"].map(|field| case[field].as_str().unwrap());
        for text in [input, expected] {
            let got = redact(text);
            if got != expected {
                *(if bullets(&got) < bullets(expected) { &mut missed } else { &mut hit }) += 1;
                writeln!(failures, "{name}: {text:?} gave {got:?}").unwrap();
            }
        }
    }
    println!("{} adversarial cases: {missed} missed, {hit} wrongly hit", cases.len());
    assert!(failures.is_empty(), "\n{failures}");
}

/// Prefixes and lengths of the numbers that card networks issue.
const ISSUED: &[(&str, usize)] = &[
    ("4", 13),
    ("4", 16),
    ("4", 18),
    ("4", 19),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("2720", 16),
    ("34", 15),
    ("37", 15),
    ("305", 14),
    ("36", 14),
    ("38", 16),
    ("6011", 16),
    ("644", 16),
    ("65", 19),
    ("3528", 16),
    ("3589", 16),
    ("62", 16),
    ("62", 19),
    ("50", 12),
    ("67", 13),
    ("6759", 19),
];

/// A number that a card network could issue.
fn issue(random: &mut Random) -> String {
    let (prefix, length) = ISSUED[random.below(ISSUED.len())];
    let mut digits: Vec<u8> = prefix.bytes().map(|byte| byte - b'0').collect();
    while digits.len() < length - 1 {
        digits.push(random.below(10) as u8);
    }
    digits.push(0);
    while !luhn(&digits) {
        *digits.last_mut().unwrap() += 1;
    }
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// Lines with known cards: no card is missed, and nothing beside them is changed.
#[test]
fn card_numbers_in_generated_text_are_all_found() {
    const LINES: usize = 100_000;
    let mut random = Random(5);
    let (mut missed, mut hit) = (0, 0);
    for line in 0..LINES {
        let card = issue(&mut random);
        let (before, after) = [
            (format!("2026-08-01T12:34:56.{line:06}Z paid "), " ok".to_owned()),
            (format!("{line},\""), "\",12.50,EUR".into()),
            ("{\"number\":\"".into(), format!("\",\"seq\":{line}}}")),
            (format!("https://a.example/?n={line}&card="), "&x=1".into()),
            (format!("order #{line}: ("), ").".into()),
            ("\"{\\\"pan\\\":\\\"".into(), format!("\\\"}}\" {line}")),
            (String::new(), String::new()),
        ][random.below(7)]
        .clone();
        let got = redact(&[before.as_str(), &card, &after].concat()).into_owned();
        let masked = "•".repeat(card.len() - 4) + &card[card.len() - 4..];
        if !got.contains(&masked) {
            missed += 1;
        } else if got != [before, masked, after].concat() {
            hit += 1;
        }
    }
    println!("{LINES} generated lines with a card: {missed} missed, {hit} wrongly hit");
    assert_eq!((missed, hit), (0, 0));
}

/// The repository's own text, except for the files about cards and secrets.
fn sources(dir: &Path, found: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_lowercase();
        let secret = [
            "card",
            "redact",
            "mask",
            "secret",
            "marker",
            "fuzz",
            "stripe-sim",
            "node_modules",
            "target",
            "artifacts",
        ];
        if secret.iter().any(|word| name.contains(word)) {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if ["rs", "js", "mjs", "ts", "toml", "md"]
            .iter()
            .any(|end| name.ends_with(&[".", end].concat()))
        {
            *found += &fs::read_to_string(&path).unwrap();
            found.push('\n');
        }
    }
}

/// A line as programs write it: a ledger entry, a timestamp, an id, a hash, a phone number.
fn ordinary(random: &mut Random, line: usize) -> String {
    let mut n = |below: usize| random.below(below);
    match line % 20 {
        0 => format!(
            "2026-{:02}-{:02},{:06},{}.{:02},EUR,rent",
            n(12) + 1,
            n(28) + 1,
            n(1_000_000),
            n(100_000),
            n(100)
        ),
        1 => format!("{} {} {} {}.{:02}", n(10_000), n(10_000), n(100), n(10_000), n(100)),
        2 => format!("[{}{:09}] GET /pay 402 {} ms", 1700 + n(200), n(1_000_000_000), n(900)),
        3 => format!("t={}{:06}{:06} span", 1_700_000 + n(100_000), n(1_000_000), n(1_000_000)),
        4 => format!(
            "2026-{:02}-{:02} {:02}:{:02}:{:02}.{:09}",
            n(12) + 1,
            n(28) + 1,
            n(24),
            n(60),
            n(60),
            n(1_000_000_000)
        ),
        5 => format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:06x}{:06x}",
            n(1 << 31),
            n(1 << 16),
            n(1 << 12),
            n(1 << 12),
            n(1 << 24),
            n(1 << 24)
        ),
        6 => (0..8).map(|_| format!("{:08x}", n(1 << 31))).collect(),
        7 => format!("0x{}", (0..8).map(|_| format!("{:08x}", n(1 << 31))).collect::<String>()),
        8 => format!("+{} {:03} {:03} {:04}", 1 + n(90), n(1_000), n(1_000), n(10_000)),
        9 => format!("id {}", 100_000_000 + n(1_000_000_000)),
        // Names of secrets in sentences, in code, and beside values that are not secret.
        11 => format!("max_tokens={} prompt_tokens: {}, token: {}", n(100_000), n(100_000), n(1_000)),
        12 => format!("line {}: unexpected token: '}}' in column {}", n(10_000), n(100)),
        13 => format!("user {} failed, password: wrong for the {}. time", n(10_000), n(9) + 1),
        14 => format!("const token{} = await next(token, {}); // secret: none", n(10), n(100)),
        15 => format!("api_key: ${{API_KEY_{}}} secret=$SECRET password: null", n(10)),
        // Dumps, versions, checksums, hosts.
        16 => {
            let words: Vec<_> = (0..8).map(|_| format!("{:04x}", n(1 << 16))).collect();
            format!("{:08x}: {}", n(1 << 31), words.join(" "))
        }
        17 => format!(
            "Compiling serde v1.0.{} (https://h{}.example/{}.{}.{}) in {}.{:02} s",
            n(300),
            n(10),
            n(9),
            n(99),
            n(99),
            n(90),
            n(100)
        ),
        18 => format!(
            "{{\"level\":30,\"time\":17{:011},\"pid\":{},\"number\":{},\"msg\":\"ok\"}}",
            10_000_000_000_usize.min(n(1 << 31) * 40),
            n(100_000),
            n(1_000_000)
        ),
        10 => format!("pos 0.{:09}{:07} {}.{:06}", n(1_000_000_000), n(10_000_000), n(90), n(1_000_000)),
        _ => format!(
            "10.{}.{}.{}:{} up {} s, snowflake 1{:09}{:09}",
            n(256),
            n(256),
            n(256),
            n(65_536),
            n(100_000),
            n(1_000_000_000),
            n(1_000_000_000)
        ),
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    const LINES: usize = 600_000;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut own = String::new();
    for folder in ["src", "xtask", "pkg-template", "www"] {
        sources(&root.join(folder), &mut own);
    }
    // Text that no rule was written for: a new seed each time.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let seed = now.as_micros() as u64 | 1;
    let mut random = Random(seed);
    let generated: Vec<String> = (0..LINES).map(|line| ordinary(&mut random, line)).collect();
    // A secret found in our own sources is an example. Hidden numbers keep their length, hidden secrets do not.
    // The well-known test card number is not a false hit.
    let changed: Vec<_> =
        own.lines().filter(|line| redact(line) != *line && !line.contains("4242")).collect();
    let is_number = |line: &&&str| {
        let safe = redact(line);
        safe.chars().count() == line.chars().count() && bullets(&safe) >= 8
    };
    let own_hits: Vec<_> = changed.iter().filter(is_number).collect();
    let generated_hits: Vec<_> = generated.iter().filter(|line| redact(line) != line.as_str()).collect();
    let lines = own.lines().count() + LINES;
    println!(
        "{} lines of own sources, {} false hits, {} examples of secrets; {LINES} generated lines without cards (seed {seed}), {} false hits",
        own.lines().count(),
        own_hits.len(),
        changed.len() - own_hits.len(),
        generated_hits.len()
    );
    assert!(own_hits.is_empty(), "{own_hits:?}");
    assert!(
        (own_hits.len() + generated_hits.len()) * 100_000 < lines,
        "{own_hits:?} {:?}",
        generated_hits.iter().take(20).collect::<Vec<_>>()
    );
}

/// Prints how cost grows up to ten megabytes. Quadratic work would take days.
#[test]
fn ten_megabytes_take_ten_times_as_long_as_one() {
    const MEGABYTE: usize = 1 << 20;
    let mut random = Random(8);
    let log = (0..20_000).fold(String::new(), |log, line| log + &ordinary(&mut random, line) + "\n");
    let kinds = [
        ("log lines", log.as_str()),
        ("digits", "4242424242424241 5555 "),
        ("names", "password: \"a\" token=b&"),
        ("quotation marks", "\\\"secret\\\":\\\"\\\\"),
    ];
    for (kind, piece) in kinds {
        let seconds = [1, 10].map(|times| {
            let size = times * MEGABYTE;
            let text = piece.repeat(size / piece.len() + 1);
            let start = std::time::Instant::now();
            assert!(redact(&text).len() >= text.len() / 8);
            start.elapsed().as_secs_f64()
        });
        println!(
            "{kind}: 1 MB in {:.3} s, 10 MB in {:.3} s, {:.1} times",
            seconds[0],
            seconds[1],
            seconds[1] / seconds[0]
        );
    }
}
