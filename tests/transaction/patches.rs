//! `diff --format patch` is what `git apply` takes, byte for byte, and the same every time.

use std::fs;

use super::harness::{Need, Plan, Yard, are_met, create, edit};

/// Path, text before, text after: what makes patches go wrong.
const CHANGES: [(&str, Option<&str>, &str); 22] = [
    (
        "plain.js",
        Some("a\nb\nc\nd\ne\nf\ng\nh\n"),
        "a\nb\nC\nd\ne\nf\ng\nh\ni\n",
    ),
    ("no-newline-either.js", Some("a\nb"), "a\nc"),
    ("newline-lost.js", Some("a\nb\n"), "a\nb"),
    ("newline-gained.js", Some("a\nb"), "a\nb\n"),
    ("crlf.js", Some("a\r\nb\r\n"), "a\r\nc\r\n"),
    ("mixed.js", Some("a\r\nb\nc\r\n"), "a\r\nB\nc\r\n"),
    ("lone-cr.js", Some("a\rb\rc\nd\n"), "a\rB\rc\nd\n"),
    ("emptied.js", Some("a\n"), ""),
    ("filled.js", Some(""), "a\n"),
    ("new.js", None, "a\nb\n"),
    ("new-without-newline.js", None, "a"),
    ("new-empty.js", None, ""),
    ("new/folder/start", None, "#!/bin/sh\nexec node\n"),
    ("with space.js", Some("a\n"), "b\n"),
    ("new with space.js", None, "a\n"),
    ("größe/日本.js", Some("ä\n"), "ö\n"),
    ("new-größe.js", None, "ä\n"),
    ("quote\"and\\slash\tand tab.js", Some("a\n"), "b\n"),
    ("bom.js", Some("\u{feff}a\n"), "\u{feff}b\n"),
    (
        "separators.js",
        Some("a\u{2028}b\u{c}c\u{85}d\n"),
        "a\u{2028}B\u{c}c\u{85}d\n",
    ),
    (
        "looks-like-a-patch",
        Some("--- a\n+++ b\n@@ -1 +1 @@\n-x\n"),
        "--- a\n+++ b\n@@ -1 +1 @@\n+x\n",
    ),
    ("-dash.js", Some("a\n"), "b\n"),
];

fn plan() -> Plan {
    Plan::of(CHANGES.map(|(path, before, after)| match before {
        Some(before) => edit(path, before, after),
        None => create(path, after),
    }))
}

fn yard() -> Yard {
    let old: Vec<(&str, &str)> = CHANGES
        .iter()
        .filter_map(|(path, before, _)| Some((*path, (*before)?)))
        .collect();
    let yard = Yard::with(&old);
    yard.write(".gitattributes", "* -text\n");
    yard.commit_all();
    yard
}

/// The patch of the plan, as a file.
fn patch(yard: &Yard) -> String {
    let plan = plan().save(yard.beside());
    let arguments = [
        "diff",
        "--format",
        "patch",
        "--plan",
        plan.to_str().expect("UTF-8"),
    ];
    let said = yard.fixup(&arguments).expect(1);
    let path = yard.beside().join("fix.patch");
    fs::write(&path, &said).expect("the folder is ours");
    assert_eq!(
        yard.fixup(&arguments).expect(1),
        said,
        "the same every time"
    );
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn git_takes_the_patch_and_gets_what_apply_writes() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let (by_git, by_us) = (yard(), yard());
    let old = by_us.tree();
    let patch = patch(&by_git);
    by_git.git(&["apply", "--check", &patch]);
    by_git.git(&["apply", "--index", &patch]);
    by_us.apply(&plan()).expect(0);
    assert_eq!(by_git.tree().differences(&by_us.tree()), [""; 0]);
    assert_eq!(
        by_us.tree().differences(&old).len(),
        CHANGES.len() + 2,
        "and two folders"
    );

    by_git.git(&["apply", "--index", "--reverse", &patch]);
    by_us.fixup(&["undo"]).expect(0);
    assert_eq!(by_git.tree().differences(&old), [""; 0]);
    assert_eq!(by_us.tree().differences(&old), [""; 0]);
}

#[test]
fn a_patch_of_the_working_tree_is_that_of_the_saved_plan() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let server =
        "const express = require('express');\n\nconst app = express();\n\napp.listen(3000);\n";
    let manifest = "{ \"main\": \"server.js\", \"dependencies\": { \"express\": \"4\" } }\n";
    let yard = Yard::committed(&[("package.json", manifest), ("server.js", server)]);
    let plan = yard.beside().join("plan.json");
    let plan = plan.to_str().expect("UTF-8");
    let live = yard.fixup(&["diff", "--format", "patch"]).expect(1);
    yard.fixup(&["plan", "--out", plan]).expect(0);
    let saved = yard
        .fixup(&["diff", "--format", "patch", "--plan", plan])
        .expect(1);
    assert_eq!(live, saved);
    let patch = yard.beside().join("fix.patch");
    fs::write(&patch, live).expect("the folder is ours");
    yard.git(&["apply", patch.to_str().expect("UTF-8")]);
    let by_git = yard.tree();
    yard.git(&["stash", "--quiet", "--include-untracked"]);
    yard.fixup(&["apply", "--yes"]).expect(0);
    assert_eq!(yard.tree().differences(&by_git), [""; 0]);
}
