//! The project's commands: `cargo xtask help` lists them. CI runs the same ones.

mod bench;
mod budgets;
mod coverage;
mod cuts;
mod debian;
mod demo;
mod differential;
mod extension;
mod fuzz;
mod npm;
mod package;
mod python;
mod run;
mod site;
mod storm;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask build                    build the npm package into pkg/, installing what is missing
cargo xtask test [--only <step>]     every check, as CI runs it
cargo xtask demo [--once] [--port N] a paywall, a payment processor and a paying client on this machine (port 8402)
cargo xtask site                     the playground as files for any static host, in target/site
cargo xtask extension [--bench]      the browser extension into target/extension and its zip; how fast it is
cargo xtask screenshots              pictures of its views, light and dark, into target/screenshots
cargo xtask fuzz [target] [--seconds N]
                                     each fuzz target for a minute, on nightly Rust; crashes become seeds
cargo xtask coverage                 which lines of each room the tests run
cargo xtask differential [--inputs N] [--seed S] [--first n]
                                     100,000 inputs to this project, to npm mppx and to the crate mpp: who reads what
cargo xtask storm [--rounds N] [--payers N] [--seed S]
                                     one credential 200 times at once, every call failing in every way, crashes
cargo xtask soak [--minutes N] [--seed S]
                                     payers at full speed, one call in a hundred failing: nothing leaks, books agree
cargo xtask bench [--only <part>] [--json FILE]
                                     time, bytes and memory beside mppx, mpp and the floor; targets beside results
cargo xtask budgets [--update]       bytes, instructions and allocations beside their budgets, or as the new ones
cargo xtask help                     this text

Needs Rust (with rustup) and Node 20 or newer. Tools go to target/tools, npm packages to node_modules.
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
