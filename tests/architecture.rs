//! Which room may import which. The rooms are the folders of `src`, those of `code` and `survey` one by one; what stands
//! beside them in these two are their basics. Imports name the real path of what they mean, so the arrows can be read off.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every room with those that it may import: nothing else, and no exceptions.
const ARROWS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("tree", &["error"]),
    ("edit", &["error"]),
    ("code", &["edit", "tree"]),
    ("survey/basics", &["code", "edit", "tree"]),
    ("survey/docker", &["survey/basics", "code", "edit", "tree"]),
    (
        "survey/variables",
        &["survey/basics", "survey/docker", "code", "edit", "tree"],
    ),
    (
        "survey/node",
        &[
            "survey/basics",
            "survey/docker",
            "survey/variables",
            "code",
            "edit",
            "tree",
        ],
    ),
    (
        "survey/python",
        &[
            "survey/basics",
            "survey/docker",
            "survey/variables",
            "code",
            "edit",
            "tree",
        ],
    ),
    (
        "survey/express",
        &["survey/basics", "survey/node", "code", "edit", "tree"],
    ),
    (
        "survey/fastapi",
        &[
            "survey/basics",
            "survey/docker",
            "survey/python",
            "code",
            "edit",
            "tree",
        ],
    ),
    (
        "survey/nextjs",
        &[
            "survey/basics",
            "survey/docker",
            "survey/node",
            "code",
            "edit",
            "tree",
        ],
    ),
    (
        "survey/terraform",
        &["survey/basics", "code", "edit", "tree"],
    ),
    (
        "survey/compose",
        &[
            "survey/basics",
            "survey/docker",
            "survey/terraform",
            "code",
            "edit",
            "tree",
        ],
    ),
    (
        "survey/public",
        &[
            "survey/basics",
            "survey/compose",
            "survey/terraform",
            "code",
            "edit",
            "tree",
        ],
    ),
    (
        "survey/aws",
        &[
            "survey/basics",
            "survey/compose",
            "survey/docker",
            "survey/public",
            "survey/terraform",
            "survey/variables",
            "code",
            "edit",
            "tree",
        ],
    ),
    (
        "survey/repository",
        &[
            "survey/basics",
            "survey/compose",
            "survey/docker",
            "survey/public",
            "survey/terraform",
            "code",
            "edit",
            "tree",
        ],
    ),
    (
        "survey/stacks",
        &[
            "survey/basics",
            "survey/aws",
            "survey/express",
            "survey/fastapi",
            "survey/nextjs",
            "survey/public",
            "survey/repository",
            "code",
        ],
    ),
    (
        "patch",
        &[
            "survey/stacks",
            "survey/basics",
            "code",
            "edit",
            "tree",
            "error",
        ],
    ),
    (
        "step",
        &[
            "patch",
            "survey/basics",
            "survey/node",
            "code",
            "edit",
            "tree",
            "error",
        ],
    ),
    (
        "plan",
        &[
            "step",
            "patch",
            "survey/stacks",
            "survey/basics",
            "code",
            "edit",
            "tree",
            "error",
        ],
    ),
    ("apply", &["plan", "patch", "edit", "tree", "error"]),
    (
        "report",
        &[
            "apply",
            "plan",
            "patch",
            "survey/stacks",
            "survey/basics",
            "edit",
            "tree",
            "error",
        ],
    ),
    (
        "cli",
        &[
            "report",
            "apply",
            "plan",
            "patch",
            "survey/basics",
            "code",
            "edit",
            "tree",
            "error",
        ],
    ),
];

/// Files that import each other, one by way of the next, may be so many.
const CIRCLE: usize = 6;

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of the crate: path of the module to its file, below `src`.
fn modules() -> BTreeMap<Vec<String>, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![src()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let file = path.strip_prefix(src()).expect("below `src`");
                let file = file
                    .to_str()
                    .expect("names of sources are UTF-8")
                    .to_owned();
                // what only tests compile may look at everything
                if file.starts_with("survey/dummy/") || file.ends_with("tests.rs") {
                    continue;
                }
                let stem = file.trim_end_matches(".rs").trim_end_matches("/mod");
                found.insert(stem.split('/').map(str::to_owned).collect(), file.clone());
            }
        }
    }
    found
}

/// The room of a module.
fn room(module: &[String]) -> String {
    let parts: Vec<&str> = module.iter().map(String::as_str).collect();
    match parts[..] {
        ["survey", "stacks", ..] => "survey/stacks".to_owned(),
        ["survey", first, ..] if src().join("survey").join(first).is_dir() => {
            format!("survey/{first}")
        }
        ["survey", ..] => "survey/basics".to_owned(),
        [first, ..] => first.to_owned(),
        [] => unreachable!("a module has a name"),
    }
}

/// Every path `crate::…` that a text of Rust names, with those in braces spelt out.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices("crate::") {
        let before = text[..at].chars().next_back();
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '_') {
            spell(&text[at + mark.len()..], &mut Vec::new(), &mut found);
        }
    }
    found
}

/// Reads one path from the start of `text`; gives what follows it.
fn spell<'t>(text: &'t str, above: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'t str {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if !name.is_empty() {
        above.push(name.to_owned());
    }
    let rest = match rest.strip_prefix("::") {
        Some(rest) if !name.is_empty() => spell(rest, above, found),
        _ if name.is_empty() && rest.starts_with('{') => {
            let mut rest = rest[1..].trim_start();
            while !rest.starts_with('}') {
                rest = spell(rest, above, found).trim_start();
                rest = rest.trim_start_matches(|c: char| c != ',' && c != '}' && c != '{');
                rest = rest.trim_start_matches(',').trim_start();
            }
            &rest[1..]
        }
        _ => {
            found.push(above.clone());
            rest
        }
    };
    if !name.is_empty() {
        above.pop();
    }
    rest
}

/// Which module imports which: the longest part of each path that is a module.
fn imports() -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let modules = modules();
    let mut found: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for (module, file) in &modules {
        let text = fs::read_to_string(src().join(file)).expect("a readable source");
        let known = |path: Vec<String>| {
            let lengths = (1..=path.len()).rev();
            let mut beginnings = lengths.map(|length| path[..length].to_vec());
            beginnings.find(|beginning| modules.contains_key(beginning))
        };
        let named = paths(&text).into_iter().filter_map(known);
        let others = named.filter(|other| other != module);
        found.entry(module.clone()).or_default().extend(others);
    }
    found
}

/// Files that import each other, in groups.
fn circles(imports: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> Vec<Vec<String>> {
    let reached = |from: &Vec<String>| {
        let mut known = BTreeSet::new();
        let mut open = vec![from.clone()];
        while let Some(module) = open.pop() {
            for next in imports.get(&module).into_iter().flatten() {
                if known.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        known
    };
    let reach: BTreeMap<_, _> = imports
        .keys()
        .map(|module| (module, reached(module)))
        .collect();
    let mut groups: BTreeSet<Vec<String>> = BTreeSet::new();
    for (module, others) in &reach {
        let back = others.iter().filter(|other| {
            let theirs = reach.get(other);
            theirs.is_some_and(|theirs| theirs.contains(*module))
        });
        let group: Vec<String> = back.map(|other| other.join("::")).collect();
        if group.len() > 1 {
            groups.insert(group);
        }
    }
    groups.into_iter().collect()
}

#[test]
fn imports_between_rooms_run_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (module, others) in imports() {
        let from = room(&module);
        if matches!(from.as_str(), "lib" | "main") {
            continue;
        }
        let may = allowed.get(from.as_str());
        let may = may.unwrap_or_else(|| panic!("`{from}` is a room without arrows: add it"));
        for other in others {
            let to = room(&other);
            if to != from && !may.contains(&to.as_str()) {
                wrong.push(format!("{} -> {}", module.join("::"), other.join("::")));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that are not allowed:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_room_may_be_reached_from_what_it_imports() {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (room, others) in ARROWS {
        let later: Vec<&&str> = others
            .iter()
            .filter(|other| !known.contains(**other))
            .collect();
        assert!(
            later.is_empty(),
            "`{room}` imports rooms that stand below it: {later:?}"
        );
        known.insert(room);
    }
}

#[test]
fn files_that_import_each_other_are_few() {
    let circles = circles(&imports());
    let long: Vec<String> = circles
        .iter()
        .filter(|circle| circle.len() > CIRCLE)
        .map(|circle| format!("{}: {}", circle.len(), circle.join(" ")))
        .collect();
    assert!(
        long.is_empty(),
        "circles of more than {CIRCLE} files:\n{}",
        long.join("\n")
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    for file in modules().values() {
        let text = fs::read_to_string(src().join(file)).expect("a readable source");
        assert!(
            text.starts_with("//!"),
            "`src/{file}` does not say what it is for"
        );
    }
}
