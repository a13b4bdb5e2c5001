#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mpp_wasm_fuzz::request(data));
