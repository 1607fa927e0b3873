//! Names and texts with control characters: no output has one, and no line of it is taken for a command.

use super::tree::{APP, MAIN, MANIFEST, REQUIREMENTS, TERRAFORM, Tree};

/// A name that begins a command of a workflow, moves the cursor and turns the line around.
const NAMES: [&str; 4] = [
    "a\n::error::pwned\u{1b}[31m",
    "p\u{1b}]0;x\u{7}\r",
    "\u{202e}evil\u{9b}",
    "::warning::x",
];

fn service() -> Tree {
    let tree = Tree::with(&[]);
    for (name, file, text) in [
        (NAMES[0], "package.json", MANIFEST),
        (NAMES[0], "app.js", APP),
        (NAMES[1], "requirements.txt", REQUIREMENTS),
        (NAMES[1], "main.py", MAIN),
        (NAMES[2], "main.tf", TERRAFORM),
        (NAMES[3], "package.json", MANIFEST),
        (NAMES[3], "app.js", "broken((\n"),
    ] {
        tree.write(&format!("{name}/{file}"), text);
    }
    tree.write("docker-compose.yml", "services:\n  \"x\\e[31m\\n::error::y\":\n    build: \"./a\\n::error::pwned\\e[31m\"\n    ports: [\"80:3000\"]\n");
    tree
}

/// What a terminal or a runner of workflows would take for something else.
fn is_odd(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[track_caller]
fn plain(said: &str, of: &[&str]) {
    assert!(!said.contains(is_odd), "{of:?}: {said:?}");
    // those of GitHub's own format are fixup's
    let is_ours = |line: &str| {
        let own = [
            "::error file=",
            "::warning file=",
            "::notice file=",
            "::notice title=fixup::",
        ];
        of.contains(&"github") && own.iter().any(|it| line.starts_with(it))
    };
    let is_command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
    let mut commands = said.lines().filter(|line| is_command(line));
    assert!(commands.all(is_ours), "{of:?}: {said}");
}

#[test]
fn no_output_has_a_control_character() {
    let tree = service();
    for command in ["scan", "diff"] {
        let forms = tree.forms(command);
        assert!(forms.len() >= 2, "{forms:?}");
        for form in forms {
            let arguments = [command, "--format", &form];
            let ended = tree.fixup(&arguments);
            assert_eq!(ended.code, Some(1), "{ended:?}");
            plain(&ended.said(), &arguments);
        }
    }
    let plan = tree.beside().join("plan.json");
    let plan = plan.to_str().expect("UTF-8");
    for arguments in [
        &["scan", "--verbose"][..],
        &["report"],
        &["report", "--format", "html"],
        &["scan", "--service", "::error::z"],
        &["scan", "--set", "cors.origins=\u{1b}[31m"],
        &["plan", "--out", plan],
        &["diff", "--plan", plan],
        &["apply", "--yes"],
        &["undo", "--list"],
        &["undo"],
        &["undo"],
    ] {
        plain(&tree.fixup(arguments).said(), arguments);
    }
}

#[test]
fn a_patch_still_applies_where_names_are_odd() {
    let tree = service();
    tree.commit();
    let patch = tree
        .fixup(&["diff", "--issue", "5", "--format", "patch"])
        .expect(1, &["\\n::error::pwned"]);
    let file = tree.beside().join("a.patch");
    std::fs::write(&file, &patch.stdout).expect("a file");
    tree.git(&["apply", "--check", file.to_str().expect("UTF-8")]);
}

#[test]
fn an_error_about_an_odd_name_is_one() {
    let tree = service();
    let ended = tree
        .fixup(&["scan", "no\n::error::such\u{1b}[31m"])
        .expect(2, &["does not exist"]);
    plain(&ended.said(), &["scan"]);
}

#[test]
fn texts_of_the_code_are_as_plain() {
    let tree = Tree::express();
    tree.write(
        "app.js",
        APP.replace("const app", "// \u{1b}[31m\u{202e}\r\nconst app"),
    );
    let ended = tree
        .fixup(&["diff", "--issue", "5"])
        .expect(1, &["\\u{1b}[31m\\u{202e}\\r"]);
    plain(&ended.said(), &["diff"]);
    plain(
        &tree
            .fixup(&["diff", "--issue", "5", "--format", "json"])
            .said(),
        &["json"],
    );
}
