//! Trees that are four times as large, of the kinds that once took the square or the cube of it. Counted is the time of the
//! processor, which depends less than the clock on whatever else the machine does; `benches/linear.rs` measures more kinds.

use std::process::Stdio;
use std::time::Duration;

use wait4::Wait4;

use super::tree::{APP, TERRAFORM, Tree};

/// Four times as much takes four times as long, and room for a machine that is busy. The square would be 16.
const MOST: f64 = 9.0;

fn used(tree: &Tree) -> Duration {
    let run = || {
        let mut fixup = tree.command(&["scan"]);
        let child = fixup.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let used = child.and_then(Wait4::wait4).expect("fixup runs");
        assert!(matches!(used.status.code(), Some(0 | 1)), "the scan failed");
        used.rusage.utime
    };
    run().min(run())
}

fn follows_the_size(what: &str, count: usize, make: impl Fn(usize) -> Tree) {
    let [small, large] = [count, 4 * count].map(|count| used(&make(count)));
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    assert!(
        ratio < MOST,
        "{what}: {small:?}, and {large:?} for four times as many"
    );
}

#[test]
fn conditions_in_conditions_take_time_by_their_number() {
    follows_the_size("nested conditions", 60, |count| {
        let tree = Tree::express();
        let (open, close) = ("if (a) {\n".repeat(count), "}\n".repeat(count));
        tree.write("app.js", format!("{APP}{open}b();\n{close}"));
        tree
    });
}

#[test]
fn hosts_take_time_by_their_number() {
    follows_the_size("hosts", 100, |count| {
        let host = |at| format!("resource \"aws_instance\" \"h{at}\" {{\n  ami = \"ami-1\"\n}}\n");
        let hosts: String = (0..count).map(host).collect();
        Tree::with(&[("main.tf", &format!("{TERRAFORM}{hosts}"))])
    });
}

#[test]
fn variables_of_secrets_take_time_by_their_number() {
    follows_the_size("variables", 100, |count| {
        let variable = |at| format!("variable \"db_password_{at}\" {{\n  type = string\n}}\n");
        let variables: String = (0..count).map(variable).collect();
        Tree::with(&[("main.tf", &format!("{TERRAFORM}{variables}"))])
    });
}
