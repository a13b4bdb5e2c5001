// Imported first, so that this mark precedes all the work of loading the wasm. The benchmark measures from here.
performance.mark('began');
