//! A writer for logs that lets no card number, token or key through.
//!
//! Run it with `cargo run --example redact < log`.

use mpp_wasm::card::RedactStream;
use std::io::{self, Write};

/// Passes on what is written to it, redacted. A line is passed on once it has ended; [`Redacting::finish`] passes on the rest.
struct Redacting<W> {
    inner: W,
    stream: RedactStream,
}

impl<W: Write> Redacting<W> {
    fn new(inner: W) -> Self {
        Self { inner, stream: RedactStream::new() }
    }

    fn finish(mut self) -> io::Result<W> {
        self.inner.write_all(self.stream.finish().as_bytes())?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write_all(self.stream.push_bytes(bytes).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn main() -> io::Result<()> {
    let mut out = Redacting::new(io::stdout().lock());
    io::copy(&mut io::stdin().lock(), &mut out)?;
    out.finish().map(drop)
}

#[test]
fn no_secret_passes_however_it_is_cut() {
    let log = "paid with 4242 4242 4242 4242\n{\"password\":\"hunter2\"} token=spt_1N4Zv32eZvKYlo2C";
    let mut out = Redacting::new(Vec::new());
    for bytes in log.as_bytes().chunks(7) {
        out.write_all(bytes).unwrap();
    }
    let shown = String::from_utf8(out.finish().unwrap()).unwrap();
    assert_eq!(shown, "paid with •••• •••• •••• 4242\n{\"password\":\"••••\"} token=spt_••••");
}
