//! `[[ignore]]` and `fixup-ignore`: one finding is left out, with a reason.

use crate::repository::{Repository, SERVER, VALUES};

/// The system with these entries instead of `[ignore]`.
fn ignoring(entries: &str) -> Repository {
    let repository = Repository::system();
    let values = VALUES.split("[ignore]").next().expect("values come first");
    repository.write(
        "fixup.toml",
        format!("{values}[[ignore]]\nissues = [8, 9, 17, 20, 21]\n\n{entries}"),
    );
    repository
}

const CORS: &str = "[[ignore]]\nissue = \"cors-allowlist\"\nservice = \"api\"\nreason = \"only the office can reach it\"\n";

#[test]
fn an_ignored_finding_is_counted_with_its_reason_and_not_fixed() {
    let repository = ignoring(&format!("{CORS}until = 2999-12-31\n"));
    assert_eq!(
        repository.findings(&[]),
        ["1 api open", "2 infra open", "4 api open"]
    );
    let ended = repository.fixup(&["scan"]);
    assert!(
        ended.said.ends_with(
            "1 ignored:\n  5 cors-allowlist in api: only the office can reach it fixup.toml:7\n"
        ),
        "{}",
        ended.said
    );
    assert_eq!(ended.complaint, "");
    let report = repository.scan_as_json(&[]);
    assert_eq!(report["ignored"][0]["until"], "2999-12-31");
    assert_eq!(repository.fixup(&["scan", "--issue", "5"]).status, 0);
    let ended = repository.fixup(&["apply", "--yes", "--issue", "5"]);
    assert_eq!(ended.status, 0, "{}", ended.shown());
    assert_eq!(repository.read("api/server.js"), SERVER);
}

#[test]
fn entries_that_leave_nothing_out_are_told() {
    let past = ignoring(&format!("{CORS}until = \"2020-02-29\"\n"));
    let ended = past.fixup(&["scan", "--issue", "5"]);
    assert_eq!(ended.status, 1);
    let mut shown = ended.complaint;
    let entry = "[[ignore]]\nissue = 19\nservice = \"infra\"\nreason = \"it is a demo\"\n";
    let nothing = ignoring(entry);
    let ended = nothing.fixup(&["scan"]);
    assert_eq!(ended.status, 1);
    shown += &ended.complaint;
    assert_eq!(
        nothing.fixup(&["scan", "--issue", "5"]).complaint,
        "",
        "19 was not looked at"
    );
    crate::reviewed("ignored_nothing", &shown);
}

#[test]
fn an_entry_that_says_too_little_is_an_error() {
    let mut shown = String::new();
    for entries in [
        "[[ignore]]\nissue = 5\nservice = \"api\"\n",
        "[[ignore]]\nissue = 5\nservice = \"api\"\nreason = \" \"\n",
        "[[ignore]]\nissue = 5\nreason = \"x\"\n",
        "[[ignore]]\nservice = \"api\"\nreason = \"x\"\n",
        "[[ignore]]\nissue = 99\nservice = \"api\"\nreason = \"x\"\n",
        "[[ignore]]\nissue = 5\nservice = \"api\"\nreason = \"x\"\nuntil = \"soon\"\n",
        "[[ignore]]\nissue = 5\nservice = \"api\"\nreason = \"x\"\nuntill = 2999-01-01\n",
        "[ignore]\npaths = [\"legacy/\"]\n",
    ] {
        for command in [&["scan"][..], &["apply", "--yes"]] {
            let repository = ignoring(entries);
            let before = repository.files();
            let ended = repository.fixup(command);
            assert_eq!(ended.status, 2, "{}", ended.shown());
            assert_eq!(repository.files(), before);
            if command == ["scan"] {
                shown += &ended.shown();
            }
        }
    }
    crate::reviewed("ignored_wrongly", &shown);
}

#[test]
fn a_comment_at_each_place_leaves_a_finding_out() {
    let repository = Repository::system();
    let here = |comment: &str| SERVER.replace("app.use(cors", &format!("{comment}\napp.use(cors"));
    repository.write(
        "api/server.js",
        here("// fixup-ignore: cors-allowlist -- only the office can reach it"),
    );
    let ended = repository.fixup(&["scan", "--issue", "5"]);
    assert_eq!(
        (ended.status, ended.complaint.as_str()),
        (0, ""),
        "{}",
        ended.shown()
    );
    assert!(
        ended
            .said
            .contains("5 cors-allowlist in api: only the office can reach it api/server.js:6")
    );
    // in the line, and among other comments
    repository.write(
        "api/server.js",
        SERVER.replace("true }));", "true })); // fixup-ignore: 5 -- the office"),
    );
    assert_eq!(repository.fixup(&["scan", "--issue", "5"]).status, 0);
    repository.write(
        "api/server.js",
        here("// fixup-ignore: cors-allowlist -- the office\n// fixup-ignore: 1 -- nobody asks"),
    );
    assert_eq!(repository.fixup(&["scan", "--issue", "5"]).status, 0);
}

#[test]
fn what_is_no_such_comment_leaves_nothing_out() {
    let repository = Repository::system();
    let mut shown = String::new();
    for above in [
        "// fixup-ignore: cors-allowlist",
        "// fixup-ignore: cors -- the office",
        "// fixup-ignore: rate-limit -- the office",
        "const text = \"// fixup-ignore: cors-allowlist -- the office\";",
        "// fixup-ignore: cors-allowlist -- the office\n",
    ] {
        repository.write(
            "api/server.js",
            SERVER.replace("app.use(cors", &format!("{above}\napp.use(cors")),
        );
        let ended = repository.fixup(&["scan", "--issue", "5"]);
        assert_eq!(ended.status, 1, "{above}: {}", ended.shown());
        shown += &format!("{above}\n{}\n", ended.complaint);
    }
    crate::reviewed("ignored_by_no_comment", &shown);
}

#[test]
fn terraform_and_plain_files_have_such_comments_too() {
    let repository = Repository::system();
    let text = repository.read("infra/modules/ec2/main.tf");
    repository.write(
        "infra/modules/ec2/main.tf",
        format!("# fixup-ignore: instance-profile -- the host is given none\n{text}"),
    );
    let ended = repository.fixup(&["scan", "--issue", "2"]);
    assert_eq!(
        (ended.status, ended.complaint.as_str()),
        (0, ""),
        "{}",
        ended.shown()
    );
}
