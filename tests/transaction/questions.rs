//! Questions on a terminal: a line answers each, and Ctrl-C leaves everything as it was.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use super::harness::{Plan, Yard, edit, fixup};
use super::terminal::{Played, play};

const PACKAGE: (&str, &str) = (
    "package.json",
    "{ \"main\": \"server.js\", \"dependencies\": { \"cors\": \"2\", \"express\": \"4\" } }\n",
);

const SERVER: &str = "const cors = require('cors');\nconst express = require('express');\n\nconst app = express();\n\
     app.use(cors());\n\napp.get('/orders', (req, res) => res.json([]));\n\napp.listen(3000);\n";

const SERVICE: [(&str, &str); 2] = [PACKAGE, ("server.js", SERVER)];

/// The same twice.
const SERVICES: [(&str, &str); 4] = [
    ("api/package.json", PACKAGE.1),
    ("api/server.js", SERVER),
    ("shop/package.json", PACKAGE.1),
    ("shop/server.js", SERVER),
];

const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";

/// The end of every question about a patch.
const ASKED: &str = "[?]: ";

/// What a shell calls the end by this signal.
const SIGINT: i32 = 128 + 2;

fn apply(yard: &Yard, issue: &str) -> Command {
    fixup(&yard.root, &["apply", "--issue", issue])
}

/// With the value that the patch would ask for.
fn apply_cors(yard: &Yard) -> Command {
    let mut command = apply(yard, "5");
    command.args(["--set", "cors.origins=https://shop.example.com"]);
    command
}

fn played(command: &Command, steps: &[(&str, &str)]) -> Played {
    play(command, 100, steps)
}

#[test]
fn ctrl_c_at_a_question_writes_nothing() {
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    // one patch is taken already when the second is asked about
    let steps = [("leaves it open) ", "\n"), (ASKED, "y\n"), (ASKED, CTRL_C)];
    let stopped = played(&apply(&yard, "1,5"), &steps);
    stopped.expect(SIGINT);
    // what it leaves was said before, for a program that is stopped says nothing more
    stopped.expect_to_say("Ctrl-C stops with nothing written");
    assert_eq!(yard.tree(), before);
    assert!(!yard.root.join(".fixup").exists());
}

#[test]
fn ctrl_c_at_a_value_writes_nothing() {
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    played(&apply(&yard, "5"), &[("leaves it open) ", CTRL_C)]).expect(SIGINT);
    assert_eq!(yard.tree(), before);
}

#[test]
fn a_quit_writes_what_was_taken_before_and_a_no_leaves_its_patch_out() {
    for (answers, health, cors) in [
        (["y\n", "q\n"], true, false),
        (["yes\n", "no\n"], true, false),
        (["n\n", "y\n"], false, true),
        (["Y\n", "Y\n"], true, true),
        (["n\n", "q\n"], false, false),
        (["n\n", CTRL_D], false, false),
    ] {
        let yard = Yard::with(&SERVICE);
        let steps = [
            ("leaves it open) ", "https://shop.example.com\n"),
            (ASKED, answers[0]),
            (ASKED, answers[1]),
        ];
        let played = played(&apply(&yard, "1,5"), &steps);
        played.expect(i32::from(!(health && cors)));
        let text = yard.text("server.js");
        assert_eq!(text.contains("health"), health, "{answers:?}: {text}");
        assert_eq!(text.contains("cors()"), !cors, "{answers:?}: {text}");
        assert_eq!(yard.records().is_empty(), !health && !cors);
        match answers[1] {
            "q\n" if health => played.expect_to_say("the one that got a yes is applied"),
            "q\n" | CTRL_D => played.expect_to_say("nothing got a yes, so nothing is written"),
            _ => {}
        }
    }
}

#[test]
fn the_question_stands_behind_the_diff_and_says_which_of_how_many() {
    let yard = Yard::with(&SERVICE);
    let steps = [("leaves it open) ", "\n"), (ASKED, "n\n"), (ASKED, "n\n")];
    let played = played(&apply(&yard, "1,5"), &steps);
    played.expect(1);
    let said = played.plain();
    let diff = said
        .find("+app.get('/healthz'")
        .or(said.find("+++ b/server.js"));
    let asked = said.find("1 of 2 · health-check in . · 2 files +");
    assert!(diff < asked && diff.is_some(), "{said}");
    played.expect_to_say("2 of 2 · cors-allowlist in . · 2 files +");
    assert_eq!(
        said.matches("q applies what got a yes, Ctrl-C stops")
            .count(),
        1
    );
}

#[test]
fn all_takes_the_rest_without_another_question_and_other_letters_tell_which_there_are() {
    let yard = Yard::with(&SERVICE);
    let steps = [
        ("leaves it open) ", "not an origin\n"),
        ("leaves it open) ", "https://shop.example.com\n"),
        (ASKED, "z\n"),
        (ASKED, "o\n"),
        (ASKED, "?\n"),
        (ASKED, "a\n"),
    ];
    let played = played(&apply(&yard, "1,5"), &steps);
    played.expect(0);
    let said = played.plain();
    assert_eq!(said.matches(ASKED).count(), 4, "{said}");
    assert_eq!(
        said.matches("Ctrl-C stops, and nothing is written").count(),
        3,
        "{said}"
    );
    assert!(!said.contains("[o]ther"), "{said}");
    assert!(yard.text("server.js").contains("health"));
}

#[test]
fn a_question_is_as_wide_as_the_screen() {
    let yard = Yard::with(&SERVICES);
    for columns in [60, 80, 200] {
        let steps = [
            (ASKED, "?\n"),
            (ASKED, "x\n"),
            (ASKED, "s\n"),
            ("as it is) ", "api/server.js\n"),
            ("as it is) ", "\n"),
            (ASKED, "n\n"),
        ];
        let played = play(&apply_cors(&yard), columns, &steps);
        played.expect(1);
        let said = played.plain();
        let asked = said.find("a letter and Enter answers").expect("a question");
        // an address is not broken, and what is typed stands behind its question
        let is_whole = |it: &&str| it.contains("https://") || it.contains("as it is) ");
        for line in said[asked..].lines().filter(|it| !is_whole(it)) {
            assert!(
                line.chars().count() <= usize::from(columns),
                "{columns}: {line}"
            );
        }
    }
}

#[test]
fn a_value_is_only_asked_for_where_a_patch_needs_it() {
    let yard = Yard::with(&SERVICE);
    let played = played(&apply(&yard, "1"), &[(ASKED, "n\n")]);
    played.expect(1);
    assert!(
        !played.output.contains("leaves it open"),
        "{}",
        played.output
    );
}

#[test]
fn the_diff_is_viewed_in_the_pager_of_the_user() {
    let yard = Yard::with(&SERVICE);
    let mut command = apply_cors(&yard);
    command.env("PAGER", "sed s/^/PAGED/");
    let viewed = played(&command, &[(ASKED, "v\n"), (ASKED, "n\n")]);
    viewed.expect_to_say("PAGED+++ b/server.js");
    command.arg("--no-pager");
    let viewed = played(&command, &[(ASKED, "v\n"), (ASKED, "n\n")]);
    let said = viewed.plain();
    assert_eq!(said.matches("\n+++ b/server.js").count(), 2, "{said}");
    assert!(!said.contains("PAGED"), "{said}");
}

#[test]
fn an_issue_is_explained() {
    let yard = Yard::with(&SERVICE);
    let explained = played(&apply_cors(&yard), &[(ASKED, "x\n"), (ASKED, "n\n")]);
    explained.expect_to_say("Only listed origins are allowed now");
}

/// An editor that does this with the file `server.js`.
fn editor(yard: &Yard, script: &str) -> String {
    let path = yard.beside().join("editor");
    let text =
        format!("#!/bin/sh\nfor file; do case $file in *server.js) {script} ;; esac; done\n");
    fs::write(&path, text).expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
    path.to_str().expect("names are UTF-8").to_owned()
}

#[test]
fn a_new_text_is_edited_shown_and_applied() {
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    let mut command = apply_cors(&yard);
    let script = "sed -i 's/^app.use/\\/\\/ reviewed\\n&/' \"$file\"";
    command.env("VISUAL", editor(&yard, script));
    let edited = played(&command, &[(ASKED, "e\n"), (ASKED, "y\n")]);
    edited.expect(0);
    edited.expect_to_say("+// reviewed\n");
    let text = yard.text("server.js");
    assert!(
        text.contains("// reviewed\napp.use(cors({ origin: corsAllowlist() }));"),
        "{text}"
    );
    yard.fixup(&["undo"]).expect(0);
    assert_eq!(yard.tree(), before);
}

#[test]
fn an_edited_text_that_does_not_hold_is_refused() {
    for (script, why) in [
        (
            "echo ')(' >>\"$file\"",
            "not taken: `server.js` does not hold",
        ),
        ("echo 'limit(5);' >>\"$file\"", "`limit` is not declared"),
        (
            "sed -i 's/cors({.*})/cors()/' \"$file\"",
            "it would still be so: CORS lets every origin in",
        ),
        ("true", "nothing was edited"),
    ] {
        let yard = Yard::with(&SERVICE);
        let before = yard.tree();
        let mut command = apply_cors(&yard);
        command
            .env("EDITOR", editor(&yard, script))
            .env_remove("VISUAL");
        let mut steps = vec![(ASKED, "e\n")];
        if script != "true" {
            steps.push(("leave it as it was: ", "\n"));
        }
        steps.push((ASKED, "n\n"));
        let refused = played(&command, &steps);
        refused.expect(1);
        refused.expect_to_say(why);
        assert_eq!(yard.tree(), before);
    }
}

#[test]
fn what_was_refused_may_be_edited_again_as_it_was_left() {
    let yard = Yard::with(&SERVICE);
    let mut command = apply_cors(&yard);
    let script = "if grep -q ')(' \"$file\"; then sed -i 's/^)($/\\/\\/ done/' \"$file\"; else echo ')(' >>\"$file\"; fi";
    command.env("VISUAL", editor(&yard, script));
    let steps = [
        (ASKED, "e\n"),
        ("leave it as it was: ", "e\n"),
        (ASKED, "y\n"),
    ];
    played(&command, &steps).expect(0);
    assert!(yard.text("server.js").ends_with("// done\n"));
}

#[test]
fn an_editor_that_fails_ends_it_with_nothing_written() {
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    let mut command = apply_cors(&yard);
    command.env("VISUAL", "false");
    let failed = played(&command, &[(ASKED, "e\n")]);
    failed.expect(2);
    failed.expect_to_say("the editor `false` failed");
    assert_eq!(yard.tree(), before);
}

#[test]
fn some_services_only() {
    let yard = Yard::with(&SERVICES);
    let steps = [
        (ASKED, "s\n"),
        ("as it is) ", "web\n"),
        ("as it is) ", "2\n"),
        ("health-check in shop", ""),
        (ASKED, "y\n"),
    ];
    let some = played(&apply(&yard, "1"), &steps);
    some.expect(1);
    some.expect_to_say("health-check in api, shop");
    assert_eq!(yard.text("api/server.js"), SERVER);
    assert!(yard.text("shop/server.js").contains("health"));
}

#[test]
fn some_files_only_where_they_hold_without_the_others() {
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    let steps = [
        (ASKED, "s\n"),
        ("   1  .gitignore\r\n", ""),
        ("needed: it would still be so: no structured logging", ""),
        ("needed: `server.js` has to change, too", ""),
        ("request-log` leads to no file", ""),
        ("as it is) ", "1\n"),
        ("not taken: it would still be so: no structured logging", ""),
        ("as it is) ", "nothing.js\n"),
        ("none of these is called so", ""),
        ("as it is) ", "2, 3 4, utils/request-log.js 6\n"),
        (" · 5 files +", ""),
        (ASKED, "y\n"),
    ];
    played(&apply(&yard, "8"), &steps).expect(0);
    assert!(!yard.root.join(".gitignore").exists());
    assert!(yard.text("server.js").contains("logger"));
    yard.fixup(&["undo"]).expect(0);
    assert_eq!(yard.tree(), before);
}

#[test]
fn files_and_services_are_chosen_together() {
    let yard = Yard::with(&SERVICES);
    let steps = [
        (ASKED, "s\n"),
        ("   1  api\r\n", ""),
        ("   3  api/server.js", ""),
        ("as it is) ", "api/server.js api/utils/health.js\n"),
        (" · 2 files +", ""),
        (ASKED, "y\n"),
    ];
    played(&apply(&yard, "1"), &steps).expect(1);
    assert!(yard.text("api/server.js").contains("health"));
    assert_eq!(yard.text("shop/server.js"), SERVER);
}

#[test]
fn where_there_is_nothing_to_choose_it_is_said() {
    let yard = Yard::with(&SERVICE);
    let steps = [
        (ASKED, "s\n"),
        ("each of these files needs the others", ""),
        (ASKED, "n\n"),
    ];
    played(&apply_cors(&yard), &steps).expect(1);
    let image = (
        "Dockerfile",
        "FROM node:22\nCOPY . .\nCMD [\"node\", \"server.js\"]\n",
    );
    let yard = Yard::with(&[SERVICE[0], SERVICE[1], image]);
    let steps = [
        (ASKED, "s\n"),
        ("there is nothing to choose from here", ""),
        (ASKED, "n\n"),
    ];
    let single = played(&apply(&yard, "16"), &steps);
    single.expect(1);
    assert!(!single.plain().contains("[s]ome"), "{}", single.plain());
}

#[test]
fn the_other_form_of_a_fix_and_back() {
    let yard = Yard::with(&SERVICE);
    let steps = [
        (ASKED, "?\n"),
        ("other form: from the environment only", ""),
        (ASKED, "o\n"),
        ("none is known yet", ""),
        (ASKED, "o\n"),
        ("DEFAULT_ORIGINS = ['https://shop.example.com']", ""),
        (ASKED, "o\n"),
        (ASKED, "y\n"),
    ];
    played(&apply_cors(&yard), &steps).expect(0);
    let list = yard.text("utils/allowed-origins.js");
    assert!(
        list.contains("none is known yet") && !list.contains("shop.example.com"),
        "{list}"
    );
}

#[test]
fn a_saved_plan_is_shown_and_asked_about() {
    let yard = Yard::with(&[("a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n")]).save(yard.beside());
    let mut command = fixup(&yard.root, &["apply", "--plan"]);
    command.arg(plan);
    let ends = [
        (CTRL_C, SIGINT, "1\n"),
        ("n\n", 1, "1\n"),
        (CTRL_D, 1, "1\n"),
        ("y\n", 0, "2\n"),
    ];
    for (answer, status, text) in ends {
        let played = played(&command, &[("[n]o: ", answer)]);
        played.expect(status);
        assert!(played.output.contains("-1"), "{}", played.output);
        assert_eq!(yard.text("a"), text);
    }
}

#[test]
fn ctrl_c_during_the_users_command_takes_everything_back() {
    let yard = Yard::with(&[("a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n")]).save(yard.beside());
    let mut command = fixup(
        &yard.root,
        &["apply", "--yes", "--verify", "cat a; sleep 60", "--plan"],
    );
    command.arg(plan);
    let played = played(&command, &[("2\r\n", CTRL_C)]);
    played.expect(2);
    played.expect_to_say("all of it was taken back");
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

#[test]
fn nobody_is_asked_about_what_is_not_shown() {
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    let mut quiet = apply(&yard, "1");
    quiet.arg("--quiet");
    let refused = played(&quiet, &[]);
    refused.expect(2);
    refused.expect_to_say("`--quiet` shows no fix");
    let mut elsewhere = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_fixup");
    elsewhere.args(["-c", &format!("{program} apply --issue 1 >../said")]);
    let refused = played(elsewhere.current_dir(&yard.root), &[]);
    refused.expect(2);
    refused.expect_to_say("nobody could see what is asked");
    assert_eq!(yard.tree(), before);
}
