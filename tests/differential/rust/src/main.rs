//! Reads inputs, one JSON object per line, and writes a line with the answers of this crate and the crate `mpp`:
//! `[{"at":…, "ours":answer, "peer":answer}, …]`. An answer is `{"ok":value}` or `{"no":reason}`.
//!
//! Comparing and classifying the answers is left to ../compare.mjs and ../classes.mjs.

mod answer;
mod bound;
mod headers;
mod lists;
mod ours;
mod peer;

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::panic::catch_unwind;

fn main() -> std::io::Result<()> {
    // A panic is reported as an answer, not printed.
    std::panic::set_hook(Box::new(|_| {}));
    let mut input = BufReader::with_capacity(1 << 20, std::io::stdin().lock());
    let mut output = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let answers = catch_unwind(|| answer_line(&line)).unwrap_or_else(
            |_| json!([{ "at": "panic", "ours": { "no": "one side panicked" }, "peer": { "ok": true } }]),
        );
        writeln!(output, "{answers}")?;
        line.clear();
        // The other side writes whole batches and then waits for as many lines.
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    Ok(())
}

fn answer_line(line: &str) -> Value {
    let input: Value = serde_json::from_str(line).expect("the generator writes JSON");
    match input["kind"].as_str() {
        Some("challenges") => headers::challenges(&input),
        Some("credential") => headers::credential(&input),
        Some("receipt") => headers::receipt(&input),
        Some("accept") => lists::accept(&input),
        Some("digest") => lists::digest(&input),
        Some("issue") => bound::issue(&input),
        Some("verify") => bound::verify(&input),
        kind => panic!("no such kind of input: {kind:?}"),
    }
}
