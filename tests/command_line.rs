//! The command line as a user meets it: what is printed, how it ends, and which files are touched.
//! Every command runs inside of the repository, so that no path of this machine shows.

#![expect(
    clippy::disallowed_methods,
    reason = "tests write into folders of their own"
)]

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

#[path = "command_line/action.rs"]
mod action;
#[path = "command_line/branches.rs"]
mod branches;
#[path = "command_line/formats.rs"]
mod formats;
#[path = "command_line/ignored.rs"]
mod ignored;
#[path = "command_line/picture.rs"]
mod picture;
#[path = "command_line/repository.rs"]
mod repository;
#[path = "command_line/screens.rs"]
mod screens;
#[path = "command_line/since.rs"]
mod since;
#[path = "terminal/mod.rs"]
mod terminal;
#[path = "command_line/version.rs"]
mod version;

use repository::{Ended, PACKAGE, Repository, SERVER, reviewed};

// ---- scan ----

#[test]
fn scan_shows_every_service_with_its_findings_and_a_score() {
    reviewed("scan", &Repository::system().fixup(&["scan"]).shown());
}

#[test]
fn scan_as_json_has_the_fields_of_the_contract() {
    let ended = Repository::system().fixup(&["scan", "--format", "json"]);
    reviewed("scan_json", &ended.shown());
}

#[test]
fn json_is_the_same_bytes_twice_and_ordered_by_issue_service_and_path() {
    let repository = Repository::system();
    repository.write("admin/package.json", PACKAGE);
    repository.write("admin/server.js", SERVER);
    let first = repository.fixup(&["scan", "--format", "json"]);
    let second = repository.fixup(&["scan", "--format", "json"]);
    assert_eq!(first.said, second.said);
    assert_eq!(
        repository.findings(&[]),
        [
            "1 admin open",
            "1 api open",
            "2 infra open",
            "4 admin open",
            "4 api open",
            "5 admin open",
            "5 api open"
        ]
    );
}

#[test]
fn paths_in_a_report_are_relative_to_the_root_from_wherever_it_is_called() {
    let repository = Repository::system();
    let inside = repository.scan_as_json(&[]);
    let mut outside = repository.command(&["scan", "--format", "json"]);
    outside.arg(repository.root.path()).current_dir("/");
    let outside = Ended::from(outside.output().expect("the program starts"));
    assert_eq!(
        inside,
        serde_json::from_str::<Value>(&outside.said).expect("JSON")
    );
}

#[test]
fn the_exit_status_tells_whether_something_selected_is_unresolved() {
    let repository = Repository::system();
    let cases: &[(&[&str], i32)] = &[
        (&["scan"], 1),
        (&["scan", "--fail-on", "P0"], 1),
        (&["scan", "--fail-on", "P1"], 1),
        (&["scan", "--fail-on", "P2"], 1),
        (&["scan", "--fail-on", "never"], 0),
        (&["scan", "--priority", "P1"], 0),
        (&["scan", "--category", "database"], 0),
        (&["scan", "--fail-on", "P3"], 2),
        (&["scan", "--format", "yaml"], 2),
        (&["scan", "--no-such-flag"], 2),
        (&["diff"], 1),
        (&["diff", "--issue", "2", "--service", "api"], 0),
        (&["list"], 0),
        (&["explain", "5"], 0),
        (&[], 2),
    ];
    for (arguments, status) in cases {
        assert_eq!(
            repository.fixup(arguments).status,
            *status,
            "fixup {arguments:?}"
        );
    }
    repository.fixup(&["apply", "--yes"]);
    for arguments in [["scan"], ["diff"]] {
        assert_eq!(
            repository.fixup(&arguments).status,
            0,
            "fixed: {arguments:?}"
        );
    }
}

#[test]
fn what_is_manual_is_shown_and_fails_nothing() {
    let by_hand = SERVER.replace(
        r#"app.use(cors({ origin: "*", credentials: true }));"#,
        "app.use((req, res, next) => {\n  res.set(\"Access-Control-Allow-Origin\", \"*\");\n  next();\n});",
    );
    let repository = Repository::with(&[("package.json", PACKAGE), ("server.js", &by_hand)]);
    assert_eq!(repository.findings(&["--issue", "5"]), ["5 . manual"]);
    assert_eq!(repository.fixup(&["scan", "--issue", "5"]).status, 0);
    assert_eq!(repository.fixup(&["diff", "--issue", "5"]).status, 0);
    assert_eq!(
        repository.fixup(&["apply", "--yes", "--issue", "5"]).status,
        0
    );
}

#[test]
fn issues_are_selected_by_number_name_range_and_list() {
    let repository = Repository::system();
    let cases: &[(&[&str], &[&str])] = &[
        (&["--issue", "5"], &["5 api open"]),
        (&["--issue", "cors-allowlist"], &["5 api open"]),
        (
            &["--issue", "1,4-5"],
            &["1 api open", "4 api open", "5 api open"],
        ),
        (
            &["--issue", "health-check, instance-profile"],
            &["1 api open", "2 infra open"],
        ),
        (
            &["--issue", "5", "--issue", "2"],
            &["2 infra open", "5 api open"],
        ),
        (
            &["--issue", "1-22"],
            &["1 api open", "2 infra open", "4 api open", "5 api open"],
        ),
        (
            &["--priority", "P0"],
            &["1 api open", "2 infra open", "4 api open", "5 api open"],
        ),
        (&["--priority", "P1"], &[]),
        (&["--priority", "p1"], &[]),
        (&["--category", "security"], &["5 api open"]),
        (&["--category", "infrastructure"], &["2 infra open"]),
        (
            &["--service", "api"],
            &["1 api open", "4 api open", "5 api open"],
        ),
        (&["--service", "./infra/"], &["2 infra open"]),
        (
            &["--service", "api", "--service", "infra", "--issue", "2,5"],
            &["2 infra open", "5 api open"],
        ),
        (&["--issue", "5", "--service", "infra"], &[]),
    ];
    for (arguments, expected) in cases {
        assert_eq!(repository.findings(arguments), *expected, "{arguments:?}");
    }
}

#[test]
fn ignored_issues_and_paths_are_left_out() {
    let repository = Repository::system();
    repository.write("legacy/package.json", PACKAGE);
    repository.write("legacy/server.js", SERVER);
    repository.write(
        "fixup.toml",
        "[ignore]\npaths = [\"legacy/\"]\nissues = [\"cors-allowlist\", 2, 8, 9, 17, 20, 21]\n",
    );
    assert_eq!(repository.findings(&[]), ["1 api open", "4 api open"]);
}

#[test]
fn excluded_files_are_as_if_they_were_not_there() {
    let repository = Repository::system();
    assert_eq!(
        repository.findings(&["--exclude", "infra/"]),
        ["1 api open", "4 api open", "5 api open"]
    );
    // its manifest still says that there is a service
    let unseen = repository.findings(&["--exclude", "infra/", "--exclude", "**/server.js"]);
    assert!(
        unseen.contains(&"5 api blocked".to_owned())
            && unseen.iter().all(|it| it.ends_with("blocked")),
        "{unseen:?}"
    );
    assert_eq!(
        repository.findings(&["--exclude", "infra/", "--exclude", "api/"]),
        [""; 0]
    );
}

#[test]
fn what_git_ignores_is_left_out() {
    let repository = Repository::system();
    repository.write(".gitignore", "infra/\n");
    assert_eq!(
        repository.findings(&[]),
        ["1 api open", "4 api open", "5 api open"]
    );
}

#[test]
fn an_empty_folder_and_an_unknown_stack_hold_no_service() {
    let empty = Repository::with(&[]);
    reviewed("empty_folder", &empty.fixup(&["scan"]).shown());
    let ignored = Repository::system();
    ignored.write("fixup.toml", "[ignore]\npaths = [\"**\"]\n");
    reviewed("nothing_listed", &ignored.fixup(&["scan"]).shown());
    for arguments in [["diff", "."], ["apply", "--yes"]] {
        assert_eq!(empty.fixup(&arguments).status, 0, "{arguments:?}");
    }
    let unknown = Repository::with(&[
        ("go.mod", "module example.com/api\n"),
        ("main.go", "package main\n\nfunc main() {}\n"),
    ]);
    reviewed("unknown_stack", &unknown.fixup(&["scan"]).shown());
}

#[test]
fn a_file_that_is_not_utf_8_blocks_what_would_have_to_read_it() {
    let repository = Repository::system();
    repository.write(
        "api/server.js",
        [b"// caf\xe9\n", SERVER.as_bytes()].concat(),
    );
    let before = repository.files();
    reviewed(
        "not_utf8",
        &repository.fixup(&["scan", "--service", "api"]).shown(),
    );
    let applied = repository.fixup(&["apply", "--yes", "--service", "api"]);
    assert_eq!(applied.status, 1);
    assert_eq!(repository.files(), before);
}

#[test]
fn an_entry_that_does_not_parse_blocks_its_service_alone() {
    let repository = Repository::system();
    repository.write(
        "api/server.js",
        SERVER.replace("res.json([]);", "res.json([);"),
    );
    assert_eq!(
        repository.findings(&[]),
        [
            "1 api blocked",
            "2 infra open",
            "4 api blocked",
            "5 api blocked"
        ]
    );
    assert_eq!(repository.fixup(&["apply", "--yes"]).status, 1);
    assert_eq!(
        repository.findings(&[]),
        [
            "1 api blocked",
            "2 infra fixed",
            "4 api blocked",
            "5 api blocked"
        ]
    );
}

#[test]
fn a_manifest_that_is_not_json_is_told() {
    let repository = Repository::system();
    repository.write("api/package.json", "{ \"name\": \"api\", // the API\n}\n");
    let ended = repository.fixup(&["scan"]);
    let all = format!("{}{}", ended.said, ended.complaint);
    assert!(all.contains("api/package.json"), "{all}");
    assert_ne!(ended.status, 0);
}

// ---- values ----

#[test]
fn values_come_from_the_file_and_the_command_line_wins() {
    let repository = Repository::system();
    let diff = |arguments: &[&str]| {
        let ended = repository.fixup(&[&["diff", "--issue", "5"], arguments].concat());
        let list = ended
            .said
            .lines()
            .find(|line| line.contains("DEFAULT_ORIGINS = "));
        list.expect("the list of origins").to_owned()
    };
    assert_eq!(
        diff(&[]),
        r#"+const DEFAULT_ORIGINS = ["https://app.example.com"];"#
    );
    assert_eq!(
        diff(&["--set", r#"cors.origins=["https://a.example.com"]"#]),
        r#"+const DEFAULT_ORIGINS = ["https://a.example.com"];"#
    );
}

#[test]
fn a_plain_text_is_a_list_of_origins_split_at_commas() {
    let repository = Repository::system();
    let origins = "cors.origins=https://a.example.com, https://b.example.com";
    let ended = repository.fixup(&["diff", "--issue", "5", "--set", origins]);
    for origin in ["\"https://a.example.com\"", "\"https://b.example.com\""] {
        assert!(ended.said.contains(origin), "{}", ended.said);
    }
}

#[test]
fn origins_that_are_none_are_refused() {
    let values = [
        "origins = 5",
        "origins = [5, true]",
        "origins = [\"*\"]",
        "origins = [\"app.example.com\"]",
    ];
    for value in values {
        let repository = Repository::system();
        repository.write("fixup.toml", format!("[cors]\n{value}\n"));
        let ended = repository.fixup(&["diff", "--issue", "5"]);
        assert_eq!(ended.status, 2, "{value}: {}", ended.said);
        assert!(
            ended.complaint.contains("cors.origins"),
            "{}",
            ended.complaint
        );
    }
}

#[test]
fn keys_that_do_not_exist_are_refused() {
    for values in [
        "[cors]\norigin = []\n",
        "[ignore]\npath = []\n",
        "ignore = 5\n",
    ] {
        let repository = Repository::system();
        repository.write("fixup.toml", values);
        assert_eq!(repository.fixup(&["scan"]).status, 2, "{values}");
    }
    let ended = Repository::system().fixup(&["scan", "--set", "cors.origin=[]"]);
    assert_eq!(ended.status, 2, "{}", ended.said);
}

// ---- mistakes ----

/// Checks how messages are written: the fact first, lower case, no full stop.
fn is_well_said(complaint: &str) {
    let first = complaint.lines().next().unwrap_or_default();
    let fact = first.strip_prefix("error: ").expect("an error says so");
    assert!(
        fact.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '`'),
        "{complaint}"
    );
    for line in complaint.lines() {
        assert!(!line.ends_with('.'), "a full stop: {complaint}");
    }
}

#[test]
fn mistakes_are_told_with_what_to_type_next() {
    let repository = Repository::system();
    let mistakes: &[&[&str]] = &[
        &["scan", "nowhere"],
        &["scan", "api/server.js"],
        &["scan", "--issue", "99"],
        &["scan", "--issue", "cors"],
        &["scan", "--issue", "5-1"],
        &["diff", "--issue", "23"],
        &["diff", "--service", "web"],
        &["scan", "--set", "cors.origins"],
        &["scan", "--set", "corse.origins=[]"],
        &["scan", "--set", "=[]"],
        &["apply"],
        &["apply", "5"],
        &["apply", "cors-allowlist"],
        &["apply", "nowhere", "--yes"],
        &["undo", "nowhere"],
        &["explain", "99"],
    ];
    let mut shown = Vec::new();
    for arguments in mistakes {
        let ended = repository.fixup(arguments);
        assert_eq!((&*ended.said, ended.status), ("", 2), "fixup {arguments:?}");
        is_well_said(&ended.complaint);
        shown.push(format!(
            "$ fixup {}\n{}\n",
            arguments.join(" "),
            ended.complaint
        ));
    }
    reviewed("mistakes", &shown.concat());
}

#[test]
fn a_broken_fixup_toml_is_told_with_its_place() {
    let mut shown = Vec::new();
    let domain = |domain: &str| format!("[services.app]\ndomain = \"{domain}\"\n");
    let twice = domain("app.example.com") + "[services.web]\ndomain = \"app.example.com\"\n";
    let domains = [
        "https://app.example.com/",
        "*.example.com",
        "example.com/app",
        "App.example.com",
    ];
    let domains = domains.map(domain);
    let broken = [
        "[cors\n",
        "[cors]\norigins = [\n",
        "[services.nosuch]\nport = 3000\n",
        "[services.api]\nport = \"http\"\n",
        "[services.api]\nport = 99999\n",
        "[services.api]\nimage = 5\n",
        "[ignore]\nissues = \"5\"\n",
        "[ignore]\nissues = [5, true]\n",
        "[ignore]\nissues = [99]\n",
        "[ignore]\npaths = \"legacy/\"\n",
        "[[ignore]]\nissues = \"5\"\n",
        "[project]\nname = 5\n",
        "[project]\nregion = [\"eu\"]\n",
        "[environments]\nproduction = true\n",
        "[cors]\norigins = [\"*\"]\n",
        "[alerts]\nemail = \"ops\"\n",
        "services = 5\n",
        "[services]\napi = 5\n",
        "[cros]\norigins = []\n",
        &twice,
    ];
    for values in broken.into_iter().chain(domains.iter().map(String::as_str)) {
        let repository = Repository::system();
        repository.write("fixup.toml", values);
        let ended = repository.fixup(&["scan"]);
        assert_eq!((&*ended.said, ended.status), ("", 2), "{values}");
        is_well_said(&ended.complaint);
        shown.push(format!("{values}{}\n", ended.complaint));
    }
    reviewed("broken_values", &shown.concat());
}

#[test]
fn an_issue_that_is_named_by_nothing_is_a_mistake() {
    for nothing in ["", ",", " "] {
        let ended = Repository::system().fixup(&["scan", "--issue", nothing]);
        assert_eq!(ended.status, 2, "`{nothing}`: {}", ended.said);
    }
}

// ---- diff ----

#[test]
fn diff_shows_patch_by_patch_and_writes_nothing() {
    let repository = Repository::system();
    let before = repository.files();
    reviewed("diff", &repository.fixup(&["diff", "--issue", "2"]).shown());
    let all = repository.fixup(&["diff"]).said;
    let headings: Vec<&str> = all.lines().filter(|line| line.contains(" in ")).collect();
    let of_patch = |name: &str| headings.iter().position(|line| line.starts_with(name));
    let order = ["1 health", "2 instance", "5 cors"].map(of_patch);
    assert!(order.is_sorted() && order[0].is_some(), "{headings:?}");
    assert_eq!(repository.files(), before);
    assert!(!repository.root.path().join(".fixup").exists());
}

#[test]
fn what_a_list_of_origins_would_cut_off_is_named_before_the_question() {
    let widget = r#"{ "name": "chat", "files": ["dist/"] }"#;
    let page = "document.body.append(box);\nfetch(\"https://api.example.com/orders\");\n";
    let repository = Repository::system();
    repository.write("chat/package.json", widget);
    repository.write("chat/src/main.js", page);
    let named = "`chat` runs on pages of others";
    for arguments in [
        &["scan", "--issue", "5"][..],
        &["diff", "--issue", "5"],
        &["apply", "--dry-run", "--issue", "5"],
        &["diff", "--issue", "5", "--format", "json"],
        &["scan", "--issue", "5", "--format", "markdown"],
    ] {
        let said = repository.fixup(arguments).said;
        assert!(said.contains(named), "{arguments:?}: {said}");
    }
    repository.fixup(&["apply", "--yes", "--issue", "5"]);
    let report = repository.scan_as_json(&["--issue", "5"]);
    assert_eq!(report["findings"][0]["message"], "nothing to do");

    let repository = Repository::system();
    repository.write("kit/package.json", widget);
    repository.write("kit/src/main.js", "document.body.append(box);\n");
    let said = repository.fixup(&["scan", "--issue", "5"]).said;
    assert!(!said.contains("pages of others"), "{said}");
}

#[test]
fn who_gets_alarms_in_fixup_toml_gets_those_of_production() {
    let repository = Repository::copied("tests/cases/12-production-env/terraform/two-hosts");
    let emails = |arguments: &[&str]| {
        let said = repository.fixup(arguments).said;
        let mut lines = said.lines().map(str::to_owned);
        let line = lines.find(|line| line.starts_with("+alert_emails "));
        line.unwrap_or_else(|| panic!("no line for them in {said}"))
    };
    let plain = emails(&["diff", "--issue", "12"]);
    assert!(plain.contains("= [] #"), "{plain}");
    let set = ["diff", "--issue", "12", "--set", "alerts.email=ops@acme.io"];
    let named = emails(&set);
    assert!(named.contains("= [\"ops@acme.io\"] #"), "{named}");
}

#[test]
fn a_service_without_cors_is_told_from_one_with_a_list() {
    let repository = Repository::system();
    let said = repository.fixup(&["scan", "--issue", "5"]).said;
    assert!(!said.contains("no CORS"), "{said}");
    let plain = SERVER.replace("app.use(cors({ origin: \"*\", credentials: true }));\n", "");
    let plain = plain.replace("const cors = require(\"cors\");\n", "");
    repository.write("api/server.js", plain);
    let said = repository.fixup(&["scan", "--issue", "5"]).said;
    let fixed = "fixed: 5 cors-allowlist (no CORS that fixup knows)";
    assert!(said.contains(fixed), "{said}");
    let listed = SERVER.replace("\"*\"", "[\"https://app.example.com\"]");
    repository.write("api/server.js", listed);
    let said = repository.fixup(&["scan", "--issue", "5"]).said;
    assert!(said.contains("fixed: 5 cors-allowlist\n"), "{said}");
}

#[test]
fn diff_as_json_has_a_version_and_each_finding_with_its_files() {
    let ended = Repository::system().fixup(&["diff", "--issue", "2", "--format", "json"]);
    reviewed("diff_json", &ended.shown());
}

#[test]
fn git_applies_the_patch_to_the_same_files_that_apply_writes() {
    let by_git = Repository::in_git();
    let patch = by_git.fixup(&["diff", "--format", "patch"]);
    assert_eq!(patch.status, 1);
    by_git.write(".git/all.patch", &patch.said);
    by_git.git(&["apply", ".git/all.patch"]);
    let by_fixup = Repository::in_git();
    by_fixup.fixup(&["apply", "--yes"]);
    assert_eq!(by_git.files(), by_fixup.files());
}

#[test]
fn diff_says_what_is_blocked_and_why() {
    let repository = Repository::system();
    // the usual name of the module, and the other one
    for name in ["allowed-origins", "cors-allowlist"] {
        let path = format!("api/utils/{name}.js");
        repository.write(&path, "module.exports = [];\n");
    }
    for arguments in [["diff", "--issue=5"], ["apply", "--issue=5"]] {
        let ended = repository.fixup(
            &[
                &arguments[..],
                &["--yes"][..usize::from(arguments[0] == "apply")],
            ]
            .concat(),
        );
        assert_eq!(ended.status, 1);
        assert!(
            ended.said.contains("api/utils/allowed-origins.js"),
            "{arguments:?}: {}",
            ended.said
        );
    }
}

// ---- apply and undo ----

#[test]
fn apply_without_a_terminal_and_without_yes_writes_nothing() {
    let repository = Repository::system();
    let before = repository.files();
    assert_eq!(repository.fixup(&["apply"]).status, 2);
    assert_eq!(repository.files(), before);
}

#[test]
fn apply_writes_the_fixes_and_says_what_is_left_to_do() {
    let repository = Repository::system();
    reviewed("apply", &repository.fixup(&["apply", "--yes"]).shown());
    let written = repository.files();
    for path in [
        "api/utils/allowed-origins.js",
        "api/utils/health.js",
        "infra/modules/ec2/variables.tf",
    ] {
        assert!(written.contains_key(path), "`{path}` was created");
    }
    assert!(repository.read("api/server.js").contains("corsAllowlist()"));
    assert_eq!(
        repository.findings(&[]),
        ["1 api fixed", "2 infra fixed", "4 api fixed", "5 api fixed"]
    );
}

#[test]
fn a_dry_run_shows_what_would_be_applied_and_writes_nothing() {
    let repository = Repository::in_git();
    let before = repository.files();
    let ended = repository.fixup(&["apply", "--dry-run", "--issue", "5"]);
    assert_eq!(ended.status, 0, "{}", ended.shown());
    let diff = repository.fixup(&["diff", "--issue", "5"]).said;
    let end = "a dry run: 1 fix to 2 files would be applied, and nothing was written\n";
    assert_eq!(ended.said, diff + end);
    let plan = ["plan", "--issue", "5", "--out", ".git/plan"];
    repository.fixup(&plan);
    let ended = repository.fixup(&["apply", "--plan", ".git/plan", "--dry-run"]);
    assert!(ended.said.ends_with(end), "{}", ended.shown());
    assert_eq!(repository.files(), before);
}

#[test]
fn a_plan_that_is_applied_tells_what_is_still_to_do() {
    let repository = Repository::system();
    repository.fixup(&["plan", "--out", "plan.json"]);
    let by_plan = repository
        .fixup(&["apply", "--plan", "plan.json", "--yes"])
        .said;
    fs::remove_file(repository.root.path().join("plan.json")).expect("a file");
    repository.fixup(&["undo"]);
    let at_once = repository.fixup(&["apply", "--yes"]).said;
    assert_eq!(by_plan, at_once);
    assert!(at_once.contains("\nstill to do by you:\n[ ] "), "{at_once}");
}

#[test]
fn the_checklist_goes_to_a_file() {
    let repository = Repository::system();
    let asked = [
        "apply",
        "--yes",
        "--issue",
        "5",
        "--output",
        "checklist=todo.md",
    ];
    assert_eq!(repository.fixup(&asked).status, 0);
    let list = repository.read("todo.md");
    let start = "# Still to do\n\n- [ ] **5 cors-allowlist in api:** Set CORS_ALLOWED_ORIGINS";
    assert!(list.starts_with(start), "{list}");
}

#[test]
fn apply_takes_the_selected_issues_only_and_leaves_the_rest_open() {
    let repository = Repository::system();
    let ended = repository.fixup(&["apply", "--yes", "--issue", "5"]);
    assert_eq!(ended.status, 0, "{}", ended.said);
    assert_eq!(
        repository.findings(&[]),
        ["1 api open", "2 infra open", "4 api open", "5 api fixed"]
    );
}

#[test]
fn a_second_apply_has_nothing_to_do_and_leaves_no_record() {
    let repository = Repository::system();
    repository.fixup(&["apply", "--yes"]);
    let fixed = repository.files();
    assert_eq!(
        repository.fixup(&["apply", "--yes"]).shown(),
        "nothing to apply\n=> 0\n"
    );
    assert_eq!(repository.files(), fixed);
    assert_eq!(repository.fixup(&["undo"]).status, 0);
    assert_eq!(
        repository.fixup(&["undo"]).shown(),
        "nothing to undo: no apply has changed this repository\n=> 0\n"
    );
}

#[test]
fn safe_only_leaves_out_what_users_may_notice() {
    let repository = Repository::system();
    let before = repository.files();
    let ended = repository.fixup(&["apply", "--yes", "--safe-only"]);
    assert_eq!(ended.said, "nothing to apply\n");
    assert_eq!(repository.files(), before);
}

#[test]
fn safe_only_takes_what_users_do_not_notice() {
    let repository = Repository::system();
    let database = "variable \"db_password\" {\n  type = string\n}\n\n\
        resource \"aws_db_instance\" \"orders\" {\n  engine   = \"postgres\"\n  password = var.db_password\n}\n";
    repository.write("infra/modules/rds/main.tf", database);
    let ended = repository.fixup(&["apply", "--yes", "--safe-only"]);
    assert_eq!(ended.status, 0, "{}", ended.shown());
    let written = repository.read("infra/modules/rds/main.tf");
    assert!(written.contains("sensitive = true"), "{written}");
    assert_eq!(repository.read("api/server.js"), SERVER);
}

#[test]
fn undo_gives_every_byte_back_and_names_the_files() {
    let repository = Repository::system();
    let crlf = SERVER.replace('\n', "\r\n");
    repository.write("api/server.js", format!("\u{feff}{crlf}"));
    let before = repository.files();
    repository.fixup(&["apply", "--yes"]);
    assert_ne!(repository.files(), before);
    reviewed("undo", &repository.fixup(&["undo"]).shown());
    assert_eq!(repository.files(), before);
    assert!(!repository.root.path().join("api/utils").exists());
}

#[test]
fn undo_takes_one_apply_after_the_other_back() {
    let repository = Repository::system();
    let before = repository.files();
    repository.fixup(&["apply", "--yes", "--issue", "1"]);
    let first = repository.files();
    repository.fixup(&["apply", "--yes", "--issue", "5"]);
    let list = repository.fixup(&["undo", "--list"]).shown();
    reviewed("undo_list", &without_times(&list));
    repository.fixup(&["undo"]);
    assert_eq!(repository.files(), first);
    repository.fixup(&["apply", "--yes", "--issue", "2,5"]);
    assert_eq!(repository.fixup(&["undo", "--all"]).status, 0);
    assert_eq!(repository.files(), before);
}

/// A list of records without the moments at which they were made.
fn without_times(list: &str) -> String {
    let plain = |part| match str::as_bytes(part) {
        [b'2', _, _, _, b'-', ..] => "DATE",
        [_, _, b':', _, _] => "TIME",
        _ => part,
    };
    list.split(' ').map(plain).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_was_applied_can_be_forgotten() {
    let repository = Repository::system();
    for issue in ["1", "2", "5"] {
        repository.fixup(&["apply", "--yes", "--issue", issue]);
    }
    let fixed = repository.files();
    let forgotten = repository.fixup(&["undo", "--forget"]);
    assert_eq!(
        forgotten.shown(),
        "forgot number 3 (2 files); the files stay as they are\n=> 0\n"
    );
    let list = repository.fixup(&["undo", "--list"]).said;
    assert!(
        !list.contains("   3  ") && list.contains("   2  "),
        "{list}"
    );
    let all = repository.fixup(&["undo", "--forget", "--all"]);
    assert_eq!(all.said.lines().count(), 2);
    assert_eq!(repository.files(), fixed);
    assert!(
        repository
            .fixup(&["undo"])
            .said
            .starts_with("nothing to undo")
    );
    let again = repository.fixup(&["undo", "--forget"]).said;
    assert_eq!(again, "there was nothing to forget\n");
}

#[test]
fn undo_refuses_a_file_that_was_edited_since() {
    let repository = Repository::system();
    repository.fixup(&["apply", "--yes"]);
    let mine = repository.read("api/server.js") + "// mine\n";
    repository.write("api/server.js", mine);
    let edited = repository.files();
    let ended = repository.fixup(&["undo"]);
    assert_eq!(ended.status, 2);
    assert_eq!(repository.files(), edited, "nothing is lost");
    is_well_said(&ended.complaint);
}

#[test]
fn undo_says_what_to_do_about_an_edited_file() {
    let repository = Repository::system();
    repository.fixup(&["apply", "--yes"]);
    repository.write("api/server.js", "// all of it is mine now\n");
    reviewed("undo_after_an_edit", &repository.fixup(&["undo"]).shown());
}

#[test]
fn git_status_shows_the_changed_files_and_nothing_else() {
    let repository = Repository::in_git();
    let status = || repository.git(&["status", "--porcelain", "--untracked-files=all"]);
    repository.fixup(&["scan"]);
    repository.fixup(&["diff"]);
    assert_eq!(status(), "");
    repository.fixup(&["apply", "--yes"]);
    assert_eq!(
        status(),
        " M api/server.js\n M infra/modules/ec2/main.tf\n?? api/utils/allowed-origins.js\n\
         ?? api/utils/health.js\n?? api/utils/shutdown.js\n?? infra/modules/ec2/variables.tf\n"
    );
    repository.fixup(&["undo"]);
    assert_eq!(status(), "");
}

#[test]
fn a_file_with_uncommitted_changes_is_not_touched() {
    let repository = Repository::in_git();
    repository.write("api/server.js", format!("{SERVER}// mine\n"));
    repository.write("api/package.json", format!("{PACKAGE}\n"));
    let before = repository.files();
    let refused = repository.fixup(&["apply", "--yes"]);
    assert_eq!((refused.status, repository.files()), (2, before.clone()));
    is_well_said(&refused.complaint);
    reviewed("uncommitted_changes", &refused.shown());
    let allowed = repository.fixup(&["apply", "--yes", "--allow-dirty"]);
    assert_eq!(allowed.status, 0, "{}", allowed.complaint);
    repository.fixup(&["undo"]);
    assert_eq!(repository.files(), before);
}

#[test]
fn a_folder_of_a_larger_repository_is_fixed_by_itself() {
    let repository = Repository::in_git();
    let status = || repository.git(&["status", "--porcelain", "--untracked-files=all"]);
    let ended = repository.fixup(&["apply", "api", "--yes", "--issue", "1"]);
    assert_eq!(ended.status, 0, "{}", ended.complaint);
    assert_eq!(status(), " M api/server.js\n?? api/utils/health.js\n");
    assert_eq!(repository.fixup(&["undo", "api"]).status, 0);
    assert_eq!(status(), "");
}

#[test]
fn a_linked_worktree_keeps_records_of_its_own() {
    let repository = Repository::in_git();
    repository.git(&["worktree", "add", "--quiet", "linked"]);
    repository.fixup(&["apply", "linked", "--yes", "--issue", "1"]);
    let undone = repository.fixup(&["undo", "."]);
    assert!(
        undone.said.starts_with("nothing to undo"),
        "{}",
        undone.said
    );
    let status = repository.git(&["-C", "linked", "status", "--porcelain"]);
    assert_eq!(status, " M api/server.js\n?? api/utils/\n");
    assert_eq!(repository.fixup(&["undo", "linked"]).status, 0);
    let status = repository.git(&["-C", "linked", "status", "--porcelain"]);
    assert_eq!(status, "");
}

#[cfg(unix)]
#[test]
fn file_modes_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let repository = Repository::system();
    let server = repository.root.path().join("api/server.js");
    fs::set_permissions(&server, fs::Permissions::from_mode(0o755)).expect("a mode");
    let mode = || {
        fs::metadata(&server)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    repository.fixup(&["apply", "--yes"]);
    assert_eq!(mode(), 0o755);
    repository.fixup(&["undo"]);
    assert_eq!(mode(), 0o755);
}

// ---- init ----

#[test]
fn init_without_a_terminal_writes_what_is_missing_as_comments() {
    let repository = Repository::with(&[("api/package.json", PACKAGE), ("api/server.js", SERVER)]);
    let ended = repository.fixup(&["init"]);
    assert_eq!(ended.status, 0);
    let text =
        fs::read_to_string(repository.root.path().join("fixup.toml")).expect("it was written");
    reviewed("init", &format!("{}\n{text}", ended.shown()));
    assert!(
        text.lines()
            .all(|line| line.is_empty() || line.starts_with('#')),
        "{text}"
    );

    // what stands there stays, and nothing is said twice
    repository.fixup(&["init"]);
    let again = fs::read_to_string(repository.root.path().join("fixup.toml")).expect("it is there");
    assert_eq!(text, again);
    assert_eq!(repository.fixup(&["undo"]).status, 0);
    assert!(!repository.root.path().join("fixup.toml").exists());
}

#[test]
fn init_refuses_values_that_cannot_be_right() {
    for (text, wanted) in [
        (
            "[services.nosuch]\ndomain = \"api.acme.io\"\n",
            "services are: `api`",
        ),
        (
            "[services.api]\ndomain = \"https://api.acme.io:8443/v1\"\n",
            "leave `https://` out: `api.acme.io`",
        ),
        (
            "[services.api]\ndomain = \"https://api.acme.io\"\n",
            "which is no domain",
        ),
        ("[services.api]\nport = \"http\"\n", "which is no port"),
        ("[cors]\norigins = [\"acme.io\"]\n", "which is no origin"),
        ("[alerts]\nemail = \"ops\"\n", "which is no address"),
        (
            "[project]\nname = \"Healthcare POC\"\n",
            "such as `healthcare-poc`",
        ),
    ] {
        let files = [
            ("api/package.json", PACKAGE),
            ("api/server.js", SERVER),
            ("fixup.toml", text),
        ];
        let repository = Repository::with(&files);
        let ended = repository.fixup(&["init"]);
        assert_eq!(ended.status, 2, "{text}");
        assert!(ended.shown().contains(wanted), "{}", ended.shown());
        let standing = fs::read_to_string(repository.root.path().join("fixup.toml"));
        assert_eq!(standing.expect("it is there"), text);
    }
}

#[test]
fn a_service_that_is_none_is_an_error_wherever_it_is_named() {
    let other = [
        ("apps/api/package.json", PACKAGE),
        ("apps/api/server.js", SERVER),
        ("old/api/package.json", PACKAGE),
        ("old/api/server.js", SERVER),
        (
            "docker-compose.prod.yml",
            "services:\n  shop:\n    build: ./apps/api\n",
        ),
    ];
    for (text, wanted) in [
        (
            "\n[services.nosuch]\nport = 3000\n",
            Some(
                "`[services.nosuch]` is no service\n  = in `fixup.toml`:2\n  = help: services are: `apps/api` (or `api`, `shop`), `old/api` (or `api`)",
            ),
        ),
        (
            "[services.api]\nport = 3000\n",
            Some(
                "may be `apps/api` or `old/api`\n  = in `fixup.toml`:1\n  = help: write its path: `[services.\"apps/api\"]`",
            ),
        ),
        (
            "[services.shop]\nport = 3000\n[services.\"apps/api\"]\ndomain = \"api.acme.io\"\n",
            Some("`[services.shop]` and `[services.\"apps/api\"]` are one service, `apps/api`"),
        ),
        ("[services.shop]\ndomain = \"api.acme.io\"\n", None),
        (
            "[services.\"./old/api/\"]\ndomain = \"api.acme.io\"\n",
            None,
        ),
    ] {
        let repository = Repository::with(&other);
        fs::write(repository.root.path().join("fixup.toml"), text).expect("a file");
        for command in ["scan", "diff", "init"] {
            let ended = repository.fixup(&[command]);
            match wanted {
                Some(wanted) => {
                    assert_eq!(ended.status, 2, "{command}: {}", ended.shown());
                    assert!(
                        ended.shown().contains(wanted),
                        "{command}: {}",
                        ended.shown()
                    );
                }
                None => assert_ne!(ended.status, 2, "{command} of {text}: {}", ended.shown()),
            }
        }
    }
}

#[test]
fn the_domain_of_pages_that_no_stack_surveys_is_an_origin() {
    let pages = r#"{ "name": "shop", "devDependencies": { "vite": "^6.0.0" } }"#;
    let with = |manifest: &str, values: &str, file: &str| {
        let repository = Repository::with(&[
            ("api/package.json", PACKAGE),
            ("api/server.js", SERVER),
            ("web/package.json", manifest),
            (file, "\n"),
            ("fixup.toml", values),
        ]);
        repository.fixup(&["diff", "--issue", "5"])
    };
    let page = "web/index.html";
    let domain = "[services.web]\ndomain = \"shop.example.com\"\n";
    let ended = with(pages, domain, page);
    assert!(
        ended.said.contains("\"https://shop.example.com\""),
        "{}",
        ended.shown()
    );
    let wrong = "`[services.web]` is no service";
    let library = r#"{ "name": "shop", "dependencies": { "lodash": "^4.17.21" } }"#;
    for (manifest, values, file) in [
        (library, domain, page),
        (pages, "[services.web]\nport = 80\n", page),
        // a library whose tests run by Vite
        (pages, domain, "web/src/main.js"),
    ] {
        let ended = with(manifest, values, file);
        assert_eq!(ended.status, 2, "{}", ended.shown());
        assert!(ended.shown().contains(wrong), "{}", ended.shown());
    }
}

#[test]
fn a_service_that_is_left_out_may_be_named() {
    let files = [
        ("api/package.json", PACKAGE),
        ("api/server.js", SERVER),
        ("old/package.json", PACKAGE),
        ("old/server.js", SERVER),
        ("fixup.toml", "[services.old]\nport = 3000\n"),
    ];
    let ended = Repository::with(&files).fixup(&["scan", "--exclude", "old/"]);
    assert_ne!(ended.status, 2, "{}", ended.shown());
}

#[test]
fn a_service_that_is_new_since_a_commit_may_be_named() {
    let repository = Repository::with(&[("api/package.json", PACKAGE), ("api/server.js", SERVER)]);
    repository.git(&["init", "--quiet"]);
    repository.git(&["add", "."]);
    let author = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    repository.git(&[&author[..], &["commit", "--quiet", "--message", "first"]].concat());
    let root = repository.root.path();
    fs::create_dir(root.join("shop")).expect("a folder");
    fs::write(root.join("shop/package.json"), PACKAGE).expect("a file");
    fs::write(root.join("shop/server.js"), SERVER).expect("a file");
    fs::write(root.join("fixup.toml"), "[services.shop]\nport = 3000\n").expect("a file");
    let ended = repository.fixup(&["scan", "--since", "HEAD", "--issue", "4"]);
    assert_eq!(ended.status, 1, "{}", ended.shown());
    assert!(ended.shown().contains("shop (express"), "{}", ended.shown());
}

#[test]
fn init_offers_the_domains_that_the_tree_tells_and_asks_for_the_others_too() {
    let files = [
        ("api/package.json", PACKAGE),
        ("api/server.js", SERVER),
        ("shop/package.json", PACKAGE),
        ("shop/server.js", SERVER),
        (
            "compose.prod.yml",
            "services:\n  api:\n    build: ./api\n    restart: always\n  shop:\n    build: ./shop\n    restart: always\n",
        ),
        (
            "deploy/api.conf",
            "server {\n  listen 80;\n  server_name api.clinic.health;\n  location / { proxy_pass http://api:3000; }\n}\n",
        ),
        (".github/workflows/test.yml", "on: push\njobs: {}\n"),
    ];
    let repository = Repository::with(&files);
    let written = || {
        repository.fixup(&["init"]);
        fs::read_to_string(repository.root.path().join("fixup.toml")).expect("it was written")
    };
    let text = written();
    assert!(
        text.contains(
            "# [services.api]\n# Which public domain does `api` get?\n# domain = \"api.clinic.health\"\n"
        ),
        "{text}"
    );
    assert!(text.contains("# [services.shop]\n# Which public domain does `shop` get?\n# domain = \"shop.example.com\"\n"), "{text}");

    let given = "[services.api]\ndomain = \"api.clinic.health\"\n";
    fs::write(repository.root.path().join("fixup.toml"), given).expect("a file");
    let ended = repository.fixup(&["init"]);
    assert!(
        ended.shown().contains("it lacks `services.shop.domain`"),
        "{}",
        ended.shown()
    );
}

// ---- list, explain, demo ----

#[test]
fn list_shows_all_issues_on_a_line_each() {
    let ended = Repository::with(&[]).fixup(&["list"]);
    assert_eq!((ended.said.lines().count(), ended.status), (22, 0));
}

#[test]
fn the_columns_of_the_list_stand_below_each_other() {
    reviewed("list", &Repository::with(&[]).fixup(&["list"]).shown());
}

#[test]
fn explain_says_the_same_for_a_number_and_a_name() {
    let repository = Repository::with(&[]);
    let by_number = repository.fixup(&["explain", "5"]);
    assert_eq!(
        by_number.shown(),
        repository.fixup(&["explain", "cors-allowlist"]).shown()
    );
    reviewed("explain", &by_number.shown());
}

#[test]
fn every_issue_can_be_explained() {
    let repository = Repository::with(&[]);
    for issue in 1..=22 {
        let ended = repository.fixup(&["explain", &issue.to_string()]);
        assert_eq!(ended.status, 0, "issue {issue}: {}", ended.complaint);
        assert!(
            ended.said.starts_with(&format!("{issue} ")),
            "{}",
            ended.said
        );
    }
}

#[test]
fn the_demo_names_its_copy_which_can_be_undone() {
    let repository = Repository::with(&[]);
    let mut demo = repository.command(&["demo"]);
    let ended = Ended::from(
        demo.env("TMPDIR", repository.root.path())
            .output()
            .expect("the program starts"),
    );
    assert_eq!((ended.status, &*ended.complaint), (0, ""));
    let folder = fs::read_dir(repository.root.path())
        .expect("a folder")
        .next()
        .expect("the copy is in the temporary folder")
        .expect("an entry")
        .path();
    let copy = folder.to_str().expect("names are UTF-8");
    assert!(
        ended.said.contains(&format!("fixup undo {copy}")),
        "{}",
        ended.said
    );
    assert!(
        ended
            .said
            .contains("readiness 8 % -> 100 % of what fixup can do"),
        "{}",
        ended.said
    );
    let lines = ended.said.lines().count();
    assert!(
        lines <= 80,
        "a screen or so, not {lines} lines: {}",
        ended.said
    );
    // how long a template is and how far apart columns stand is no matter of this test
    let (counts, lines): (Vec<&str>, Vec<&str>) = ended
        .said
        .lines()
        .partition(|line| line.contains(" files +"));
    assert!(counts.len() >= 10, "{counts:?}");
    let lines = lines.iter().map(|line| match line.split_once("  # ") {
        Some((command, does)) => format!("{}  # {does}\n", command.trim_end()),
        None => format!("{line}\n"),
    });
    reviewed("demo", &lines.collect::<String>().replace(copy, "COPY"));
    assert_eq!(repository.fixup(&["scan", copy]).status, 0);
    assert_eq!(repository.fixup(&["undo", copy]).status, 0);
    assert_eq!(repository.fixup(&["scan", copy]).status, 1);
    // another folder of that name is somebody else's
    repository.write("fixup-demo-mine/file", "");
    let clean = || {
        let mut clean = repository.command(&["demo", "--clean"]);
        let output = clean.env("TMPDIR", repository.root.path()).output();
        Ended::from(output.expect("the program starts")).shown()
    };
    assert_eq!(clean(), format!("removed {copy}\n=> 0\n"));
    assert_eq!(clean(), "no demo left a copy\n=> 0\n");
    assert_eq!(repository.read("fixup-demo-mine/file"), "");
}

// ---- completions and the manual ----

#[test]
fn every_shell_has_completions() {
    let repository = Repository::with(&[]);
    for (shell, word) in [
        ("bash", "complete -F _fixup"),
        ("zsh", "#compdef fixup"),
        ("fish", "complete -c fixup"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let ended = repository.fixup(&["completions", shell]);
        assert_eq!((ended.status, &*ended.complaint), (0, ""), "{shell}");
        assert!(ended.said.contains(word), "{shell}: {}", ended.said);
        assert!(ended.said.contains("replace-branch"), "{shell}");
    }
    assert_eq!(repository.fixup(&["completions", "tcsh"]).status, 2);
}

#[test]
fn the_manual_has_every_command() {
    let manual = Repository::with(&[]).fixup(&["man"]);
    assert_eq!((manual.status, &*manual.complaint), (0, ""));
    assert!(manual.said.contains(".TH fixup 1"), "{}", manual.said);
    for command in [
        "SCAN", "DIFF", "APPLY", "PLAN", "REPORT", "UNDO", "INIT", "LIST", "EXPLAIN", "DEMO",
    ] {
        let title = format!(".SH \"FIXUP {command}\"");
        assert!(manual.said.contains(&title), "{command}: {}", manual.said);
    }
    assert!(manual.said.contains("Exit status"), "{}", manual.said);
}

#[test]
fn every_command_that_can_end_in_several_ways_says_how() {
    let repository = Repository::with(&[]);
    for command in ["scan", "diff", "apply", "plan", "report", "undo"] {
        let help = repository.fixup(&[command, "--help"]).said;
        assert!(help.contains("Exit status: 0 "), "{command}: {help}");
    }
}

// ---- lock files ----

/// Adds a line to the lock file until there are three, and one to `calls` each time.
#[cfg(unix)]
const NPM: &str = r#"#!/bin/sh
echo "$@" >>calls
[ "$(wc -l <package-lock.json)" -ge 3 ] || echo >>package-lock.json
"#;

#[cfg(unix)]
#[test]
fn a_tool_is_asked_until_its_lock_file_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;

    let repository = Repository::with(&[
        ("api/package.json", PACKAGE),
        ("api/server.js", SERVER),
        ("api/package-lock.json", "{}\n"),
        ("bin/npm", NPM),
    ]);
    let before = repository.files();
    let npm = repository.root.path().join("bin/npm");
    fs::set_permissions(npm, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    let mut apply = repository.command(&["apply", "--issue", "9", "--yes", "--lock"]);
    apply.env(
        "PATH",
        format!("{}/bin:/usr/bin:/bin", repository.root.path().display()),
    );
    let ended = Ended::from(apply.output().expect("the program starts"));
    assert_eq!(ended.status, 0, "{}", ended.complaint);
    assert!(
        ended.said.contains(
            "ran `npm install --package-lock-only --ignore-scripts --no-audit --no-fund` in `api`;"
        ),
        "{}",
        ended.said
    );
    let once = "install --package-lock-only --ignore-scripts --no-audit --no-fund\n";
    assert_eq!(repository.read("api/calls"), once.repeat(3));
    // the lock file is a part of what was applied
    assert_ne!(repository.read("api/package-lock.json"), "{}\n");
    let undone = repository.fixup(&["undo"]);
    assert!(
        undone.said.contains("  api/package-lock.json\n"),
        "{}",
        undone.shown()
    );
    fs::remove_file(repository.root.path().join("api/calls")).expect("a file");
    assert_eq!(repository.files(), before);
}

// ---- streams and colours ----

#[test]
fn a_closed_pipe_is_no_failure() {
    let repository = Repository::system();
    for arguments in [
        &["scan"][..],
        &["diff"],
        &["list"],
        &["explain", "1"],
        &["scan", "--format", "json"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let ended = repository
            .command(arguments)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .expect("the program starts");
        let ended = Ended::from(ended);
        assert_eq!((ended.status, &*ended.complaint), (0, ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let repository = Repository::system();
    let full = fs::OpenOptions::new()
        .write(true)
        .open(Path::new("/dev/full"))
        .expect("a device that is always full");
    let mut scan = repository.command(&["scan"]);
    let ended = Ended::from(scan.stdout(full).output().expect("the program starts"));
    assert_eq!(ended.status, 2);
    is_well_said(&ended.complaint);
    assert!(
        ended.complaint.contains("cannot write the output"),
        "{}",
        ended.complaint
    );
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let repository = Repository::system();
    let is_coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = repository.command(&[&["scan"], arguments].concat());
        command.envs(environment.iter().copied());
        let ended = Ended::from(command.output().expect("the program starts"));
        ended.said.contains('\u{1b}')
    };
    assert!(!is_coloured(&[], &[]), "a pipe is no terminal");
    assert!(is_coloured(&["--color", "always"], &[]));
    assert!(is_coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(
        &[],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!is_coloured(
        &["--color", "never"],
        &[("CLICOLOR_FORCE", "1")]
    ));
    assert!(
        !is_coloured(&["--format", "json", "--color", "always"], &[]),
        "JSON has no colours"
    );
}

#[test]
fn quiet_prints_nothing_but_the_status_tells() {
    let ended = Repository::system().fixup(&["scan", "--quiet"]);
    assert_eq!(ended.shown(), "=> 1\n");
}

#[test]
fn help_and_version_go_to_the_output() {
    let repository = Repository::with(&[]);
    let version = repository.fixup(&["--version"]);
    assert_eq!(
        version.shown(),
        format!("fixup {}\n=> 0\n", env!("FIXUP_VERSION"))
    );
    let help = repository.fixup(&["--help"]);
    assert_eq!((help.status, &*help.complaint), (0, ""));
    for command in [
        "scan",
        "diff",
        "apply",
        "undo",
        "list",
        "explain",
        "demo",
        "completions",
    ] {
        assert!(
            help.said.contains(&format!("  {command} ")),
            "{command}: {}",
            help.said
        );
    }
}
