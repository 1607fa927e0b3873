//! A removed password is in the plan and in the records, and in nothing that is printed.

use super::harness::{Need, Plan, Yard, are_met, edit, run};

const PASSWORD: &str = "S3cr3t-pa$$word";

/// What issue 19 does: a password gives way to a reference.
fn scene() -> (Yard, Plan) {
    let key = "-----BEGIN KEY-----\nMIIEow\n-----END KEY-----";
    let database =
        format!("resource \"aws_db_instance\" \"db\" {{\n  password = \"{PASSWORD}\"\n}}\n");
    let machine = format!("locals {{\n  key = <<EOT\n{key}\nEOT\n}}\n");
    let yard = Yard::with(&[
        ("db.tf", &database),
        ("key.tf", &machine),
        ("other.tf", "a = 1\n"),
    ]);
    let plan = Plan::of([
        edit(
            "db.tf",
            &database,
            &database.replace(&format!("\"{PASSWORD}\""), "var.password"),
        ),
        edit("key.tf", &machine, "locals {}\n"),
        edit("other.tf", "a = 1\n", "a = 2\n"),
    ]);
    (yard, plan.with_secrets(&[PASSWORD, key]))
}

#[track_caller]
fn assert_hidden(text: &str) {
    for secret in [PASSWORD, "MIIEow", "BEGIN KEY"] {
        assert!(!text.contains(secret), "{secret} shows in {text}");
    }
}

#[test]
fn text_and_json_show_a_mask() {
    let (yard, plan) = scene();
    let path = plan.save(yard.beside());
    for format in ["text", "json"] {
        let arguments = [
            "diff",
            "--format",
            format,
            "--plan",
            path.to_str().expect("UTF-8"),
        ];
        let said = yard.fixup(&arguments).expect(1);
        assert_hidden(&said);
        assert!(
            said.contains("********") && said.contains("var.password"),
            "{said}"
        );
    }
}

#[test]
fn a_patch_of_a_saved_plan_holds_no_half_of_a_fix() {
    let (yard, plan) = scene();
    let path = plan.save(yard.beside());
    let path = path.to_str().expect("UTF-8");
    let ended = yard.fixup(&["diff", "--format", "patch", "--plan", path]);
    assert_hidden(&(ended.stdout.clone() + &ended.stderr));
    ended.expect_error(&["that of `db.tf` would show a secret", "`fixup apply --plan"]);
}

#[test]
fn a_patch_leaves_values_out_and_says_so_with_exit_status_1() {
    let values = format!("password = \"{PASSWORD}\"\n");
    let yard = Yard::with(&[("a.tfvars", &values), ("other.tf", "a = 1\n")]);
    let plan = Plan::of([
        edit("a.tfvars", &values, "\n"),
        edit("other.tf", "a = 1\n", "a = 2\n"),
    ]);
    let path = plan.with_secrets(&[PASSWORD]).save(yard.beside());
    let path = path.to_str().expect("UTF-8");
    let said = yard
        .fixup(&["diff", "--format", "patch", "--plan", path])
        .expect(1);
    assert_hidden(&said);
    let left_out = "# left out, because it would show a secret: a.tfvars\n";
    assert!(said.starts_with(left_out), "{said}");
    assert!(said.contains("diff --git a/other.tf b/other.tf"), "{said}");
    if are_met(&[Need::Git]) {
        let patch = yard.beside().join("fix.patch");
        std::fs::write(&patch, said).expect("the folder is ours");
        yard.git(&["apply", "--check", patch.to_str().expect("UTF-8")]);
    }
}

#[test]
fn apply_undo_and_their_errors_show_nothing_of_it() {
    let (yard, plan) = scene();
    let mut said = Vec::new();
    let mut note = |ended: super::harness::Ended| {
        said.push(ended.stdout.clone() + &ended.stderr);
        ended
    };
    note(yard.apply(&plan)).expect(0);
    note(yard.fixup(&["undo", "--list"])).expect(0);
    yard.write("db.tf", "resource {}\n");
    note(yard.fixup(&["undo"])).expect_error(&["`db.tf` has changed"]);
    note(yard.apply(&plan)).expect_error(&["`db.tf` has changed"]);
    note(run(yard.applying(&plan).env("FIXUP_KILL_AT", "4")));
    assert_hidden(&said.concat());
    assert_eq!(yard.mode(".fixup/0001.json"), 0o600);
}
