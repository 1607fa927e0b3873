//! Issue 10: the block of the database config follows `NODE_ENV`, and a name without a block ends the start.

use std::fs;

use super::harness::command::Ended;
use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met};

const FOLLOWING: &str = "process.env.NODE_ENV || \"production\"";

/// A copy of the example in which the environment is fixed, and what scan says of it.
fn clinic_with_fixed_environment() -> Clinic {
    let clinic = Clinic::copy();
    let path = clinic.root.join("rtserver/models/index.js");
    let text = fs::read_to_string(&path).expect("the example has models");
    assert!(text.contains(FOLLOWING), "{text}");
    fs::write(&path, text.replace(FOLLOWING, "\"development\"")).expect("a copy can be written");
    clinic
}

/// Loads the models with this `NODE_ENV` (none: it is not set) and says the name of the database.
fn load_models(clinic: &Clinic, node_env: Option<&str>) -> Ended {
    let server = match node_env {
        Some(name) => clinic.rtserver().with("NODE_ENV", name),
        None => clinic.rtserver().without("NODE_ENV"),
    };
    server.evaluate("console.log(require('./models').sequelize.options.define.schema)")
}

#[test]
fn the_block_follows_the_environment() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let clinic = clinic_with_fixed_environment();
    let unknown = load_models(&clinic, Some("staging"));
    assert!(unknown.status.success(), "before, any name is as good");

    clinic.fixup_well(&["apply", "--issue", "10", "--yes"]);
    for name in [Some("development"), Some("test"), Some("production"), None] {
        let loaded = load_models(&clinic, name);
        assert!(loaded.status.success(), "{name:?}: {}", loaded.said());
        assert_eq!(loaded.stdout.trim(), "public");
    }
}

#[test]
fn an_environment_without_a_block_is_named() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let clinic = clinic_with_fixed_environment();
    clinic.fixup_well(&["apply", "--issue", "10", "--yes"]);
    let ended = load_models(&clinic, Some("staging"));
    assert!(!ended.status.success());
    let said = ended.said();
    assert!(
        said.contains("No database config for NODE_ENV=\"staging\" (there is one for development, test, production"),
        "{said}"
    );
    assert!(!said.contains("Cannot read properties"), "{said}");
}

#[test]
fn an_environment_that_is_asked_for_is_left_alone() {
    assert!(are_met(&[]));
    let clinic = Clinic::copy();
    let before = clinic.tree();
    clinic.fixup_well(&["apply", "--issue", "10", "--yes"]);
    assert_eq!(before.differences(&clinic.tree()), [""; 0]);
}
