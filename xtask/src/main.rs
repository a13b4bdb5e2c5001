//! The project's commands. `cargo xtask help` lists them, and CI runs the same ones.

mod bench;
mod budgets;
mod coverage;
mod cuts;
mod debian;
mod demo;
mod differential;
mod extension;
mod fuzz;
mod licenses;
mod npm;
mod package;
mod python;
mod run;
mod site;
mod storm;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask build                    build the npm package into pkg/, installing missing tools
cargo xtask test [--only <step>]     run every check that CI runs
cargo xtask demo [--once] [--port N] run a paywall, a payment processor and a paying client locally (port 8402)
cargo xtask site                     build the playground into target/site, for any static host
cargo xtask extension [--bench]      build the browser extension into target/extension and a zip; --bench: time it
cargo xtask screenshots              take pictures of extension and playground, light and dark, in target/screenshots
cargo xtask fuzz [target] [--seconds N]
                                     run each fuzz target for a minute, on nightly Rust; crashes become seeds
cargo xtask coverage                 report which lines of each src/ module the tests run
cargo xtask differential [--inputs N] [--seed S] [--first n]
                                     feed 100,000 inputs to this project, npm mppx and the crate mpp, and compare
cargo xtask storm [--rounds N] [--payers N] [--worlds N] [--seed S]
                                     submit one credential 200 times at once, fail every call every way, crash, and
                                     simulate worlds where everything fails
cargo xtask soak [--minutes N] [--seed S]
                                     pay at full speed with 1% of calls failing: no leaks, and the books must agree
cargo xtask bench [--only <part>] [--json FILE]
                                     compare time, bytes and memory with mppx, mpp and the floor, and with targets
cargo xtask budgets [--update]       check bytes, instructions and allocations against budgets; --update: reset them
cargo xtask help                     print this text

Needs Rust 1.88 or later with rustup, and Node (20.16, or 22.3 and later) with npm. Without rustup, the compiler target
wasm32-unknown-unknown must be installed. Tools go to target/tools, npm packages to node_modules. The tests also need
redis-server, chromium, firefox-esr, valgrind and Python 3.11: on Debian they install them, elsewhere they name what is
missing.
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["build"] => package::build(),
        ["test", rest @ ..] => test::test(rest),
        ["demo", rest @ ..] => demo::demo(rest),
        ["site", rest @ ..] => site::site(rest),
        ["fuzz", rest @ ..] => fuzz::fuzz(rest),
        ["extension"] => extension::extension(),
        ["extension", "--bench"] => extension::bench(),
        ["screenshots"] => extension::screenshots(),
        ["coverage", rest @ ..] => coverage::coverage(rest),
        ["storm", rest @ ..] => storm::storm(rest),
        ["soak", rest @ ..] => storm::soak(rest),
        ["differential", rest @ ..] => differential::differential(rest),
        ["bench", rest @ ..] => bench::bench(rest),
        ["budgets", rest @ ..] => budgets::budgets(rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("no such command: {}\n\n{HELP}", other.join(" "))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
