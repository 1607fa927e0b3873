//! What is depended upon: only from the registry, pinned by hash, under licences that deny.toml allows. `cargo metadata` tells
//! all of that without a network; what is known of holes is for `cargo deny` to say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn here(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).expect("a file of the project")
}

fn host() -> String {
    let output = Command::new("rustc")
        .args(["--print", "host-tuple"])
        .output();
    let output = output.expect("rustc is there");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn packages() -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    // packages of other systems need not be here
    cargo.arg("--filter-platform").arg(host());
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.expect("cargo is there");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let Value::Array(packages) = told["packages"].take() else {
        panic!("cargo lists packages");
    };
    packages
}

/// What deny.toml allows.
fn allowed() -> BTreeSet<String> {
    let text = here("deny.toml");
    let document: toml_edit::DocumentMut = text.parse().expect("TOML");
    let list = document["licenses"]["allow"].as_array().expect("a list");
    list.iter()
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}

/// Whether one of the licences that a package offers is allowed: `MIT OR Apache-2.0`, `(MIT OR Zlib) AND Unicode-3.0`.
fn is_allowed(licence: &str, allowed: &BTreeSet<String>) -> bool {
    let licence = licence.replace('/', " OR ");
    let all = licence
        .split(" AND ")
        .map(|part| part.trim_matches(['(', ')', ' ']));
    all.into_iter().all(|part| {
        let mut offered = part
            .split(" OR ")
            .map(|it| it.trim_matches(['(', ')', ' ']));
        offered.any(|it| allowed.contains(it))
    })
}

#[test]
fn every_package_has_a_licence_that_is_allowed() {
    let allowed = allowed();
    let packages = packages();
    assert!(packages.len() > 50);
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(
            is_allowed(licence, &allowed),
            "{} is under `{licence}`",
            package["name"]
        );
    }
    assert!(!is_allowed("GPL-3.0", &allowed) && !is_allowed("MIT AND GPL-3.0", &allowed));
    assert!(!is_allowed("", &allowed));
}

#[test]
fn every_package_comes_from_the_registry_and_is_pinned_by_hash() {
    for package in packages() {
        let source = package["source"].as_str();
        let is_own = package["name"] == "fixup";
        assert!(
            is_own || source == Some(REGISTRY),
            "{} comes from {source:?}",
            package["name"]
        );
    }
    let lock: toml_edit::DocumentMut = here("Cargo.lock").parse().expect("TOML");
    let packages = lock["package"].as_array_of_tables().expect("a list");
    for package in packages
        .iter()
        .filter(|it| it["name"].as_str() != Some("fixup"))
    {
        let hash = package.get("checksum").and_then(|it| it.as_str());
        assert_eq!(hash.map(str::len), Some(64), "{}", package["name"]);
    }
}
