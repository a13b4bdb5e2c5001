//! What std would provide for the wasm file: an allocator and a panic handler.

use core::panic::PanicInfo;
use rlsf::SmallGlobalTlsf;

#[global_allocator]
static ALLOCATOR: SmallGlobalTlsf = SmallGlobalTlsf::new();

/// Traps. No input leads here, so nobody would read the text of a panic, which would be a seventh of the file.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
