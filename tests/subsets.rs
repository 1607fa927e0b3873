//! Any subset of the patches, in any order, on the example: the same tree in the end, files that their tools take, and every byte
//! back. A short sample by default; `FIXUP_SUBSETS` says how many, `FIXUP_SEED` which.

#![expect(
    clippy::print_stdout,
    reason = "figures are for who reads the log of the tests"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests write into folders of their own"
)]

#[path = "subsets/orders.rs"]
mod orders;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use fixup::plan::changes;
use fixup::tree::Overlay;
use rayon::prelude::*;

use orders::{Example, Texts, orders};

#[test]
fn any_subset_in_any_order_gives_one_tree_that_tools_take() {
    let orders = orders();
    let example = Example::new();
    let results: Vec<(Texts, Option<String>)> = orders
        .par_iter()
        .map(|order| tried(&example, order))
        .collect();

    let trees: BTreeSet<&Texts> = results.iter().map(|(texts, _)| texts).collect();
    let files: BTreeSet<(&String, &Arc<str>)> = trees.iter().flat_map(|it| it.iter()).collect();
    println!(
        "{} subsets give {} trees with {} different files",
        orders.len(),
        trees.len(),
        files.len()
    );
    let wrong: Vec<&String> = results
        .iter()
        .filter_map(|(_, wrong)| wrong.as_ref())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let refused: Vec<String> = files
        .par_iter()
        .filter_map(|(path, text)| refused(path, text))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// What an order gives, and what is wrong with that.
fn tried(example: &Example, order: &[u8]) -> (Texts, Option<String>) {
    let one_by_one: Vec<&[u8]> = order.iter().map(std::slice::from_ref).collect();
    let steps = example.applied(&one_by_one);
    let last = example.texts(steps.last().expect("there is one"));
    let together = example.applied(&[order]);
    let together = example.texts(together.last().expect("there is one"));
    let paths = last.keys().chain(together.keys());
    let differs: BTreeSet<&String> = paths
        .filter(|it| last.get(*it) != together.get(*it))
        .collect();
    let wrong = if differs.is_empty() {
        undone(&steps)
    } else {
        Some(format!("{order:?}: {differs:?} depend on the order"))
    };
    (last, wrong)
}

/// Applies what leads from tree to tree to a copy on the disk, and takes all of it back.
fn undone(steps: &[Overlay]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let first = steps.first()?;
    let kept = |path: &str| first.text(path).ok().flatten();
    for path in first.paths() {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(file, &*kept(path).unwrap_or_default()).expect("a file");
    }
    let before = files(folder.path());
    for pair in steps.windows(2) {
        fixup::apply::apply(folder.path(), &changes(&pair[0], &pair[1]), &[]).expect("it applies");
    }
    fixup::apply::undo_all(folder.path(), &mut |_| ()).expect("it can be taken back");
    (files(folder.path()) != before).then(|| "an undo left something behind".to_owned())
}

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("below the root")
                    .display()
                    .to_string();
                if !name.starts_with(".fixup/") {
                    found.insert(name, fs::read(&path).expect("a file"));
                }
            }
        }
    }
    found
}

/// Why the tool for such a file does not take it; tools that are not there have nothing to say.
fn refused(path: &str, text: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let name = path.rsplit('/').next().unwrap_or(path);
    let file = folder.path().join(name);
    fs::write(&file, text).expect("a file");
    let ending = name.rsplit('.').next().unwrap_or_default();
    let mut command = match ending {
        "js" | "mjs" => tool("node", &["--check"]),
        "py" => tool("python3", &["-m", "py_compile"]),
        "tf" => tool("terraform", &["fmt", "-check", "-diff"]),
        "sh" => tool("bash", &["-n"]),
        "json" => tool(
            "node",
            &[
                "-e",
                "JSON.parse(require('fs').readFileSync(process.argv[1]))",
            ],
        ),
        "yml" | "yaml" => {
            serde_yaml_error(text).map_or_else(|| tool("true", &[]), |_| tool("false", &[]))
        }
        _ => return None,
    };
    let ended = command.arg(&file).output().ok()?;
    let said = [ended.stdout, ended.stderr].concat();
    (!ended.status.success()).then(|| format!("{path}: {}", String::from_utf8_lossy(&said)))
}

fn tool(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn serde_yaml_error(text: &str) -> Option<String> {
    serde_yaml::from_str::<serde_json::Value>(text)
        .err()
        .map(|it| it.to_string())
}
