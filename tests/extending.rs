//! A patch is data: one that brings a module of its own, and mounts it in the app, needs no line of Rust. Whatever order it
//! comes in among others, the text is the same in the end.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use fixup::patch::Catalogue;
use fixup::patch::parameters::Values;
use fixup::plan::{Choice, Fix, Planner, Selection, State};
use fixup::tree::{Overlay, walk};

/// The patch, as its file would say it.
const PATCH: &str = "
issue: 23
name: alive
finding: nobody can ask whether it is alive
fix: Answer who asks
category: application
priority: P2
effort: low
impact: low
safety: safe
why: to show how a patch is added
references: []
for:
  - express:
      open: { lacks: health }
      steps:
        - create:
            template: alive.ts
            in: helpers
            as: { declares: [reportAlive], rank: 40, mounted: true, otherwise: vital-signs }
        - insert: { template: mount-alive.ts, at: health }
";

const MODULE: &str = "\
import type { RequestHandler } from \"express\";

/** A handler that says that the service is there. */
export function reportAlive(): RequestHandler {
  return (req, res) => {
    res.sendStatus(204);
  };
}
";

const MOUNT: &str = "\
import { reportAlive } from \"<%= helpers %>/<%= modules.alive %>\";

<%= app %>.get(\"/health\", reportAlive());
";

const MANIFEST: &str =
    r#"{ "name": "kites", "main": "app.js", "dependencies": { "express": "^4.19.2" } }"#;

/// `options` belongs to the statement below it, and must not be parted from that.
const APP: &str = "\
const express = require(\"express\");
const kites = require(\"./kites\");

const app = express();

const options = { tail: true };
app.use(\"/kites\", kites(options));

app.listen(3000);
";

/// The dummy patch beside that of metrics, which mounts a module, too.
fn catalogue() -> Catalogue {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: String| fs::read_to_string(root.join(path)).ok();
    let metrics = read("patches/20-metrics.yaml".to_owned()).expect("a patch");
    let template = |name: &str| match name {
        "23-alive/alive.ts" => Some(MODULE.to_owned()),
        "23-alive/mount-alive.ts" => Some(MOUNT.to_owned()),
        _ => read(format!("templates/{name}")),
    };
    let files = [
        ("patches/20-metrics.yaml".to_owned(), metrics.as_str()),
        ("patches/23-alive.yaml".to_owned(), PATCH),
    ];
    Catalogue::load(files.into_iter(), &template).expect("the patches load")
}

fn tree(files: &[(&str, &str)]) -> Overlay {
    let root = tempfile::tempdir().expect("a folder for the test");
    let mut overlay = Overlay::new(Arc::new(walk(root.path(), &[]).expect("a tree")));
    for (path, text) in files {
        overlay.write(path, (*text).to_owned());
    }
    overlay
}

fn kites() -> Overlay {
    tree(&[
        ("package.json", MANIFEST),
        ("app.js", APP),
        (
            "kites.js",
            "module.exports = () => (req, res) => res.end();\n",
        ),
    ])
}

/// The fixes of one issue on a tree.
fn fixes(start: Overlay, issue: &str) -> Vec<Fix> {
    let (catalogue, values) = (catalogue(), Values::default());
    let planner = Planner::new(&catalogue, &values, start);
    let selection = Selection {
        issues: vec![issue.to_owned()],
        ..Selection::default()
    };
    let findings = planner.scan(&selection).expect("findings");
    let blocked: Vec<_> = findings
        .iter()
        .filter(|finding| finding.state == State::Blocked)
        .map(|finding| &finding.reason)
        .collect();
    assert!(blocked.is_empty(), "{blocked:?}");
    planner
        .fixes(&selection, |_, _| Ok(Choice::Take))
        .expect("fixes")
}

fn fixed(start: Overlay, issues: &[&str]) -> Overlay {
    let mut tree = start;
    for issue in issues {
        let mut own = fixes(tree.clone(), issue);
        tree = own.pop().expect("the issue is open").after;
    }
    tree
}

fn text(tree: &Overlay, path: &str) -> String {
    let text = tree.text(path).expect("a readable file");
    text.unwrap_or_else(|| panic!("`{path}` is not there"))
        .to_string()
}

#[test]
fn a_module_that_is_mounted_parts_no_statement_from_what_it_uses() {
    let tree = fixed(kites(), &["23"]);
    let app = text(&tree, "app.js");
    let expected = "\
const express = require(\"express\");
const kites = require(\"./kites\");
const { reportAlive } = require(\"./utils/alive\");

const app = express();

app.get(\"/health\", reportAlive());

const options = { tail: true };
app.use(\"/kites\", kites(options));

app.listen(3000);
";
    assert_eq!(app, expected);
    assert!(text(&tree, "utils/alive.js").contains("module.exports = { reportAlive };"));
}

#[test]
fn a_second_plan_is_empty() {
    assert!(fixes(fixed(kites(), &["23"]), "23").is_empty());
}

#[test]
fn the_text_is_the_same_in_either_order() {
    let there = fixed(kites(), &["20", "23"]);
    let back = fixed(kites(), &["23", "20"]);
    assert_eq!(text(&there, "app.js"), text(&back, "app.js"));
    // the import of metrics has the lower rank
    let app = text(&there, "app.js");
    assert!(app.find("utils/metrics") < app.find("utils/alive"), "{app}");
}

#[test]
fn a_name_that_something_else_has_means_the_other_name() {
    let mut start = kites();
    start.write("utils/alive.js", "exports.count = () => 7;\n".to_owned());
    let tree = fixed(start, &["23"]);
    assert!(text(&tree, "app.js").contains("require(\"./utils/vital-signs\")"));
    assert!(text(&tree, "utils/alive.js").contains("count"));
}

/// Why the patch does not load, changed in one place.
fn refusal(from: &str, to: &str) -> String {
    let changed = PATCH.replace(from, to);
    assert_ne!(changed, PATCH);
    let files = [
        ("patches/23-alive.yaml".to_owned(), PATCH),
        (
            "patches/24-alive.yaml".to_owned(),
            &changed.replace("issue: 23", "issue: 24"),
        ),
    ];
    let loaded = Catalogue::load(files.into_iter(), &|_: &str| Some(MODULE.to_owned()));
    loaded.expect_err("it does not load").to_string()
}

#[test]
fn a_module_is_told_from_every_other_by_what_it_declares() {
    let nothing = refusal("declares: [reportAlive]", "declares: []");
    assert!(
        nothing.contains("`alive.ts` is known by what it declares, and that is nothing"),
        "{nothing}"
    );
    let twice = refusal("otherwise: vital-signs", "otherwise: pulse");
    assert!(
        twice.contains("nothing tells `alive` from `alive`"),
        "{twice}"
    );
    assert!(twice.contains("both declare reportAlive"), "{twice}");
}

#[test]
fn a_module_that_says_not_what_it_declares_does_not_load() {
    let silent = PATCH.replace(
        "as: { declares: [reportAlive], rank: 40, mounted: true, otherwise: vital-signs }",
        "",
    );
    let file = ("patches/23-alive.yaml".to_owned(), silent.as_str());
    let error = Catalogue::load([file].into_iter(), &|_: &str| Some(MODULE.to_owned()));
    let error = error.expect_err("it says not what it declares").to_string();
    assert!(
        error.contains("`alive.ts` is a module, and nothing says what it declares"),
        "{error}"
    );
}
