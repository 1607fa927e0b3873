//! What must hold of the whole catalogue: every patch loads, every template is used, every page of the docs is current.

#[path = "catalogue/page.rs"]
mod page;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fixup::patch::template::included;
use fixup::patch::{Action, Patch, Step, builtin};
use fixup::report::json::schemas;
use fixup::report::words;
use fixup::survey::stacks::STACKS;
use fixup::survey::word::Word;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn templates_of(patch: &Patch) -> BTreeSet<String> {
    let steps = patch.cases.iter().filter_map(|case| match &case.action {
        Action::Steps(steps) => Some(steps),
        Action::Manual(_) => None,
    });
    let templates = steps.flatten().flat_map(Step::templates);
    templates.map(|it| it.name().to_owned()).collect()
}

fn names_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) =
        names_in(folder).into_iter().partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| files_below(folder)));
    files
}

#[test]
fn all_22_issues_have_a_patch_file() {
    let catalogue = builtin().expect("the catalogue loads");
    let issues: Vec<u8> = catalogue
        .patches()
        .iter()
        .map(|patch| patch.issue)
        .collect();
    assert_eq!(issues, (1..=22).collect::<Vec<u8>>());
}

#[test]
fn every_template_is_used_by_its_patch() {
    let catalogue = builtin().expect("the catalogue loads");
    let all = files_below(&root().join("templates"));
    let texts = all
        .iter()
        .map(|path| fs::read_to_string(path).expect("a text"));
    let texts: Vec<String> = texts.collect();
    let included: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.lines().filter_map(included))
        .collect();
    let folders = names_in(&root().join("templates")).into_iter();
    // those of the report are nobody's text
    for folder in folders.filter(|folder| !folder.ends_with("report")) {
        let name = folder
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a plain name");
        let is_own = |patch: &&Patch| {
            name == "shared" || name == format!("{:02}-{}", patch.issue, patch.name)
        };
        let patches = catalogue.patches().iter().filter(is_own);
        let used: BTreeSet<String> = patches.flat_map(templates_of).collect();
        assert!(!used.is_empty(), "no patch uses `templates/{name}`");
        for template in files_below(&folder) {
            let file = template.strip_prefix(&folder).expect("it lies there");
            let file = file.to_str().expect("a plain name");
            assert!(
                used.contains(file) || included.contains(file),
                "`templates/{name}/{file}` is used by nothing"
            );
        }
    }
}

#[test]
fn needed_issues_exist_and_none_needs_itself() {
    let catalogue = builtin().expect("the catalogue loads");
    for patch in catalogue.patches() {
        for needed in &patch.needs {
            assert!(
                catalogue.get(&needed.to_string()).is_ok() && *needed != patch.issue,
                "{} needs {needed}",
                patch.name
            );
        }
    }
}

#[test]
fn no_module_could_be_taken_for_another() {
    let helpers = builtin().expect("the catalogue loads").helpers();
    for helper in &helpers {
        let mut others = helpers.iter().filter(|other| *other != helper);
        let taken = others.find(|other| {
            let mut names = helper.declares.iter();
            names.all(|name| other.declares.contains(name))
        });
        assert!(
            taken.is_none(),
            "`{}` declares all that `{}` is told by",
            taken.map_or("", |other| &other.name),
            helper.name
        );
    }
}

/// Of two rows with one name, the second would never be asked.
#[test]
fn no_stack_has_two_rows_of_one_name_and_kind() {
    for stack in STACKS {
        let words = stack.words();
        for (at, word) in words.iter().enumerate() {
            let mut before = words[..at].iter();
            let is_same = |other: &&Word| other.name == word.name && other.kind == word.kind;
            assert!(
                !before.any(is_same),
                "{} has the word `{}` twice",
                stack.name(),
                word.name
            );
        }
    }
}

/// With `UPDATE_DOCS=1` the pages are written anew.
#[test]
fn pages_of_the_docs_are_current() {
    let catalogue = builtin().expect("the catalogue loads");
    for patch in catalogue.patches() {
        let path = format!("docs/patches/{:02}-{}.md", patch.issue, patch.name);
        is_current(&path, &page::page(patch));
    }
    is_current("docs/words.md", &words::page());
    for (name, schema) in schemas() {
        is_current(&format!("docs/schemas/{name}.json"), &schema);
    }
}

fn is_current(path: &str, wanted: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        #[expect(
            clippy::disallowed_methods,
            reason = "the pages are this test's own output"
        )]
        fs::write(&path, wanted).expect("a page can be written");
    }
    let standing = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        standing, wanted,
        "`UPDATE_DOCS=1 cargo test --test catalogue` writes the pages anew"
    );
}
