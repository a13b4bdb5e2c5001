//! `WWW-Authenticate`.

use super::wire::Wire;
use wasm_bindgen::prelude::*;

/// Reads every Payment challenge of the header on the wire and leaves them there. `false` if the header as a whole
/// cannot be read.
#[wasm_bindgen(js_name = parseChallenges)]
pub fn parse_challenges(wire: &mut Wire, length: usize) -> bool {
    let read = wire.read_challenges(length);
    wire.done(read)
}
