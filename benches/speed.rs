//! How long a user waits: start-up, and a scan of the example. `cargo bench` prints medians; nothing is asserted here.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 50;

fn main() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/healthcare");
    let example = example
        .to_str()
        .expect("the example lies at a path of plain text");
    report("start-up (fixup --version)", Some(10), &["--version"]);
    report("scan of the example", Some(50), &["scan", example]);
    let three = ["scan", "--issue", "1,2,5", example];
    report("the same for issues 1, 2, 5", Some(50), &three);
    report("diff of the example", None, &["diff", example]);
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn report(what: &str, budget: Option<u128>, arguments: &[&str]) {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| time(arguments)).collect();
    times.sort();
    let (median, slowest) = (times[RUNS / 2], times[RUNS - 1]);
    let budget = budget.map_or(String::new(), |ms| format!("  (budget {ms} ms)"));
    println!("{what:<28} median {median:>8.1?}  slowest {slowest:>8.1?}{budget}");
}

fn time(arguments: &[&str]) -> Duration {
    let started = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_fixup"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let took = started.elapsed();
    let code = status.expect("fixup starts").code();
    assert!(matches!(code, Some(0 | 1)), "fixup {arguments:?} failed");
    took
}
