// Imported first: what the worker does to have its wasm begins here. The bench measures from here.
performance.mark('began');
