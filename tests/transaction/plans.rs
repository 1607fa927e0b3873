//! A saved plan is what was reviewed: it is applied as it is, or not at all.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::harness::{Need, Plan, Yard, are_met, create, edit, fixup, git, run};

const SERVICE: [(&str, &str); 2] = [
    (
        "package.json",
        "{\n  \"name\": \"shop\",\n  \"main\": \"server.js\",\n  \"scripts\": { \"start\": \"node server.js\" },\n  \
         \"dependencies\": { \"cors\": \"^2.8.5\", \"express\": \"^4.18.2\" }\n}\n",
    ),
    (
        "server.js",
        "const cors = require('cors');\nconst express = require('express');\n\nconst app = express();\n\
         app.use(cors());\n\napp.get('/orders', (req, res) => res.json([]));\n\napp.listen(3000);\n",
    ),
];

#[test]
fn a_plan_of_another_checkout_of_the_same_commit_applies() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let here = Yard::committed(&SERVICE);
    let plan = here.beside().join("plan.json");
    let plan = plan.to_str().expect("UTF-8");
    here.fixup(&["plan", "--out", plan]).expect(0);
    here.fixup(&["apply", "--yes", "--plan", plan]).expect(0);

    let there = here.beside().join("clone");
    git(
        here.beside(),
        &["clone", "--quiet", "tree", there.to_str().expect("UTF-8")],
    );
    run(&mut fixup(&there, &["apply", "--yes", "--plan", plan])).expect(0);
    let (here, there) = (here.tree(), super::harness::Tree::read(&there));
    assert_eq!(here.differences(&there), [""; 0]);
}

#[test]
fn a_plan_is_readable_by_its_owner_only_and_leaves_the_tree_alone() {
    let yard = Yard::with(&SERVICE);
    let before = yard.tree();
    let plan = yard.beside().join("plan.json");
    fs::write(&plan, "{}").expect("a file of ours");
    fs::set_permissions(&plan, fs::Permissions::from_mode(0o644)).expect("a file of ours");
    yard.fixup(&["plan", "--out", plan.to_str().expect("UTF-8")])
        .expect(0);
    let mode = fs::metadata(&plan)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(yard.tree(), before);
    assert_eq!(yard.records(), [""; 0], "looking leaves no folder behind");
}

#[test]
fn a_plan_replaces_no_device() {
    let yard = Yard::with(&SERVICE);
    yard.fixup(&["plan", "--out", "/dev/null"])
        .expect_error(&["`/dev/null` is not a file"]);
    assert!(!fs::metadata("/dev/null").expect("it is there").is_file());
}

#[test]
fn a_plan_holds_the_parameters_and_what_happens_to_each_file() {
    let yard = Yard::with(&SERVICE);
    yard.chmod("server.js", 0o755);
    let path = yard.beside().join("plan.json");
    let set = "cors.origins=https://shop.example.com";
    let out = path.to_str().expect("UTF-8");
    yard.fixup(&["plan", "--issue", "5", "--set", set, "--out", out])
        .expect(0);
    let text = fs::read_to_string(&path).expect("the plan");
    let plan: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(
        plan["fixes"][0]["parameters"]["origins"][0],
        "https://shop.example.com"
    );
    assert_eq!(plan["files"][0]["action"], "edit");
    assert_eq!(plan["files"][0]["mode"], "100755");
    assert_eq!(plan["files"][1]["action"], "create");
    assert_eq!(plan["files"][1]["mode"], "100644");
}

#[test]
fn a_plan_whose_files_are_as_it_leaves_them_has_nothing_to_do() {
    let yard = Yard::with(&[("a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n"), create("b", "new\n")]);
    yard.apply(&plan).expect(0);
    let said = yard.apply(&plan).expect(0);
    assert!(said.contains("nothing to do"), "{said}");
    assert_eq!(yard.records(), ["0001.json", "lock"], "no second record");
}

#[test]
fn a_new_file_that_stands_there_already_is_left_alone_by_apply_and_undo() {
    let yard = Yard::with(&[("a", "1\n"), ("b", "same\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n"), create("b", "same\n")]);
    yard.apply(&plan).expect(0);
    yard.fixup(&["undo"]).expect(0);
    assert_eq!(yard.text("b"), "same\n");
    assert_eq!(yard.text("a"), "1\n");
}

#[test]
fn a_stale_plan_names_the_file_and_the_hunk() {
    let lines: Vec<String> = (1..=40).map(|number| format!("line {number}\n")).collect();
    let before = lines.concat();
    let after = before.replace("line 20\n", "LINE 20\n");
    let plan = || Plan::of([create("new", "x\n"), edit("deep/file.txt", &before, &after)]);

    let near = Yard::with(&[("deep/file.txt", &before.replace("line 22\n", "line 22!\n"))]);
    near.apply(&plan()).expect_error(&[
        "`deep/file.txt` has changed since",
        "line 22 differs, in the hunk `@@ -17,7 +17,7 @@`",
        "nothing was written",
    ]);

    let far = Yard::with(&[("deep/file.txt", &before.replace("line 40\n", "line 40!\n"))]);
    far.apply(&plan()).expect_error(&[
        "`deep/file.txt` has changed since",
        "line 40 differs, outside of the hunks `@@ -17,7 +17,7 @@`",
    ]);

    let gone = Yard::with(&[]);
    gone.apply(&plan())
        .expect_error(&["`deep/file.txt`", "no longer there"]);
    for yard in [near, far, gone] {
        assert!(!yard.root.join("new").exists());
        assert_eq!(yard.records(), [""; 0]);
    }
}

#[test]
fn a_stale_plan_is_told_as_stale_even_where_the_change_is_not_committed() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&[("a", "1\n2\n")]);
    yard.write("a", "1\n3\n");
    let plan = Plan::of([edit("a", "1\n2\n", "one\n2\n")]);
    yard.apply(&plan)
        .expect_error(&["`a` has changed since", "line 2 differs"]);
}

#[test]
fn a_file_that_is_no_plan_is_refused_without_a_look_inside() {
    let yard = Yard::with(&[]);
    let path = yard.beside().join("plan.json");
    let arguments = ["apply", "--yes", "--plan", path.to_str().expect("UTF-8")];
    let cases = [
        ("hunter2", "line 1, column 1: this is not JSON"),
        ("{\"hunter2\": 1}", "this has no place in a plan"),
        (
            "{\"version\": 7, \"tool\": \"9\", \"fixes\": [], \"files\": []}",
            "it has the version 7, and this fixup knows 1",
        ),
    ];
    for (text, why) in cases {
        fs::write(&path, text).expect("a file of ours");
        let ended = yard.fixup(&arguments);
        assert!(!ended.stderr.contains("hunter2"), "{ended:?}");
        ended.expect_error(&["plan.json` is no plan", why, "fixup plan --out"]);
    }
}

#[test]
fn a_plan_that_leads_out_of_the_repository_is_refused() {
    let yard = Yard::with(&[("a", "1\n")]);
    for path in ["../beside", "/tmp/beside", "x/../../beside", ".", ""] {
        let plan = Plan::of([create(path, "x\n"), edit("a", "1\n", "2\n")]);
        yard.apply(&plan)
            .expect_error(&["leads out of the repository", "nothing was written"]);
    }
    let plan = Plan::of([create(".git/hooks/pre-commit", "#!/bin/sh\n")]);
    yard.apply(&plan).expect_error(&["belongs to git itself"]);
    assert_eq!(yard.text("a"), "1\n");
    assert!(!yard.beside().join("beside").exists());
}

#[test]
fn two_texts_for_one_file_are_refused() {
    let yard = Yard::with(&[("a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n"), edit("a", "1\n", "3\n")]);
    yard.apply(&plan).expect_error(&["lead to one file"]);
    assert_eq!(yard.text("a"), "1\n");
}
