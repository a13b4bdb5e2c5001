//! `cargo xtask test`: runs every check, cheapest to fail first.

use crate::run::{Result, at, cargo, command, root, run, step};
use crate::{budgets, debian, demo, differential, extension, npm, package, python, tidy, tools};
use std::fs;
use std::time::Instant;

struct Step {
    name: &'static str,
    /// The step uses pkg/, so it cannot run after a failed build.
    needs_build: bool,
    work: fn() -> Result,
}

const STEPS: [Step; 16] = [
    Step { name: "fmt", needs_build: false, work: fmt },
    Step { name: "lint", needs_build: false, work: lint },
    Step { name: "clippy", needs_build: false, work: clippy },
    Step { name: "clippy-wasm", needs_build: false, work: clippy_wasm },
    Step { name: "no-std", needs_build: false, work: no_std },
    Step { name: "rust", needs_build: false, work: rust },
    Step { name: BUILD, needs_build: false, work: package::build },
    Step { name: "wasm", needs_build: true, work: wasm },
    Step { name: "js", needs_build: true, work: js },
    Step { name: "differential", needs_build: true, work: differential::full },
    Step { name: "browser", needs_build: true, work: browser },
    Step { name: "types", needs_build: true, work: types },
    Step { name: "packaging", needs_build: true, work: packaging },
    Step { name: "worker", needs_build: true, work: worker },
    Step { name: "budgets", needs_build: true, work: budgets::check },
    Step { name: "demo", needs_build: true, work: demo_once },
];

const BUILD: &str = "build";

/// Folders whose `*.test.mjs` files Node runs against the built package.
const JS_FOLDERS: [&str; 5] = ["tests/js", "tests/stripe-sim", "tests/stores", "tests/edge", "tests/faults"];

/// Folders whose `*.test.mjs` files need real browsers.
const BROWSER_FOLDERS: [&str; 3] = ["tests/browser", "tests/extension", "tests/playground"];

/// Runs all steps, or only the one named after `--only`. Its last line of output counts the results.
pub fn test(args: &[&str]) -> Result {
    let chosen = choose(args)?;
    let start = Instant::now();
    let (mut passed, mut failures, mut built) = (0, Vec::new(), None);
    for case in chosen {
        let result = match built {
            Some(false) if case.needs_build => Err("not run, because the build failed".into()),
            None if case.needs_build => package::build().and_then(|()| step(case.name, case.work)),
            _ => step(case.name, case.work),
        };
        if case.name == BUILD {
            built = Some(result.is_ok());
        }
        match result {
            Ok(()) => passed += 1,
            Err(message) => {
                eprintln!("    {} failed: {message}", case.name);
                failures.push((case.name, message));
            }
        }
    }

    println!("\n==> {:.0} s", start.elapsed().as_secs_f64());
    for (name, message) in &failures {
        println!("FAILED {name}: {message}");
    }
    if let [(name, _), ..] = failures.as_slice() {
        println!("To run one step again: cargo xtask test --only {name}");
    }
    println!("{passed} passed, {} failed", failures.len());
    // The count must be the last line, so a failure exits here instead of returning an error that main would print.
    if failures.is_empty() { Ok(()) } else { std::process::exit(1) }
}

fn choose(args: &[&str]) -> Result<Vec<&'static Step>> {
    let names = || STEPS.iter().map(|s| s.name).collect::<Vec<_>>().join(", ");
    match args {
        [] => Ok(STEPS.iter().collect()),
        ["--only", name] => match STEPS.iter().find(|s| s.name == *name) {
            Some(step) => Ok(vec![step]),
            None => Err(format!("no such step: {name}; choose one of {}", names())),
        },
        _ => Err(format!("test takes nothing, or --only and one of {}", names())),
    }
}

fn fmt() -> Result {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    tidy::check(root())
}

fn lint() -> Result {
    npm::ensure()?;
    run(npm::program("oxlint").arg("--deny-warnings"))
}

fn clippy() -> Result {
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn clippy_wasm() -> Result {
    tools::target(tools::WASM)?;
    for features in ["wasm,standalone", "full", "edge", "slim"] {
        let args = ["clippy", "--lib", "--features", features, "--target", tools::WASM];
        run(cargo().args(args).args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

fn no_std() -> Result {
    tools::target(tools::BARE)?;
    run(cargo().args(["check", "--lib", "--target", tools::BARE]))
}

fn rust() -> Result {
    run(cargo().args(["test", "--workspace"]))
}

fn wasm() -> Result {
    // The tests take a second. To optimize what they test takes longer.
    let plain = ["--config", "profile.dev.package.mpp-wasm.opt-level=0"];
    let args = ["test", "--target", tools::WASM, "--test", "wasm"];
    run(cargo()
        .args(args)
        .args(plain)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner"))
}

fn js() -> Result {
    debian::program("redis-server", "redis-server")?;
    python::pympp()?;
    let files: Vec<_> = JS_FOLDERS.into_iter().map(test_files).collect::<Result<_>>()?;
    node_test(files.concat())
}

fn browser() -> Result {
    extension::browser()?;
    extension::firefox()?;
    extension::bundle()?;
    let files: Vec<_> = BROWSER_FOLDERS.into_iter().map(test_files).collect::<Result<_>>()?;
    node_test(files.concat())
}

fn types() -> Result {
    for resolution in ["bundler", "nodenext", "node", "workers"] {
        run(npm::program("tsc")
            .args(["--project", &format!("tests/packaging/types/tsconfig.{resolution}.json")]))?;
    }
    Ok(())
}

fn packaging() -> Result {
    node_test(test_files("tests/packaging")?)
}

fn worker() -> Result {
    let dir = root().join("www/worker");
    at(&dir, dir.read_dir())?;
    let mut wrangler = npm::program("wrangler");
    // Without network access or prompts: the bundle and its configuration are checked on this machine.
    let quiet = [
        ("CI", "true"),
        ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
        ("WRANGLER_HIDE_BANNER", "true"),
        ("WRANGLER_SEND_METRICS", "false"),
    ];
    run(wrangler.args(["deploy", "--dry-run"]).current_dir(dir).envs(quiet))
}

fn demo_once() -> Result {
    run(demo::main(&demo::free_port()?)?.arg("--once"))
}

/// The `*.test.mjs` files of a folder. It is an error if there are none, because then nothing would be tested.
fn test_files(folder: &str) -> Result<Vec<String>> {
    let dir = root().join(folder);
    let mut files = Vec::new();
    for entry in at(&dir, dir.read_dir())? {
        let name = at(&dir, entry)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(format!("{folder}/{name}"));
        }
    }
    files.sort();
    if files.is_empty() { Err(format!("{folder} has no *.test.mjs")) } else { Ok(files) }
}

fn node_test(files: Vec<String>) -> Result {
    if files.is_empty() {
        return Err("there are no test files to run".into());
    }
    // A file of tests waits as long as it computes, for connections, records and browsers.
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let concurrency = format!("--test-concurrency={}", 2 * cores);
    let failed = root().join("target/failed-tests.txt");
    // A Node that does not start would leave the list of an earlier step.
    let _ = fs::remove_file(&failed);
    let to_file = format!("--test-reporter-destination={}", failed.display());
    let reporters = [
        "--test-reporter=spec",
        "--test-reporter-destination=stdout",
        "--test-reporter=./tests/failed.mjs",
        &to_file,
    ];
    let mut node = command("node");
    node.args(["--test", &concurrency, HANGS]).args(reporters).args(files);
    run(&mut node).map_err(|message| match fs::read_to_string(&failed) {
        Ok(list) if !list.is_empty() => format!("\n{}", list.trim_end()),
        _ => message,
    })
}

/// Ends a test, or a file of tests, that has hung: far longer than any takes, in milliseconds.
const HANGS: &str = "--test-timeout=900000";
