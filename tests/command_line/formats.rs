//! The forms of a report: each passes its own validator, and what it shows as a fix is what `apply` writes.
//!
//! The validators are installed by `make setup`; where one is missing, its test says so and is skipped.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use fixup::patch::builtin;
use fixup::patch::parameters::Values;
use fixup::plan::{Choice, Planner, Selection, changes};
use fixup::tree::{Overlay, walk};
use rayon::prelude::*;
use serde_json::Value;

use crate::repository::{Ended, Repository, SERVER};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A tool below `target/tools`; none where it is not installed.
pub(crate) fn tool(path: &str) -> Option<PathBuf> {
    let found = root().join("target/tools").join(path);
    if found.is_file() {
        return Some(found);
    }
    assert!(
        env::var_os("FIXUP_TESTS_STRICT").is_none(),
        "no {path}; run `make setup`"
    );
    None
}

/// The built-in example, in git, with a base that lacks what three of its files have.
fn example() -> Repository {
    let repository = Repository::copied("examples/healthcare");
    repository.git(&["init", "--quiet", "--initial-branch", "main"]);
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "The example"]);
    repository
}

/// Every form of a scan of the example, from one run.
fn every_form(repository: &Repository, arguments: &[&str]) -> BTreeMap<&'static str, String> {
    const FORMS: [&str; 10] = [
        "text",
        "json",
        "patch",
        "markdown",
        "summary",
        "github",
        "sarif",
        "gitlab",
        "rdjson",
        "pull-request",
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |form: &str| folder.path().join(form);
    let outputs: Vec<String> = FORMS
        .iter()
        .map(|form| format!("--output={form}={}", file(form).display()))
        .collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let ended = repository.fixup(&[&["scan", "--fail-on", "never"], arguments, &outputs].concat());
    assert_eq!(ended.status, 0, "{}", ended.shown());
    FORMS
        .iter()
        .map(|form| {
            (
                *form,
                fs::read_to_string(file(form)).expect("the form was written"),
            )
        })
        .collect()
}

fn validated(command: &mut Command, what: &str) {
    let ended = Ended::from(command.output().expect("the validator starts"));
    assert_eq!(ended.status, 0, "{what}: {}", ended.shown());
}

#[test]
fn every_form_passes_its_validator_and_shows_no_secret() {
    let repository = example();
    let forms = every_form(&repository, &[]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let tfvars = repository.read("infra/envs/dev/terraform.tfvars");
    let password = tfvars
        .lines()
        .find_map(|line| line.strip_prefix("db_password"))
        .expect("one is there");
    let password = password
        .trim_start_matches([' ', '=', '"'])
        .split('"')
        .next()
        .expect("a text");
    for (form, text) in &forms {
        assert!(!text.contains(password), "{form} shows the password");
    }
    let sarif = file("fixup.sarif", &forms["sarif"]);
    if let Some(multitool) =
        tool("npm/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool")
    {
        let mut command = Command::new(multitool);
        command
            .args(["validate", "--rule-kind", "Sarif;Gh;Ghas"])
            .arg(&sarif);
        command.env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
        let ended = Ended::from(command.output().expect("it starts"));
        let told = ended
            .said
            .lines()
            .filter(|line| line.contains(": error ") || line.contains(": warning "));
        // the project has no address of its own
        let told: Vec<&str> = told
            .filter(|line| !line.contains("informationUri"))
            .collect();
        assert!(ended.status == 0 && told.is_empty(), "{}", ended.shown());
    }
    if let Some(validator) =
        tool("npm/node_modules/@umbrelladocs/rdformat-validator/bin/rdformat-validator.js")
    {
        let rdjson = file("rdjson.json", &forms["rdjson"]);
        validated(
            Command::new("node")
                .arg(validator)
                .args(["--strict", "--no-extra-fields"])
                .arg(rdjson),
            "rdjson",
        );
    }
    if let Some(checker) = tool("python/bin/check-jsonschema") {
        let schema = root().join("tests/tools/gitlab-code-quality.schema.json");
        let gitlab = file("gitlab.json", &forms["gitlab"]);
        validated(
            Command::new(checker)
                .arg("--schemafile")
                .arg(schema)
                .arg(gitlab),
            "gitlab",
        );
    }
    let fingerprints: Vec<Value> = serde_json::from_str::<Vec<Value>>(&forms["gitlab"])
        .expect("JSON")
        .iter()
        .map(|it| it["fingerprint"].clone())
        .collect();
    let distinct: std::collections::BTreeSet<String> =
        fingerprints.iter().map(ToString::to_string).collect();
    assert_eq!(distinct.len(), fingerprints.len());
    assert!(
        forms["markdown"].chars().count() < 65_536
            && forms["pull-request"].chars().count() < 65_536
    );
    assert!(forms["markdown"].starts_with("<!-- fixup: review -->\n"));
    let of = |kind: &str| {
        forms["github"]
            .lines()
            .filter(|line| line.starts_with(kind))
            .count()
    };
    assert_eq!((of("::error "), of("::warning ")), (10, 10));
    assert!(
        forms["github"].ends_with(" more in the summary\n"),
        "{}",
        forms["github"]
    );
}

#[test]
fn a_diff_in_markdown_is_fenced_and_says_as_much_as_there_is_room_for() {
    let forms = every_form(&example(), &[]);
    let (comment, summary) = (&forms["markdown"], &forms["summary"]);
    assert!(summary.len() > comment.len() && summary.len() < 1_048_576);
    assert!(
        summary.contains("new file mode"),
        "a summary has room for new files"
    );
    assert!(!comment.contains("new file mode") && comment.contains("(new)\n"));
}

#[test]
fn forms_are_the_same_bytes_from_another_folder_in_another_language_and_time_zone() {
    let repository = example();
    for form in [
        "markdown",
        "sarif",
        "gitlab",
        "rdjson",
        "github",
        "json",
        "pull-request",
    ] {
        let inside = repository.fixup(&["scan", "--format", form]).said;
        let mut command = repository.command(&["scan", "--format", form]);
        command.arg(repository.root.path()).current_dir("/");
        command
            .env("LC_ALL", "tr_TR.UTF-8")
            .env("TZ", "Asia/Kathmandu")
            .env("COLUMNS", "40");
        let outside = Ended::from(command.output().expect("it starts")).said;
        assert!(inside == outside, "{form}");
    }
}

#[test]
fn a_diff_names_the_places_that_a_scan_names() {
    let repository = example();
    let of = |command: &str| -> Value {
        let ended = repository.fixup(&[command, "--format", "json"]);
        serde_json::from_str(&ended.said).expect("JSON")
    };
    let (scan, diff) = (of("scan"), of("diff"));
    let places = |it: &Value| {
        let place = it["places"].to_string();
        (
            it["issue"].to_string(),
            it["service"].to_string(),
            it["fingerprint"].to_string(),
            place,
        )
    };
    let findings = scan["findings"].as_array().expect("a list");
    let open = findings
        .iter()
        .filter(|it| it["state"] == "open")
        .map(places);
    let open: std::collections::BTreeSet<_> = open.collect();
    let fixes = diff["fixes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| &it["finding"]);
    // what was held may be open once others are applied
    let held = |it: &&Value| {
        !findings.iter().any(|other| {
            other["state"] != "open"
                && other["issue"] == it["issue"]
                && other["service"] == it["service"]
        })
    };
    let told: Vec<_> = fixes.filter(held).map(places).collect();
    assert!(told.len() > 20, "{}", told.len());
    for place in told {
        assert!(open.contains(&place), "{place:?}");
    }
}

/// A text after the replacements of SARIF, as any program would carry them out.
fn replaced(text: &str, replacements: &[Value]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = |line: &Value, column: &Value| {
        let number = |it: &Value| usize::try_from(it.as_u64().expect("a number")).expect("small");
        let (line, column) = (number(line), number(column));
        let before: usize = lines[..line - 1].iter().map(|line| line.len()).sum();
        let own = lines.get(line - 1).copied().unwrap_or_default();
        let units: Vec<u16> = own.encode_utf16().take(column - 1).collect();
        before + String::from_utf16(&units).expect("whole characters").len()
    };
    let mut text = text.to_owned();
    for it in replacements.iter().rev() {
        let region = &it["deletedRegion"];
        let start = at(&region["startLine"], &region["startColumn"]);
        let end = at(&region["endLine"], &region["endColumn"]);
        text.replace_range(
            start..end,
            it["insertedContent"]["text"].as_str().unwrap_or_default(),
        );
    }
    text
}

#[test]
fn the_fixes_of_sarif_are_what_apply_writes() {
    let repository = example();
    let report = repository.fixup(&["scan", "--format", "sarif"]).said;
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let results = report["runs"][0]["results"].as_array().expect("a list");
    let catalogue = builtin().expect("the catalogue loads");
    let values = Values::read(repository.root.path()).expect("values");
    let start = Overlay::new(Arc::new(walk(repository.root.path(), &[]).expect("a tree")));
    let with_fixes: Vec<&Value> = results.iter().filter(|it| it["fixes"].is_array()).collect();
    let open = results
        .iter()
        .filter(|it| it["properties"]["state"] == "open")
        .count();
    // those of 13, 14 and 22 bring scripts to run, those of 12 and 19 would show a password
    assert!(
        with_fixes.len() + 5 >= open && with_fixes.len() > 20,
        "{} of {open}",
        with_fixes.len()
    );
    with_fixes.par_iter().for_each(|result| {
        let (rule, service) = (&result["ruleId"], &result["properties"]["service"]);
        let text = |it: &Value| it.as_str().expect("a text").to_owned();
        let selection = Selection {
            issues: vec![text(rule)],
            ..Selection::default()
        };
        let planner = Planner::new(&catalogue, &values, start.clone());
        let fixes = planner
            .fixes(&selection, |_, _| Ok(Choice::Take))
            .expect("fixes");
        let own = fixes
            .iter()
            .filter(|fix| fix.finding.service == text(service) || fix.finding.name != text(rule));
        let mut wanted: BTreeMap<String, Arc<str>> = BTreeMap::new();
        for fix in own {
            wanted.extend(
                changes(&fix.before, &fix.after)
                    .into_iter()
                    .map(|it| (it.path, it.after)),
            );
        }
        let mut found: BTreeMap<String, Arc<str>> = BTreeMap::new();
        for change in result["fixes"][0]["artifactChanges"]
            .as_array()
            .expect("a list")
        {
            let path = text(&change["artifactLocation"]["uri"]);
            let before = start.text(&path).expect("readable").unwrap_or_default();
            let after = replaced(&before, change["replacements"].as_array().expect("a list"));
            found.insert(path, after.into());
        }
        assert!(
            found == wanted,
            "{rule} in {service}: {:?} and {:?}",
            found.keys(),
            wanted.keys()
        );
    });
}

#[test]
fn accepting_all_suggestions_is_what_apply_does() {
    let repository = Repository::in_git();
    repository.git(&["branch", "--move", "main"]);
    repository.fixup(&["apply", "--yes", "--issue", "5"]);
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "Only our origins"]);
    repository.git(&["branch", "base"]);
    let fixed = repository.read("api/server.js");
    repository.write("api/server.js", fixed.replace("corsAllowlist(),", "\"*\","));
    assert_ne!(repository.read("api/server.js"), fixed);
    let report = repository.fixup(&["scan", "--since", "base", "--format", "rdjson"]);
    let report: Value = serde_json::from_str(&report.said).expect("JSON");
    let diagnostics = report["diagnostics"].as_array().expect("a list");
    assert_eq!(diagnostics.len(), 1, "{report}");
    let suggestion = &diagnostics[0]["suggestions"][0];
    assert_eq!(suggestion["range"], diagnostics[0]["location"]["range"]);
    let line = |it: &Value| usize::try_from(it["line"].as_u64().expect("a line")).expect("small");
    let text = repository.read("api/server.js");
    let mut lines: Vec<&str> = text.lines().collect();
    let range = line(&suggestion["range"]["start"]) - 1..line(&suggestion["range"]["end"]);
    lines.splice(range, suggestion["text"].as_str().expect("a text").lines());
    let accepted = lines.join("\n") + "\n";
    repository.fixup(&["apply", "--yes", "--issue", "5", "--allow-dirty"]);
    assert_eq!(repository.read("api/server.js"), accepted);
}

#[test]
fn a_fix_with_a_new_file_is_no_suggestion() {
    let strict = SERVER.replace("\"*\"", "[\"https://app.example.com\"]");
    let repository = Repository::in_git();
    repository.write("api/server.js", strict);
    repository.git(&["commit", "--quiet", "--all", "--message", "Strict"]);
    repository.write("api/server.js", SERVER);
    let report = repository.fixup(&["scan", "--since", "HEAD", "--format", "rdjson"]);
    let report: Value = serde_json::from_str(&report.said).expect("JSON");
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(1));
    assert!(report["diagnostics"][0].get("suggestions").is_none());
}

#[test]
fn json_of_every_command_is_as_its_schema_says() {
    let Some(checker) = tool("python/bin/check-jsonschema") else {
        return;
    };
    let repository = Repository::in_git();
    repository.write(
        "api/server.js",
        format!("// fixup-ignore: 1 -- nobody asks\n{SERVER}"),
    );
    repository.fixup(&["plan", "--out", "plan.json"]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let documents: &[(&str, &[&str])] = &[
        ("list", &["list"]),
        ("explain", &["explain", "5"]),
        ("scan", &["scan"]),
        ("scan", &["scan", "--since", "HEAD"]),
        ("diff", &["diff", "--since", "HEAD"]),
        ("diff", &["diff"]),
        ("diff-plan", &["diff", "--plan", "plan.json"]),
        ("apply", &["apply", "--yes", "--allow-dirty"]),
        ("undo-list", &["undo", "--list"]),
    ];
    for (at, (schema, arguments)) in documents.iter().enumerate() {
        let ended = repository.fixup(&[arguments, &["--format", "json"][..]].concat());
        assert_ne!(ended.status, 2, "{}", ended.shown());
        let file = folder.path().join(format!("{at}.json"));
        fs::write(&file, &ended.said).expect("a file");
        let published = fs::read_to_string(root().join(format!("docs/schemas/{schema}.json")));
        let mut closed_one = serde_json::from_str(&published.expect("a schema")).expect("JSON");
        closed(&mut closed_one);
        let schema = folder.path().join(format!("{at}.schema.json"));
        fs::write(&schema, closed_one.to_string()).expect("a file");
        validated(
            Command::new(&checker)
                .arg("--schemafile")
                .arg(schema)
                .arg(file),
            &format!("{arguments:?}"),
        );
    }
}

/// A schema that lets nothing in that it does not name: what is told and not described is a fault.
fn closed(schema: &mut Value) {
    if let Some(fields) = schema.as_object_mut() {
        if fields.contains_key("properties") {
            fields.insert("additionalProperties".to_owned(), false.into());
        }
        fields.values_mut().for_each(closed);
    }
    if let Some(items) = schema.as_array_mut() {
        items.iter_mut().for_each(closed);
    }
}

#[test]
fn outputs_that_cannot_be_are_refused_before_anything_is_done() {
    let repository = Repository::system();
    fs::create_dir(repository.root.path().join("folder")).expect("a folder");
    let before = repository.files();
    let mut shown = String::new();
    for outputs in [
        &["sarif=no/such/folder/x.sarif"][..],
        &["sarif=folder"],
        &["sarif=/dev/null"],
        &["sarif=x", "github=./x"],
        &["sarif=x", "sarif=folder/../x"],
        &["yaml=x"],
        &["sarif"],
        &["sarif="],
    ] {
        let outputs: Vec<String> = outputs.iter().map(|it| format!("--output={it}")).collect();
        let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
        for command in [&["scan"][..], &["apply", "--yes"]] {
            let ended = repository.fixup(&[command, &outputs].concat());
            assert_eq!(
                (ended.status, ended.said.as_str()),
                (2, ""),
                "{}",
                ended.shown()
            );
            assert_eq!(repository.files(), before, "{command:?} {outputs:?}");
            if command == ["scan"] {
                shown += &ended.shown();
            }
        }
    }
    crate::reviewed("outputs_refused", &shown);
}
