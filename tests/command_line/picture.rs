//! The picture of a terminal in the README: what the commands print of the example, drawn. `UPDATE_DOCS=1` draws it anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::repository::{Ended, Repository};

/// A character is so wide and a line so high.
const CELL: (f64, f64) = (8.4, 18.0);

const MARGIN: f64 = 16.0;

/// What is typed, and of how many lines of the answer there is a picture.
const SHOWN: [(&[&str], usize); 2] = [
    (&["scan", "--issue", "5", "--service", "rtserver"], 9),
    (&["diff", "--issue", "5", "--service", "rtserver"], 34),
];

#[test]
fn the_picture_of_a_terminal_shows_what_the_commands_print() {
    let repository = Repository::with(&[]);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/healthcare/.");
    let copied = Command::new("cp")
        .arg("-R")
        .args([&example, repository.root.path()])
        .status();
    assert!(copied.expect("cp starts").success());
    let mut lines = Vec::new();
    for (arguments, length) in SHOWN {
        lines.push(format!("\u{1b}[1m$ fixup {}\u{1b}[0m", arguments.join(" ")));
        let command = [arguments, &["--color", "always"]].concat();
        let ended = Ended::from(repository.command(&command).output().expect("it starts"));
        lines.extend(ended.said.lines().take(length).map(str::to_owned));
        lines.push(String::new());
    }
    lines.push("\u{1b}[1m$ fixup apply --issue 5\u{1b}[0m".to_owned());
    let drawn = drawn(&lines);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/terminal.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &drawn).expect("docs can be written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == drawn,
        "docs/terminal.svg is old: UPDATE_DOCS=1 draws it anew"
    );
}

fn drawn(lines: &[String]) -> String {
    let plain = |line: &String| {
        anstream::adapter::strip_str(line)
            .to_string()
            .chars()
            .count()
    };
    let columns = lines.iter().map(plain).max().unwrap_or(0);
    let columns = u32::try_from(columns).expect("a line is short");
    let rows = u32::try_from(lines.len()).expect("a screen is short");
    let width = f64::from(columns) * CELL.0 + 2.0 * MARGIN;
    let height = f64::from(rows) * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" xml:space=\"preserve\">\n\
         <title>fixup finds an open CORS policy in the example and shows its fix</title>\n\
         <style>\n  text {{ font: 14px ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d8dee9; white-space: pre }}\n  \
         .bold {{ font-weight: bold }} .dim {{ fill: #8892a6 }} .red {{ fill: #ff7b85 }} .green {{ fill: #8fd694 }}\n  \
         .yellow {{ fill: #f2cc60 }} .cyan {{ fill: #79d4e6 }}\n</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1b2028\"/>\n"
    );
    for (row, line) in (1_u32..).zip(lines) {
        if !line.is_empty() {
            let y = MARGIN + f64::from(row) * CELL.1 - 4.0;
            let _ = writeln!(svg, "<text x=\"{MARGIN}\" y=\"{y}\">{}</text>", spans(line));
        }
    }
    svg + "</svg>\n"
}

/// The parts of a line, each in its colours.
fn spans(line: &str) -> String {
    let mut out = String::new();
    let mut classes: Vec<&str> = Vec::new();
    let mut parts = line.split("\u{1b}[");
    let mut push = |text: &str, classes: &[&str]| {
        if text.is_empty() {
            return;
        }
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        match classes {
            [] => out += &text,
            some => drop(write!(
                out,
                "<tspan class=\"{}\">{text}</tspan>",
                some.join(" ")
            )),
        }
    };
    push(parts.next().unwrap_or_default(), &[]);
    for part in parts {
        let (codes, text) = part.split_once('m').expect("only colours");
        for code in codes.split(';') {
            match code {
                "1" => classes.push("bold"),
                "2" => classes.push("dim"),
                "31" => classes.push("red"),
                "32" => classes.push("green"),
                "33" => classes.push("yellow"),
                "36" => classes.push("cyan"),
                _ => classes.clear(),
            }
        }
        push(text, &classes);
    }
    out
}
