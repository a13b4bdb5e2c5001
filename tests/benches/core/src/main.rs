//! Measures the cost of calls independently of the machine's load: `core-benches names`, `core-benches allocations`,
//! and `core-benches run <name>`. Callgrind counts the instructions of its function `measured`.

use core_benches::{Call, Inputs, ours};
use serde_json::json;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut calls = ours(&Inputs::from_env());
    match args.as_slice() {
        ["names"] => println!("{}", json!(calls.iter().map(|(name, _)| name).collect::<Vec<_>>())),
        ["allocations"] => {
            let count = |call: &mut Call| {
                call();
                allocation_counter::measure(call)
            };
            let lines = calls.iter_mut().map(|(name, call)| {
                let seen = count(call);
                (*name, json!({ "allocations": seen.count_total, "bytes": seen.bytes_total }))
            });
            println!("{}", json!(lines.collect::<std::collections::BTreeMap<_, _>>()));
        }
        ["run", name] => {
            let (_, call) = calls.iter_mut().find(|(own, _)| own == name).expect("a name of `names`");
            // Work done only once, such as detecting CPU features, is not part of the cost of a call.
            call();
            measured(call);
        }
        _ => panic!("names, allocations, or run and a name"),
    }
}

#[inline(never)]
fn measured(call: &mut Call) {
    call();
}
