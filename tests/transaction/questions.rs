//! Questions on a terminal: answers count at once, and Ctrl-C leaves everything as it was, the terminal included.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::harness::{Need, Plan, Yard, are_met, edit, fixup, run};

const SERVICE: [(&str, &str); 2] = [
    (
        "package.json",
        "{ \"main\": \"server.js\", \"dependencies\": { \"cors\": \"2\", \"express\": \"4\" } }\n",
    ),
    (
        "server.js",
        "const cors = require('cors');\nconst express = require('express');\n\nconst app = express();\n\
         app.use(cors());\n\napp.get('/orders', (req, res) => res.json([]));\n\napp.listen(3000);\n",
    ),
];

const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";

/// How a program on a terminal ended, and what stood there.
struct Played {
    output: String,
    status: i64,
    terminal_as_before: bool,
}

/// Runs fixup on a terminal: waits for each text and sends the answer to it.
fn play(yard: &Yard, command: &Command, steps: &[(&str, &str)]) -> Played {
    let player = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transaction/terminal.py");
    let mut python = Command::new("python3");
    python.arg(player).arg(json!(steps).to_string());
    python.arg(command.get_program()).args(command.get_args());
    python
        .current_dir(&yard.root)
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR");
    let said = run(&mut python).expect(0);
    let told: Value = serde_json::from_str(&said).expect("the player speaks JSON");
    Played {
        output: told["output"].as_str().expect("a text").to_owned(),
        status: told["status"].as_i64().expect("a number"),
        terminal_as_before: told["terminal_as_before"].as_bool().expect("yes or no"),
    }
}

impl Played {
    #[track_caller]
    fn expect(&self, status: i64) {
        assert_eq!(self.status, status, "{}", self.output);
        assert!(self.terminal_as_before, "echo and lines are as they were");
        let (hidden, shown) = (
            self.output.rfind("\u{1b}[?25l"),
            self.output.rfind("\u{1b}[?25h"),
        );
        assert!(hidden <= shown, "the cursor stays hidden: {}", self.output);
    }
}

fn apply(yard: &Yard, issue: &str) -> Command {
    fixup(&yard.root, &["apply", "--issue", issue])
}

/// What a shell calls the end by this signal.
const SIGINT: i64 = 128 + 2;

#[test]
fn ctrl_c_at_a_question_writes_nothing() {
    if !are_met(&[Need::Python]) {
        return;
    }
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    // one patch is taken already when the second is asked about
    let steps = [
        ("leaves it open) ", "\n"),
        ("[q]uit: ", "y"),
        ("[q]uit: ", CTRL_C),
    ];
    let played = play(&yard, &apply(&yard, "1,5"), &steps);
    played.expect(SIGINT);
    assert_eq!(yard.tree(), before);
    assert!(!yard.root.join(".fixup").exists());
}

#[test]
fn ctrl_c_at_a_value_writes_nothing() {
    if !are_met(&[Need::Python]) {
        return;
    }
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    let played = play(&yard, &apply(&yard, "5"), &[("leaves it open) ", CTRL_C)]);
    played.expect(SIGINT);
    assert_eq!(yard.tree(), before);
}

#[test]
fn a_quit_writes_what_was_taken_before_and_a_no_leaves_its_patch_out() {
    if !are_met(&[Need::Python]) {
        return;
    }
    for (answers, health, cors) in [
        (["y", "q"], true, false),
        (["y", "n"], true, false),
        (["n", "y"], false, true),
        (["Y", "Y"], true, true),
        (["n", "q"], false, false),
        (["n", CTRL_D], false, false),
    ] {
        let yard = Yard::with(&SERVICE);
        let steps = [
            ("leaves it open) ", "https://shop.example.com\n"),
            ("[q]uit: ", answers[0]),
            ("[q]uit: ", answers[1]),
        ];
        let played = play(&yard, &apply(&yard, "1,5"), &steps);
        played.expect(i64::from(!(health && cors)));
        let text = yard.text("server.js");
        assert_eq!(text.contains("health"), health, "{answers:?}: {text}");
        assert_eq!(text.contains("cors()"), !cors, "{answers:?}: {text}");
        assert_eq!(yard.records().is_empty(), !health && !cors);
    }
}

#[test]
fn all_takes_the_rest_without_another_question_and_other_keys_ask_again() {
    if !are_met(&[Need::Python]) {
        return;
    }
    let yard = Yard::with(&SERVICE);
    let steps = [
        ("leaves it open) ", "not an origin\n"),
        ("leaves it open) ", "https://shop.example.com\n"),
        ("[q]uit: ", "x"),
        ("[q]uit: ", "a"),
    ];
    let played = play(&yard, &apply(&yard, "1,5"), &steps);
    played.expect(0);
    assert_eq!(
        played.output.matches("[q]uit: ").count(),
        2,
        "{}",
        played.output
    );
    assert!(yard.text("server.js").contains("health"));
}

#[test]
fn a_value_is_only_asked_for_where_a_patch_needs_it() {
    if !are_met(&[Need::Python]) {
        return;
    }
    let yard = Yard::with(&SERVICE);
    let played = play(&yard, &apply(&yard, "1"), &[("[q]uit: ", "n")]);
    played.expect(1);
    assert!(
        !played.output.contains("leaves it open"),
        "{}",
        played.output
    );
}

#[test]
fn a_saved_plan_is_shown_and_asked_about() {
    if !are_met(&[Need::Python]) {
        return;
    }
    let yard = Yard::with(&[("a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n")]).save(yard.beside());
    let mut command = fixup(&yard.root, &["apply", "--plan"]);
    command.arg(plan);
    let ends = [
        (CTRL_C, SIGINT, "1\n"),
        ("n", 1, "1\n"),
        (CTRL_D, 1, "1\n"),
        ("y", 0, "2\n"),
    ];
    for (answer, status, text) in ends {
        let played = play(&yard, &command, &[("[n]o: ", answer)]);
        played.expect(status);
        assert!(played.output.contains("-1"), "{}", played.output);
        assert_eq!(yard.text("a"), text);
    }
}

#[test]
fn ctrl_c_during_the_users_command_takes_everything_back() {
    if !are_met(&[Need::Python]) {
        return;
    }
    let yard = Yard::with(&[("a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n")]).save(yard.beside());
    let mut command = fixup(
        &yard.root,
        &["apply", "--yes", "--verify", "cat a; sleep 60", "--plan"],
    );
    command.arg(plan);
    let played = play(&yard, &command, &[("2\r\n", CTRL_C)]);
    played.expect(2);
    assert!(
        played.output.contains("all of it was taken back"),
        "{}",
        played.output
    );
    assert_eq!(yard.text("a"), "1\n");
    assert_eq!(yard.records(), [""; 0]);
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    yard.fixup(&["apply"])
        .expect_error(&["nobody can be asked here", "--yes"]);
    assert_eq!(yard.tree(), before);
}
