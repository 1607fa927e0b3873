//! Whether the time of a scan follows the size of what is scanned: each dimension at n and at 4 n, and the ratio of both. 4 is
//! linear, 16 square. `cargo bench --bench linear` prints them; nothing is asserted.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;

/// What grows, how many there are of it at first, and what writes a tree with so many.
type Dimension = (&'static str, usize, fn(&Path, usize));

const DIMENSIONS: &[Dimension] = &[
    ("calls in a file", 5_000, |at, count| {
        app(
            at,
            &lines(count, |n| format!("console.log(\"{n}\", {n});\n")),
        );
    }),
    ("routes of an app", 500, |at, count| {
        app(
            at,
            &lines(count, |n| {
                format!("app.get(\"/r{n}\", (req, res) => res.json({n}));\n")
            }),
        );
    }),
    ("calls in a chain", 750, |at, count| {
        app(
            at,
            &format!(
                "const all = made{};\n",
                lines(count, |n| format!(".step({n})"))
            ),
        );
    }),
    ("conditions in each other", 50, |at, count| {
        let (open, close) = ("if (a) {\n".repeat(count), "}\n".repeat(count));
        app(at, &format!("{open}b();\n{close}"));
    }),
    ("lines of comments", 25_000, |at, count| {
        app(at, &lines(count, |n| format!("// line {n}\n")));
    }),
    ("variables of the environment", 500, |at, count| {
        app(
            at,
            &lines(count, |n| format!("const v{n} = process.env.VALUE_{n};\n")),
        );
    }),
    ("calls in a file of Python", 1_000, |at, count| {
        api(at, &lines(count, |n| format!("print(\"x\", {n})\n")));
    }),
    ("services", 50, |at, count| {
        for n in 0..count {
            app(&at.join(format!("services/s{n}")), "");
        }
    }),
    ("services of Python", 50, |at, count| {
        for n in 0..count {
            api(&at.join(format!("services/s{n}")), "");
        }
    }),
    ("hosts in a file of Terraform", 100, |at, count| {
        let host = |n| format!("resource \"aws_instance\" \"h{n}\" {{\n  ami = \"ami-1\"\n}}\n");
        write(at, "main.tf", &lines(count, host));
    }),
    ("secrets in a file of Terraform", 100, |at, count| {
        let variable = |n| format!("variable \"db_password_{n}\" {{\n  type = string\n}}\n");
        let all = format!("provider \"aws\" {{}}\n{}", lines(count, variable));
        write(at, "main.tf", &all);
    }),
    ("files beside a service", 5_000, |at, count| {
        app(at, "");
        for n in 0..count {
            write(
                at,
                &format!("lib/d{}/f{n}.js", n % 100),
                &format!("module.exports = () => {n};\n"),
            );
        }
    }),
];

fn main() {
    for (what, count, make) in DIMENSIONS {
        let [small, large] = [*count, 4 * count].map(|count| time(count, *make));
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        say(&format!(
            "{what:<30} {count:>6}: {small:>8.1?}   x 4: {large:>8.1?}   ratio {ratio:.1}"
        ));
    }
}

/// The median time of a scan.
fn time(count: usize, make: fn(&Path, usize)) -> Duration {
    let folder = tempfile::tempdir().expect("a temporary folder");
    make(folder.path(), count);
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| scan(folder.path())).collect();
    times.sort();
    times[ROUNDS / 2]
}

fn scan(folder: &Path) -> Duration {
    let started = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_fixup"))
        .arg("scan")
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let took = started.elapsed();
    let code = status.expect("fixup starts").code();
    assert!(matches!(code, Some(0 | 1)), "the scan failed");
    took
}

/// An Express service with these lines in its entry.
fn app(at: &Path, lines: &str) {
    let manifest = r#"{"scripts":{"start":"node app.js"},"dependencies":{"express":"^4.18.2","cors":"^2.8.5"}}"#;
    let head = "const express = require(\"express\");\nconst cors = require(\"cors\");\nconst app = express();\napp.use(cors());\n";
    let tail = "app.get(\"/orders\", (req, res) => res.json([]));\napp.listen(process.env.PORT || 3000);\n";
    write(at, "package.json", manifest);
    write(at, "app.js", &format!("{head}{lines}{tail}"));
}

/// A FastAPI service with these lines in its entry.
fn api(at: &Path, lines: &str) {
    let head = "from fastapi import FastAPI\n\napp = FastAPI()\n";
    let tail = "\n\n@app.get(\"/\")\ndef root():\n    return {}\n";
    write(at, "requirements.txt", "fastapi\nuvicorn\n");
    write(at, "main.py", &format!("{head}{lines}{tail}"));
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[expect(clippy::disallowed_methods, reason = "files of the benchmark's own")]
fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    let parent = path.parent().expect("a file lies in a folder");
    fs::create_dir_all(parent).expect("the folder is made");
    fs::write(path, text).expect("the file is written");
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn say(line: &str) {
    println!("{line}");
}
