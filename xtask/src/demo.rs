//! `cargo xtask demo`: builds, then hands over to www/demo, which starts the servers and pays.

use crate::package;
use crate::run::{Result, command, root};
use std::net::TcpListener;
use std::process::Command;

const PORT: &str = "8402";

/// The number of ports the demo uses: for the paywall, the processor, the origin and the playground.
const PORTS: u16 = 4;

/// Builds, then replaces this process with the demo, so that Ctrl-C reaches only the demo.
pub fn demo(args: &[&str]) -> Result {
    let (once, port) = flags(args)?;
    package::build()?;
    let mut node = main(&port)?;
    if once {
        node.arg("--once");
    }
    become_it(node)
}

/// The command that runs the demo, not yet started.
pub fn main(port: &str) -> Result<Command> {
    let path = "www/demo/main.mjs";
    if !root().join(path).exists() {
        return Err(format!("{path} is missing"));
    }
    let mut node = command("node");
    node.args([path, "--port", port]);
    Ok(node)
}

/// A free port that is followed by free ports for the rest of the demo.
pub fn free_port() -> Result<String> {
    for _ in 0..100 {
        let first =
            TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).map_err(|e| e.to_string())?;
        let free =
            |n| first.port().checked_add(n).is_some_and(|p| TcpListener::bind(("127.0.0.1", p)).is_ok());
        if (0..PORTS).all(free) {
            return Ok(first.port().to_string());
        }
    }
    Err(format!("could not find {PORTS} free ports in a row"))
}

fn flags(args: &[&str]) -> Result<(bool, String)> {
    let (mut once, mut port) = (false, PORT.to_owned());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match *arg {
            "--once" => once = true,
            "--port" => {
                let value = args.next().ok_or("--port needs a number")?;
                let number = value.parse::<u16>().ok().filter(|n| *n > 0 && *n <= u16::MAX - PORTS);
                port = number.ok_or_else(|| format!("not a usable port: {value}"))?.to_string();
            }
            other => return Err(format!("unknown option {other}; demo takes --once and --port N")),
        }
    }
    Ok((once, port))
}

#[cfg(unix)]
fn become_it(mut node: Command) -> Result {
    use std::os::unix::process::CommandExt;
    Err(format!("could not start node: {}", node.exec()))
}

#[cfg(not(unix))]
fn become_it(mut node: Command) -> Result {
    crate::run::run(&mut node)
}

#[cfg(test)]
mod tests {
    use super::flags;

    #[test]
    fn flags_are_read_or_refused() {
        assert_eq!(flags(&[]), Ok((false, "8402".into())));
        assert_eq!(flags(&["--port", "9000", "--once"]), Ok((true, "9000".into())));
        for bad in
            [&["--port"] as &[_], &["--port", "0"], &["--port", "65532"], &["--port", "x"], &["--twice"]]
        {
            assert!(flags(bad).is_err(), "{bad:?}");
        }
    }
}
