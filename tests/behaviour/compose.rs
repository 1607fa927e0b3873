//! Issue 15: the compose files of production are valid, refuse to start without what they ask for, and their health checks
//! tell a service that is well from one that has lost its database or is gone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::harness::command::{Ended, run, run_well};
use super::harness::example::Clinic;
use super::harness::mongo;
use super::harness::needs::{Need, are_met, project, python_tools};
use super::harness::packages::Python;
use super::harness::postgres::cluster;
use super::harness::run::new_folder;
use super::harness::service::Service;
use super::harness::tree::Tree;
use super::harness::wire::{Mode, Wire};

const LIMIT: Duration = Duration::from_mins(1);

/// How long compose lets a check take.
const PROBE_LIMIT: Duration = Duration::from_secs(6);

/// A copy of the example with its compose files.
fn composed() -> Clinic {
    let clinic = Clinic::copy();
    clinic.fixup_well(&["apply", "--issue", "15", "--yes"]);
    clinic
}

/// Copies of all cases in which files are missing, with these files.
fn open_cases() -> Vec<Clinic> {
    let cases = project().join("tests/cases/15-production-compose/repository");
    let mut found = Vec::new();
    for entry in fs::read_dir(cases).expect("there are cases") {
        let case = entry.expect("a case").path();
        let root = new_folder("compose").join("case");
        Tree::read(&case).write(&root);
        let clinic = Clinic { root };
        clinic.fixup(&["apply", "--issue", "15", "--yes"]);
        if files(&case).is_empty() && !files(&clinic.root).is_empty() {
            found.push(clinic);
        }
    }
    found
}

/// The files of production that were made.
fn files(root: &Path) -> Vec<PathBuf> {
    let folders = [root.to_owned(), root.join("docker")];
    let names = ["docker-compose.prod.yml", "docker-compose.web.yml"];
    let all = folders
        .iter()
        .flat_map(|folder| names.map(|name| folder.join(name)));
    all.filter(|path| path.is_file()).collect()
}

/// The variables that a file asks for, by its text.
fn asked(text: &str) -> Vec<String> {
    let pieces = text.split("${").skip(1);
    let names = pieces.filter_map(|piece| piece.split_once(":?"));
    let mut names: Vec<String> = names.map(|(name, _)| name.to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// What compose says of a file.
fn config(file: &Path, variables: &[String]) -> Ended {
    let mut compose = Command::new("docker-compose");
    compose
        .args(["--file"])
        .arg(file)
        .args(["config", "--quiet"])
        .current_dir(file.parent().expect("a file lies in a folder"));
    for name in variables {
        compose.env(name, "10.0.0.9");
    }
    run(&mut compose, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
}

/// Whether a file is as the specification of compose wants it.
fn is_valid(file: &Path) -> Result<String, String> {
    let mut check = Command::new(python_tools().join("bin/check-jsonschema"));
    check
        .args(["--builtin-schema", "vendor.compose-spec"])
        .arg(file);
    run_well(&mut check, LIMIT)
}

#[test]
fn every_file_is_valid_and_asks_for_what_it_needs() {
    if !are_met(&[Need::Compose, Need::PythonTools]) {
        return;
    }
    let mut cases = open_cases();
    assert!(cases.len() >= 8, "only {} cases are open", cases.len());
    cases.push(composed());
    for file in cases.iter().flat_map(|clinic| files(&clinic.root)) {
        let text = fs::read_to_string(&file).expect("it is there");
        is_valid(&file).unwrap_or_else(|reason| panic!("{reason}\n{text}"));
        let env_file = file.with_file_name(".env.prod");
        fs::write(env_file, "").expect("a file");
        let names = asked(&text);
        let ended = config(&file, &names);
        assert!(ended.status.success(), "{}\n{text}", ended.said());
        assert_eq!(ended.stderr, "", "{text}");
        let header = text.lines().take(3).collect::<String>();
        for name in &names {
            assert!(header.contains(name), "the first lines lack {name}: {text}");
            let others: Vec<String> = names.iter().filter(|it| *it != name).cloned().collect();
            let refused = config(&file, &others);
            assert!(!refused.status.success(), "without {name}: {text}");
            assert!(refused.said().contains(name), "{}", refused.said());
        }
    }
}

/// The command that asks for a service's health, with `port` in place of its own.
fn probe(clinic: &Clinic, service: &str, own: u16, port: u16) -> Vec<String> {
    let text = clinic.tree().text("docker-compose.prod.yml");
    let file: Value = serde_yaml::from_str(&text).expect("it is YAML");
    let test = &file["services"][service]["healthcheck"]["test"];
    let words = test.as_array().expect("a list of words").iter();
    let words: Vec<String> = words
        .map(|word| word.as_str().expect("a word").to_owned())
        .collect();
    assert_eq!(words[0], "CMD", "{words:?}");
    let (from, to) = (format!(":{own}/"), format!(":{port}/"));
    assert!(words.iter().any(|word| word.contains(&from)), "{words:?}");
    words[1..]
        .iter()
        .map(|word| word.replace(&from, &to))
        .collect()
}

fn is_well(words: &[String]) -> bool {
    // the image of Python calls it so, this machine may not
    let program = if words[0] == "python" {
        "python3"
    } else {
        &words[0]
    };
    let ended = run(Command::new(program).args(&words[1..]), PROBE_LIMIT);
    ended
        .unwrap_or_else(|late| panic!("{late}"))
        .status
        .success()
}

/// Up, its database away, silent, back again; then gone itself.
fn assert_tells(words: &[String], database: &Wire, mut server: Service) {
    assert!(is_well(words), "{}", server.said());
    for mode in [Mode::Refusing, Mode::Silent] {
        database.set(mode);
        assert!(!is_well(words), "{mode:?}: {}", server.said());
    }
    server.signal("TERM");
    server.wait_for_end(Duration::from_secs(40));
    assert!(!is_well(words), "nobody is there");
}

#[test]
fn the_health_check_of_rtserver_tells_whether_it_is_well() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let clinic = composed();
    let database = Wire::to(cluster().port, Mode::Whole);
    let server = clinic.rtserver().database_on(database.port).start();
    let words = probe(&clinic, "rtserver", 3000, server.port);
    assert_tells(&words, &database, server);
}

#[test]
fn the_health_check_of_backendai_tells_whether_it_is_well() {
    if !are_met(&[Need::Node, Need::Postgres, Need::Python]) {
        return;
    }
    let clinic = composed();
    let database = Wire::to(cluster().port, Mode::Whole);
    let server = clinic
        .backendai(Python::Pinned)
        .postgres_on(database.port)
        .mongo_on(mongo::port())
        .start();
    let words = probe(&clinic, "backendai", 5002, server.port);
    assert_tells(&words, &database, server);
}
